"""The whole way without a mouse: everything is reached, nothing holds the keyboard, and the focus is always seen."""

import re

import pytest
from playwright.sync_api import expect

from resilience_dash.domain.framework import Framework
from tests.browser.conftest import Visit
from tests.browser.journey import Journey
from tests.browser.keys import Keys
from tests.browser.server import Server

pytestmark = pytest.mark.browser

STOPS_TO_AN_ANSWER = 4  # from a part's heading: who answers, adding a person, and the answers themselves


def test_a_council_walks_the_taster_by_keyboard_alone(fresh: Server, visit: Visit, framework: Framework) -> None:
    person = visit(fresh)
    keys = Keys(person)
    person.open(heading="How resilient is our local economy?")
    keys.to(person.button("Start an assessment"))
    keys.press("Enter")
    person.at("Start an assessment")
    _start_by_keyboard(person, keys)

    person.at("Task list")
    expect(person.heading).to_be_focused()
    keys.to(person.button("Start answering"))
    keys.press("Enter")
    asked = [statement.id for statement in framework.statements_in("taster")]
    for number, statement_id in enumerate(asked):
        person.at(framework.dimension(framework.statement(statement_id).dimension).name)
        expect(person.heading).to_be_focused()
        _answer_by_keyboard(person, keys, statement_id, level=number % 5)
        keys.to(person.button("Check your answers" if number == 10 else "Continue"))
        keys.press("Enter")

    person.at("Check your answers")
    expect(person.heading).to_be_focused()
    keys.to(person.button("Go on to sign off"), within=40)
    keys.press("Enter")
    person.at("Sign off")
    expect(person.heading).to_be_focused()
    for side, name in (("council", "Sam Whitaker"), ("community", "Priya Nair")):
        keys.to(person.page.get_by_role("textbox", name=f"Name, for the {side}"))
        person.page.keyboard.type(name)
        keys.tab()
        person.page.keyboard.type("Chair")
    keys.to(person.button("Sign these results"))
    keys.press("Enter")
    person.at("Where the place stands")
    expect(person.heading).to_be_focused()
    assert len(fresh.rows("select sha256 from snapshot")) == 1
    # A part costs a handful of stops, so the whole walk is short work for the fingers.
    assert keys.stops < 150, f"the walk took {keys.stops} stops"


def _start_by_keyboard(person: Journey, keys: Keys) -> None:
    council = person.page.get_by_role("combobox", name="Which council area?")
    keys.to(council)
    person.page.keyboard.type("Calderd")
    expect(person.page.get_by_role("option", name=re.compile("^Calderdale"))).to_be_visible()
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(council).to_have_value(re.compile("^Calderdale"))
    expect(person.text("Calderdale Metropolitan Borough Council")).to_be_visible()
    keys.to(person.radio(re.compile("^Taster")))
    keys.press("Space")
    expect(person.radio(re.compile("^Taster"))).to_be_checked()
    keys.to(person.page.get_by_role("textbox", name="Your name, or what the group calls you"))
    person.page.keyboard.type("Jo Ainsworth")
    keys.to(person.radio("Council officer"))
    keys.press("ArrowDown")
    expect(person.radio("Councillor")).to_be_checked()
    keys.to(person.button("Start answering"))
    keys.press("Enter")


def _answer_by_keyboard(person: Journey, keys: Keys, statement: str, *, level: int) -> None:
    """Space chooses the first level, arrows go on from there; the focus stays on the answer after it is saved."""
    card = person.card(statement)
    keys.to(card.get_by_role("radio").first, within=STOPS_TO_AN_ANSWER)
    keys.press("Space")
    for step in range(level + 1):
        chosen = person.radio(re.compile(f"^{step} "), within=card)
        if step:
            keys.press("ArrowDown")
        expect(chosen).to_be_checked()
        expect(chosen).to_be_focused()
        person.server.keeps(statement, str(step))
    expect(person.radio(re.compile(f"^{level} "), within=card)).to_be_focused()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_every_stop_of_the_keyboard_is_seen_and_none_holds_it(
    empty: Server, full: Server, visit: Visit, colours: str
) -> None:
    reader = visit(full, color_scheme=colours)
    starter = visit(empty, color_scheme=colours)
    starter.open("/start", heading="Start an assessment")
    unseen = _unseen(starter)
    reader.open("/assess?assessment=6&dimension=anchors", heading="Helping community anchors make their case")
    reader.open_box("anchors.evidence")
    unseen += _unseen(reader)
    reader.open("/results?assessment=5", heading="Where the place stands")
    unseen += _unseen(reader)
    assert not unseen, "\n".join(unseen)


def _unseen(person: Journey) -> list[str]:
    """What has the focus without showing it, once around the page. Every stop after the first is reached with Tab."""
    keys = Keys(person)
    stops = keys.around()
    assert len({(s.name, s.x, s.width) for s in stops}) > len(stops) / 2, f"the stops repeat: {stops}"
    keys.page.get_by_role("link", name="Skip to main content").focus()
    found = [keys.sees_focus()]
    for _ in stops[1:]:
        keys.tab()
        found.append(keys.sees_focus())
    return [why for why in found if why]


def test_an_open_list_an_open_menu_and_an_open_popover_let_the_keyboard_go(full: Server, visit: Visit) -> None:
    person = visit(full)
    keys = Keys(person)
    person.open("/assess?assessment=6&dimension=leadership")
    who = person.page.get_by_role("combobox", name="Answering as")
    keys.to(who)
    keys.press("ArrowDown")
    expect(person.page.get_by_role("option").first).to_be_visible()
    keys.press("Escape")
    expect(person.page.get_by_role("option")).to_have_count(0)
    expect(who).to_be_focused()
    add = person.button("Add a person")
    keys.to(add, within=2)
    keys.press("Enter")
    name = person.page.get_by_role("textbox", name="Name", exact=True)
    expect(person.page.get_by_role("dialog", name="Add a person")).to_be_focused()
    keys.to(name, within=1)  # and not a whole page of stops away, at the document's end
    keys.press("Escape")
    expect(name).to_have_count(0)
    expect(add).to_be_focused()
    about = person.button("About")
    about.focus()
    keys.press("Enter")
    expect(person.page.get_by_role("menuitem", name="About this program")).to_be_visible()
    keys.press("Escape")
    expect(person.page.get_by_role("menuitem", name="About this program")).to_have_count(0)
    expect(about).to_be_focused()
