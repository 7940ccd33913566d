"""The program is cut off and started again while people answer. What said “Saved” is kept; what comes next is saved."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.journey import Journey
from tests.browser.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.fault]

FIRST, SECOND = "leadership.commitment", "leadership.champions"
BACK_WITHIN = 60_000  # milliseconds after the restart; the page itself retries more and more slowly


def _begun(server: Server, visit: Visit) -> Journey:
    person = visit(server)
    person.open()
    person.start_assessment("Calderdale", "Enablers", "Jo Ainsworth", "Councillor")
    person.press("Start answering")
    person.at("Top-level leadership")
    return person


def _cut_off(server: Server, *people: Journey) -> None:
    """Kill the program between two clicks, let everybody notice, and start it again."""
    for person in people:
        person.watch.outage = True
    server.kill()
    for person in people:
        expect(person.card(FIRST).get_by_role("radio").first).to_be_disabled()
    server.start()
    for person in people:
        expect(person.card(FIRST).get_by_role("radio").first).to_be_enabled(timeout=BACK_WITHIN)
        person.watch.outage = False


def test_the_first_click_after_the_program_was_killed_is_saved(fresh: Server, visit: Visit) -> None:
    person = _begun(fresh, visit)
    person.answer(FIRST, 1)
    _cut_off(fresh, person)
    assert [row[1] for row in fresh.answers(FIRST)] == ["1"], "an answer that said “Saved” is gone"
    expect(person.chosen(FIRST)).to_have_accessible_name(re.compile("^1 Emerging"))

    person.choose_level(FIRST, 3)
    fresh.keeps(FIRST, "3")
    person.saved(FIRST)
    expect(person.chosen(FIRST)).to_have_accessible_name(re.compile("^3 Established"))
    person.answer(SECOND, 2)
    assert [row[1] for row in fresh.answers(SECOND)] == ["2"]
    person.continue_()
    person.reload()
    person.page.go_back()
    person.at("Top-level leadership")
    expect(person.chosen(FIRST)).to_have_accessible_name(re.compile("^3 Established"))
    assert fresh.rows("pragma integrity_check") == [("ok",)]


def test_a_comment_typed_and_not_yet_sent_is_still_there_after_a_restart(fresh: Server, visit: Visit) -> None:
    person = _begun(fresh, visit)
    person.answer(FIRST, 1)
    person.open_box(FIRST)
    comment = person.card(FIRST).get_by_role("textbox", name=re.compile("^Comment"))
    comment.press_sequentially("The promise was made in May.")
    _cut_off(fresh, person)
    expect(comment).to_have_value("The promise was made in May.")
    comment.blur()
    person.choose_level(SECOND, 2)
    fresh.keeps(SECOND, "2")
    expect(comment).to_have_value("The promise was made in May.")
    person.page.wait_for_timeout(0)
    assert fresh.answers(FIRST)[-1] == ("Jo Ainsworth", "1", "The promise was made in May.")


def test_an_old_tab_that_comes_back_does_not_undo_what_was_saved_since(fresh: Server, visit: Visit) -> None:
    here = _begun(fresh, visit)
    here.answer(FIRST, 1)
    there = visit(fresh, beside=here)
    there.open(here.page.url.removeprefix(fresh.address), heading="Top-level leadership")
    here.choose_level(FIRST, 3)
    fresh.keeps(FIRST, "3")
    _cut_off(fresh, here, there)
    # The old tab still shows the 1. Whatever it sends along with another answer, it does not bring the 1 back.
    there.choose_level(SECOND, 2)
    fresh.keeps(SECOND, "2")
    assert [row[1] for row in fresh.answers(FIRST)] == ["1", "3"]
    there.reload()
    expect(there.chosen(FIRST)).to_have_accessible_name(re.compile("^3 Established"))


def test_another_device_that_comes_back_after_a_restart_is_asked(fresh: Server, visit: Visit) -> None:
    here = _begun(fresh, visit)
    there = visit(fresh)
    there.open(here.page.url.removeprefix(fresh.address), heading="Top-level leadership")
    here.answer(FIRST, 3)
    _cut_off(fresh, here, there)
    there.choose_level(FIRST, 0)
    expect(there.card(FIRST).get_by_role("alert")).to_contain_text("Jo Ainsworth saved 3 Established")
    assert [row[1] for row in fresh.answers(FIRST)] == ["3"]
    there.press("Keep 3 Established")
    expect(there.chosen(FIRST)).to_have_accessible_name(re.compile("^3 Established"))
