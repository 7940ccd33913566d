"""Filling a database as a server for the whole country has it: many places, members, rounds and answers, made up.

The generator is seeded by the place's number, so a place has the same answers whether it is alone or among others.
Rows are written in bulk and past the services, because a few million of them would take the services an hour.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Table, func, insert, select, text, update

from resilience_dash import wiring
from resilience_dash.content.frameworks import Frameworks, read_frameworks
from resilience_dash.domain.access import MACHINE
from resilience_dash.domain.framework import Framework
from resilience_dash.services import signing, ticketing
from resilience_dash.store.database import Database, Session
from resilience_dash.store.migrating import prepare
from resilience_dash.store.tables import AnswerRow, AssessmentRow, PlaceRow, RespondentRow, Row, SnapshotRow, table
from resilience_dash.store.tables_members import MemberRow, MembershipRow, SharingRow, SignInRow

PLACES = 382
MEMBERS = 20
ROUNDS = 5
RESPONDENTS = 30
ROLES = ("owner", "partner", "facilitator", "viewer", *["editor"] * (MEMBERS - 4))
LOOKED_AT = 191  # the place that is measured, in the middle of the others
AT_ONCE = 20_000
SEED = 382


@dataclass(frozen=True)
class Crowded:
    """Where it is, what the member who looks was signed in with, and the two assessments that are looked at."""

    url: str
    cookie: str
    open: int
    signed: int
    answers: int


def crowd(url: str, *, places: Sequence[int]) -> Crowded:
    """Fill a database with these places. All but the newest round are signed off."""
    frameworks, now = read_frameworks(wiring.settings().data / "frameworks"), datetime.now(UTC)
    framework = frameworks.newest("keep-it-local")
    database = Database(url).asked_by(MACHINE)
    try:
        prepare(database, now=now)
        with database.write() as session:
            for of, rows in _small(places, now):
                _add(session, table(of), rows)
            _add_answers(session, _answers(places, framework, now))
            if not database.is_sqlite:
                _count_on(session)
        _sign(database, frameworks, places, now)
        with database.write() as session:
            if not database.is_sqlite:  # as the server does by itself within a minute or two
                session.connection().execute(text("ANALYZE"))
            answers = session.connection().execute(select(func.count()).select_from(table(AnswerRow))).scalar_one()
    finally:
        database.close()
    newest = _assessment(LOOKED_AT, ROUNDS - 1)
    cookie = f"resilience_session={_token(_member(LOOKED_AT, 0))}"
    return Crowded(url, cookie, newest, newest - 1, answers)


# Numbers that follow from the place, so that nothing has to be read back


def _assessment(place: int, round_: int) -> int:
    return (place - 1) * ROUNDS + round_ + 1


def _member(place: int, position: int) -> int:
    return (place - 1) * MEMBERS + position + 1


def _respondent(place: int, round_: int, position: int) -> int:
    return (_assessment(place, round_) - 1) * RESPONDENTS + position + 1


def _token(member: int) -> str:
    return f"made-up-token-{member}"


def _small(places: Sequence[int], now: datetime) -> Iterator[tuple[type[Row], list[dict[str, Any]]]]:
    """Everything but answers and snapshots, table by table, as one points at the other."""
    councils = wiring.councils().all
    began = now - timedelta(days=360 * ROUNDS)
    yield (
        PlaceRow,
        [
            {
                "id": n,
                "council_code": c.code,
                "council_name": c.name,
                "nation": c.nation,
                "community": "",
                "made_up": True,
                "created_at": began,
            }
            for n in places
            for c in [councils[n - 1]]
        ],
    )
    members = [(n, i, _member(n, i)) for n in places for i in range(MEMBERS)]
    yield (
        MemberRow,
        [
            {
                "id": m,
                "ref": f"{m:016x}",
                "name": f"Member {m}",
                "email": f"m{m}@example.org",
                "password_hash": "-",
                "administrator": False,
                "created_at": began,
            }
            for _, _, m in members
        ],
    )
    yield MembershipRow, [{"place_id": n, "member_id": m, "role": ROLES[i], "at": began} for n, i, m in members]
    yield (
        SignInRow,
        [
            {
                "token_sha256": ticketing.kept(_token(m)),
                "member_id": m,
                "how": "password",
                "second_factor": False,
                "created_at": now,
                "seen_at": now,
            }
            for _, _, m in members
        ],
    )
    rounds = [(n, r, _assessment(n, r)) for n in places for r in range(ROUNDS)]
    yield (
        AssessmentRow,
        [
            {
                "id": a,
                "place_id": n,
                "framework_slug": "keep-it-local",
                "framework_version": "1.0",
                "period": f"{2022 + r} to {2023 + r}",
                "mode": "full",
                "revision": 1,
                "previous_id": a - 1 if r else None,
                "created_at": began + timedelta(days=360 * r),
            }
            for n, r, a in rounds
        ],
    )
    yield (
        RespondentRow,
        [
            {
                "id": _respondent(n, r, i),
                "assessment_id": a,
                "name": f"Person {i}",
                "perspective": perspective,
                "created_at": began,
            }
            for n, r, a in rounds
            for i in range(RESPONDENTS)
            for perspective in [("officer", "anchor", "business")[i % 3]]
        ],
    )
    yield (
        SharingRow,
        [
            {"assessment_id": a, "sharing": sharing, "by_ref": f"{_member(n, 0):016x}", "at": now}
            for n, r, a in rounds
            for sharing in _shared(n, r)
        ],
    )


def _shared(place: int, round_: int) -> tuple[str, ...]:
    """Signed results were shared and taken back; the newest of every fortieth place are shared to this day."""
    if round_ == ROUNDS - 1:
        return ()
    return ("members",) if round_ == ROUNDS - 2 and place % 40 == 0 else ("members", "private")


def _answers(places: Sequence[int], framework: Framework, now: datetime) -> Iterator[tuple[object, ...]]:
    asked = [statement.id for statement in framework.statements_in("full")]
    for place in places:
        chance = random.Random(SEED * 1000 + place)
        for round_ in range(ROUNDS):
            weights = [6, 10, 10 + 2 * round_, 6 + 2 * round_, 2 + round_, 3]
            given = iter(chance.choices(("0", "1", "2", "3", "4", "dont_know"), weights, k=RESPONDENTS * len(asked)))
            at = now - timedelta(days=360 * (ROUNDS - 1 - round_) + 20)
            for position in range(RESPONDENTS):
                person = _respondent(place, round_, position)
                for statement in asked:
                    yield _assessment(place, round_), person, statement, next(given), "", 1, "", False, "", at


ANSWERED = (
    "assessment_id",
    "respondent_id",
    "statement_id",
    "choice",
    "reason",
    "strength",
    "comment",
    "carried",
    "device",
    "at",
)


def _add(session: Session, to: Table, rows: Iterable[dict[str, Any]]) -> None:
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        session.connection().execute(insert(to), some)


def _add_answers(session: Session, rows: Iterator[tuple[object, ...]]) -> None:
    """By the fastest way that each database has; SQLAlchemy's own takes minutes for millions of rows."""
    cursor: Any = session.connection().connection.cursor()
    if session.connection().dialect.name == "sqlite":
        marks = ", ".join("?" * len(ANSWERED))
        moments = ((*row[:-1], f"{row[-1]:%Y-%m-%d %H:%M:%S.%f}") for row in rows)
        cursor.executemany(f"INSERT INTO answer ({', '.join(ANSWERED)}) VALUES ({marks})", moments)  # noqa: S608
        return
    # Not looked at row by row: what an answer points at was written just before.
    cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL session_replication_role = replica")
    with cursor.copy(f"COPY answer ({', '.join(ANSWERED)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _count_on(session: Session) -> None:
    """Let PostgreSQL count on from the numbers that were given here."""
    for of in (PlaceRow, MemberRow, AssessmentRow, RespondentRow):
        name = table(of).name
        session.connection().execute(
            text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")  # noqa: S608
        )


def _sign(database: Database, frameworks: Frameworks, places: Sequence[int], now: datetime) -> None:
    """Sign the older rounds of the place that is looked at; the others get a copy of its frozen results."""
    signers = {"council": signing.Signer("Asha Patel", "Leader"), "community": signing.Signer("Bea Okafor", "Chair")}
    for round_ in range(ROUNDS - 1):
        mine = _assessment(LOOKED_AT, round_)
        signing.sign(database, frameworks, assessment_id=mine, signers=signers, now=now)  # type: ignore[arg-type]
        theirs = [_assessment(place, round_) for place in places if place != LOOKED_AT]
        assessment, snapshot = table(AssessmentRow), table(SnapshotRow)
        with database.write() as session:
            run = session.connection().execute
            content, sha256 = run(
                select(snapshot.c.content, snapshot.c.sha256).where(snapshot.c.assessment_id == mine)
            ).one()
            _add(
                session,
                snapshot,
                [{"assessment_id": a, "content": content, "sha256": sha256, "at": now} for a in theirs],
            )
            run(update(assessment).where(assessment.c.id.in_(theirs)).values(signed_off_at=now))
