"""Every page in every state it can be in, reached as people reach it. Tests that look at all of them share it."""

import re
from collections.abc import Iterator

from playwright.sync_api import expect

from tests.browser.journey import Journey

# Made-up places, as `demonstrating.STORIES` tells them.
HALF_ANSWERED = 3  # Ashby Vale, full, two signed-off rounds before it
SIGNED_TASTER = 4  # Brook Marsh
SIGNED_FULL = 5  # Cressing Moor, sixty people
OPEN_ENABLERS = 6  # Llandemo
NEW = 7  # Dunmere, nothing answered


def pages_without_assessments(person: Journey) -> Iterator[str]:
    """What a new program shows. Each name is said when the page stands."""
    person.open("/", heading="How resilient is our local economy?")
    yield "home, empty"
    person.open("/start", heading="Start an assessment")
    yield "start"
    person.press("Start answering")
    expect(person.main.get_by_role("alert")).to_be_visible()
    person.settled()
    yield "start, with what is missing"
    person.open("/method", heading="How results are worked out")
    yield "method"
    person.open("/about", heading="About this program")
    yield "about"
    person.open("/audit", heading="Who did what")
    yield "who did what, empty"
    person.open("/results?assessment=1", heading="That is not here")
    yield "an address that leads nowhere"
    person.open("/tasks", heading="No assessment is open")
    yield "an address that names no assessment"


def pages_to_read(person: Journey) -> Iterator[str]:
    """The made-up places' pages, none of which is changed by being looked at."""
    person.open("/", heading="How resilient is our local economy?")
    yield "home, full"
    sidebar, close = person.button("Menu"), person.button("Collapse sidebar")
    on_a_phone = sidebar.is_visible()
    person.press("Menu" if on_a_phone else "About")
    expect(close if on_a_phone else person.page.get_by_role("menu")).to_be_visible()
    yield "home, with its menu open"
    if on_a_phone:  # the menu stays open on the next page, and lies over it
        close.click()
        expect(sidebar).to_be_visible()
    person.open("/audit?place=1", heading="Who did what")
    yield "who did what, of a place"
    person.open(f"/tasks?assessment={HALF_ANSWERED}", heading="Task list")
    yield "tasks, carried over"
    person.open(f"/tasks?assessment={NEW}", heading="Task list")
    yield "tasks, new"
    person.open(f"/assess?assessment={NEW}&dimension=money", heading="Positive flow of money and resources")
    yield "assess, empty"
    person.press("Add a person")
    expect(person.page.get_by_role("dialog").get_by_role("textbox", name="Name")).to_be_visible()
    yield "assess, adding a person"
    person.open(f"/assess?assessment={HALF_ANSWERED}&dimension=leadership", heading="Top-level leadership")
    person.open_box("leadership.commitment")
    yield "assess, answered, with its evidence open"
    person.tick("A file", within=person.card("leadership.commitment"))
    expect(person.page.locator("input[type=file]")).to_have_count(1)
    person.settled()
    yield "assess, adding a file"
    person.open(f"/assess?assessment={SIGNED_FULL}&dimension=anchors", heading=re.compile("anchors"))
    yield "assess, signed off"
    person.open(f"/agree?assessment={HALF_ANSWERED}&dimension=leadership", heading="Agree together")
    yield "agree"
    person.open(f"/agree?assessment={SIGNED_FULL}", heading="Agree together")
    yield "agree, signed off"
    person.open(f"/workshop?assessment={HALF_ANSWERED}", heading="Workshops")
    yield "workshops, preparing one"
    person.tick("Without names")
    expect(person.main.get_by_label("The smallest group that is shown")).to_be_visible()
    person.main.locator("summary").filter(has_text="Their order").click()
    expect(person.button(re.compile("^Earlier:|Earlier: ")).last).to_be_visible()
    person.settled()
    yield "workshops, putting statements in order"
    person.open(f"/workshop?assessment={SIGNED_FULL}", heading="Workshops")
    yield "workshops, none"
    person.open(f"/paper?assessment={HALF_ANSWERED}", heading="Paper sheets")
    yield "paper sheets, of no workshop yet"
    person.open(f"/check?assessment={HALF_ANSWERED}", heading="Check your answers")
    yield "check"
    person.open(f"/sign-off?assessment={OPEN_ENABLERS}", heading="Sign off")
    yield "sign off"
    person.press("Sign these results")
    expect(person.main.get_by_role("alert").last).to_be_visible()
    yield "sign off, with what is missing"
    person.open(f"/results?assessment={OPEN_ENABLERS}", heading="Where the place stands")
    yield "results, draft"
    person.open(f"/results?assessment={SIGNED_TASTER}", heading="Where the place stands")
    yield "results, signed taster"
    person.open(f"/results?assessment={SIGNED_FULL}", heading="Where the place stands")
    yield "results, signed"
    person.tick("Each side")
    expect(person.main.get_by_role("columnheader", name="Community").first).to_be_visible()
    person.settled()
    yield "results, each side"
    for box in person.main.locator("summary").all():
        box.click()
    person.settled()
    yield "results, everything open, with the next round"


def pages_of_two_tabs(one: Journey, other: Journey) -> Iterator[str]:
    """The states that only come about by writing, in an assessment of their own."""
    statement = "leadership.commitment"
    one.open("/")
    one.start_assessment("Calderdale", "Taster", "Jo Ainsworth", "Councillor")
    address = f"/assess?assessment={one.assessment}&dimension=leadership"
    one.open(address, heading="Top-level leadership")
    other.open(address, heading="Top-level leadership")
    one.answer(statement, 2)
    other.choose_level(statement, 3)
    expect(other.card(statement).get_by_role("alert")).to_be_visible()
    other.settled()
    yield "assess, changed on another page"
    other.press("Keep 2 Developing")
    other.choose_level(statement, "Not ours to answer")
    expect(other.card(statement).get_by_role("textbox", name=re.compile("^Why is this not yours"))).to_be_visible()
    other.saved(statement)
    yield "assess, not ours to answer"
    other.open(f"/workshop?assessment={one.assessment}", heading="Workshops")
    other.press("Prepare this workshop")
    other.at("Ready to begin")
    yield "workshop, prepared"
    other.press("Begin the workshop")
    other.at("No statement is open")
    yield "workshop, begun"
    other.press("Open the first statement")
    other.at(re.compile("^A public promise"))
    yield "workshop, a round open"
    other.press("More")
    expect(other.page.get_by_role("dialog")).to_be_visible()
    yield "workshop, more steps"
    other.page.keyboard.press("Escape")
    other.press("Reveal the answers")
    expect(other.text("What do you agree on?").first).to_be_visible()
    other.settled()
    yield "workshop, revealed"
    other.press("Add this action")
    expect(other.main.get_by_role("alert")).to_be_visible()
    other.settled()
    yield "workshop, an action with what is missing"
    other.press("More")
    other.press("End the workshop", within=other.page.get_by_role("dialog"))
    other.at("The workshop has ended")
    yield "workshop, ended"
    other.open(f"/sign-off?assessment={one.assessment}", heading="Sign off")
    other.sign_off(council=("Sam Whitaker", "Leader of the council"))
    expect(other.text("Signed for the council by Sam Whitaker")).to_be_visible()
    yield "sign off, half signed"
