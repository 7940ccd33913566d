"""What people hear and where they are put after each step: the page changes without the browser loading one."""

import re

import pytest
from playwright.sync_api import expect

from resilience_dash.domain.framework import Framework
from tests.browser.conftest import Visit
from tests.browser.journey import Journey
from tests.browser.server import Server

pytestmark = pytest.mark.browser

A_SECOND = 1_000
# Keeps everything that the live region ever said: it is emptied before each sentence.
LISTEN = """() => {
  window.heard = [];
  const region = document.querySelector("#spoken");
  new MutationObserver(() => { if (region.textContent) window.heard.push(region.textContent); })
    .observe(region, { childList: true, characterData: true, subtree: true });
}"""


def _stepped(person: Journey, heading: str | re.Pattern[str], title: str) -> None:
    """The step is complete: its heading is there, has the focus within a second, and the window has its title."""
    expect(person.heading).to_have_text(heading)
    expect(person.heading).to_be_focused(timeout=A_SECOND)
    expect(person.page).to_have_title(f"{title} · Local economic resilience")
    expect(person.heading).to_be_in_viewport()
    person.settled()
    expect(person.heading).to_be_focused()  # and it keeps it when the rest of the page has come


def test_after_each_step_the_heading_has_the_focus_and_the_window_its_title(
    shared_server: Server, visit: Visit, framework: Framework
) -> None:
    person = visit(shared_server)
    person.open(heading="How resilient is our local economy?")
    expect(person.page).to_have_title("Home · Local economic resilience")
    person.start_assessment("Calderdale", "Taster", "Jo", "Councillor")
    _stepped(person, "Task list", "Task list")
    person.press("Start answering")
    first, second, *_ = framework.dimensions
    _stepped(person, first.name, first.short_name)
    person.press("Continue")
    _stepped(person, second.name, second.short_name)
    person.press("Task list")
    _stepped(person, "Task list", "Task list")
    last = framework.dimension("services")
    person.link(last.short_name).click()
    _stepped(person, last.name, last.short_name)
    person.press("Check your answers")
    _stepped(person, "Check your answers", "Check your answers")
    person.press("Go on to sign off")
    _stepped(person, "Sign off", "Sign off")
    person.page.go_back()
    _stepped(person, "Check your answers", "Check your answers")
    person.press("See the results so far")
    _stepped(person, "Where the place stands", "Results")


def test_coming_back_to_one_answer_puts_the_focus_on_its_statement_below_the_menu(full: Server, visit: Visit) -> None:
    person = visit(full)
    person.open("/check?assessment=6", heading="Check your answers")
    change = person.link(re.compile("^Change")).last
    words = change.inner_text()
    change.click()
    statement = person.main.get_by_role("heading", level=2).and_(person.page.locator(":focus"))
    expect(statement).to_be_visible()
    assert statement.inner_text() in words
    expect(statement).to_be_in_viewport(ratio=1)
    menu = person.page.get_by_role("banner").bounding_box()
    heading = statement.bounding_box()
    assert menu
    assert heading
    assert heading["y"] >= menu["y"] + menu["height"], "the menu lies over the statement's heading"
    # As the first request of a new tab, it leads to the same statement.
    again = visit(full)
    again.open(person.page.url.removeprefix(full.address))
    expect(again.page.locator("h2:focus")).to_have_text(statement.inner_text())


def test_what_is_saved_is_spoken_once_and_what_a_page_brings_with_it_is_not(
    shared_server: Server, visit: Visit, framework: Framework
) -> None:
    person = visit(shared_server)
    person.open()
    person.start_assessment("Calderdale", "Taster", "Jo", "Councillor")
    region = person.page.get_by_role("status").and_(person.page.locator("#spoken"))
    expect(region).to_have_text("Started. Each answer is saved as you give it.")
    person.press("Start answering")
    person.at(framework.dimension("leadership").name)
    person.page.evaluate(LISTEN)
    person.choose_level("leadership.commitment", 3)
    said = person.saved("leadership.commitment")
    expect(region).to_have_text(re.compile(f"^Saved {said}"))
    person.choose_level("leadership.commitment", 2)
    person.page.wait_for_function("() => window.heard.length === 2")
    heard = person.page.evaluate("() => window.heard")
    assert all(re.match(r"Saved \d\d:\d\d", words) for words in heard), heard
    person.reload()
    person.page.evaluate(LISTEN)
    person.press("Continue")
    person.at(framework.dimension("system").name)
    person.page.go_back()
    person.at(framework.dimension("leadership").name)
    person.saved("leadership.commitment")
    person.settled()
    assert person.page.evaluate("() => window.heard") == []


def test_a_control_that_goes_away_hands_the_focus_to_what_it_stood_in(
    full: Server, visit: Visit, framework: Framework
) -> None:
    person = visit(full)
    person.open("/assess?assessment=6&dimension=system")
    statement = framework.dimension("system").statements[0]
    person.press("Add a person")
    person.write("Name", "Robin Newcomer")
    box = person.page.get_by_role("dialog")
    person.tick("Resident", within=box)
    person.press("Add and answer as this person", within=box)
    expect(person.page.get_by_role("combobox", name="Answering as")).to_have_value(re.compile("^Robin Newcomer"))
    expect(box).to_have_count(0)
    expect(person.page.locator(":focus")).to_have_count(1)  # none would mean that it fell off the page
    person.open_box(statement.id)
    card = person.card(statement.id)
    person.write("What did you see, and when?", "A shared plan in the library.", within=card)
    person.press("Add this note", within=card)
    expect(card.get_by_role("paragraph").filter(has_text="A shared plan in the library.")).to_be_visible()
    expect(card.get_by_role("heading", level=2)).to_be_focused()
    card.get_by_role("button", name="Take back").last.click()
    expect(card.get_by_role("paragraph").filter(has_text="A shared plan in the library.")).to_have_count(0)
    expect(card.get_by_role("heading", level=2)).to_be_focused()


def test_on_a_phone_the_keyboard_goes_into_the_menu_and_back_to_its_button(full: Server, visit: Visit) -> None:
    person = visit(full, viewport={"width": 390, "height": 844})
    person.open("/tasks?assessment=3", heading="Task list")
    expect(person.page.get_by_role("link", name="Results", exact=True)).to_have_count(0)  # a closed menu has no stops
    person.button("Menu").focus()
    person.page.keyboard.press("Enter")
    expect(person.page.get_by_role("link", name="Home", exact=True)).to_be_focused()
    person.button("Collapse sidebar").focus()
    person.page.keyboard.press("Enter")
    expect(person.button("Menu")).to_be_focused()


def test_on_a_phone_the_menu_leads_to_a_page_and_makes_room_for_it(full: Server, visit: Visit) -> None:
    person = visit(full, viewport={"width": 390, "height": 844})
    person.open("/tasks?assessment=3", heading="Task list")
    person.press("Menu")
    person.page.get_by_role("link", name="Results", exact=True).click()
    _stepped(person, "Where the place stands", "Results")
    expect(person.page.get_by_role("link", name="Results", exact=True)).not_to_be_in_viewport()
