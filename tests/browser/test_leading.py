"""The facilitator's page in a browser: two who lead at once, and what one of them is typing meanwhile."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.journey import Journey
from tests.browser.server import Server

pytestmark = pytest.mark.browser

FIRST, SECOND = "A public promise from the top", "Simple and fair buying and funding"


@pytest.fixture
def two(shared_server: Server, visit: Visit) -> tuple[Journey, Journey]:
    """Two facilitators on the page of a workshop that has just begun."""
    one = visit(shared_server)
    one.open()
    one.start_assessment("Calderdale", "Taster", "Jo Ainsworth", "Councillor")
    one.open(f"/workshop?assessment={one.assessment}", heading="Workshops")
    one.press("Prepare this workshop")
    one.at("Ready to begin")
    one.press("Begin the workshop")
    one.at("No statement is open")
    other = visit(shared_server, beside=one)
    other.open(one.page.url.removeprefix(shared_server.address), heading="No statement is open")
    return one, other


def test_what_is_being_typed_stays_with_the_focus_in_it_when_somebody_else_leads_on(
    two: tuple[Journey, Journey],
) -> None:
    one, other = two
    one.press("Open the first statement")
    other.at(FIRST)  # without a touch: the page has seen the step
    note = other.main.get_by_label("A note for the minutes")
    note.click()
    other.page.keyboard.type("Three departments, three")
    one.press("Reveal the answers")
    expect(other.text("The answers are shown.")).to_be_visible()
    one.press(f"Open “{SECOND}”")
    other.at(SECOND)
    other.page.keyboard.type(" answers.")
    expect(note).to_have_value("Three departments, three answers.")
    expect(other.text(f"The workshop is at “{SECOND}”.")).to_be_visible()
    other.press(f"Go to “{SECOND}”")
    expect(other.text("What you see below is another statement.")).to_have_count(0)
    one.at(SECOND)
    one.press(f"Look at {FIRST}")
    expect(one.text(f"The workshop is at “{SECOND}”.")).to_be_visible()
    one.settled()
    expect(one.main.get_by_label("A note for the minutes")).to_have_value("Three departments, three answers.")


def test_an_action_is_added_with_quick_hands(two: tuple[Journey, Journey]) -> None:
    one, _ = two
    one.press("Open the first statement")
    one.at(FIRST)
    one.main.get_by_label("What is to be done?").fill("Make one list")
    one.main.get_by_label("Who sees to it?").fill("Asha Patel")
    day = one.main.get_by_role("spinbutton", name=re.compile("day", re.IGNORECASE))
    day.first.click()
    one.page.keyboard.type("31012027")
    one.press("Add this action")
    expect(one.text("Asha Patel, by 31")).to_be_visible()
    one.settled()
