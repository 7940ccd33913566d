"""Workshops as they are kept. Functions take a session and never commit.

A change is made by a rule of `domain.workshop` and written by `keep`, which looks at what the rule made different.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import BindParameter, bindparam, func, insert, update
from sqlalchemy import select as columns
from sqlmodel import Session

from resilience_dash.domain.assessment import DONT_KNOW, NOT_OURS, Choice
from resilience_dash.domain.problem import UnknownThing
from resilience_dash.domain.workshop import Cast, Round, Seat, Step, StepKind, Workshop
from resilience_dash.store.assessments import ASSESSMENT
from resilience_dash.store.tables import table
from resilience_dash.store.tables_workshops import CastRow, FrozenRow, PaperRow, RoundRow, SeatRow, WorkshopRow

WORKSHOP, SEAT, ROUND = table(WorkshopRow), table(SeatRow), table(RoundRow)
CAST, FROZEN, PAPER = table(CastRow), table(FrozenRow), table(PaperRow)
WORDS = {DONT_KNOW: DONT_KNOW, NOT_OURS: NOT_OURS}

# What every phone asks with every answer is put together once: doing so takes longer than asking.
HERE: BindParameter[int] = bindparam("workshop")
ITS_SEAT: BindParameter[int] = bindparam("of_seat")
HEAD = columns(WORKSHOP).where(WORKSHOP.c.id == HERE)
REVISION = columns(WORKSHOP.c.revision).where(WORKSHOP.c.id == HERE)
ONE_SEAT = columns(SEAT).where(SEAT.c.workshop_id == HERE, SEAT.c.number == ITS_SEAT)
BY_TOKEN = columns(SEAT.c.workshop_id, SEAT.c.number).where(SEAT.c.token_sha256 == bindparam("hashed"))
LAST_ROUND_HELD = (
    columns(ROUND)
    .where(ROUND.c.workshop_id == HERE)
    .order_by(ROUND.c.number.desc())
    .limit(1)
    .with_for_update(read=True)
)
NEWEST_CAST = (
    columns(CAST.c.choice, CAST.c.comment)
    .where(CAST.c.workshop_id == HERE, CAST.c.round == bindparam("in_round"), CAST.c.seat == ITS_SEAT)
    .order_by(CAST.c.id.desc())
    .limit(1)
)
NEW_CAST = insert(CAST).inline()


def add_workshop(session: Session, workshop: Workshop, *, code: str, now: datetime) -> int:
    """Keep a new workshop; its number."""
    values = {
        **_head(workshop),
        "assessment_id": workshop.assessment_id,
        "code": code,
        "link_key": workshop.link_key,
        "revision": 0,
        "created_at": now,
    }
    added = session.connection().execute(insert(WORKSHOP).values(values)).inserted_primary_key
    return int(added[0]) if added else 0


def link_key(session: Session, code: str) -> str | None:
    """What the link to the workshop with this code carries beside it."""
    return session.connection().execute(columns(WORKSHOP.c.link_key).where(WORKSHOP.c.code == code)).scalar()


def by_code(session: Session, code: str) -> int | None:
    """The workshop with this code, or None."""
    return session.connection().execute(columns(WORKSHOP.c.id).where(WORKSHOP.c.code == code)).scalar()


def of_assessment(session: Session, assessment_id: int) -> list[tuple[int, str]]:
    """The numbers and codes of the workshops on an assessment, newest first."""
    asked = columns(WORKSHOP.c.id, WORKSHOP.c.code).where(WORKSHOP.c.assessment_id == assessment_id)
    return [(row.id, row.code) for row in session.connection().execute(asked.order_by(WORKSHOP.c.id.desc()))]


def heads(session: Session, places: Collection[int] | None) -> list[Workshop]:
    """Every workshop, or those of some places, newest first; without seats and rounds."""
    asked = columns(WORKSHOP).order_by(WORKSHOP.c.id.desc())
    if places is not None:
        theirs = columns(ASSESSMENT.c.id).where(ASSESSMENT.c.place_id.in_(places))
        asked = asked.where(WORKSHOP.c.assessment_id.in_(theirs))
    return [_workshop(row, [], []) for row in session.connection().execute(asked)]


def workshop(session: Session, workshop_id: int, *, lock: bool = False) -> Workshop:
    """All of a workshop; with `lock`, nobody else changes it until the transaction ends. Raises UnknownThing."""
    head = _row(session, workshop_id, lock=lock)
    run = session.connection().execute
    seats = run(columns(SEAT).where(SEAT.c.workshop_id == workshop_id).order_by(SEAT.c.number))
    asked = columns(ROUND).where(ROUND.c.workshop_id == workshop_id).order_by(ROUND.c.number)
    # Whoever is saving an answer just now holds the round (`for_answer`): it is read when they are done.
    rounds = run(asked.with_for_update() if lock else asked).all()
    casts: dict[int, dict[int, Cast]] = {row.number: {} for row in rounds}
    for row in run(columns(CAST).where(CAST.c.workshop_id == workshop_id).order_by(CAST.c.id)):
        casts[row.round][row.seat] = _cast(row)
    frozen: dict[int, dict[int, Cast]] = {row.number: {} for row in rounds}
    sides: dict[int, dict[int, Any]] = {row.number: {} for row in rounds}
    then = columns(FROZEN.c.round, FROZEN.c.seat, FROZEN.c.side, CAST.c.choice, CAST.c.comment)
    for row in run(then.join(CAST, CAST.c.id == FROZEN.c.cast_id).where(FROZEN.c.workshop_id == workshop_id)):
        frozen[row.round][row.seat] = _cast(row)
        sides[row.round][row.seat] = row.side
    return _workshop(head, seats, [_round(row, casts, frozen, sides) for row in rounds])


def for_answer(session: Session, workshop_id: int, seat: int) -> Workshop:
    """As much of a workshop as it takes to judge what one seat says: that seat and the last round, held as it is."""
    run = session.connection().execute
    # Many answer at once, and whoever closes the round waits for them: what was open when they were counted was open.
    found = run(LAST_ROUND_HELD, {"workshop": workshop_id}).first()
    head = _row(session, workshop_id)
    theirs = run(ONE_SEAT, {"workshop": workshop_id, "of_seat": seat})
    return _workshop(head, theirs, [_round(found, {}, {}, {})] if found else [])


def seat_of_token(session: Session, token_sha256: str) -> tuple[int, int] | None:
    """The workshop and the number of the seat whose token this is the SHA-256 of."""
    row = session.connection().execute(BY_TOKEN, {"hashed": token_sha256}).first()
    return (row.workshop_id, row.number) if row else None


@dataclass(frozen=True, slots=True)
class Door:
    """Whether somebody who has the code can join now."""

    workshop_id: int
    open: bool


def door(session: Session, workshop_id: int) -> Door | None:
    """The door of a workshop, None where there is none."""
    run = session.connection().execute
    there = columns(func.count()).where(SEAT.c.workshop_id == workshop_id, SEAT.c.removed.is_(False))
    head = run(columns(WORKSHOP).where(WORKSHOP.c.id == workshop_id)).first()
    seats = run(there).scalar() or 0
    if head is None:
        return None
    return Door(workshop_id, head.stage == "running" and head.door_open and seats < head.most_seats)


def for_joining(session: Session, workshop_id: int) -> Workshop:
    """A workshop and its seats, without its rounds; nobody else joins until the transaction ends."""
    head = _row(session, workshop_id, lock=True)
    asked = columns(SEAT).where(SEAT.c.workshop_id == workshop_id).order_by(SEAT.c.number)
    return _workshop(head, session.connection().execute(asked), [])


def seat(session: Session, workshop_id: int, number: int) -> Seat:
    """One seat that is there."""
    return _seat(session.connection().execute(ONE_SEAT, {"workshop": workshop_id, "of_seat": number}).one())


def newest_cast(session: Session, workshop_id: int, round_id: int, seat: int) -> Cast | None:
    """What this seat has said in a round so far."""
    theirs = {"workshop": workshop_id, "in_round": round_id, "of_seat": seat}
    row = session.connection().execute(NEWEST_CAST, theirs).first()
    return _cast(row) if row else None


def pulse(session: Session, workshop_id: int) -> tuple[int, int, int, int]:
    """Numbers that change with every change: of the workshop, of who joined, of what was said, of the assessment."""
    seats = columns(func.max(SEAT.c.number)).where(SEAT.c.workshop_id == workshop_id).scalar_subquery()
    said = columns(func.max(CAST.c.id)).where(CAST.c.workshop_id == workshop_id).scalar_subquery()
    asked = columns(WORKSHOP.c.revision, seats, said, ASSESSMENT.c.revision)
    asked = asked.join(ASSESSMENT, ASSESSMENT.c.id == WORKSHOP.c.assessment_id).where(WORKSHOP.c.id == workshop_id)
    row = session.connection().execute(asked).first()
    return (row[0], row[1] or 0, row[2] or 0, row[3]) if row else (0, 0, 0, 0)


def assessment_of(session: Session, workshop_id: int) -> int | None:
    """The assessment of a workshop, None where there is no such workshop."""
    asked = columns(WORKSHOP.c.assessment_id).where(WORKSHOP.c.id == workshop_id)
    return session.connection().execute(asked).scalar()


def moments(session: Session, workshop_id: int) -> tuple[datetime | None, datetime | None]:
    """When the first round of a workshop was opened, and when it ended."""
    run = session.connection().execute
    first = run(columns(func.min(ROUND.c.opened_at)).where(ROUND.c.workshop_id == workshop_id)).scalar()
    return first, run(columns(WORKSHOP.c.ended_at).where(WORKSHOP.c.id == workshop_id)).scalar()


def revision(session: Session, workshop_id: int) -> int:
    """How often a facilitator has changed something."""
    return session.connection().execute(REVISION, {"workshop": workshop_id}).scalar() or 0


def led_by_member(session: Session, workshop_id: int, member_id: int | None) -> None:
    """Keep whose account the name of whoever leads it is, None where it is nobody's."""
    session.connection().execute(update(WORKSHOP).where(WORKSHOP.c.id == workshop_id).values(member_id=member_id))


def touch(session: Session, workshop_id: int) -> None:
    """Say that something beside the rounds changed."""
    changed = {"revision": WORKSHOP.c.revision + 1}
    session.connection().execute(update(WORKSHOP).where(WORKSHOP.c.id == workshop_id).values(changed))


def counted(session: Session, workshop_id: int) -> tuple[int, int]:
    """How many seats have answered in the last round that counts, and how many there are, without what they said."""
    run = session.connection().execute
    there = columns(SEAT.c.number).where(SEAT.c.workshop_id == workshop_id, SEAT.c.removed.is_(False))
    seats = run(columns(func.count()).select_from(there.subquery())).scalar()
    rounds = (ROUND.c.workshop_id == workshop_id, ROUND.c.set_aside.is_(False))
    last = columns(func.max(ROUND.c.number)).where(*rounds).scalar_subquery()
    said = (CAST.c.workshop_id == workshop_id, CAST.c.round == last, CAST.c.seat.in_(there))
    answered = run(columns(func.count(func.distinct(CAST.c.seat))).where(*said)).scalar()
    return answered or 0, seats or 0


def add_seat(session: Session, workshop_id: int, seat: Seat, *, token_sha256: str, now: datetime) -> None:
    values = {**_seat_values(seat), "workshop_id": workshop_id, "number": seat.id, "token_sha256": token_sha256}
    session.connection().execute(insert(SEAT).values(**values, joined_at=now))


def add_cast(session: Session, workshop_id: int, round_id: int, seat: int, cast_: Cast, now: datetime) -> None:
    values = {"workshop_id": workshop_id, "round": round_id, "seat": seat, "comment": cast_.comment, "at": now}
    session.connection().execute(NEW_CAST, {**values, "choice": str(cast_.choice)})


def keep_paper(session: Session, workshop_id: int, seat: int, choices: Mapping[str, Choice], now: datetime) -> None:
    """Keep what a paper sheet says to each statement."""
    whose = {"workshop_id": workshop_id, "seat": seat, "at": now}
    rows = [{**whose, "statement_id": statement, "choice": str(choice)} for statement, choice in choices.items()]
    if rows:
        session.connection().execute(insert(PAPER), rows)


def papers(session: Session, workshop_id: int, statement_id: str) -> dict[int, Choice]:
    """What the paper sheets of each seat say to a statement."""
    asked = columns(PAPER).where(PAPER.c.workshop_id == workshop_id, PAPER.c.statement_id == statement_id)
    return {row.seat: _choice(row.choice) for row in session.connection().execute(asked.order_by(PAPER.c.seat))}


def paper_seats(session: Session, workshop_id: int) -> frozenset[int]:
    """The seats that are paper sheets."""
    asked = columns(PAPER.c.seat).where(PAPER.c.workshop_id == workshop_id).distinct()
    return frozenset(session.connection().execute(asked).scalars())


def keep(session: Session, before: Workshop, after: Workshop, *, now: datetime) -> None:
    """Write what a rule changed: the workshop itself, seats that were there, and rounds. Nothing is taken away."""
    run = session.connection().execute
    moments: dict[str, datetime] = {"ended_at": now} if after.stage == "ended" != before.stage else {}
    if before.stage == "preparing" != after.stage:
        moments["begun_at"] = now
    changed = {**_head(after), **moments, "revision": WORKSHOP.c.revision + 1}
    run(update(WORKSHOP).where(WORKSHOP.c.id == after.id).values(changed))
    for seat in after.seats.values():
        if seat.id in before.seats and seat != before.seats[seat.id]:
            one = (SEAT.c.workshop_id == after.id, SEAT.c.number == seat.id)
            run(update(SEAT).where(*one).values(_seat_values(seat)))
    known = {one.id: one for one in before.rounds}
    for current in after.rounds:
        if current.id not in known:
            values = {**_round_values(current), "workshop_id": after.id, "number": current.id, "opened_at": now}
            run(insert(ROUND).values(values))
        elif current != known[current.id]:
            shown = current.frozen is not None and known[current.id].frozen is None
            values = {**_round_values(current), **({"revealed_at": now} if shown else {})}
            run(update(ROUND).where(ROUND.c.workshop_id == after.id, ROUND.c.number == current.id).values(values))
            if shown:
                _freeze(session, after.id, current)


def _freeze(session: Session, workshop_id: int, shown: Round) -> None:
    run = session.connection().execute
    in_round = (CAST.c.workshop_id == workshop_id, CAST.c.round == shown.id)
    newest = columns(CAST.c.seat, func.max(CAST.c.id).label("cast_id")).where(*in_round).group_by(CAST.c.seat)
    rows = [
        {"workshop_id": workshop_id, "round": shown.id, "seat": row.seat, "cast_id": row.cast_id, "side": side}
        for row in run(newest)
        if (side := shown.sides.get(row.seat))
    ]
    if rows:
        run(insert(FROZEN), rows)


def _row(session: Session, workshop_id: int, *, lock: bool = False) -> Any:
    asked = HEAD.with_for_update() if lock else HEAD
    row = session.connection().execute(asked, {"workshop": workshop_id}).first()
    if row is None:
        raise UnknownThing("There is no such workshop. Nothing was changed. Choose one from the list.")
    return row


def _workshop(head: Any, seats: Iterable[Any], rounds: Iterable[Round]) -> Workshop:
    return Workshop(
        id=head.id,
        assessment_id=head.assessment_id,
        statements=tuple(head.statements.split()),
        perspectives=tuple(head.perspectives.split()),
        named=head.named,
        smallest=head.smallest,
        stage=head.stage,
        door_open=head.door_open,
        most_seats=head.most_seats,
        seats={row.number: _seat(row) for row in seats},
        rounds=tuple(rounds),
        code=head.code,
        link_key=head.link_key,
        led_by=head.led_by,
        begun_at=head.begun_at,
        revision=head.revision,
        last=_step(head.last_step),
    )


def _seat(row: Any) -> Seat:
    return Seat(row.number, row.perspective, row.side, row.name, row.removed)


def _step(kept: str) -> Step | None:
    kind, seat, before = kept.split(" ") if kept else ("", "", "")
    return Step(cast(StepKind, kind), int(seat), before) if kind else None


def _round(row: Any, casts: Any, frozen: Any, sides: Any) -> Round:
    return Round(
        id=row.number,
        statement_id=row.statement_id,
        vote=row.vote,
        stage=row.stage,
        ends_at=row.ends_at,
        set_aside=row.set_aside,
        casts=casts.get(row.number, {}),
        frozen=frozen.get(row.number, {}) if row.revealed_at else None,
        sides=sides.get(row.number, {}),
    )


def _cast(row: Any) -> Cast:
    return Cast(_choice(row.choice), row.comment)


def _choice(kept: str) -> Choice:
    return cast(Choice, WORDS.get(kept) or int(kept))


def _head(workshop: Workshop) -> dict[str, Any]:
    last = workshop.last
    return {
        "statements": " ".join(workshop.statements),
        "perspectives": " ".join(workshop.perspectives),
        "named": workshop.named,
        "smallest": workshop.smallest,
        "stage": workshop.stage,
        "door_open": workshop.door_open,
        "most_seats": workshop.most_seats,
        "led_by": workshop.led_by,
        "last_step": f"{last.kind} {last.number} {last.before}" if last else "",
    }


def _seat_values(seat: Seat) -> dict[str, Any]:
    return {"perspective": seat.perspective, "side": seat.side, "name": seat.name, "removed": seat.removed}


def _round_values(one: Round) -> dict[str, Any]:
    return {
        "statement_id": one.statement_id,
        "vote": one.vote,
        "stage": one.stage,
        "ends_at": one.ends_at,
        "set_aside": one.set_aside,
    }
