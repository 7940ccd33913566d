"""Addresses that cannot be meant: each gives a sentence and a way home, and none of it becomes part of the page."""

from collections.abc import Callable

import pytest

from tests.builders import Begun
from tests.pages.tab import Tab

NEED_ONE = ("tasks", "assess", "check", "agree", "results", "sign_off")
SCRIPT = "<script>alert(1)</script>"
LINK = "[win](https://evil.example)"
Start = Callable[..., Begun]


def lost(tab: Tab) -> str:
    """The one sentence of a page that leads nowhere, once its way home has been tried."""
    assert tab.page == "That is not here"
    [said] = tab.errors
    assert tab.follow("Go to the home page").page == "How resilient is our local economy?"
    return said


NO_NUMBERS = ("abc", "-1", "1e3", "1.0", "٣", "x" * 20_000, SCRIPT, LINK, "3; DROP TABLE answer")
NO_PARTS = ("nope", "", "LEADERSHIP", "d" * 20_000, SCRIPT, LINK)


@pytest.mark.parametrize("page", NEED_ONE)
def test_an_assessment_that_is_no_number_is_said_to_be_none(page: str, full: None) -> None:
    tab = Tab(page, assessment="", watched=(LINK, SCRIPT))
    assert "home page" in lost(tab)
    for number in NO_NUMBERS:
        tab.go(page, assessment=number)
        assert tab.page == "That is not here", number
        assert tab.errors[0].startswith(f"The address names assessment “{number[:40]}”, which is not a number."), number


@pytest.mark.parametrize("page", NEED_ONE)
def test_an_assessment_that_is_not_there_is_said_to_be_missing(page: str, full: None) -> None:
    tab = Tab(page, assessment="0")
    for number in ("0", "999999", "99999999999", "9" * 18):
        said = tab.go(page, assessment=number).errors[0]
        assert said.startswith(f"There is no assessment number {int(number)} here."), number
    for number in ("9" * 19, "9" * 5_000):
        assert tab.go(page, assessment=number).errors[0].startswith("There is no assessment number 9999"), number
    lost(tab)


@pytest.mark.parametrize("page", ["assess", "agree"])
def test_a_part_that_is_not_there_is_said_to_be_missing(page: str, full: None) -> None:
    tab = Tab("tasks", assessment=3, watched=(LINK, SCRIPT))
    for part in NO_PARTS:
        tab.go(page, assessment=3, dimension=part)
        assert "Go back to the task list" in tab.errors[0], part
        assert len(tab.errors[0]) < 500, part
    lost(tab)


@pytest.mark.parametrize("page", ["assess", "agree"])
def test_a_part_that_is_not_asked_here_is_said_not_to_be(page: str, full: None) -> None:
    tab = Tab(page, assessment=6, dimension="money")  # Llandemo answers the enablers alone
    assert "This assessment does not ask “Positive flow of money and resources”." in lost(tab)


@pytest.mark.parametrize("page", ["tasks", "assess", "check"])
def test_a_person_who_is_no_number_is_said_to_be_none(page: str, full: None) -> None:
    tab = Tab("results", assessment=7, watched=(LINK, SCRIPT))
    for who in ("abc", "-1", "1e3", SCRIPT, LINK):
        tab.go(page, assessment=3, as_=who)
        assert tab.errors[0].startswith(f"The address names as “{who}”, which is not a number."), who
    lost(tab)


@pytest.mark.parametrize("who", [999_999, 1])
def test_somebody_who_is_not_on_this_assessment_is_never_answered_for(who: int, full: None) -> None:
    tab = Tab("assess", assessment=3, as_=who)
    assert tab.errors[0].startswith("The person named in the address does not answer this assessment.")
    assert not [key for key in tab.keys if key.startswith("answer:")]
    lost(tab)


@pytest.mark.parametrize("statement", ["nope", SCRIPT, LINK])
def test_a_statement_in_the_address_never_becomes_part_of_the_page(statement: str, full: None) -> None:
    tab = Tab("assess", assessment=3, dimension="leadership", statement=statement, watched=(LINK, SCRIPT))
    assert tab.page == "Top-level leadership"
    assert "nope" not in tab.text


@pytest.mark.parametrize("statement", ["nope", "money.knowflow"])
def test_a_statement_that_is_not_on_the_page_is_said_not_to_be(statement: str, full: None) -> None:
    tab = Tab("assess", assessment=3, dimension="leadership", statement=statement)
    assert tab.warnings == [
        "The address names a statement that is not on this page. Choose one below, or go to the task list."
    ]
    assert not Tab("assess", assessment=3, dimension="leadership", statement="leadership.risk").warnings


def test_words_in_the_address_that_mean_nothing_are_left_alone(full: None) -> None:
    assert Tab("tasks", assessment=3, utm_source="mail", embed="maybe").page == "Task list"


def test_a_bad_address_in_an_open_tab_does_not_keep_it_from_going_on(started: Start) -> None:
    begun = started()
    tab = Tab("tasks", assessment=begun.id)
    lost(tab.go("tasks", assessment="abc"))
    assert tab.press(f"open:{begun.id}").page == "Task list"
