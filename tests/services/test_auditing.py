"""Every change leaves one entry that tells who did what when, and nothing that tells about a person or a choice."""

import ast
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from resilience_dash.domain.access import MACHINE, Caller, NotAllowed
from resilience_dash.domain.audit import Entry, one_line
from resilience_dash.domain.problem import UnknownThing
from resilience_dash.domain.supersession import Change, Seen
from resilience_dash.services import (
    answering,
    auditing,
    demonstrating,
    evidencing,
    keeping,
    opening,
    settling,
    signing,
    starting,
)
from resilience_dash.store import assessments, audit
from resilience_dash.store.database import Database
from tests.builders import NASTY, NOW, Begun, begin, councils, database, delivered

SERVICES = Path(auditing.__file__).parent
# They write nothing that anybody did: housekeeping, tries that are counted, and what counts only once it is confirmed.
# And phones: an entry for each answer would tell by its moment whose it was, and two hundred would wait for each other.
NOTHING_TO_NOTE = {
    "can_write",
    "_seen",
    "cast_answer",
    "confirm_password",
    "join",
    "server_secret",
    "start_second_factor",
}
FIRST = "leadership.commitment"


def noted(db: Database) -> list[Entry]:
    """Every entry there is, oldest first within each ledger."""
    with db.read() as session:
        return list(audit.entries(session))


class Walk:
    """A whole assessment in which everything that can be typed is nasty. Remembers what each step left."""

    def __init__(self, db: Database) -> None:
        self.db, self.frameworks, self.said = db.asked_by(MACHINE), delivered(), list(NASTY)
        self.typed: set[str] = set()
        self.id = 0
        self.seen = 0

    def text(self) -> str:
        """Something nasty that was not typed before, short enough for a name."""
        self.said.append(self.said.pop(0))
        typed = f"{self.said[0][:60]} Zaphod-{len(self.typed)}"
        self.typed.add(typed)
        return typed

    def left(self, do: Callable[[], object]) -> tuple[object, list[str]]:
        """What a step gave back, and the actions that it left in the audit."""
        result = do()
        entries = noted(self.db)
        new = [entry.action for entry in entries[self.seen :]]
        self.seen = len(entries)
        return result, new

    def place(self, **more: object) -> dict[str, object]:
        return {"assessment_id": self.id, "now": NOW, **more}


def test_every_change_of_a_walk_leaves_its_entry_and_what_changes_nothing_leaves_none(db: Database) -> None:
    walk = Walk(db)
    place, frameworks = (walk.db, walk.frameworks), walk.frameworks

    def start() -> starting.Started:
        return starting.start_assessment(
            walk.db, frameworks.newest("keep-it-local"), council=councils().by_code("E07000214"),
            community=walk.text(), period=walk.text(), mode="taster", name=walk.text(), perspective="officer", now=NOW,
        )  # fmt: skip

    started, left = walk.left(start)
    assert left == ["started"]
    assert isinstance(started, starting.Started)
    walk.id = started.assessment_id
    _, left = walk.left(lambda: starting.add_respondent(*place, name=walk.text(), perspective="anchor", **walk.place()))
    assert left == ["person_added"]
    said = {"respondent_id": started.respondent_id, "statement_id": FIRST}
    changed = Change(choice=4, strength=3, reason=walk.text(), comment=walk.text())
    answer, left = walk.left(
        lambda: answering.record_answer(*place, change=changed, seen=Seen(0), **said, **walk.place())
    )
    assert left == ["answered"]
    assert walk.left(
        lambda: answering.record_answer(*place, change=changed, seen=Seen(answer.id), **said, **walk.place())
    ) == (None, [])
    agreed = {"statement_id": FIRST, "level": 3, "reason": walk.text(), "recorded_by": walk.text()}
    assert walk.left(lambda: settling.record_agreement(*place, seen=0, **agreed, **walk.place()))[1] == [
        "agreement_recorded"
    ]
    assert walk.left(lambda: settling.record_agreement(*place, seen=0, **agreed, **walk.place())) == (None, [])
    for expected in (["aim_set"], []):
        assert (
            walk.left(lambda: settling.set_aim(*place, statement_id=FIRST, level=4, seen=None, **walk.place()))[1]
            == expected
        )
    for expected in (["importance_set"], []):
        assert (
            walk.left(
                lambda: settling.set_importance(*place, dimension="leadership", weight=3, seen=None, **walk.place())
            )[1]
            == expected
        )
    at = {"statement_id": FIRST, "added_by": walk.text(), **walk.place()}
    note, left = walk.left(lambda: evidencing.add_note(*place, note=walk.text(), **at))
    assert left == ["note_added"]
    link = "https://zaphod.example/secret"
    assert walk.left(lambda: evidencing.add_link(*place, link=link, note=walk.text(), **at))[1] == ["link_added"]
    file = {"file_name": "Zaphod.pdf", "content": b"%PDF-1.7 Zaphod", **at}
    for expected in (["file_added"], []):  # the same file under one statement is kept once
        assert walk.left(lambda: evidencing.add_file(*place, **file))[1] == expected
    assert walk.left(lambda: evidencing.withdraw(*place, evidence_id=note, **walk.place()))[1] == ["evidence_withdrawn"]
    for sides, expected in ((["council"], ["signed"]), (["community"], ["signed", "signed_off"])):
        signers = {side: signing.Signer(walk.text(), walk.text()) for side in sides}
        assert walk.left(lambda s=signers: signing.sign(*place, signers=s, **walk.place()))[1] == expected
    following, left = walk.left(
        lambda: signing.start_next_round(*place, period=walk.text(), mode="taster", **walk.place())
    )
    assert left == ["round_started"]
    walk.id = following.id
    people = opening.open_sheet(*place, assessment_id=walk.id).respondents
    confirm = {"respondent_id": people[0].id, "statement_ids": (FIRST,), **walk.place()}
    for expected in (["confirmed"], []):
        assert walk.left(lambda: answering.confirm_carried(*place, **confirm))[1] == expected

    # Refused: nothing is left of that either.
    with pytest.raises(starting.NameMissing):
        starting.add_respondent(*place, name=" ", perspective="anchor", **walk.place())
    with pytest.raises(Exception, match="no level"):
        settling.set_aim(*place, statement_id=FIRST, level=9, seen=None, **walk.place())
    entries = noted(walk.db)
    assert len(entries) == walk.seen

    # Nothing personal, and no choice.
    everything = "\n".join(one_line(auditing_facts(entry)) for entry in entries).casefold()
    assert "zaphod" not in everything
    for typed in walk.typed:
        for said_once in (typed, json.dumps(typed)[1:-1]):
            assert said_once.casefold() not in everything
    assert {key for entry in entries for key in entry.about} == {
        "assessment", "respondent", "statement", "dimension", "evidence", "side", "results", "previous"
    }  # fmt: skip
    assert {entry.actor for entry in entries} == {"machine"}
    assert {entry.ledger for entry in entries} == {"place:1"}
    assert auditing.verify(walk.db, anchors=None).faults == ()
    assert entries[2].about == {"assessment": 1, "respondent": 1, "statement": FIRST}


def auditing_facts(entry: Entry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in Entry.__slots__ if name != "about"} | {"about": dict(entry.about)}


def test_the_entry_names_who_asked(begun: Begun) -> None:
    someone = begun.db.asked_by(Caller("member", ref="k3Jq_9", name="Zaphod", roles={1: "owner"}))
    evidencing.add_note(
        someone, begun.frameworks, statement_id="trust.s1", note="Seen.", added_by="Zaphod", **begun.place
    )
    assert noted(begun.db)[-1].actor == "k3Jq_9"
    with begun.db.write() as session:
        del session.info["caller"]
        auditing.noted(session, "checked", place_id=None, at=NOW)
    assert [(e.ledger, e.actor) for e in noted(begun.db)][-1] == ("server", "machine")


def test_a_slip_in_code_stops_the_change_and_its_entry(begun: Begun) -> None:
    before = noted(begun.db)
    revision = begun.sheet.assessment.revision

    def slip() -> None:
        with begun.db.write() as session:
            assessments.touch(session, begun.id)
            auditing.noted(session, "answered", place_id=1, at=NOW, name="Asha Khan")

    with pytest.raises(ValueError, match="only whole numbers and words"):
        slip()
    assert begun.sheet.assessment.revision == revision
    assert noted(begun.db) == before


def test_who_may_not_read_the_audit_of_a_place_learns_nothing(begun: Begun) -> None:
    def asked(role: str | None, place_id: int | None) -> tuple[Entry, ...]:
        roles = {1: role} if role else {}
        return auditing.list_entries(begun.db.asked_by(Caller("member", ref="x", roles=roles)), place_id=place_id)

    assert [e.action for e in asked("owner", 1)] == ["started", "person_added", "person_added"]
    for role in ("editor", "facilitator", "partner", "viewer"):
        with pytest.raises(NotAllowed):
            asked(role, 1)
    for place_id in (1, 2, 99):
        with pytest.raises(UnknownThing):
            asked(None, place_id)
    for role in ("owner", None):
        with pytest.raises(NotAllowed):
            asked(role, None)
        with pytest.raises(NotAllowed):
            auditing.verify(begun.db.asked_by(Caller("member", ref="x", roles={1: "owner"})), anchors=None)


def test_made_up_places_are_noted_as_such(tmp_path: Path) -> None:
    db = database(tmp_path).asked_by(MACHINE)
    demonstrating.fill(db, delivered(), now=NOW)
    actions = [entry.action for entry in noted(db)]
    assert set(actions) == {"made_up", "signed", "signed_off", "round_started"}
    assert auditing.verify(db, anchors=None).faults == ()
    assert keeping.check(db, delivered()) == ()
    db.close()


def test_every_service_that_writes_notes_it() -> None:
    """A function that opens a transaction for writing calls `noted`, or one that does, or has nothing to note."""
    calls = {
        function.name: {ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)}
        for path in SERVICES.glob("*.py")
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
    }
    notes = {name for name, called in calls.items() if "noted" in called} | {"noted"}
    writes = {name for name, called in calls.items() if any(one.endswith("db.write") for one in called)}
    silent = {name for name in writes if not {one.rpartition(".")[2] for one in calls[name]} & notes}
    assert silent == NOTHING_TO_NOTE


def test_two_places_have_a_ledger_each(db: Database) -> None:
    begin(db)
    begin(db, community="Mytchett")
    assert [(e.ledger, e.seq) for e in noted(db)] == [("place:1", 1), ("place:2", 1)]
