"""Addresses that people keep, send on and mistype."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.server import Server

pytestmark = pytest.mark.browser


def test_a_kept_address_is_the_first_request_after_a_start_and_shows_that_page(fresh: Server, visit: Visit) -> None:
    fresh.command("demo")
    person = visit(fresh)
    someone = fresh.rows("select max(id) from respondent where assessment_id = 4")[0][0]
    address = f"/assess?assessment=4&dimension=money&as={someone}"
    person.open(address, heading="Positive flow of money and resources")
    expect(person.page.get_by_role("navigation").get_by_role("button", name="Brook Marsh")).to_be_visible()
    expect(person.page.get_by_role("navigation").get_by_role("link", name="Home")).to_be_visible()
    expect(person.page).to_have_title("Flow of money · Local economic resilience")
    expect(person.page.locator("html")).to_have_attribute("lang", "en-GB")
    assert person.page.url == fresh.address + address


NOWHERE = [
    ("/assess?assessment=999&dimension=money&as=1", "There is no"),
    ("/assess?assessment=3&dimension=nothing", "nothing"),
    ("/assess?assessment=3&dimension=money&as=somebody", "not a number"),
    ("/assess?assessment=3&dimension=money&as=99999", ""),
    ("/assess?assessment=4&dimension=money&as=1", ""),  # somebody of another assessment
    ("/assess?assessment=6&dimension=money", "does not ask"),
    ("/results?assessment=twelve", "not a number"),
    ("/results?assessment=-1", "not a number"),
    ("/results?assessment=1%00%0A%3Cscript%3Ealert(1)%3C/script%3E", "not a number"),
    ("/check?assessment=٣", "not a number"),
    ("/tasks?assessment=99999999999999999999999", "There is no"),
    ("/sign-off?assessment=", "not a number"),
    ("/agree?assessment=3&dimension=%F0%9F%92%A3![x](http://example.org/x.png)", ""),
]


def test_an_address_that_leads_nowhere_says_so_in_a_sentence_and_shows_the_way_home(full: Server, visit: Visit) -> None:
    person = visit(full)
    for address, said in NOWHERE:
        person.open(address)
        expect(person.heading, address).to_have_text("That is not here")
        alert = person.main.get_by_role("alert")
        expect(alert, address).to_contain_text(said)
        words = alert.inner_text()
        assert re.search(r"[a-z]\.$", words), f"{address}: not a sentence: {words}"
        assert not re.search("Traceback|Error|None|sqlite|st\\.", words), f"{address}: {words}"
        assert len(words) < 300, f"{address}: {words}"
        expect(alert.locator("img, script")).to_have_count(0)
    person.link("Go to the home page").click()
    person.at("How resilient is our local economy?")


def test_an_address_that_names_no_assessment_says_what_to_do_first_and_is_no_error(
    empty: Server, full: Server, visit: Visit
) -> None:
    for server, way, heading in (
        (full, "Go to the home page", "How resilient is our local economy?"),
        (empty, "Start an assessment", "Start an assessment"),
    ):
        person = visit(server)
        person.open("/tasks", heading="No assessment is open")
        expect(person.main.get_by_role("alert")).to_have_count(0)
        person.press(way)
        person.at(heading)


def test_a_statement_that_is_not_there_leaves_the_page_whole(full: Server, visit: Visit) -> None:
    person = visit(full)
    for statement in ("money.nothing", "%22%5D%3Cimg%20src=x%3E", "leadership.commitment"):
        person.open(
            f"/assess?assessment=3&dimension=money&statement={statement}",
            heading="Positive flow of money and resources",
        )
        expect(person.main.get_by_role("radiogroup")).to_have_count(4)


def test_an_address_that_is_no_page_says_so_and_shows_the_way_home(full: Server, visit: Visit) -> None:
    person = visit(full)
    for address in ("/nowhere", "/home", "/sign_off?assessment=2"):
        answer = person.page.goto(full.address + address)
        assert answer is not None
        assert answer.status == 404
        expect(person.page.get_by_role("heading", level=1)).to_have_text("That is not here")
    person.page.get_by_role("link", name="Go to the home page").click()
    person.at("How resilient is our local economy?")
    said = [problem for problem in person.watch.problems if "404" in problem]
    for one in said:
        person.watch.problems.remove(one)


def test_a_menu_link_opened_in_another_tab_is_about_the_same_assessment(full: Server, visit: Visit) -> None:
    person = visit(full)
    person.open("/tasks?assessment=4", heading="Task list")
    menu = person.page.get_by_role("navigation")
    menu.get_by_role("button", name="Brook Marsh").click()
    with person.page.context.expect_page() as opened:
        person.page.get_by_role("menuitem", name="Results").click(modifiers=["ControlOrMeta"])
    expect(opened.value.get_by_role("main").get_by_role("heading", level=1)).to_have_text("Where the place stands")
    assert "assessment=4" in opened.value.url
    opened.value.close()
