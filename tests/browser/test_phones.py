"""Phones in the hall: one that follows the workshop by itself, one without JavaScript, and networks that go away."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import ViewportSize, expect

from resilience_dash.domain.access import MACHINE
from resilience_dash.services import seating
from resilience_dash.store.database import Database
from tests.browser import axe, contrast, screens
from tests.browser.conftest import Visit
from tests.browser.journey import Journey
from tests.browser.server import Server
from tests.builders import NOW
from tests.web.phones import Hall

pytestmark = pytest.mark.browser

PHONE = ViewportSize(width=390, height=844)
NARROWEST = ViewportSize(width=320, height=640)
LOST, BACK = "Not saved yet: no connection. Trying again…", 60_000
PICTURES = os.environ.get("PICTURES")


@pytest.fixture
def hall(fresh: Server) -> Iterator[Hall]:
    """A workshop in the running program, led through the services from outside."""
    with closing(Database(fresh.database_url).asked_by(MACHINE)) as db:
        yield Hall(db)


def joined(person: Journey, hall: Hall) -> Journey:
    person.page.goto(f"{person.server.address}/join")
    person.page.get_by_label("Code").fill(hall.code.lower())
    person.page.get_by_role("button", name="Go on").click()
    expect(person.heading).to_have_text("Surrey Heath, 2026 to 2027")
    person.page.get_by_role("radio").first.check()
    person.page.get_by_role("button", name="Join").click()
    expect(person.heading).to_have_text("You have a seat")
    return person


def level(person: Journey, number: int):  # type: ignore[no-untyped-def]
    return person.page.get_by_role("radio", name=re.compile(f"^{number} "))


def say(person: Journey, number: int) -> None:
    level(person, number).check()
    person.page.get_by_role("button", name=re.compile("^Send|^Save")).click()
    expect(person.main).to_contain_text(re.compile(f"Your answer is saved: {number} "))


def seen(person: Journey, state: str) -> list[str]:
    """What stands in the way of reading and using the page as it is."""
    page = person.page
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{state}.png", full_page=True)
    found = [
        *axe.violations(page, {}),
        *contrast.faint_text(page),
        *contrast.faint_edges(page),
        *screens.beyond(page),
        *screens.too_small(page),
    ]
    screens.resized(page, NARROWEST)
    found += screens.beyond(page)
    screens.resized(page, PHONE)
    return [f"{state}: {problem}" for problem in found]


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_every_state_of_a_phone_can_be_read_and_used(fresh: Server, hall: Hall, visit: Visit, colours: str) -> None:
    person = visit(fresh, viewport=PHONE, color_scheme=colours, reduced_motion="reduce")
    found: list[str] = []

    def look(state: str, words: str | re.Pattern[str]) -> None:
        expect(person.main).to_contain_text(words)
        found.extend(seen(person, f"{colours}-{state}"))

    page, statement = person.page, hall.framework.statement(hall.statements[0])
    page.goto(f"{fresh.address}/join")
    look("code", "Eight letters and numbers")
    with person.watch.refusals():
        page.goto(f"{fresh.address}/join/BBBB-BBBB")
    look("closed-door", "Nobody can join with this code")
    page.goto(fresh.address + hall.link)
    look("join", "Nobody is asked for a name.")
    others = [visit(fresh, viewport=PHONE, color_scheme=colours) for _ in range(5)]
    joined(person, hall)
    look("waiting", "You are in as")
    for other in others:
        joined(other, hall)
    number = hall.open()
    look("open", statement.question)
    with person.watch.refusals():
        page.get_by_role("button", name="Send my answer").click()
        page.locator("form").evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
        look("nothing-chosen", "no answer is chosen")
    for nth, each in enumerate((person, *others)):
        expect(each.heading).to_have_text(statement.title)
        say(each, nth % 3 + 1)
    look("saved", "You can change it while the round is open.")
    hall.step("pause")
    look("paused", "The round is paused")
    hall.step("resume")
    expect(person.heading).to_have_text(statement.title)
    with person.watch.refusals():
        page.route("**/vote/events", lambda route: route.abort())
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        person.watch.outage = True
        hall.step("close", round_id=number)
        level(person, 4).check()
        page.get_by_role("button", name="Save the change").click()
        look("late", "The round has closed; your answer was not counted.")
        page.unroute("**/vote/events")
        page.reload()
    look("closed", "The round is closed")
    hall.step("reveal")
    look("revealed", "is the typical level of the 6 people")
    hall.step("ask_again")
    look("second-vote", "Your first answer")
    hall.step("set_aside")
    seating.remove_seat(hall.db, hall.frameworks, workshop_id=hall.id, seat_id=1, now=NOW)
    look("taken-out", "You were taken out of this workshop")
    seating.take_back_seat(hall.db, hall.frameworks, workshop_id=hall.id, seat_id=1, now=NOW)
    hall.end()
    look("ended", "The workshop has ended")
    assert not found, "\n".join(found)


def test_with_a_script_a_phone_follows_the_workshop_and_keeps_what_is_not_sent(
    fresh: Server, hall: Hall, visit: Visit
) -> None:
    person = joined(visit(fresh, viewport=PHONE), hall)
    line = person.page.get_by_role("status")
    hall.open()
    expect(line).to_have_text("A statement is open. Choose your answer.")
    expect(person.page.get_by_role("radio", checked=True)).to_have_count(0)
    level(person, 2).check()
    person.page.get_by_label("Comment").fill("Half a thought")
    hall.step("extend")  # the same round, somewhat later
    hall.step("pause")
    expect(person.heading).to_have_text("The round is paused")
    hall.step("resume")
    expect(level(person, 2)).to_be_checked()
    expect(person.page.get_by_label("Comment")).to_have_value("Half a thought")
    say(person, 2)
    expect(line).to_contain_text("Your answer is saved: 2 Developing")
    level(person, 3).check()
    expect(person.main).to_contain_text("Changed, and not sent yet.")
    hall.step("close")
    hall.step("reveal")
    hall.open(1)
    expect(person.heading).to_have_text(hall.framework.statement(hall.statements[1]).title)
    expect(person.page.get_by_role("radio", checked=True)).to_have_count(0)
    expect(person.page.get_by_label("Comment")).to_have_value("")
    seat = next(one["value"] for one in person.page.context.cookies() if one["name"] == "resilience_seat")
    said = fresh.said()
    assert not [one for one in (hall.code, hall.link, seat, "Half a thought") if one.lower() in said.lower()]
    second = visit(fresh, beside=person)
    second.page.goto(f"{fresh.address}/vote")
    say(second, 4)
    person.page.reload()
    expect(level(person, 4)).to_be_checked()


def test_without_a_script_everything_works_by_links_and_forms(fresh: Server, hall: Hall, visit: Visit) -> None:
    person = joined(visit(fresh, viewport=PHONE, java_script_enabled=False), hall)
    hall.open()
    # The page looks again by itself while it waits.
    expect(person.heading).to_have_text(hall.framework.statement(hall.statements[0]).title)
    say(person, 1)
    say(person, 3)
    hall.step("close")
    with person.watch.refusals():
        level(person, 4).check()
        person.page.get_by_role("button", name="Save the change").click()
        expect(person.main).to_contain_text("The round has closed; your answer was not counted.")
    person.page.get_by_role("link", name="Look again").click()
    expect(person.main).to_contain_text("Your answer is saved: 3 Established")
    hall.step("reveal")
    expect(person.main).to_contain_text("Fewer than 5 people answered.")


def test_an_answer_without_a_network_is_sent_when_it_is_back(fresh: Server, hall: Hall, visit: Visit) -> None:
    person = joined(visit(fresh, viewport=PHONE), hall)
    line = person.page.get_by_role("status")
    hall.open()
    expect(person.heading).to_have_text(hall.framework.statement(hall.statements[0]).title)
    person.watch.outage = True
    person.page.context.set_offline(True)
    level(person, 4).check()
    person.page.get_by_role("button", name="Send my answer").click()
    expect(line).to_have_text(LOST)
    assert fresh.rows("select count(*) from workshop_cast") == [(0,)]
    person.page.context.set_offline(False)
    expect(person.main).to_contain_text("Your answer is saved: 4 Leading", timeout=BACK)
    person.watch.outage = False
    assert fresh.rows("select choice from workshop_cast") == [("4",)]


@pytest.mark.fault
def test_after_a_kill_a_phone_comes_back_to_its_seat_and_sends_what_was_not_saved(
    fresh: Server, hall: Hall, visit: Visit
) -> None:
    person = joined(visit(fresh, viewport=PHONE), hall)
    hall.open()
    say(person, 1)
    person.watch.outage = True
    fresh.kill()
    level(person, 4).check()
    person.page.get_by_role("button", name="Save the change").click()
    expect(person.page.get_by_role("status")).to_have_text(LOST)
    assert fresh.rows("select choice from workshop_cast") == [("1",)]
    fresh.start()
    expect(person.main).to_contain_text("Your answer is saved: 4 Leading", timeout=BACK)
    hall.step("close")
    expect(person.heading).to_have_text("The round is closed", timeout=BACK)
    person.watch.outage = False


def test_a_program_that_is_to_stop_waits_for_no_phone(fresh: Server, hall: Hall, visit: Visit) -> None:
    people = [joined(visit(fresh, viewport=PHONE), hall) for _ in range(3)]
    for person in people:
        person.watch.outage = True
    began = time.monotonic()
    fresh.stop()
    assert time.monotonic() - began < 10
    assert "Cancel" not in fresh.said().rpartition("Shutting down")[2]
    fresh.start()
    hall.open()
    for person in people:
        expect(person.heading).to_have_text(hall.framework.statement(hall.statements[0]).title, timeout=BACK)
        person.watch.outage = False


def test_the_halls_own_door_opens_for_phones_and_for_nothing_else(tmp_path: Path, visit: Visit) -> None:
    beside = Server(tmp_path)
    server = Server(tmp_path, {"RESILIENCE_DASH_HALL": f"http://127.0.0.1:{beside.port}"})
    server.start()
    try:
        with closing(Database(server.database_url).asked_by(MACHINE)) as db:
            hall = Hall(db)
            door = Server(tmp_path)
            door.address = f"http://127.0.0.1:{beside.port}"
            person = joined(visit(door, viewport=PHONE), hall)
            hall.open()
            say(person, 3)
            with person.watch.refusals():
                for path in ("/", "/assess", "/_stcore/health", "/readyz", "/files/results/1/results.csv"):
                    answer = person.page.goto(door.address + path)
                    assert answer is not None
                    assert answer.status == 404
    finally:
        server.stop()
