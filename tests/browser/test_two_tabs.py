"""Two pages on one answer: nobody's work is overwritten unasked, and nobody who answers for themselves is disturbed."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.journey import Journey
from tests.browser.server import Server

pytestmark = pytest.mark.browser

STATEMENT = "leadership.commitment"
CHANGED = re.compile("This answer was changed on another page.")


@pytest.fixture
def two(shared_server: Server, visit: Visit) -> Iterator[tuple[Journey, Journey]]:
    """The same person in two tabs, both showing the same unanswered statement."""
    one = visit(shared_server)
    one.open()
    one.start_assessment("Calderdale", "Taster", "Jo Ainsworth", "Councillor")
    one.press("Start answering")
    one.at("Top-level leadership")
    other = visit(shared_server, beside=one)
    other.open(one.page.url.removeprefix(shared_server.address), heading="Top-level leadership")
    return one, other


def _given(person: Journey) -> list[str]:
    return [choice for _, choice, _ in person.server.answers(STATEMENT, assessment=person.assessment)]


def _stale_choice(one: Journey, other: Journey) -> str:
    """The first tab saves a 2, the second chooses a 3 that it must not save. Returns the time the first one said."""
    one.choose_level(STATEMENT, 2)
    at = one.saved(STATEMENT)
    other.choose_level(STATEMENT, 3)
    warning = other.card(STATEMENT).get_by_role("alert")
    expect(warning).to_contain_text(CHANGED)
    expect(warning).to_contain_text(f"Jo Ainsworth saved 2 Developing at {at}")
    expect(warning).to_contain_text("Yours (3 Established) is not saved yet")
    assert _given(one) == ["2"], "the answer of the other tab was overwritten without asking"
    return at


def test_a_stale_tab_is_asked_and_keeps_what_the_other_saved(two: tuple[Journey, Journey]) -> None:
    one, other = two
    at = _stale_choice(one, other)
    other.press("Keep 2 Developing")
    expect(other.card(STATEMENT).get_by_role("alert")).to_have_count(0)
    expect(other.chosen(STATEMENT)).to_have_accessible_name(re.compile("^2 Developing"))
    assert other.saved(STATEMENT) == at
    assert _given(one) == ["2"]
    # Having seen it, this tab may now change it without being asked.
    other.choose_level(STATEMENT, 4)
    other.server.keeps(STATEMENT, "4", assessment=one.assessment)
    assert _given(one) == ["2", "4"]


def test_a_stale_tab_is_asked_and_saves_its_own_with_both_kept_on_record(two: tuple[Journey, Journey]) -> None:
    one, other = two
    _stale_choice(one, other)
    other.press("Save 3 Established")
    expect(other.card(STATEMENT).get_by_role("alert")).to_have_count(0)
    expect(other.chosen(STATEMENT)).to_have_accessible_name(re.compile("^3 Established"))
    other.saved(STATEMENT)
    assert _given(one) == ["2", "3"]
    # Now the first tab is the stale one, and is asked in its turn.
    one.choose_level(STATEMENT, 0)
    expect(one.card(STATEMENT).get_by_role("alert")).to_contain_text("saved 3 Established")
    assert _given(one) == ["2", "3"]


def test_a_comment_in_one_tab_and_a_level_in_the_other_both_survive(two: tuple[Journey, Journey]) -> None:
    one, other = two
    one.open_box(STATEMENT)
    one.write(re.compile("^Comment"), "The cabinet said so in May.", within=one.card(STATEMENT))
    one.server.keeps(STATEMENT, None, assessment=one.assessment)
    other.choose_level(STATEMENT, 3)
    other.saved(STATEMENT)
    expect(other.card(STATEMENT).get_by_role("alert")).to_have_count(0)
    newest = one.server.answers(STATEMENT, assessment=one.assessment)[-1]
    assert newest == ("Jo Ainsworth", "3", "The cabinet said so in May.")
    for tab in (one, other):
        tab.reload()
        expect(tab.chosen(STATEMENT)).to_have_accessible_name(re.compile("^3 Established"))


def test_two_people_on_two_devices_do_not_disturb_one_another(shared_server: Server, visit: Visit) -> None:
    one = visit(shared_server)
    one.open()
    one.start_assessment("Calderdale", "Taster", "Jo Ainsworth", "Councillor")
    number = one.assessment
    one.open(f"/assess?assessment={number}&dimension=leadership")
    other = visit(shared_server)
    other.open(f"/assess?assessment={number}&dimension=leadership")
    other.press("Add a person")
    box = other.page.get_by_role("dialog")
    other.write("Name", "Asha Patel", within=box)
    other.tick("Resident", within=box)
    other.press("Add and answer as this person", within=box)
    expect(other.page.get_by_role("combobox", name="Answering as")).to_have_value("Asha Patel (Resident)")
    expect(other.page).to_have_url(re.compile(rf"as={_newest_person(shared_server)}\b"))
    for level in (3, 1):
        one.choose_level(STATEMENT, level)
        shared_server.keeps(STATEMENT, str(level), assessment=number)
        other.choose_level(STATEMENT, level + 1)
        shared_server.keeps(STATEMENT, str(level + 1), assessment=number)
    for person in (one, other):
        expect(person.main.get_by_role("alert")).to_have_count(0)
    kept = [row[:2] for row in shared_server.answers(STATEMENT, assessment=number)]
    assert kept == [("Jo Ainsworth", "3"), ("Asha Patel", "4"), ("Jo Ainsworth", "1"), ("Asha Patel", "2")]
    one.reload()
    expect(one.chosen(STATEMENT)).to_have_accessible_name(re.compile("^1 Emerging"))
    expect(one.page.get_by_role("combobox", name="Answering as")).to_have_value("Jo Ainsworth (Councillor)")


def _newest_person(server: Server) -> int:
    return int(server.rows("select max(id) from respondent")[0][0])
