"""The audit's page and the months of a place, as owners, administrators and people alone use them."""

from pathlib import Path

import pytest

from resilience_dash import wiring
from resilience_dash.domain.retention import KeptFor
from resilience_dash.services import (
    admitting,
    anchoring,
    appointing,
    inviting,
    joining,
    retaining,
)
from resilience_dash.services.reading_audit import ON_A_PAGE
from resilience_dash.store.database import Database
from tests.builders import Begun
from tests.pages.hall import Hall, submit
from tests.pages.tab import Tab
from tests.pages.test_typed_text import MARKS, NAME
from tests.people import PASSWORD

ADDRESSES: tuple[dict[str, object], ...] = ({}, {"place": 1}, {"place": 2}, {"place": 999_999}, {"place": 10**30})


@pytest.mark.parametrize("who", ["editor", "facilitator", "partner", "viewer"])
def test_members_who_may_not_read_it_get_the_page_of_a_place_that_is_not_there(hall: Hall, who: str) -> None:
    seen = {hall.tab(who, "audit", **address).text for address in ADDRESSES}
    assert len(seen) == 1
    assert "There is no such place or assessment here." in seen.pop()
    assert "Read who did what" not in hall.tab(who, "members").text


def test_an_owner_reads_their_own_place_and_no_other(hall: Hall) -> None:
    tab = hall.tab("owner", "audit", place=hall.place_id)
    assert "Owner came in with link" in tab.text
    assert "signed in" not in tab.text
    assert not any(key.startswith("part:") for key in tab.keys)
    gone = hall.tab("owner", "audit", place=999_999).text
    theirs = hall.tab("member elsewhere", "audit").text
    assert "Else came in with link" in theirs
    assert "Owner" not in theirs
    for address in ({"place": hall.place_id + 1}, {"place": 10**17}):
        assert hall.tab("owner", "audit", **address).text == gone
    assert hall.tab("owner", "audit", place="1'--").page == "That is not here"


def test_an_administrator_reads_the_servers_part_and_looks_into_no_place(hall: Hall) -> None:
    tab = hall.tab("administrator", "audit")
    assert "Owner signed in with a password" in tab.text
    assert "started the assessment" not in tab.text
    assert hall.tab("administrator", "audit", place=hall.place_id).page == "That is not here"
    assert "Read who did what on this server" in hall.tab("administrator", "server").text


def test_it_is_reached_from_the_members_page(hall: Hall) -> None:
    tab = hall.tab("owner", "members").follow("Read who did what here")
    assert (tab.page, tab.address) == ("Who did what", {"place": str(hall.place_id)})
    assert hall.tab("administrator", "server").follow("Read who did what").page == "Who did what"


def test_pages_are_turned_and_a_kind_is_chosen(hall: Hall) -> None:
    bo, place = hall.people["viewer"].id, hall.place_id
    db = wiring.database()
    for nth in range(ON_A_PAGE):
        role = ("editor", "viewer")[nth % 2]
        appointing.change_role(db, place_id=place, member_id=bo, role=role, now=wiring.now())  # type: ignore[arg-type]
    tab = hall.tab("owner", "audit", place=place)
    assert f"1 to {ON_A_PAGE} of" in tab.text
    assert "Newer" not in tab.text
    tab.follow("Older")
    assert tab.address == {"place": str(place), "page": "2"}
    assert "started the assessment of 2026 to 2027" in tab.text
    assert "Older" not in tab.text
    tab.give(f"kind:{place}:everything", "people")
    assert tab.address == {"place": str(place), "kind": "people"}
    assert "started the assessment" not in tab.text
    assert tab.follow("Older").address == {"place": str(place), "kind": "people", "page": "2"}
    assert "Nothing of this kind has been done yet." in hall.tab("owner", "audit", place=place, kind="together").text
    for nonsense in ({"kind": "sign_ins"}, {"kind": "<b>"}, {"page_": "-1"}, {"page_": "two"}, {"page_": 10**17}):
        assert hall.tab("owner", "audit", place=place, **nonsense).page == "Who did what"


def test_an_administrator_sees_the_newest_anchor_and_what_a_check_finds(hall: Hall) -> None:
    db = wiring.database()
    tab = hall.tab("administrator", "audit")
    assert "No anchor was written yet." in tab.text
    anchoring.write_anchor(db, wiring.anchors(db) or Path(), now=wiring.now())
    assert "The newest anchor was written on 23 November 2026 at 10:00." in tab.run().text
    assert "Nothing is wrong." in tab.press("check-audit").text
    assert "compared with 1 anchor" in tab.text
    with db.write() as session:
        run = session.connection().exec_driver_sql
        for (trigger,) in run("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
            run(f"DROP TRIGGER {trigger}")
        run("UPDATE audit_entry SET actor = '[x](https://evil)' WHERE ledger = 'place:1' AND seq = 2")
    tab = hall.tab("administrator", "audit", watched=()).press("check-audit")
    assert "Something is wrong." in tab.errors[0]
    assert "audit of place 1, entry 2: changed after it was written" in tab.text
    assert "Nothing is wrong." not in tab.text


def test_the_person_at_their_own_machine_reads_all_of_it(started: object) -> None:
    begun: Begun = started()  # type: ignore[operator]
    tab = Tab("audit")
    assert "This program" in tab.text
    tab.give("part:None", begun.sheet.assessment.place.id)
    assert "The person at this machine started the assessment of 2026 to 2027" in tab.text
    assert "check-audit" not in tab.keys


@pytest.mark.parametrize(
    "months", ["", "0", "-3", "1201", "six", "1.5", "٣", "9" * 400, "=1+1", "<b>2</b>"], ids=range(10)
)
def test_months_that_are_none_are_refused_with_one_sentence(hall: Hall, months: str) -> None:
    tab, before = hall.tab("owner", "members"), hall.content()
    submit(tab, "keep-go", **{"keep-unsigned:0": months})
    (said,) = tab.errors
    assert said.startswith("Answers cannot be kept for “")
    assert "Nothing was changed." in said
    assert len(said) < 200
    assert tab.value("keep-unsigned:0") == months
    assert hall.content() == before


def test_an_owner_sets_how_long_answers_are_kept_and_reads_it_in_the_audit(hall: Hall) -> None:
    tab = hall.tab("owner", "members")
    assert (tab.value("keep-unsigned:0"), tab.value("keep-signed:0")) == ("24", "72")
    submit(tab, "keep-go", **{"keep-unsigned:0": " 6 ", "keep-signed:0": "60"})
    assert "Saved. Raw answers are kept for as long as you said." in tab.text
    assert retaining.kept_for(wiring.database(), place_id=hall.place_id) == KeptFor(6, 60)
    assert (tab.value("keep-unsigned:1"), tab.value("keep-signed:1")) == ("6", "60")
    said = "Owner set how long raw answers are kept: 6 months as drafts, 60 months once signed"
    assert said in hall.tab("owner", "audit").text


def test_an_administrator_who_looks_after_members_does_not_set_how_long_answers_are_kept(hall: Hall) -> None:
    tab = hall.tab("administrator", "members", place=hall.place_id)
    assert "invite-go" in tab.keys
    assert not [key for key in tab.keys if key.startswith("keep")]


def test_a_link_that_is_void_is_told_on_the_page(hall: Hall) -> None:
    second = hall.people["editor"]
    db, here = wiring.database(), {"place_id": hall.place_id, "now": wiring.now()}

    def asked_by(who: str) -> Database:
        return db.asked_by(admitting.caller(db, token=hall.people[who].token, now=wiring.now()))

    appointing.change_role(db, member_id=second.id, role="owner", **here)  # type: ignore[arg-type]
    inviting.invite(asked_by("editor"), role="viewer", note="", **here)  # type: ignore[arg-type]
    appointing.remove_member(asked_by("owner"), member_id=second.id, **here)  # type: ignore[arg-type]
    text = hall.tab("owner", "audit").text
    assert "Owner removed Editor, who was owner" in text
    assert "void, because it was Editor’s" in text


def test_names_and_notes_that_would_format_are_shown_as_they_were_typed(hall: Hall) -> None:
    db, here = wiring.database(), {"place_id": hall.place_id, "now": wiring.now()}
    for name in (NAME, "=1+1", "Robert'); DROP TABLE member;--"):
        link = inviting.invite(db, role="viewer", note=name, **here)  # type: ignore[arg-type]
        inviting.invite(db, role="viewer", note=name, **here)  # type: ignore[arg-type]
        email = f"typed{len(name)}@example.org"
        joining.accept(db, token=link.token, name=name, email=email, password=PASSWORD, now=wiring.now())
        for who, page in (("owner", "audit"), ("owner", "members"), ("administrator", "audit")):
            tab = Tab(page, token=hall.people[who].token, watched=MARKS)
            assert name in tab.text, (who, page)
    tab = Tab("server", token=hall.people["administrator"].token, watched=MARKS)
    assert NAME in tab.give("account-said", f"typed{len(NAME)}@").text
