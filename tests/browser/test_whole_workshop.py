"""A taster workshop as a hall lives it: a facilitator, a wall and five phones, from the code to what was promised.

With PICTURES in the environment, a picture of everybody's screen is left there at each stage.
"""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import ViewportSize, expect

from resilience_dash.domain.framework import Framework
from resilience_dash.wiring import now
from tests.browser.conftest import Visit
from tests.browser.journey import Journey
from tests.browser.server import Server

pytestmark = pytest.mark.browser

PHONE = ViewportSize(width=390, height=844)
PROJECTOR = ViewportSize(width=1920, height=1080)
PEOPLE = {
    "Asha": "Council officer",
    "Bo": "Councillor",
    "Cai": "Resident",
    "Dee": "Resident",
    "Eve": "Community anchor",
}
FIRST, SECOND = (4, 3, 1, 1, 0), (3, 2, 2, 2, 2)
TYPICAL = re.compile("typical level", re.IGNORECASE)
PICTURES = os.environ.get("PICTURES")
ACTIONS = (
    ("Make one list of contracts that end", "Asha Patel"),
    ("Ask three groups to try the form", "Bo Lee"),
    ("Open the hall on Mondays", "Eve Okoro"),
)


class Room:
    """Everybody's screens."""

    def __init__(self, lead: Journey, wall: Journey, phones: dict[str, Journey]) -> None:
        self.lead, self.wall, self.phones = lead, wall, phones
        self.code = ""

    def pictures(self, stage: str) -> None:
        screens = {"lead": self.lead, "wall": self.wall, "phone": self.phones["Asha"]}
        for name, screen in screens.items() if PICTURES else ():
            screen.page.screenshot(path=Path(PICTURES or "") / f"{stage}-{name}.png", full_page=name != "wall")

    def step(self, button: str | re.Pattern[str]) -> None:
        """The facilitator's big button."""
        primary = self.lead.page.locator(".st-key-desk-primary")
        expect(primary.get_by_role("button")).to_have_text(button)
        self.lead.press(button, within=primary)

    def answer(self, levels: tuple[int, ...], *, send: re.Pattern[str]) -> None:
        for number, (phone, level) in enumerate(zip(self.phones.values(), levels, strict=True), start=1):
            phone.page.get_by_role("radio", name=re.compile(f"^{level} ")).check()
            phone.page.get_by_role("button", name=send).click()
            expect(phone.main).to_contain_text(re.compile(f"Your answer is saved: {level} "))
            if number in (1, len(levels)):
                expect(self.wall.main).to_contain_text(re.compile(f"{number} of {len(levels)} ha(s|ve) answered"))


def arrives(phone: Journey, code: str, name: str, perspective: str) -> None:
    page = phone.page
    page.goto(f"{phone.server.address}/join")
    page.get_by_label("Code").fill(f" {code.lower().replace('0', 'o')} ")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("radio", name=perspective, exact=True).check()
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Join").click()
    expect(phone.heading).to_have_text("You have a seat")


@pytest.fixture
def room(fresh: Server, visit: Visit) -> Room:
    """A workshop that a facilitator has prepared and begun on the pages, its wall, and five people with phones."""
    lead = visit(fresh)
    lead.open("/")
    lead.start_assessment("Calderdale", "Taster", "Fay Facilitator", "Council officer")
    lead.open(f"/workshop?assessment={lead.assessment}", heading="Workshops")
    lead.write(re.compile("^Who leads it"), "Fay Facilitator")
    lead.press("Prepare this workshop")
    lead.at("Ready to begin")
    number = re.search(r"workshop=(\d+)", lead.page.url)
    assert number
    wall = visit(fresh, viewport=PROJECTOR)
    wall.page.goto(f"{fresh.address}/board/{number[1]}")
    expect(wall.heading).to_have_text("This workshop is being prepared")
    room = Room(lead, wall, {})
    room.step("Begin the workshop")
    expect(wall.heading).to_have_text("Join with your phone")
    code = wall.main.locator(".code").inner_text()
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", code)
    room.code = code.replace("-", "")
    for name, perspective in PEOPLE.items():
        room.phones[name] = visit(fresh, viewport=PHONE, has_touch=True)
        arrives(room.phones[name], code, name, perspective)
    expect(wall.main).to_contain_text("5 people have joined")
    expect(lead.main).to_contain_text("5 people have joined")
    return room


def test_a_taster_from_the_code_to_agreed_levels_and_three_actions(
    fresh: Server, room: Room, framework: Framework
) -> None:
    lead, wall = room.lead, room.wall
    statements = framework.statements_in("taster")
    room.pictures("1-door")

    # The first statement: hidden, revealed, talked about, voted on again, agreed.
    room.step("Open the first statement")
    first = statements[0]
    expect(wall.heading).to_have_text(first.title)
    expect(room.phones["Eve"].heading).to_have_text(first.title)
    room.answer(FIRST, send=re.compile("^Send"))
    expect(lead.main).to_contain_text("Everybody has answered.")
    room.pictures("2-answered")
    for screen in (wall, lead, *room.phones.values()):
        expect(screen.main).not_to_contain_text(TYPICAL)
    room.step("Reveal the answers")
    for screen in (wall, lead, room.phones["Cai"]):
        expect(screen.main).to_contain_text(TYPICAL)
    room.pictures("3-revealed")
    room.step("Hold the second vote")
    expect(room.phones["Asha"].main).to_contain_text("Your first answer")
    room.answer(SECOND, send=re.compile("^Send"))
    room.step("Reveal the answers")
    expect(wall.main.locator(".consensus")).to_have_text(re.compile("^We largely agree"))
    expect(wall.main).to_contain_text(re.compile("moved from 1 to 2"))
    lead.settled()
    lead.tick(re.compile("^2 "), within=lead.page.locator("[class*=st-key-agree-]").first)
    expect(wall.main).to_contain_text("Agreed: 2 Developing.")
    lead.settled()
    reason = lead.page.get_by_role("textbox", name=re.compile("^Reason"))
    expect(reason).to_have_count(1)
    lead.write(re.compile("^Reason"), "One list is there for some services.")
    expect(wall.main).to_contain_text("One list is there for some services.")
    room.pictures("4-second-vote")

    # The others, one after the other.
    for statement in statements[1:]:
        lead.settled()
        room.step(re.compile("^Open “"))
        expect(wall.heading).to_have_text(statement.title)
        for phone in room.phones.values():
            expect(phone.heading).to_have_text(statement.title)
        room.answer(SECOND, send=re.compile("^Send"))
        room.step("Reveal the answers")
        expect(wall.main.locator(".consensus")).to_have_text(re.compile("^We largely agree"))

    # Three actions with owner and date; then it is over, and all of it stands in the assessment.
    expect(lead.main).to_contain_text("It is not finished before at least 3 actions have an owner and a date.")
    by = now().date() + timedelta(days=60)
    for what, owner in ACTIONS:
        lead.settled()
        box = lead.page.get_by_role("textbox", name="What is to be done?")
        expect(box).to_have_count(1)  # the one before is gone with what was written in it
        expect(box).to_have_value("")
        lead.write("What is to be done?", what)
        lead.write("Who sees to it?", owner)
        lead.page.locator("[class*=st-key-action-by]").get_by_role("spinbutton").first.click()
        lead.page.keyboard.type(by.strftime("%d%m%Y"))
        lead.settled()
        lead.press("Add this action")
        expect(lead.main.get_by_text(what, exact=True)).to_be_visible()
    expect(lead.main).to_contain_text("It is finished: 3 actions have an owner and a date.")
    lead.settled()
    room.step("End the workshop")
    lead.at("The workshop has ended")
    expect(wall.heading).to_contain_text("The workshop has ended")
    expect(wall.main).to_contain_text("Open the hall on Mondays")
    expect(room.phones["Dee"].main).to_contain_text("ended")
    room.pictures("5-ended")
    kept = fresh.rows("SELECT statement_id, count(DISTINCT respondent_id) FROM answer GROUP BY statement_id")
    assert dict(kept) == {statement.id: len(PEOPLE) for statement in statements}
    lead.open(f"/results?assessment={lead.assessment}", heading="Where the place stands")
    for what, _ in ACTIONS:
        expect(lead.main.get_by_text(what, exact=True)).to_be_visible()
    with lead.page.expect_download() as download:
        lead.page.evaluate("address => { location.href = address }", f"/files/workshops/{_number(room)}/minutes.docx")
    assert Path(download.value.path()).read_bytes().startswith(b"PK")
    assert room.code not in fresh.said().replace("-", "")


def _number(room: Room) -> str:
    found = re.search(r"/board/(\d+)", room.wall.page.url)
    assert found
    return found[1]
