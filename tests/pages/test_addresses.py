"""Addresses that cannot be meant: each gives a sentence and a way home, and none of it becomes part of the page."""

from collections.abc import Callable
from pathlib import Path

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


@pytest.mark.parametrize("page", NEED_ONE)
@pytest.mark.parametrize(
    "number", ["abc", "-1", "1e3", "1.0", " 3", "٣", "", "9" * 10, "x" * 20_000, SCRIPT, LINK, "3; DROP TABLE answer"],
    ids=lambda number: number[:12] or "empty",
)  # fmt: skip
def test_an_assessment_that_is_no_number_is_said_to_be_none(page: str, number: str, full: Path) -> None:
    said = lost(Tab(page, assessment=number, watched=(LINK, SCRIPT)))
    if number:
        assert said.startswith(
            f"The address names assessment “{number[:40].strip()}" if number != " 3" else "The address"
        )
        assert len(said) < 200
    assert "home page" in said


@pytest.mark.parametrize("page", NEED_ONE)
@pytest.mark.parametrize("number", ["0", "999999", "999999999"])
def test_an_assessment_that_is_not_there_is_said_to_be_missing(page: str, number: str, full: Path) -> None:
    assert "assessment" in lost(Tab(page, assessment=number))


@pytest.mark.parametrize("page", ["assess", "agree"])
@pytest.mark.parametrize(
    "dimension", ["nope", "", "LEADERSHIP", SCRIPT, LINK, "d" * 20_000], ids=lambda d: d[:12] or "empty"
)
def test_a_part_that_is_not_there_is_said_to_be_missing(page: str, dimension: str, full: Path) -> None:
    tab = Tab(page, assessment=3, dimension=dimension, watched=(LINK, SCRIPT))
    assert "Go back to the task list" in tab.errors[0]
    assert len(tab.errors[0]) < 500
    lost(tab)


@pytest.mark.parametrize("page", ["assess", "agree"])
def test_a_part_that_is_not_asked_here_is_said_not_to_be(page: str, full: Path) -> None:
    tab = Tab(page, assessment=6, dimension="money")  # Llandemo answers the enablers alone
    assert "This assessment does not ask “Positive flow of money and resources”." in lost(tab)


@pytest.mark.parametrize("page", ["tasks", "assess", "check"])
@pytest.mark.parametrize("who", ["abc", "-1", "1e3", SCRIPT, LINK])
def test_a_person_who_is_no_number_is_said_to_be_none(page: str, who: str, full: Path) -> None:
    said = lost(Tab(page, assessment=3, as_=who, watched=(LINK, SCRIPT)))
    assert said.startswith(f"The address names as “{who}”, which is not a number.")


@pytest.mark.parametrize("who", [999_999, 1])
def test_somebody_who_is_not_on_this_assessment_is_never_answered_for(who: int, full: Path) -> None:
    tab = Tab("assess", assessment=3, as_=who)
    shown = tab.value("answer-as:3")
    assert shown != who
    assert tab.address["as"] == str(shown)
    assert all(key.split(":")[1] == str(shown) for key in tab.keys if key.startswith("answer:"))


@pytest.mark.parametrize("statement", ["nope", SCRIPT, LINK])
def test_a_statement_in_the_address_never_becomes_part_of_the_page(statement: str, full: Path) -> None:
    tab = Tab("assess", assessment=3, dimension="leadership", statement=statement, watched=(LINK, SCRIPT))
    assert tab.page == "Top-level leadership"
    assert "nope" not in tab.text


def test_words_in_the_address_that_mean_nothing_are_left_alone(full: Path) -> None:
    assert Tab("tasks", assessment=3, utm_source="mail", embed="maybe").page == "Task list"


def test_a_bad_address_in_an_open_tab_does_not_keep_it_from_going_on(started: Start) -> None:
    begun = started()
    tab = Tab("tasks", assessment=begun.id)
    lost(tab.go("tasks", assessment="abc"))
    assert tab.press(f"open:{begun.id}").page == "Task list"
