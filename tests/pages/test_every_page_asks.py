"""Every page × every role: what a role may not do is not offered, and sent all the same it changes nothing."""

from collections.abc import Callable

import pyotp
import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates

from resilience_dash import wiring
from resilience_dash.domain.access import MAY
from resilience_dash.domain.supersession import Change, Seen
from resilience_dash.services import (
    admitting,
    answering,
    appointing,
    evidencing,
    inviting,
    looking_after_accounts,
    starting,
    taking_part,
)
from tests.builders import councils
from tests.pages.conftest import Clock
from tests.pages.hall import Hall, forged, submit
from tests.pages.tab import PAGES
from tests.people import PASSWORD, signs_in

STATEMENT = "enabler-leadership"
OTHERS = ("administrator", "member elsewhere", "nobody")
WHO = (*MAY, *OTHERS)
ABOUT_IT = ("tasks", "assess", "check", "agree", "workshop", "paper", "results", "sign_off")
NEUTRAL = {"home", "about", "method", "privacy", "start", "account", "members", "server", "shared", "audit"}
LOST = "You are signed out"


def test_every_page_is_walked() -> None:
    assert {p.stem for p in PAGES.glob("*.py")} == {*ABOUT_IT, *NEUTRAL}


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("page", ABOUT_IT)
def test_a_stranger_gets_exactly_the_page_of_an_unknown_number(hall: Hall, page: str, who: str) -> None:
    before = hall.content()
    there, gone = hall.tab(who, page, assessment=hall.begun.id), hall.tab(who, page, assessment=999_999)
    assert there.text.replace(f"number {hall.begun.id} ", "number … ") == gone.text.replace("999999", "…")
    assert there.page == (LOST if who == "nobody" else "That is not here")
    assert not there.keys
    assert "Surrey Heath" not in there.text
    assert hall.content() == before


@pytest.mark.parametrize("who", MAY)
@pytest.mark.parametrize("page", ABOUT_IT)
def test_a_page_offers_what_the_role_may_do_and_no_more(hall: Hall, page: str, who: str) -> None:
    before = hall.content()
    person = hall.begun.people["community" if who == "partner" else "council"][0]
    tab = hall.tab(who, page, assessment=hall.begun.id, as_=person)
    caller = hall.people[who].caller()
    answers = any(caller.may(action, hall.place_id) for action in ("answer_council", "answer_community"))
    signs = {s for s in ("council", "community") if caller.may(f"sign_{s}", hall.place_id)}  # type: ignore[arg-type]
    offered = {
        "assess": {f"answer:{person}:{s}" for s in hall.begun.sheet.asked} & tab.keys,
        "agree": {k for k in tab.keys if k.startswith(("agreed:", "importance:"))},
        "sign_off": {k for k in tab.keys if k.startswith("sign-name:")},
    }
    if page == "assess":
        assert bool(offered["assess"]) == answers
    if page == "agree":
        assert bool(offered["agree"]) == caller.may("settle", hall.place_id)
    if page == "workshop":
        assert ("prepare" in tab.keys) == caller.may("facilitate", hall.place_id)
    if page == "sign_off":
        assert offered["sign_off"] == {f"sign-name:{side}" for side in signs}
        assert ("sign" in tab.keys) == bool(signs)
        assert all(tab.value(key) == caller.name for key in offered["sign_off"])
    assert any(k.startswith("add-person-name") for k in tab.keys) <= caller.may("add_person", hall.place_id)
    assert not tab.errors
    assert hall.content() == before


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("page", sorted(NEUTRAL))
def test_a_page_about_no_assessment_shows_what_the_role_may_see(hall: Hall, page: str, who: str) -> None:
    before = hall.content()
    tab = hall.tab(who, page, **({"place": hall.place_id} if page == "members" else {}))
    caller = hall.people[who].caller() if who in hall.people else None
    if caller is None:
        assert tab.page == LOST
        assert not tab.keys
        assert "[Sign in](/sign-in)" in "".join(tab.formatted)
        return
    if page == "home":
        assert ("Surrey Heath" in tab.text) == caller.may("see", hall.place_id)
        assert ("start" in tab.keys) == any(caller.may("start", place) for place in caller.roles)
    if page == "start":
        assert ("go" in tab.keys) == any(caller.may("start", place) for place in caller.roles)
    if page == "members":
        assert ("invite-go" in tab.keys) == (caller.administrator or "owner" in caller.roles.values())
        assert ("viewer@example.org" in tab.text) == caller.may("manage_members", hall.place_id)
    if page == "server":
        assert bool(tab.keys) == caller.administrator
    if page == "audit":
        reads = caller.administrator or "owner" in caller.roles.values()
        assert tab.page == ("Who did what" if reads else "That is not here")
        assert ("check-audit" in tab.keys) == caller.administrator
    if page == "account":
        assert caller.name in tab.text
    if page == "shared":
        assert tab.page == "That is not here"
    assert hall.content() == before


def editor_sheet(hall: Hall) -> tuple[str, str]:
    """The council person and the key of the first statement's answer on their page."""
    person = hall.begun.people["council"][0]
    return str(person), f"answer:{person}:{hall.statement}"


@pytest.mark.parametrize("who", ["viewer", "facilitator", "partner", "member elsewhere", "administrator", "nobody"])
def test_an_editors_widget_value_sent_by_somebody_else_writes_nothing(hall: Hall, who: str) -> None:
    person, key = editor_sheet(hall)
    theirs = hall.tab("editor", "assess", assessment=hall.begun.id, as_=person)
    sent = theirs.widget(key).set_value(4)._widget_state
    mine = hall.tab(who, "assess", assessment=hall.begun.id, as_=person)
    before = hall.content()
    forged(mine, sent)
    assert key not in mine.keys
    assert hall.content() == before
    forged(theirs, sent)
    assert hall.content() != before  # from the editor's own session the same message counts


@pytest.mark.parametrize("loses", ["role", "membership", "account", "sign-in"])
def test_a_session_that_was_an_editors_writes_nothing_once_it_is_not(hall: Hall, loses: str) -> None:
    person, key = editor_sheet(hall)
    tab = hall.tab("editor", "assess", assessment=hall.begun.id, as_=person)
    editor, db = hall.people["editor"], wiring.database()
    take: dict[str, Callable[[], None]] = {
        "role": lambda: appointing.change_role(
            db, place_id=hall.place_id, member_id=editor.id, role="viewer", now=wiring.now()
        ),
        "membership": lambda: appointing.remove_member(
            db, place_id=hall.place_id, member_id=editor.id, now=wiring.now()
        ),
        "account": lambda: looking_after_accounts.suspend(db, member_id=editor.id, now=wiring.now()),
        "sign-in": lambda: admitting.sign_out(db, token=editor.token, now=wiring.now()),
    }
    take[loses]()
    before = hall.content()
    tab.give(key, 4)
    assert key not in tab.keys
    assert hall.content() == before
    if loses == "role":
        assert "What you chose last was not saved: this answer can no longer be changed by you." in tab.warnings
    else:
        assert tab.page == ("That is not here" if loses == "membership" else LOST)
    if tab.page == LOST:
        assert "Every answer that said “Saved” is kept." in tab.text


def test_an_hour_without_a_click_ends_every_page(hall: Hall, clock: Clock) -> None:
    tab = hall.tab("owner", "results", assessment=hall.begun.id)
    clock.turn(61)
    assert tab.run().page == LOST
    assert not tab.keys


def test_what_one_person_typed_is_not_saved_when_another_signs_in_in_the_same_browser(hall: Hall) -> None:
    person, key = editor_sheet(hall)
    tab = hall.tab("editor", "assess", assessment=hall.begun.id, as_=person)
    tab.browser.cookies["resilience_session"] = hall.people["owner"].token
    before = hall.content()
    tab.give(key, 4)
    assert tab.page == "Somebody else signed in here"
    assert hall.content() == before
    tab.follow("Go to the home page")
    assert tab.page == "How resilient is our local economy?"


def test_a_member_is_asked_once_in_what_capacity_they_answer_and_then_answers_as_themselves(hall: Hall) -> None:
    tab = hall.tab("editor", "tasks", assessment=hall.begun.id)
    assert "In what capacity do you answer?" in tab.text
    tab.press("seat-go")
    assert tab.errors == ["Nothing was started yet. Choose in what capacity you answer."]
    tab.give("seat-capacity", "officer").press("seat-go")
    me = next(r for r in hall.begun.sheet.respondents if r.name == "Editor")
    assert me.member_id == hall.people["editor"].id
    assert tab.value(f"answer-as:{hall.begun.id}") == me.id
    again = hall.tab("editor", "tasks", assessment=hall.begun.id)
    assert "seat-go" not in again.keys
    assert again.value(f"answer-as:{hall.begun.id}") == me.id


def test_somebody_who_was_added_by_name_takes_that_seat(hall: Hall) -> None:
    tab = hall.tab("partner", "tasks", assessment=hall.begun.id)
    person = hall.begun.people["community"][0]
    tab.give("seat-who", person).press("seat-me")
    assert hall.begun.sheet.respondent(person).member_id == hall.people["partner"].id
    assert tab.value(f"answer-as:{hall.begun.id}") == person


def test_what_the_group_agrees_is_recorded_in_the_members_name(hall: Hall) -> None:
    tab = hall.tab("facilitator", "agree", assessment=hall.begun.id)
    statement = next(k for k in tab.keys if k.startswith("agreed:") and not k.endswith(":reason"))
    tab.give(statement, 3)
    (agreed,) = hall.begun.sheet.agreements.values()
    assert agreed.recorded_by == "Facilitator"


def test_an_owner_shows_signed_results_to_other_members_and_takes_it_back(hall: Hall) -> None:
    hall.begun.sign("council", "community")
    key = f"sharing:{hall.begun.id}"
    assert key not in hall.tab("editor", "results", assessment=hall.begun.id).keys
    tab = hall.tab("owner", "results", assessment=hall.begun.id)
    other = hall.tab("member elsewhere", "shared", assessment=hall.begun.id)
    assert other.page == "That is not here"
    tab.give(key, "members").press("share-go")
    assert "Shared by other places" in hall.tab("member elsewhere").text
    assert other.run().page == "Where another place stands"
    tab.give(key, "private").press("share-go")
    assert other.run().page == "That is not here"


def test_an_invitation_is_shown_once_and_can_be_taken_back(hall: Hall) -> None:
    tab = hall.tab("owner", "members")
    tab.press("invite-go")
    assert tab.errors == ["No link was made yet. Choose as what you invite them."]
    tab.give("invite-role:0", "viewer").press("invite-go")
    assert "It works once, until 7 December 2026." in tab.text
    assert "/invitation/" in tab.at.code[0].value
    tab.run()
    assert not tab.at.code
    revoke = next(k for k in tab.keys if k.startswith("revoke:"))
    tab.press(revoke)
    assert "Its link opens nothing any more." in tab.text
    assert not [k for k in tab.keys if k.startswith("revoke:")]


def test_an_editor_starts_in_their_own_place_as_themselves(hall: Hall) -> None:
    tab = hall.tab("editor", "start").fill(period="2031", mode="taster", perspective="officer").press("go")
    assert tab.page == "Task list"
    assert tab.address["assessment"] not in (str(hall.begun.id), str(hall.begun.id + 1))
    assert "In what capacity do you answer?" not in tab.text
    person = int(tab.address["as"])
    assert tab.value(f"answer-as:{tab.address['assessment']}") == person


def test_what_is_missing_to_start_is_listed_for_a_member_as_well(hall: Hall) -> None:
    tab = hall.tab("editor", "start").press("go")
    assert tab.page == "Start an assessment"
    assert "Choose in what capacity you answer" in tab.errors[0]
    assert "name" not in tab.errors[0]


def test_signing_out_ends_this_browsers_sign_in_and_no_other(hall: Hall) -> None:
    tab = hall.tab("editor", "account")
    here = next(k for k in tab.keys if k.startswith("end:"))
    assert tab.press(here).page == LOST
    assert hall.tab("owner").page == "How resilient is our local economy?"


def test_a_member_ends_a_sign_in_elsewhere_and_keeps_this_one(hall: Hall, clock: Clock) -> None:
    editor = hall.people["editor"]
    clock.turn(5)
    elsewhere = signs_in(wiring.database(), editor.email, now=wiring.now()).token
    tab = hall.tab("editor", "account")
    assert "This browser, with your password" in tab.text
    tab.press(f"end:{wiring.now().isoformat()}")
    assert "That sign-in was ended." in tab.text
    assert admitting.caller(wiring.database(), token=elsewhere, now=wiring.now()).kind == "nobody"


def test_a_member_changes_their_password(hall: Hall) -> None:
    tab = hall.tab("editor", "account")
    submit(tab, "password-go", **{"password-old:0": "wrong", "password-new:0": "lantern quiet harbour"})
    assert tab.errors == ["The password is not right. Nothing was changed. Try again."]
    submit(tab, "password-go", **{"password-old:0": PASSWORD, "password-new:0": "lantern quiet harbour"})
    assert (tab.errors, "Your password was changed." in tab.text) == ([], True)
    assert signs_in(wiring.database(), hall.people["editor"].email, "lantern quiet harbour").token


def test_a_member_sets_up_a_second_factor_and_removes_it(hall: Hall) -> None:
    tab = hall.tab("editor", "account")
    submit(tab, "factor-start", **{"factor-start-password": "guessed"})
    assert tab.errors
    assert not tab.at.code
    submit(tab, "factor-start", **{"factor-start-password": PASSWORD})
    letters = tab.at.code[0].value.replace(" ", "")
    submit(tab, "factor-go", **{"factor-code": "000000"})
    assert tab.errors
    assert tab.at.code[0].value.replace(" ", "") == letters
    submit(tab, "factor-go", **{"factor-code": pyotp.TOTP(letters).at(wiring.now())})
    assert (tab.errors, "Your second factor is set up." in tab.text) == ([], True)
    assert not tab.at.code
    submit(tab, "factor-off-go", **{"factor-password": PASSWORD})
    assert "Your second factor was removed." in tab.text


def test_a_member_erases_their_account_and_is_out(hall: Hall) -> None:
    tab = hall.tab("editor", "account")
    tab.press("erase-go")
    assert tab.errors == ["Nothing was erased. Tick the box above first, if you mean it."]
    tab.give("erase-sure", True).press("erase-go")
    assert "password" in tab.errors[0]
    tab.give("erase-password", PASSWORD).press("erase-go")
    assert "The account was erased." in tab.text
    assert tab.run().page == LOST
    owner = hall.tab("owner", "account").give("erase-sure", True).give("erase-password", PASSWORD).press("erase-go")
    assert "Make somebody else an owner first." in owner.errors[0]


def test_who_has_no_assessment_yet_learns_what_comes_first(hall: Hall) -> None:
    assert hall.tab("administrator").press("to-server").page == "Server"
    db, editor = wiring.database(), hall.people["editor"]
    empty = starting.add_place(db, council=councils().by_code("E07000207"), now=wiring.now())
    link = inviting.invite(db, place_id=empty.id, role="viewer", note="", now=wiring.now())
    inviting.accept_as(db.asked_by(editor.caller()), token=link.token, now=wiring.now())
    appointing.remove_member(db, place_id=hall.place_id, member_id=editor.id, now=wiring.now())
    assert "There is no assessment in Elmbridge yet." in hall.tab("editor").text
    appointing.remove_member(db, place_id=empty.id, member_id=editor.id, now=wiring.now())
    assert "You belong to no place yet" in hall.tab("editor").text


def test_a_members_next_step_is_their_own_however_far_the_others_are(hall: Hall) -> None:
    db, partner = wiring.database(), hall.people["partner"]
    tab = hall.tab("partner")
    assert "11 of 11 statements answered, 0 by you" in tab.text
    assert tab.widget("next").label == "Start answering"
    mine = db.asked_by(partner.caller())
    about = {"assessment_id": hall.begun.id, "now": wiring.now()}
    seat = taking_part.take_part(mine, hall.begun.frameworks, perspective="anchor", **about)
    for number, statement in enumerate(hall.begun.sheet.asked, start=1):
        answering.record_answer(
            mine, hall.begun.frameworks, respondent_id=seat.id, statement_id=statement, change=Change(choice=2),
            seen=Seen(None), **about,
        )  # fmt: skip
        if number == 1:
            assert hall.tab("partner").widget("next").label == "Go on answering"
    tab = hall.tab("partner")
    assert "11 of 11 statements answered, 11 by you" in tab.text
    assert tab.widget("next").label == "Check and sign off"


def test_an_administrator_makes_room_for_a_place_and_shuts_somebody_out(hall: Hall) -> None:
    tab = hall.tab("administrator", "server")
    label = next(c.label for c in wiring.councils().on(wiring.now().date()) if c.code == "E07000207")
    tab.give("council", label).press("place-go")
    assert "is here. Invite its owner next." in tab.text
    tab.press("owner-go")
    assert tab.errors == ["No link was made yet. Choose the place."]
    editor = hall.people["editor"]
    number = editor.id
    tab.give("account-said", "EDITOR@").press(f"suspend:{number}")
    assert hall.tab("editor").page == LOST
    tab.press(f"reinstate:{number}").press(f"reset:{number}")
    assert "It works once" in tab.text
    assert "Nobody here has that" in tab.give("account-said", "nobody at all").text


def sent_with(hall: Hall, page: str, press: str, **values: object) -> list[WidgetState]:
    """What an owner's page would send when these values are given and this button is pressed."""
    person = hall.begun.people["council"][0]
    tab = hall.tab("owner", page, assessment=hall.begun.id, as_=person)
    if page == "assess":
        tab.open_box(person, hall.statement)
    states = [tab.widget(key).set_value(value)._widget_state for key, value in values.items()]
    return [*states, *([tab.widget(press).set_value(True)._widget_state] if press else [])]


@pytest.mark.parametrize("card", ["agree", "aim", "importance", "withdraw", "note", "sign"])
def test_what_an_owners_card_would_send_changes_nothing_from_anybody_elses_page(hall: Hall, card: str) -> None:
    db, number = wiring.database(), hall.begun.id
    about = {"assessment_id": number, "statement_id": hall.statement, "now": wiring.now()}
    note = evidencing.add_note(db, hall.begun.frameworks, note="Seen.", added_by="Asha", **about)  # type: ignore[arg-type]
    person = hall.begun.people["council"][0]
    owner = hall.tab("owner", "agree" if card in ("agree", "importance") else "assess", assessment=number, as_=person)
    found = sorted(key for key in owner.keys if key.startswith("importance:"))
    box = f"evidence:{person}:{hall.statement}"
    page, press, values = {
        "agree": ("agree", "", {f"agreed:{number}:{hall.statement}": 3}),
        "importance": ("agree", "", {found[0] if found else "": 3}),
        "aim": ("assess", "", {f"aim:{number}:{hall.statement}": 4}),
        "withdraw": ("assess", f"withdraw:{note}", {}),
        "note": ("assess", f"{box}:add-note:0", {f"{box}:note:0": "forged"}),
        "sign": ("sign_off", "sign", {"sign-name:council": "Forged", "sign-role:council": "Chair"}),
    }[card]
    states = sent_with(hall, page, press, **values)
    # The partner settles and attaches in this place by right; of the council they may not sign.
    others = ["viewer", "member elsewhere", "administrator", "nobody", *(["partner"] if card == "sign" else [])]
    others += ["facilitator"] if card in ("withdraw", "note", "sign") else []
    before = hall.content()
    for who in others:
        mine = hall.tab(who, page, assessment=number, as_=person)
        for _ in range(2):  # the first run may only open the box
            mine.run(WidgetStates(widgets=states))
            assert hall.content() == before, who
    theirs = hall.tab("owner", page, assessment=number, as_=person)
    if page == "assess":
        theirs.open_box(person, hall.statement)
    theirs.run(WidgetStates(widgets=[*theirs.at._tree.get_widget_states().widgets, *states]))
    assert hall.content() != before  # from the owner's own session the same message counts
