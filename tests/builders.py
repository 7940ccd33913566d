"""What tests begin with: a framework, a sheet made by hand, a prepared database, an assessment with people in it.

`sheet` is for the rules alone. `begin` goes through the services and the real store, as a person does.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from resilience_dash.content.frameworks import Frameworks, read_framework
from resilience_dash.content.places import Councils, read_places
from resilience_dash.domain.access import MACHINE
from resilience_dash.domain.assessment import Agreement, Answer, Assessment, Choice, Respondent, Sheet
from resilience_dash.domain.framework import (
    SIDES,
    Dimension,
    Framework,
    Kind,
    Level,
    Mode,
    Perspective,
    Side,
    Statement,
    Strength,
)
from resilience_dash.domain.place import Council, Place
from resilience_dash.domain.report import Report
from resilience_dash.domain.supersession import Change, Seen
from resilience_dash.services import answering, opening, reporting, signing, starting
from resilience_dash.store import answers, assessments
from resilience_dash.store.database import Database
from resilience_dash.store.migrating import prepare
from tests.postgres import PostgreSQL

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
DATA = Path(__file__).resolve().parents[1] / "data"
PERSPECTIVE: Mapping[Side, str] = {"council": "officer", "community": "anchor", "partners": "business"}

NOBODY = 65534
PLACE = Place(id=1, council_code="E07000214", council_name="Surrey Heath", nation="England")
NASTY = (
    "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁷󠁬󠁳󠁿 Plaid 🇬🇧",
    "مرحبا بالعالم",
    "שלום \u202eoediv\u202c עולם",
    "Z̷̪̐a̸̰͝l̶̗̈g̷̰̈́o̶̙̓",
    "first line\n\u0301second line",
    "<script>alert('x')</script><img src=x onerror=alert(1)>",
    "=HYPERLINK(\"https://evil.example\",\"here\")",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "Robert'); DROP TABLE answer;--",
    '“curly” "straight" \'single\' `back` \\ slash %s {0} ${HOME}',
    "# heading **bold** ![](https://evil.example/pixel.png) :red[x] $x^2$",
    "Ynys Môn · Dùn Èideann · Doire/Béal Feirste",
    "x" * 4_900,
    "tab\tand\r\nnew line\x0bvertical\x1bescape",
)  # fmt: skip


def later(minutes: float = 1) -> datetime:
    """A moment after NOW."""
    return NOW + timedelta(minutes=minutes)


# Frameworks


@cache
def keep_it_local() -> Framework:
    """The framework that is delivered, read from data/."""
    return read_framework(DATA / "frameworks" / "keep-it-local" / "1.0")


@cache
def councils() -> Councils:
    return read_places(DATA / "places.csv")


def delivered() -> Frameworks:
    return Frameworks((keep_it_local(),))


def statement(statement_id: str, **changes: object) -> Statement:
    made = {
        "title": f"Statement {statement_id}",
        "question": "How far is it true?",
        "levels": ("Not at all.", "A little.", "In part.", "Yes.", "Others learn from it."),
        "evidence": ("A paper",),
        "indicators": (),
        "first_move": f"Begin with {statement_id}.",
        "ask": ("Residents",),
    }
    return Statement(statement_id, **{**made, **changes})  # type: ignore[arg-type]


def dimension(code: str, statements: Sequence[Statement], kind: Kind = "enabler") -> Dimension:
    return Dimension(code, kind, f"{code} in full", code.capitalize(), "What it means.", (), tuple(statements), "")


def framework(
    dimensions: Mapping[str, int] | Sequence[Dimension] | None = None, *, version: str = "1.0", **changes: object
) -> Framework:
    """A small framework: “trust” (an enabler) and “money” (a characteristic) with statements trust.s1 and so on."""
    if dimensions is None:
        dimensions = {"trust": 4, "money": 4}
    if isinstance(dimensions, Mapping):
        kinds: Mapping[str, Kind] = {"money": "characteristic"}
        dimensions = [
            dimension(code, [statement(f"{code}.s{i}") for i in range(1, count + 1)], kinds.get(code, "enabler"))
            for code, count in dimensions.items()
        ]
    names = ("Not started", "Emerging", "Developing", "Established", "Leading")
    made = {
        "slug": "small",
        "version": version,
        "name": "Small",
        "about": "",
        "credit": "",
        "levels": tuple(Level(i, name, f"{name}.") for i, name in enumerate(names)),
        "strengths": tuple(Strength(i, f"Strength {i}") for i in range(4)),
        "perspectives": tuple(Perspective(PERSPECTIVE[side], f"One of {side}", side) for side in SIDES),
        "dimensions": tuple(dimensions),
        "taster": tuple(d.statements[0].id for d in dimensions if d.statements),
        "glossary": (),
        "nation_notes": (),
        "indicators": (),
    }
    return Framework(**{**made, **changes})  # type: ignore[arg-type]


# Sheets made by hand

Given = Mapping[str, Mapping[Side, Sequence[Choice | None]]]


def sheet(given: Given, *, of: Framework | None = None, mode: Mode = "full", **changes: object) -> Sheet:
    """A sheet from what each side said to each statement: the n-th choice is the n-th person's; None is silence.

    sheet({"money.s1": {"council": [3, 2], "community": ["dont_know"]}})
    """
    asked = of or framework()
    crowd = {side: max((len(said.get(side, ())) for said in given.values()), default=0) for side in SIDES}
    people = {(side, i): 100 * (SIDES.index(side) + 1) + i for side in SIDES for i in range(crowd[side])}
    said = [
        Answer(0, statement_id, people[side, i], choice, NOW)
        for statement_id, by_side in given.items()
        for side, choices in by_side.items()
        for i, choice in enumerate(choices)
        if choice is not None
    ]
    made = {
        "assessment": Assessment(1, PLACE, asked.slug, asked.version, "2026 to 2027", mode, 0, NOW),
        "framework": asked,
        "respondents": tuple(Respondent(n, f"Person {n}", PERSPECTIVE[side]) for (side, _), n in people.items()),
        "answers": {(a.respondent_id, a.statement_id): a for a in said},
        "agreements": {},
        "aims": {},
        "importance": {},
        "evidence": (),
    }
    return Sheet(**{**made, **changes})  # type: ignore[arg-type]


def agreed(statement_id: str, level: int | None, reason: str = "We talked.") -> Agreement:
    return Agreement(1, statement_id, level, reason, "Asha", NOW)


# Databases and assessments in them

# What may only ever be added to. The triggers make the database itself refuse anything else.
ADDED_ONLY = (
    "answer", "agreement", "aim", "importance", "signature", "snapshot", "evidence_file", "respondent", "place",
    "sharing",
)  # fmt: skip


def database(folder: Path, *, name: str = "resilience.db", seal: bool = False, **how: object) -> Database:
    """A SQLite file in this folder, brought to shape by migrating (which is done once, and copied), and sealed.

    It is asked by the person at the machine, who may do everything.
    """
    (folder / name).write_bytes(_migrated(seal))
    return Database(f"sqlite:///{folder / name}", **how).asked_by(MACHINE)  # type: ignore[arg-type]


@cache
def _migrated(seal: bool) -> bytes:
    with TemporaryDirectory() as folder:
        made = Database(f"sqlite:///{folder}/new.db")
        prepare(made, now=NOW)
        if seal:
            sealed(made)
        made.close()
        return (Path(folder) / "new.db").read_bytes()


def migrated_postgresql(server: PostgreSQL, *, seal: bool) -> None:
    """The database that others are copied from, called “sealed” or “unsealed”."""
    made = Database(server.create("sealed" if seal else "unsealed"))
    prepare(made, now=NOW)
    if seal:
        sealed(made)
    made.close()


REFUSE = {
    True: "BEGIN SELECT RAISE(ABORT, '{table}: {deed}'); END",
    False: "FOR EACH ROW EXECUTE FUNCTION refuse()",
}
REFUSE_FUNCTION = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION USING MESSAGE = lower(TG_TABLE_NAME || ': ' || TG_OP); END $$
"""


def sealed(db: Database) -> Database:
    """The database, which from now on refuses to change or delete what may only be added to."""
    with db.write() as session:
        run = session.connection().exec_driver_sql
        if not db.is_sqlite:
            run(REFUSE_FUNCTION)
        for table in (*ADDED_ONLY, "evidence", "assessment"):
            for deed in ("UPDATE", "DELETE") if table in ADDED_ONLY else ("DELETE",):
                refuse = REFUSE[db.is_sqlite].format(table=table, deed=deed)
                run(f"CREATE TRIGGER sealed_{table}_{deed} BEFORE {deed} ON {table} {refuse}")
    return db


@dataclass
class Begun:
    """An assessment in a real database, the people in it by side, and what they do, one minute after another."""

    db: Database
    frameworks: Frameworks
    id: int
    people: dict[Side, list[int]]
    minute: float = field(default=0)

    @property
    def place(self) -> dict[str, object]:
        """What every service is told first, and the moment."""
        self.minute += 1
        return {"assessment_id": self.id, "now": later(self.minute)}

    @property
    def everybody(self) -> list[int]:
        return [person for side in SIDES for person in self.people[side]]

    @property
    def sheet(self) -> Sheet:
        return opening.open_sheet(self.db, self.frameworks, assessment_id=self.id)

    @property
    def report(self) -> Report:
        return reporting.build_report(self.db, self.frameworks, assessment_id=self.id)

    def change(self, person: int, statement_id: str, *, seen: Seen | None = None, **parts: object) -> Answer | None:
        """Change parts of a person's answer, as a page that shows their newest one would."""
        if seen is None:
            stored = self.sheet.answer(person, statement_id)
            seen = Seen(stored.id if stored else 0)
        return answering.record_answer(
            self.db, self.frameworks, respondent_id=person, statement_id=statement_id,
            change=Change(**parts), seen=seen, **self.place,  # type: ignore[arg-type]
        )  # fmt: skip

    def answer_all(self, choice: Choice = 2, *, except_for: Sequence[str] = ()) -> None:
        """Let everybody give the same choice to every statement that is asked, all in one transaction."""
        asked = [statement_id for statement_id in self.sheet.asked if statement_id not in except_for]
        with self.db.write() as session:
            for person, statement_id in product(self.everybody, asked):
                answers.add_answer(session, self.id, Answer(0, statement_id, person, choice, later(self.minute)))
            assessments.touch(session, self.id)

    def sign(self, *sides: Side) -> signing.SignOff:
        signers = {side: signing.Signer(f"Signer of {side}", "Chair") for side in sides}
        return signing.sign(self.db, self.frameworks, signers=signers, **self.place)  # type: ignore[arg-type]

    def next_round(self, *, frameworks: Frameworks | None = None, mode: Mode = "full") -> "Begun":
        """The next round, with its people by side."""
        versions = frameworks or self.frameworks
        place = self.place
        head = signing.start_next_round(self.db, versions, period="2027 to 2028", mode=mode, **place)  # type: ignore[arg-type]
        following = Begun(self.db, versions, head.id, {side: [] for side in SIDES}, self.minute)
        for respondent in (opened := following.sheet).respondents:
            following.people[opened.side_of(respondent)].append(respondent.id)
        return following


def begin(
    db: Database,
    people: Mapping[Side, int] | None = None,
    *,
    frameworks: Frameworks | None = None,
    mode: Mode = "full",
    council: Council | None = None,
    community: str = "",
    period: str = "2026 to 2027",
) -> Begun:
    """Start an assessment through the services, with this many people on each side (at least one in all)."""
    versions = frameworks or Frameworks((framework(),))
    wanted = [side for side in SIDES for _ in range((people or {"council": 1}).get(side, 0))]
    started = starting.start_assessment(
        db, versions.newest(versions.all[-1].slug), council=council or councils().by_code("E07000214"),
        community=community, period=period, mode=mode, name="Person 1", perspective=PERSPECTIVE[wanted[0]], now=NOW,
    )  # fmt: skip
    begun = Begun(db, versions, started.assessment_id, {side: [] for side in SIDES})
    begun.people[wanted[0]].append(started.respondent_id)
    for number, side in enumerate(wanted[1:], start=2):
        person = starting.add_respondent(
            db, versions, assessment_id=begun.id, name=f"Person {number}", perspective=PERSPECTIVE[side], now=NOW
        )
        begun.people[side].append(person.id)
    return begun


def begun_in(db: Database, people: Mapping[Side, int] | None = None, **how: Any) -> Begun:
    """`begin`; in a SQLite database with nothing in it done once for the same people, and copied from then on."""
    if not db.is_sqlite or _count(db, "place"):
        return begin(db, people, **how)
    seal = bool(_count(db, "sqlite_master WHERE name LIKE 'sealed_%'"))
    key = (seal, tuple(sorted((people or {}).items())), *sorted(how.items()))
    if key not in _begun:
        folder = TemporaryDirectory()
        made = database(Path(folder.name), seal=seal)
        begun = begin(made, people, **how)
        made.close()
        _begun[key] = (folder, begun)
    begun = _begun[key][1]
    assert db.driver
    assert db.path
    assert begun.db.path
    with closing(db.driver.connect(begun.db.path)) as source, closing(db.driver.connect(db.path)) as target:
        source.backup(target)
    return replace(begun, db=db, people={side: list(ids) for side, ids in begun.people.items()})


def _count(db: Database, rows: str) -> int:
    with db.read() as session:
        return int(session.connection().exec_driver_sql(f"SELECT count(*) FROM {rows}").scalar_one())  # noqa: S608


_begun: dict[object, tuple[TemporaryDirectory[str], Begun]] = {}


# Trouble


@contextmanager
def only_reading(folder: Path) -> Iterator[None]:
    """The folder and what is in it may only be read, also where the tests run as root."""
    things = [folder, *folder.rglob("*")]
    with _modes({thing: 0o555 if thing.is_dir() else 0o444 for thing in things}):
        yield


@contextmanager
def closed_to_us(folder: Path) -> Iterator[None]:
    """The folder may not even be looked into, also where the tests run as root."""
    with _modes({folder: 0o000}):
        yield


@contextmanager
def _modes(wanted: Mapping[Path, int]) -> Iterator[None]:
    modes = {thing: thing.stat().st_mode for thing in wanted}
    for thing, mode in wanted.items():
        thing.chmod(mode)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)  # root may do everything everywhere, whatever the modes say
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        for thing, mode in modes.items():
            thing.chmod(mode)
