"""Every service × every caller: what the one table allows is done, and everything else changes and tells nothing.

A service is a public function of `services` that is given a database. Each stands in ASKS, with the actions it needs
and a way to call it; one that is missing there fails the first test.
"""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from resilience_dash import services
from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain.access import MACHINE, MAY, NOBODY, Action, Caller, NotAllowed, may_add
from resilience_dash.domain.framework import SIDES, Side
from resilience_dash.domain.problem import Problem
from resilience_dash.domain.supersession import Change, Seen
from resilience_dash.services import (
    anchoring,
    answering,
    auditing,
    copying,
    demonstrating,
    evidencing,
    keeping,
    opening,
    reporting,
    settling,
    signing,
    starting,
)
from resilience_dash.store.database import Database
from tests.builders import PERSPECTIVE, Begun, begin, councils, database, delivered, framework, later

# What stands in the prepared database.
PLACE, ELSEWHERE = 1, 2
FOLLOWED, ROUND, SIGNED = 1, 2, 3  # assessments of the place: the second goes on from the first
PERSON: dict[Side, int] = {"council": 4, "community": 5, "partners": 6}  # who answers the round
FILE, NOTE = 1, 2  # evidence in the round
GONE = 999_999
HERE, BESIDE, NOT_HERE = "E07000214", "E07000212", "E07000207"  # councils: the place's, its neighbour's, one without

SMALL = framework()
VERSIONS = Frameworks((SMALL,))
STATEMENT = "money.s1"
NOW = later(900)

CALLERS = {
    **{role: Caller("member", "ref", 7, "Jo", roles={PLACE: role}) for role in MAY},
    "administrator": Caller("member", "ref", 7, "Jo", administrator=True),
    "member elsewhere": Caller("member", "ref", 7, "Jo", roles={ELSEWHERE: "owner"}),
    "nobody": NOBODY,
    "machine": MACHINE,
}


@dataclass(frozen=True)
class Ask:
    """One way to call a service, and what it takes.

    `call` is given the database and what is named: `here`, or something of the same kind that is `gone`. `needs` are
    asked in the place, or of the server where `place` is None. `brings` is the side of a person who is added.
    """

    service: Callable[..., object]
    needs: tuple[Action, ...]
    call: Callable[[Database, object], object]
    here: object = ROUND
    gone: object = GONE
    place: int | None = PLACE
    brings: Side | None = None
    changes: bool = False
    what: str = ""

    def __str__(self) -> str:
        named = f"{self.service.__module__.rpartition('.')[2]}.{self.service.__name__}"
        return f"{named} {self.what}".strip()

    def may(self, caller: Caller) -> bool:
        granted = all(caller.may(action, self.place) for action in self.needs)
        return granted and (self.brings is None or may_add(caller, self.brings, PLACE))


def read(service: Callable[..., object], **how: object) -> Ask:
    """A service that is asked for an assessment and its framework."""
    return Ask(service, ("see",), lambda db, number: service(db, VERSIONS, assessment_id=number, **how))


def change(service: Callable[..., object], *needs: Action, **how: object) -> Ask:
    """A service that changes an assessment."""
    more = {key: how.pop(key) for key in ("here", "brings", "what") if key in how}

    def call(db: Database, number: object) -> object:
        return service(db, VERSIONS, assessment_id=number, now=NOW, **how)

    return Ask(service, needs, call, changes=True, **more)  # type: ignore[arg-type]


def start(db: Database, code: object, side: Side) -> object:
    council = councils().by_code(str(code))
    said = {"period": "2030", "mode": "full", "name": "Asha", "perspective": PERSPECTIVE[side], "now": NOW}
    return starting.start_assessment(db, SMALL, council=council, **said)  # type: ignore[arg-type]


def starts(what: str, code: str, *needs: Action, place: int | None, side: Side) -> Ask:
    brings = None if place is None else side
    return Ask(
        starting.start_assessment, needs, lambda db, named: start(db, named, side),
        here=code, gone=NOT_HERE, place=place, brings=brings, changes=True, what=what,
    )  # fmt: skip


def add_place(db: Database, code: object) -> object:
    return starting.add_place(db, council=councils().by_code(str(code)), now=NOW)


def anchored(db: Database, service: Callable[..., object]) -> object:
    with TemporaryDirectory() as folder:
        return service(db, Path(folder), now=NOW)


def copied(db: Database) -> object:
    with TemporaryDirectory() as folder, closing(Database(f"sqlite:///{folder}/copy.db").asked_by(db.caller)) as copy:
        return copying.copy_database(db, copy, now=NOW)


ANSWERS: dict[Side, Action] = {
    "council": "answer_council",
    "community": "answer_community",
    "partners": "answer_community",
}
SIGNER = signing.Signer("Asha", "Chair")

ASKS = (
    # What is there
    Ask(
        opening.list_assessments, ("see",), lambda db, _: [one.assessment.place.id for one in
        opening.list_assessments(db, VERSIONS) if one.assessment.place.id == PLACE] or None,
    ),
    Ask(
        opening.find, ("see",), lambda db, name: opening.find(db, VERSIONS, councils(), named=str(name)),
        here="Surrey Heath", gone="Atlantis",
    ),
    Ask(opening.title, ("see",), lambda db, number: opening.title(db, assessment_id=number)),
    read(opening.open_sheet),
    read(opening.open_head),
    read(opening.open_as, respondent_id=PERSON["council"]),
    read(opening.open_card, respondent_id=PERSON["council"], statement_id=STATEMENT),
    read(reporting.build_report),
    Ask(
        reporting.build_report, ("see",), lambda db, number: reporting.build_report(db, VERSIONS, assessment_id=number),
        here=SIGNED, what="when signed",
    ),
    Ask(reporting.revision, ("see",), lambda db, number: reporting.revision(db, assessment_id=number)),
    Ask(evidencing.fetch_file, ("see",), lambda db, number: evidencing.fetch_file(db, evidence_id=number), here=FILE),
    # Starting
    Ask(starting.add_place, ("manage_places",), add_place, here=NOT_HERE, gone=NOT_HERE, place=None, changes=True),
    starts("here, as the council", HERE, "start", place=PLACE, side="council"),
    starts("here, as the community", HERE, "start", place=PLACE, side="community"),
    starts("in a new place", NOT_HERE, "manage_places", "start", place=None, side="council"),
    *(
        change(
            starting.add_respondent, "add_person", name="New", perspective=PERSPECTIVE[side], brings=side,
            what=f"of the {side}",
        )
        for side in SIDES
    ),
    change(signing.start_next_round, "start", here=SIGNED, period="2031", mode="full"),
    # Answering
    *(
        change(
            answering.record_answer, "see", ANSWERS[side], respondent_id=PERSON[side], statement_id=STATEMENT,
            change=Change(choice=4), seen=Seen(None), what=f"of the {side}",
        )
        for side in SIDES
    ),
    *(
        change(
            answering.confirm_carried, "see", ANSWERS[side], respondent_id=PERSON[side], statement_ids=(STATEMENT,),
            what=f"of the {side}",
        )
        for side in SIDES
    ),
    # Together
    change(
        settling.record_agreement, "settle", statement_id=STATEMENT, level=1, reason="", recorded_by="Asha", seen=0
    ),
    change(settling.set_aim, "settle", statement_id=STATEMENT, level=4, seen=None),
    change(settling.set_importance, "settle", dimension="money", weight=3, seen=None),
    change(evidencing.add_note, "attach", statement_id=STATEMENT, note="Seen.", added_by="Asha"),
    change(evidencing.add_link, "attach", statement_id=STATEMENT, link="https://example.org", added_by="Asha"),
    change(evidencing.add_file, "attach", statement_id=STATEMENT, file_name="b.txt", content=b"b", added_by="Asha"),
    change(evidencing.withdraw, "attach", evidence_id=NOTE),
    change(signing.sign, "sign_council", signers={"council": SIGNER}, what="for the council"),
    change(signing.sign, "sign_community", signers={"community": SIGNER}, what="for the community"),
    change(
        signing.sign, "sign_council", "sign_community", what="for both",
        signers={"council": SIGNER, "community": signing.Signer("Bo", "Chair")},
    ),
    # The audit
    Ask(
        auditing.list_entries, ("read_audit",), lambda db, number: auditing.list_entries(db, place_id=number),
        here=PLACE,
    ),
    Ask(
        auditing.export_entries, ("read_audit",), lambda db, number: auditing.export_entries(db, place_id=number),
        here=PLACE,
    ),
    Ask(
        auditing.export_entries, ("read_server_audit",), lambda db, _: auditing.export_entries(db, place_id=None),
        place=None, what="of the server",
    ),
    Ask(auditing.verify, ("read_server_audit",), lambda db, _: auditing.verify(db, anchors=None), place=None),
    Ask(anchoring.write_anchor, ("read_server_audit",), lambda db, _: anchored(db, anchoring.write_anchor), place=None),
    Ask(
        anchoring.anchor_if_due, ("read_server_audit",), lambda db, _: anchored(db, anchoring.anchor_if_due), place=None
    ),
    # The server
    Ask(keeping.can_write, (), lambda db, _: keeping.can_write(db), place=None),
    Ask(keeping.prepare, ("keep_server",), lambda db, _: keeping.prepare(db, now=NOW), place=None),
    Ask(copying.copy_database, ("keep_server",), lambda db, _: copied(db), place=None),
    Ask(keeping.check, ("keep_server",), lambda db, _: keeping.check(db, VERSIONS), place=None),
    Ask(
        demonstrating.fill, ("keep_server",), lambda db, _: demonstrating.fill(db, delivered(), now=NOW,
        beside_real=True), place=None, changes=True,
    ),
)  # fmt: skip


def every_service() -> set[Callable[..., object]]:
    """The public functions of the room that are given a database."""
    found = set()
    for module in (import_module(f"{services.__name__}.{one.name}") for one in pkgutil.iter_modules(services.__path__)):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            given = inspect.signature(function).parameters.values()
            if not name.startswith("_") and function.__module__ == module.__name__:
                found |= {function} if any(one.annotation is Database for one in given) else set()
    return found


@cache
def prepared() -> bytes:
    """A place with a signed assessment, the round after it, which is open, and another signed one; and a neighbour."""
    with TemporaryDirectory() as folder:
        db = database(Path(folder))
        first = begin(db, {"council": 1, "community": 1, "partners": 1}, frameworks=VERSIONS)
        first.answer_all()
        first.sign("council", "community")
        following = first.next_round()
        before = begin(db, frameworks=VERSIONS, period="2020")
        before.answer_all()
        before.sign("council", "community")
        neighbour = begin(db, frameworks=VERSIONS, council=councils().by_code(BESIDE))
        files = keep_evidence(following)
        assert (first.id, following.id, before.id) == (FOLLOWED, ROUND, SIGNED)
        assert (first.sheet.assessment.place.id, neighbour.sheet.assessment.place.id) == (PLACE, ELSEWHERE)
        assert {side: people[0] for side, people in following.people.items()} == PERSON
        assert files == (FILE, NOTE)
        db.close()
        return (Path(folder) / "resilience.db").read_bytes()


def keep_evidence(begun: Begun) -> tuple[int, int]:
    about = {"statement_id": STATEMENT, "added_by": "Asha"}
    file = evidencing.add_file(begun.db, VERSIONS, file_name="a.txt", content=b"a", **about, **begun.place)  # type: ignore[arg-type]
    note = evidencing.add_note(begun.db, VERSIONS, note="Seen.", **about, **begun.place)  # type: ignore[arg-type]
    return file, note


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    (tmp_path / "asked.db").write_bytes(prepared())
    opened = Database(f"sqlite:///{tmp_path / 'asked.db'}")
    yield opened
    opened.close()


def content(db: Database) -> dict[str, list[object]]:
    """Every row of every table."""
    with db.read() as session:
        run = session.connection().exec_driver_sql
        tables = [name for (name,) in run("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: [tuple(row) for row in run(f"SELECT * FROM {name}")] for name in tables}  # noqa: S608


def told(ask: Ask, db: Database, named: object) -> tuple[object, str]:
    """What a caller learns: the kind of problem and its sentence, with what they named themselves left out."""
    try:
        return ask.call(db, named), ""
    except Problem as problem:
        return type(problem), str(problem).replace(str(named), "…")


def test_every_service_is_here() -> None:
    missing = every_service() - {ask.service for ask in ASKS}
    assert not missing, f"say in ASKS what it takes to call {', '.join(sorted(f.__qualname__ for f in missing))}"
    assert {answering.record_answer, keeping.check} <= every_service()


@pytest.mark.parametrize("who", CALLERS)
@pytest.mark.parametrize("ask", ASKS, ids=str)
def test_a_service_does_what_the_table_allows_and_nothing_else(db: Database, ask: Ask, who: str) -> None:
    caller = CALLERS[who]
    mine = db.asked_by(caller)
    before = content(db)
    if ask.may(caller):
        ask.call(mine, ask.here)
        assert (content(db) != before) == ask.changes
        return
    learnt = told(ask, mine, ask.here)
    assert content(db) == before
    if ask.place is None or caller.may("see", ask.place):
        assert learnt[0] is NotAllowed
        assert learnt[1].startswith("No")  # “Nothing was changed.”, “Nobody was added.”
    else:
        assert learnt == told(ask, mine, ask.gone)
        assert content(db) == before


@pytest.mark.parametrize("ask", [ask for ask in ASKS if ask.needs], ids=str)
def test_a_database_opened_without_a_name_is_nobodys(db: Database, ask: Ask) -> None:
    assert db.caller is NOBODY
    assert told(ask, db, ask.here) == told(ask, db.asked_by(NOBODY), ask.here)
    assert not ask.may(db.caller)


def test_a_list_holds_the_callers_places_and_no_others(db: Database) -> None:
    def listed(who: str) -> set[int]:
        return {one.assessment.place.id for one in opening.list_assessments(db.asked_by(CALLERS[who]), VERSIONS)}

    assert all(listed(role) == {PLACE} for role in MAY)
    assert listed("member elsewhere") == {ELSEWHERE}
    assert listed("machine") == {PLACE, ELSEWHERE}
    assert listed("administrator") == listed("nobody") == set()


def test_a_name_that_is_not_found_tells_only_the_callers_places(db: Database) -> None:
    with pytest.raises(Problem, match=r"These places have one: Runnymede\.$"):
        opening.find(db.asked_by(CALLERS["member elsewhere"]), VERSIONS, councils(), named="Surrey Heath")
    with pytest.raises(Problem, match=r"These places have one: none yet\.$"):
        opening.find(db.asked_by(NOBODY), VERSIONS, councils(), named="Surrey Heath")


def test_a_role_elsewhere_helps_nobody_here(db: Database) -> None:
    both = Caller("member", "ref", 7, "Jo", roles={PLACE: "viewer", ELSEWHERE: "owner"})
    with pytest.raises(NotAllowed, match=r"Nothing was changed\. Your role in this place, viewer, does not allow it\."):
        settling.set_aim(
            db.asked_by(both), VERSIONS, assessment_id=ROUND, statement_id=STATEMENT, level=4, seen=None, now=NOW
        )  # fmt: skip
    assert len(opening.list_assessments(db.asked_by(both), VERSIONS)) == 4


def test_an_editor_is_told_who_adds_people_of_the_other_side(db: Database) -> None:
    with pytest.raises(NotAllowed, match=r"Nobody was added\. .*editor.*Ask an owner or a facilitator of the place"):
        starting.add_respondent(
            db.asked_by(CALLERS["editor"]), VERSIONS, assessment_id=ROUND, name="New", perspective="anchor", now=NOW
        )


def test_a_place_is_added_once(db: Database) -> None:
    asked = db.asked_by(CALLERS["administrator"])
    assert add_place(asked, NOT_HERE) == add_place(asked, NOT_HERE)
    assert add_place(asked, HERE).id == PLACE  # type: ignore[attr-defined]
