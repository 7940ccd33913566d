"""Every page in every state, on a laptop in the light and on a phone in the dark: read, seen, hit and heard.

One walk, many eyes: axe-core, contrast, and what fits the screen. Each page is then shown on a projector, or at 320
pixels and with the text spacing a person may set.
"""

import io
from collections import defaultdict
from collections.abc import Callable, Iterator

import pytest
from PIL import Image
from playwright.sync_api import Locator, ViewportSize, expect

from tests.browser import axe, contrast, screens
from tests.browser.conftest import Visit
from tests.browser.everywhere import pages_of_two_tabs, pages_to_read, pages_without_assessments
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
    style = person.page.add_style_tag(content=TEXT_SPACING)
    found["lost by wider spacing"] = [*screens.beyond(person.page), *screens.cut_off(person.page)]
    style.evaluate("(style) => style.remove()")
    screens.resized(person.page, NARROWEST)
    found["beyond 320 pixels"] = screens.beyond(person.page)
    screens.resized(person.page, PHONE)
    return found


@pytest.mark.parametrize(
    ("look", "colours", "screen"),
    [
        pytest.param(_on_a_laptop, "light", LAPTOP, id="on a laptop in the light"),
        pytest.param(_on_a_phone, "dark", PHONE, id="on a phone in the dark"),
    ],
)
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
