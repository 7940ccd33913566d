"""The audit as owners and administrators read it: by name, newest first, a page at a time, and of one part alone."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain.audit import fingerprint
from resilience_dash.services import (
    anchoring,
    appointing,
    evidencing,
    forgetting,
    inviting,
    reading_audit,
    taking_part,
)
from resilience_dash.services.reading_audit import ON_A_PAGE, AuditPage
from tests.builders import NOW, Begun, begin, councils, database, later
from tests.people import an_administrator, joined, machine

FIRST = "money.s1"


@pytest.fixture
def page(begun: Begun) -> Callable[..., AuditPage]:
    place_id = begun.sheet.assessment.place.id

    def page(**how: object) -> AuditPage:
        asked = {"place_id": place_id, **how}
        return reading_audit.read_page(begun.db, begun.frameworks, **asked)  # type: ignore[arg-type]

    return page


def lines(page: AuditPage) -> list[str]:
    return [f"{one.who} {one.what}" for one in page.told]


def test_what_was_done_is_told_by_name_newest_first(begun: Begun, place_id: int, page) -> None:
    asha = joined(begun.db, place_id, "owner", "Asha")
    bo = joined(begun.db, place_id, "viewer", "Bo")
    appointing.change_role(asha.db, place_id=place_id, member_id=bo.id, role="editor", now=later())
    about = {"assessment_id": begun.id, "now": later(2)}
    seat = begun.sheet.respondents[0].perspective
    taking_part.take_part(bo.db, begun.frameworks, perspective=seat, **about)
    about = {**about, "statement_id": FIRST}
    evidencing.add_note(bo.db, begun.frameworks, note="Seen.", added_by="Bo", **about)
    assert lines(page())[:6] == [
        "Bo added a note to “Statement money.s1” (evidence 1)",
        "Bo let Bo answer in 2026 to 2027",
        "Asha changed Bo from viewer to editor",
        "Bo came in with link 2 as viewer",
        "The person at this machine made link 2, which invites somebody as viewer",
        "Asha came in with link 1 as owner",
    ]
    theirs = reading_audit.read_page(asha.db, begun.frameworks, place_id=place_id)
    assert lines(theirs)[4] == "The server’s own machine made link 2, which invites somebody as viewer"


def test_a_kind_shows_its_own_entries_and_no_others(begun: Begun, place_id: int, page) -> None:
    begun.change(begun.people["council"][0], FIRST, choice=2)
    joined(begun.db, place_id, "owner", "Asha")
    assert [one.entry.action for one in page(kind="answers").told] == ["answered"]
    assert {one.entry.action for one in page(kind="people").told} == {"person_added", "invited", "invitation_taken_up"}
    assert page(kind="keeping") == AuditPage((), 1, 1, 0)


def test_pages_hold_every_entry_once_and_a_number_that_is_too_high_is_the_last(begun: Begun, page) -> None:
    for nth in range(2 * ON_A_PAGE):
        begun.change(begun.people["council"][0], FIRST, choice=nth % 4)
    first = page()
    assert (first.number, first.pages, len(first.told)) == (1, 3, ON_A_PAGE)
    pages = [page(number=number) for number in (1, 2, 3)]
    seqs = [one.entry.seq for shown in pages for one in shown.told]
    assert seqs == list(range(first.entries, 0, -1))
    assert page(number=99) == pages[-1]
    assert page(number=0) == page(number=-(10**30)) == first


def test_a_place_reads_nothing_of_another(begun: Begun, place_id: int) -> None:
    other = begin(begun.db, frameworks=begun.frameworks, council=councils().by_code("E07000212"))
    there = other.sheet.assessment.place.id
    else_ = joined(begun.db, there, "owner", "Else")
    joined(begun.db, place_id, "owner", "Asha")
    ledger, told = reading_audit.read_whole(else_.db, begun.frameworks, place_id=there)
    assert {one.entry.place_id for one in told} == {there}
    assert ledger.name == f"place:{there}"
    assert "Asha" not in "".join(one.who + one.what for one in told)


def test_the_whole_is_told_oldest_first_as_it_is_chained(begun: Begun, place_id: int) -> None:
    begun.answer_all(2)
    begun.sign("council", "community")
    ledger, told = reading_audit.read_whole(begun.db, begun.frameworks, place_id=place_id)
    assert tuple(one.entry for one in told) == ledger.entries
    assert [one.entry.seq for one in told] == list(range(1, ledger.head.seq + 1))
    assert all(fingerprint(one.entry) == one.entry.sha256 for one in told)
    assert told[-1].what == "completed the sign-off of 2026 to 2027"


def test_an_erased_member_is_a_former_member_from_then_on(tmp_path: Path) -> None:
    db = database(tmp_path)
    begun = begin(db)
    place_id = begun.sheet.assessment.place.id
    joined(db, place_id, "owner", "Asha")
    bo, root = joined(db, place_id, "editor", "Bo"), an_administrator(db, "Root")
    inviting.invite(machine(db), place_id=place_id, role="viewer", note="Bo’s friend", now=NOW)
    forgetting.erase(root.db, member_id=bo.id, answers="keep", now=later())
    shown = reading_audit.read_page(db, begun.frameworks, place_id=place_id)
    assert lines(shown)[0] == "Root erased a former member’s account; what they answered stays"
    assert "A former member came in with link 2 as editor" in lines(shown)
    assert "Bo" not in "".join(lines(shown))
    whole = reading_audit.read_page(root.db, begun.frameworks, place_id=None)
    assert lines(whole)[0] == "Root erased a former member’s account; what they answered stays"
    db.close()


def test_entries_of_a_framework_that_is_gone_are_told_with_its_own_names(begun: Begun, place_id: int) -> None:
    begun.change(begun.people["council"][0], FIRST, choice=2)
    shown = reading_audit.read_page(begun.db, Frameworks(()), place_id=place_id)
    assert shown.told[0].what.startswith("answered “money.s1” for Person 1")


def test_the_newest_anchor_that_can_be_read_says_when_it_was_written(begun: Begun, tmp_path: Path) -> None:
    folder = tmp_path / "anchors"
    assert anchoring.newest_anchor(begun.db, None) is None
    assert anchoring.newest_anchor(begun.db, folder) is None
    for days in (0, 1):
        anchoring.write_anchor(begun.db, folder, now=NOW + timedelta(days=days))
    (folder / "2099-01-01.json").write_text("{")
    assert anchoring.newest_anchor(begun.db, folder) == NOW + timedelta(days=1)
    (folder / "2098-01-01.json").write_text('{"at": "never", "heads": {}}')
    assert anchoring.newest_anchor(begun.db, folder) == NOW + timedelta(days=1)


@pytest.mark.parametrize(
    "about",
    [
        '{"member":99999999999999999999}',
        '{"member":[1],"role":{}}',
        '{"member":true}',
        "[]",
        "no",
        '{"member":-1}',
    ],
    ids=range(6),
)
def test_an_entry_that_was_tampered_with_is_still_told(tmp_path: Path, about: str) -> None:
    db = database(tmp_path)
    begin(db)
    with db.write() as session:
        run = session.connection().exec_driver_sql
        values = ("place:1", 99, "yesterday", "=cmd", "role_changed", 1, about, "0", "0")
        run("INSERT INTO audit_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    shown = reading_audit.read_page(db, Frameworks(()), place_id=1)
    who = "Somebody this program does not know"
    assert (shown.told[0].who, shown.told[0].what.startswith("changed ")) == (who, True)
    db.close()
