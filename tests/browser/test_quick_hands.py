"""Two things done at once: what was typed is left by the very click that does the next thing. Both are kept."""

import re

import pytest
from playwright.sync_api import Dialog, Locator, expect

from tests.browser.conftest import Visit
from tests.browser.journey import Journey
from tests.browser.server import Server

pytestmark = pytest.mark.browser

FIRST, SECOND = "leadership.commitment", "leadership.decisions"
SAID = "The promise was made in May."


def at_once(person: Journey, target: Locator) -> None:
    """Press and let go within one moment, as a finger does: no time between leaving a box and the click."""
    box = target.bounding_box()
    assert box
    mouse = person.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    mouse.up()


def level(person: Journey, statement: str, value: int) -> Locator:
    answers = person.card(statement).get_by_role("radiogroup").first
    return answers.locator("label").filter(has=person.page.get_by_role("radio", name=re.compile(rf"^{value} ")))


@pytest.fixture
def typing(fresh: Server, visit: Visit) -> Journey:
    """Somebody who answers everything, with a comment typed into the first card and the box not left yet."""
    person = visit(fresh)
    person.open("/")
    person.start_assessment("Calderdale", "Full", "Jo Ainsworth", "Councillor")
    person.open(f"/assess?assessment={person.assessment}&dimension=leadership", heading="Top-level leadership")
    person.answer(FIRST, 1)
    person.open_box(FIRST)
    comment = person.card(FIRST).get_by_role("textbox", name=re.compile("^Comment"))
    comment.press_sequentially(SAID)
    return person


def test_a_comment_and_a_level_in_the_next_card_are_both_kept(typing: Journey, fresh: Server) -> None:
    level(typing, SECOND, 2).scroll_into_view_if_needed()
    at_once(typing, level(typing, SECOND, 2))
    fresh.keeps(SECOND, "2")
    typing.saved(SECOND)
    assert fresh.answers(FIRST)[-1] == ("Jo Ainsworth", "1", SAID)


def test_continue_leads_on_and_keeps_what_was_typed(typing: Journey, fresh: Server) -> None:
    typing.button("Continue").scroll_into_view_if_needed()
    at_once(typing, typing.button("Continue"))
    typing.at("Joined-up system")
    assert fresh.answers(FIRST)[-1] == ("Jo Ainsworth", "1", SAID)


def test_two_agreed_levels_are_both_kept(fresh: Server, visit: Visit) -> None:
    person = visit(fresh)
    person.open("/")
    person.start_assessment("Calderdale", "Full", "Jo Ainsworth", "Councillor")
    person.open(f"/agree?assessment={person.assessment}&dimension=leadership", heading="Agree together")
    first, second = (person.page.locator(f".st-key-agree-{s.replace('.', '-')}") for s in (FIRST, SECOND))
    person.tick(re.compile("^3 "), within=first)
    expect(first.get_by_text(re.compile("^Saved"))).to_be_visible()
    first.get_by_role("textbox", name=re.compile("^Reason")).press_sequentially(SAID)
    label = second.locator("label").filter(has=person.page.get_by_role("radio", name=re.compile("^1 ")))
    label.scroll_into_view_if_needed()
    at_once(person, label)
    expect(second.get_by_text(re.compile("^Saved"))).to_be_visible()
    agreed = fresh.rows("SELECT statement_id, level, reason FROM agreement ORDER BY id")
    assert agreed[-2:] == [(FIRST, 3, SAID), (SECOND, 1, "")]


def test_a_menu_link_waits_for_what_was_typed(typing: Journey, fresh: Server) -> None:
    typing.page.mouse.wheel(0, -5000)
    at_once(typing, typing.page.get_by_role("navigation").get_by_role("link", name="Home"))
    typing.at("How resilient is our local economy?")
    assert fresh.answers(FIRST)[-1] == ("Jo Ainsworth", "1", SAID)


def test_a_menu_link_asks_before_something_unsaved_is_lost(typing: Journey, fresh: Server) -> None:
    comment = typing.card(FIRST).get_by_role("textbox", name=re.compile("^Comment"))
    comment.fill("W" * 5001)
    comment.press("Control+Enter")
    expect(typing.card(FIRST).get_by_role("alert")).to_contain_text("5,001")
    asked: list[str] = []
    home = typing.page.get_by_role("navigation").get_by_role("link", name="Home")

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    typing.page.once("dialog", stay)
    home.click()
    typing.at("Top-level leadership")
    expect(comment).to_have_value("W" * 5001)
    typing.page.once("dialog", lambda dialog: dialog.accept())
    home.click()
    typing.at("How resilient is our local economy?")
    assert asked == ["Something on this page is not saved yet. Leave it, and lose that?"]


def test_closing_asks_while_a_comment_is_being_written(typing: Journey) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    typing.page.once("dialog", stay)
    typing.page.evaluate("setTimeout(() => location.reload())")
    typing.page.wait_for_event("dialog") if not asked else None
    comment = typing.card(FIRST).get_by_role("textbox", name=re.compile("^Comment"))
    expect(comment).to_have_value(SAID)
    assert asked == ["beforeunload"]
