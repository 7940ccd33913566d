"""The wall in a browser: every screen in every look, the keys, what is heard, and a line that is lost."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page as BrowserPage
from playwright.sync_api import expect

from resilience_dash import wiring
from resilience_dash.domain.access import MACHINE
from resilience_dash.services import concluding, convening, settling
from resilience_dash.store.database import Database
from tests.browser import axe, contrast
from tests.browser.conftest import Visit
from tests.browser.server import Server
from tests.web.hall import SPLIT, TOGETHER, Hall

pytestmark = pytest.mark.browser

PROJECTOR = {"width": 1920, "height": 1080}
SMALL_PROJECTOR = {"width": 1280, "height": 720}
KEY = "h1, .code, .count strong, .question, .consensus, .shift, .differ, .levels td"
ENHANCED = 7.0  # WCAG 1.4.6
# Every text that is seen, with its computed size in pixels, by the selector of what it may stand in.
SIZES = """(within) => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const words = walker.currentNode.textContent.trim();
    const e = walker.currentNode.parentElement;
    if (!words || !e.checkVisibility({ visibilityProperty: true }) || e.closest(".unseen, script")) continue;
    if (within && !e.closest(within)) continue;
    found.push([parseFloat(getComputedStyle(e).fontSize), words.slice(0, 40)]);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("wall"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def db(server: Server) -> Iterator[Database]:
    """The program's own database, beside it: what phones and the facilitator's page do at the same time."""
    opened = Database(server.database_url)
    yield opened.asked_by(MACHINE)
    opened.close()


@pytest.fixture(scope="module")
def halls(db: Database) -> dict[str, Hall]:
    """A hall for each screen, all on one assessment."""
    first = Hall(db, begun=False)

    def hall(**how: object) -> Hall:
        return Hall(db, assessment_id=first.assessment, **how)  # type: ignore[arg-type]

    made = {"prepared": first} | {name: hall() for name in ("door", "round", "picture", "second", "ended")}
    made["few"] = hall(people={"council": 4})
    made["round"].say(made["round"].open(minutes=60), SPLIT[:7])
    made["few"].shown(SPLIT[:4])
    for name in ("picture", "second", "ended"):
        made[name].shown(SPLIT)
    made["second"].say(made["second"].again(), TOGETHER)
    made["second"].reveal()
    settling.record_agreement(
        db, first.frameworks, assessment_id=first.assessment, statement_id=first.statements[0], level=2,
        reason="Most of us see the beginning of it", recorded_by="Fay", seen=None, now=wiring.now(),
    )  # fmt: skip
    concluding.add_action(
        db, first.frameworks, assessment_id=first.assessment, workshop_id=made["ended"].id, owner="Asha",
        what="Put one list of every building on the website", by=wiring.now().date() + timedelta(days=60),
        now=wiring.now(),
    )  # fmt: skip
    convening.end(db, first.frameworks, workshop_id=made["ended"].id, now=wiring.now())
    return made


def walls(halls: dict[str, Hall]) -> Iterator[tuple[str, str]]:
    """Each screen with its address."""
    for name, hall in halls.items():
        yield name, f"{hall.path}?"
    for show in ("differ", "agreed", "wheels", "actions"):
        yield show, f"{halls['second'].path}?show={show}&"


@pytest.mark.parametrize("look", ["light", "dark", "contrast"])
def test_every_screen_can_be_read_in_every_look(
    server: Server, visit: Visit, halls: dict[str, Hall], look: str
) -> None:
    page = visit(server, viewport=PROJECTOR).page
    found: list[str] = []
    for name, address in walls(halls):
        page.goto(f"{server.address}{address}look={look}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        found += [f"{name}: {said}" for said in axe.violations(page, {})]
        faint: list[str] = page.evaluate(contrast.FAINT_TEXT, ENHANCED)
        found += [f"{name}: {said}" for said in [*faint, *contrast.faint_edges(page)]]
        page.locator("#looks summary").click()
        found += [f"{name}, with its list of looks: {said}" for said in axe.violations(page, {})]
    assert not found, "\n".join(found)


def test_letters_are_large_enough_from_afar(server: Server, visit: Visit, halls: dict[str, Hall]) -> None:
    page = visit(server, viewport=PROJECTOR).page
    for name, address in walls(halls):
        page.set_viewport_size(PROJECTOR)
        page.goto(server.address + address)
        sizes = page.evaluate(SIZES, "")
        assert min(sizes)[0] >= 24, (name, min(sizes))
        key = page.evaluate(SIZES, KEY)
        assert key
        assert min(key)[0] >= 40, (name, min(key))
        page.set_viewport_size(SMALL_PROJECTOR)
        needed = page.evaluate(SIZES, "header, main :not(.aside)")
        assert min(needed)[0] >= 27.9, (name, min(needed))
        assert min(page.evaluate(SIZES, ""))[0] >= 16
    page.goto(server.address + halls["door"].path)
    assert min(page.evaluate(SIZES, ".door .code"))[0] >= 96


@pytest.mark.parametrize("screen", [PROJECTOR, SMALL_PROJECTOR], ids=["1920", "1280"])
def test_a_projector_shows_each_screen_whole(
    server: Server, visit: Visit, halls: dict[str, Hall], screen: dict[str, int]
) -> None:
    page = visit(server, viewport=screen).page
    for name, address in walls(halls):
        page.goto(server.address + address)
        page.wait_for_load_state("networkidle") if name == "wheels" else None
        across, down = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
        assert across <= screen["width"], name
        # The end is read by whoever stays, and may be moved through.
        assert down <= screen["height"] or name == "ended", (name, down)


def test_a_narrow_screen_is_never_moved_sideways(server: Server, visit: Visit, halls: dict[str, Hall]) -> None:
    page = visit(server, viewport={"width": 390, "height": 844}).page
    for name, address in walls(halls):
        page.goto(server.address + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name


def test_it_follows_the_look_of_the_machine_until_told_otherwise(
    server: Server, visit: Visit, halls: dict[str, Hall]
) -> None:
    page = visit(server, viewport=PROJECTOR, color_scheme="dark").page

    def ground() -> str:
        colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return colour

    page.goto(server.address + halls["door"].path)
    assert ground() == "rgb(14, 26, 36)"
    page.locator("#looks summary").click()
    page.get_by_role("link", name="Light", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-look", "light")
    assert ground() == "rgb(255, 255, 255)"
    expect(page).to_have_url(f"{server.address}{halls['door'].path}?look=light")
    page.reload()
    assert ground() == "rgb(255, 255, 255)"


def count_of(page: BrowserPage) -> str:
    return page.locator(".count strong").inner_text()


def test_keys_lead_through_a_round_and_another_wall_follows(
    server: Server, visit: Visit, db: Database, halls: dict[str, Hall]
) -> None:
    hall = Hall(db, assessment_id=halls["prepared"].assessment)
    lead, other = visit(server, viewport=PROJECTOR), visit(server, viewport=PROJECTOR)
    lead.page.goto(server.address + hall.path)
    other.page.goto(server.address + hall.path)
    said = other.page.locator("#said")
    expect(said).to_have_text("12 people have joined.")
    lead.page.keyboard.press("ArrowRight")
    expect(lead.page.get_by_role("heading", level=1)).to_have_text(hall.title(0))
    expect(other.page.get_by_role("heading", level=1)).to_have_text(hall.title(0))
    expect(said).to_have_text(f"{hall.title(0)}. The round is open. 0 of 12 have answered.")
    hall.say(1, SPLIT)
    expect(other.page.locator(".count strong")).to_have_text("12 of 12 have answered.")
    lead.page.keyboard.press("Space")
    for page in (lead.page, other.page):
        expect(page.locator(".consensus")).to_have_text("We see this differently.")
    expect(said).to_contain_text("The answers are shown. We see this differently. The typical level is")
    lead.page.keyboard.press("ArrowRight")
    for page in (lead.page, other.page):
        expect(page.get_by_role("heading", level=1)).to_have_text(hall.title(1))
    other.page.keyboard.press("ArrowLeft")
    expect(other.page.locator(".kicker")).to_have_text("Looking back: 1 of 11")
    expect(lead.page.get_by_role("heading", level=1)).to_have_text(hall.title(1))
    other.page.keyboard.press("ArrowRight")
    expect(other.page.get_by_role("heading", level=1)).to_have_text(hall.title(1))
    assert count_of(other.page) == "0 of 12 have answered."


def test_keys_can_be_switched_off_and_leave_buttons_alone(
    server: Server, visit: Visit, db: Database, halls: dict[str, Hall]
) -> None:
    hall = Hall(db, assessment_id=halls["prepared"].assessment)
    hall.open()
    page = visit(server, viewport=PROJECTOR).page
    page.goto(f"{server.address}{hall.path}?keys=off")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".count strong")).to_have_text("0 of 12 have answered.")
    page.goto(server.address + hall.path)
    page.get_by_role("button", name="Pause").focus()
    page.keyboard.press("Space")  # presses the button that has the focus, and nothing else
    expect(page.locator(".timer")).to_have_text("The round is paused. What you have sent is kept.")
    page.locator("#looks summary").click()
    page.get_by_role("link", name="Hide this row").click()
    expect(page.locator("#board")).to_have_class("at-round no-row")
    page.mouse.move(10, 10)
    page.locator("main").click()
    expect(page.locator(".row")).to_have_css("opacity", "0")
    page.keyboard.press("Tab")
    expect(page.locator(".row")).to_have_css("opacity", "1")


def test_without_its_script_the_buttons_work(
    server: Server, visit: Visit, db: Database, halls: dict[str, Hall]
) -> None:
    hall = Hall(db, assessment_id=halls["prepared"].assessment)
    page = visit(server, viewport=PROJECTOR, java_script_enabled=False).page
    page.goto(f"{server.address}{hall.path}?look=dark")
    page.get_by_role("button", name="Open the next statement").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(hall.title(0))
    page.get_by_role("button", name="Reveal").click()
    expect(page.locator(".found")).to_contain_text("Fewer than 5 people answered")
    expect(page).to_have_url(f"{server.address}{hall.path}?look=dark")


def test_a_lost_line_is_said_quietly_and_mends_itself(fresh: Server, visit: Visit) -> None:
    opened = Database(fresh.database_url)
    hall = Hall(opened.asked_by(MACHINE))
    number = hall.open()
    wall = visit(fresh, viewport=PROJECTOR)
    wall.page.goto(fresh.address + hall.path)
    expect(wall.page.locator(".count strong")).to_have_text("0 of 12 have answered.")
    wall.watch.outage = True
    fresh.kill()
    expect(wall.page.locator("#lost")).to_have_text("The connection is lost. Trying again…")
    hall.say(number, SPLIT[:3])
    fresh.start()
    expect(wall.page.locator(".count strong")).to_have_text("3 of 12 have answered.")
    expect(wall.page.locator("#lost")).to_have_text("")
    wall.watch.outage = False
    opened.close()


def test_the_program_stops_at_once_while_a_wall_is_open(fresh: Server, visit: Visit) -> None:
    opened = Database(fresh.database_url)
    hall = Hall(opened.asked_by(MACHINE))
    opened.close()
    wall = visit(fresh, viewport=PROJECTOR)
    wall.page.goto(fresh.address + hall.path)
    expect(wall.page.locator("#said")).to_have_text("12 people have joined.")
    wall.watch.outage = True
    began = time.monotonic()
    fresh.stop()
    assert time.monotonic() - began < 10  # a server that waited for the wall would be killed after 20
    assert "Traceback" not in fresh.said()
