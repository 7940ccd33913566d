"""Every page in every state, on a laptop in the light and on a phone in the dark: read, seen, hit and heard.

One walk, many eyes: axe-core, contrast, and what fits the screen. Each page is then shown on a projector, or at 320
pixels and with the text spacing a person may set.
"""

import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, ViewportSize, expect

from resilience_dash.domain.access import Role
from tests.browser import axe, contrast, screens
from tests.browser.conftest import Visit
from tests.browser.everywhere import (
    HALF_ANSWERED,
    SIGNED_FULL,
    SIGNED_TASTER,
    pages_of_two_tabs,
    pages_to_read,
    pages_without_assessments,
)
from tests.browser.everywhere_for_members import pages_of_a_guest, pages_of_an_administrator, pages_of_an_owner
from tests.browser.hosted import SERVED, invited_to, joins
from tests.browser.journey import Journey
from tests.browser.keys import Keys
from tests.browser.server import Server

pytestmark = pytest.mark.browser

# What Streamlit 1.67 draws and no page, theme or style of ours can mend: by rule, the one kind of element it is about.
UPSTREAM = {
    # The menu's drop-down is drawn at the end of the document, outside every landmark; its items are reached by arrows.
    "region": "[data-floating-ui-portal]",
    # The place to drop a file is both a presentation and, for scripts, focusable. Its button is what people use.
    "presentation-role-conflict": "[data-testid=stFileUploaderDropzone]",
}
LAPTOP = ViewportSize(width=1280, height=900)
PROJECTOR = ViewportSize(width=1920, height=1080)
PHONE = ViewportSize(width=390, height=844)
NARROWEST = ViewportSize(width=320, height=640)  # a laptop at 400 % zoom too
CHARACTERS_A_LINE = 85  # of prose; sought are about 75

# WCAG 1.4.12: a person may set this, and nothing may be lost by it.
TEXT_SPACING = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }
"""

# As a person's browser would: some of our pages take no style from a tag.
WEAR = """(rules) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  document.adoptedStyleSheets.push(sheet);
}"""
TAKE_OFF = "() => { document.adoptedStyleSheets.pop(); }"

Problems = dict[str, list[str]]


def _seen(person: Journey) -> Problems:
    """What stands in the way of reading the page as it is."""
    page = person.page
    return {
        "axe": axe.violations(page, UPSTREAM),
        "text too faint": contrast.faint_text(page),
        "edge too faint": contrast.faint_edges(page),
        "beyond the screen": screens.beyond(page),
        "too small to hit": [*screens.too_small(page), *screens.small_answers(page)],
    }


def _on_a_laptop(person: Journey) -> Problems:
    found = _seen(person)
    screens.resized(person.page, PROJECTOR)
    free = person.main.evaluate(screens.FREE_AT_THE_SIDES)
    found["not in the middle of a projector"] = [] if abs(free["left"] - free["right"]) <= 40 else [str(free)]
    found["line too long on a projector"] = screens.long_lines(person.page, CHARACTERS_A_LINE)
    screens.resized(person.page, LAPTOP)
    return found


def _on_a_phone(person: Journey) -> Problems:
    found = _seen(person)
    person.page.evaluate(WEAR, TEXT_SPACING)
    found["lost by wider spacing"] = [*screens.beyond(person.page), *screens.cut_off(person.page)]
    person.page.evaluate(TAKE_OFF)
    screens.resized(person.page, NARROWEST)
    found["beyond 320 pixels"] = screens.beyond(person.page)
    screens.resized(person.page, PHONE)
    return found


BOTH_LOOKS = pytest.mark.parametrize(
    ("look", "colours", "screen"),
    [
        pytest.param(_on_a_laptop, "light", LAPTOP, id="on a laptop in the light"),
        pytest.param(_on_a_phone, "dark", PHONE, id="on a phone in the dark"),
    ],
)


@BOTH_LOOKS
def test_every_page_in_every_state_can_be_read_and_used(
    empty: Server,
    full: Server,
    shared_server: Server,
    visit: Visit,
    look: Callable[[Journey], Problems],
    colours: str,
    screen: ViewportSize,
) -> None:
    how = {"color_scheme": colours, "viewport": screen, "reduced_motion": "reduce"}  # what fades in has no contrast yet
    new, reader, one = visit(empty, **how), visit(full, **how), visit(shared_server, **how)
    other = visit(shared_server, beside=one)
    walks: list[tuple[Journey, Iterator[str]]] = [
        (new, pages_without_assessments(new)),
        (reader, pages_to_read(reader)),
        (other, pages_of_two_tabs(one, other)),
    ]
    _walked(walks, look)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Server]:
    """A program that members are to sign in to, with the made-up places, and nobody in it yet."""
    server = Server(tmp_path, SERVED)
    server.command("demo")
    server.start()
    try:
        yield server
    finally:
        server.stop()


@BOTH_LOOKS
def test_so_can_every_page_of_a_program_that_members_sign_in_to(
    hall: Server, visit: Visit, look: Callable[[Journey], Problems], colours: str, screen: ViewportSize
) -> None:
    how = {"color_scheme": colours, "viewport": screen, "reduced_motion": "reduce"}
    asha, olwen, greta = (visit(hall, **how) for _ in range(3))
    (set_up,) = re.findall(r"^  (http://localhost:\d+/set-up/[\w-]+)$", hall.said(), re.MULTILINE)
    walks = [
        (asha, pages_of_an_administrator(asha, str(set_up), invited_to(hall, SIGNED_FULL, "viewer"))),
        (olwen, _once_in(olwen, [(SIGNED_FULL, "owner"), (HALF_ANSWERED, "owner")], pages_of_an_owner(olwen))),
        (greta, _once_in(greta, [(SIGNED_TASTER, "viewer")], pages_of_a_guest(greta))),
    ]
    _walked(walks, look)


def _once_in(person: Journey, roles: list[tuple[int, Role]], walk: Iterator[str]) -> Iterator[str]:
    """The walk of somebody who has taken up an invitation to each of these assessments' places."""
    name = {"owner": "Olwen Owner", "viewer": "Greta Guest"}[roles[0][1]]
    joins(person, invited_to(person.server, *roles[0]), name)
    for assessment, role in roles[1:]:
        person.plain(invited_to(person.server, assessment, role), heading=re.compile("^Join "))
        person.press(re.compile("^Accept as"))
        person.settled()
    yield from walk


def _walked(walks: Sequence[tuple[Journey, Iterator[str]]], look: Callable[[Journey], Problems]) -> None:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for person, walk in walks:
        for name in walk:
            for kind, problems in look(person).items():
                for problem in problems:
                    found[f"{kind}: {problem}"].append(name)
    assert not found, "\n".join(f"{problem}\n    on: {'; '.join(pages)}" for problem, pages in found.items())


def _circle(label: Locator) -> bytes:
    """The picture of a radio's circle, at the left of its words."""
    return Image.open(io.BytesIO(label.screenshot())).convert("L").crop((0, 0, 26, 36)).tobytes()


def test_with_a_persons_own_colours_choice_and_focus_are_still_seen(full: Server, visit: Visit) -> None:
    person = visit(full, forced_colors="active")
    keys = Keys(person)
    person.open("/assess?assessment=3&dimension=leadership", heading="Top-level leadership")
    answers = person.card("leadership.commitment").get_by_role("radiogroup").first
    chosen = answers.get_by_role("radio", checked=True)
    expect(chosen).to_have_count(1)
    chosen_label = answers.locator("label").filter(has=person.page.get_by_role("radio", checked=True))
    other_label = answers.locator("label").filter(has_not=person.page.get_by_role("radio", checked=True)).first
    assert _circle(chosen_label) != _circle(other_label), "a chosen answer looks like one that is not"
    unseen = []
    for wanted in (chosen, person.button("Task list"), person.button("Continue")):
        keys.to(wanted)
        unseen.append(keys.sees_focus())
    assert not [why for why in unseen if why]
    assert not contrast.faint_text(person.page)


def test_who_asks_for_less_motion_gets_none(full: Server, visit: Visit) -> None:
    person = visit(full, reduced_motion="reduce")
    person.open("/assess?assessment=3&dimension=leadership", heading="Top-level leadership")
    moving = """() => document.getAnimations().filter((a) => a.effect.getTiming().duration > 50
      || a.effect.getTiming().iterations === Infinity).map((a) => a.effect.target?.outerHTML.slice(0, 120))"""
    assert person.page.evaluate(moving) == []
    person.card("leadership.commitment").locator("summary").click()
    person.page.evaluate("() => new Promise(requestAnimationFrame)")
    assert person.page.evaluate(moving) == []
    person.press("Add a person")
    person.page.evaluate("() => new Promise(requestAnimationFrame)")
    assert person.page.evaluate(moving) == []
    person.press("Continue")
    person.at("Joined-up system")
    assert person.page.evaluate(moving) == []
