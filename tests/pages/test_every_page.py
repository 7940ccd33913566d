"""Every page, on an empty database and on a full one: its heading, its one sentence, and no exception."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import Begun
from tests.pages.tab import PAGES, Tab, read

WITHOUT_ASSESSMENT = {
    "home": ("How resilient is our local economy?", "It has 11 statements, one for each part of the framework"),
    "start": ("Start an assessment", "More people can be added later."),
    "about": ("About this program", "Keep it Local"),
    "method": ("How results are worked out", "median"),
    "privacy": ("Privacy", "Who is responsible"),
    # Of one's own machine nobody is a member; tests/pages/test_every_page_asks.py opens these as members do.
    "members": ("Members", "There is no account to show."),
    "account": ("Your account", "There is no account to show."),
    "server": ("Server", "This page is for the administrators of a server."),
    "audit": ("Who did what", "Every change leaves a line here"),
}
WITH_ASSESSMENT = {
    "tasks": ("Task list", "of 44 statements answered"),
    "assess": ("Top-level leadership", "Who to ask:"),
    "check": ("Check your answers", "You can sign off with things still open: the results say so."),
    "workshop": ("Workshops", "Nobody sees an answer before it is revealed"),
    "paper": ("Paper sheets", "Paper sheets belong to a workshop."),
    "agree": ("Agree together", "Nobody’s own answer is changed."),
    "results": ("Where the place stands", "First move:"),
    "sign_off": ("Sign off", "When both have signed, the answers are frozen"),
}
OPEN = 3  # the third round of Ashby Vale


def test_every_page_there_is_stands_in_one_of_these_lists() -> None:
    assert {p.stem for p in PAGES.glob("*.py")} == {*WITHOUT_ASSESSMENT, *WITH_ASSESSMENT, "shared"}


@pytest.mark.parametrize("page", WITHOUT_ASSESSMENT)
def test_a_page_that_needs_no_assessment_opens_on_an_empty_database(page: str, empty: Path) -> None:
    heading, sentence = WITHOUT_ASSESSMENT[page]
    tab = Tab(page)
    assert tab.page == heading
    assert sentence in tab.text
    assert not tab.errors


@pytest.mark.parametrize("page", ["privacy", "about"])
def test_the_statements_name_who_answers_for_the_data(page: str, empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "has not said yet whom to ask" in Tab(page).text
    monkeypatch.setenv("RESILIENCE_DASH_CONTACT", "Example Council, *01234* 567890")
    assert "Example Council, *01234* 567890" in Tab(page).text


@pytest.mark.parametrize("page", WITH_ASSESSMENT)
def test_a_page_that_needs_an_assessment_leads_to_the_first_one_where_there_is_none(page: str, empty: Path) -> None:
    tab = Tab(page)
    assert tab.page == "No assessment is open"
    assert not tab.errors
    assert tab.press("nothing-open").page == "Start an assessment"


@pytest.mark.parametrize("page", WITH_ASSESSMENT)
def test_a_page_that_needs_an_assessment_leads_home_where_there_are_some(page: str, full: None) -> None:
    tab = Tab(page)
    assert tab.page == "No assessment is open"
    assert not tab.errors
    assert tab.press("nothing-open").page == "How resilient is our local economy?"


@pytest.mark.parametrize("page", {**WITHOUT_ASSESSMENT, **WITH_ASSESSMENT})
def test_every_page_opens_on_a_full_database(page: str, full: None) -> None:
    heading, sentence = {
        **WITHOUT_ASSESSMENT,
        "home": ("How resilient is our local economy?", "Ashby Vale"),
        **WITH_ASSESSMENT,
    }[page]
    tab = Tab(page, assessment=OPEN)
    assert tab.page == heading
    assert sentence in tab.text
    assert not tab.errors


def test_home_lists_every_place_says_that_it_is_made_up_and_names_the_one_next_step(full: None) -> None:
    tab = Tab()
    headings = [read(h.value) for h in tab.at.header]
    assert headings == [
        "Next step",
        *(f"{name} (made up)" for name in ("Ashby Vale", "Brook Marsh", "Cressing Moor", "Dunmere", "Llandemo")),
    ]
    assert "Llandemo (made up), 2026 to 2027: 9 of 16 statements answered." in tab.text
    assert tab.press("next").page == "Task list"
    assert "Llandemo" in tab.text


def test_the_next_step_is_the_assessment_that_was_last_worked_on(started: Callable[..., Begun]) -> None:
    first, second = started(), started(period="2027 to 2028")
    assert "Next step\nSurrey Heath, 2027 to 2028: 0 of 11" in Tab().text
    first.change(first.everybody[0], "leadership.commitment", choice=2)
    assert "Next step\nSurrey Heath, 2026 to 2027: 1 of 11" in Tab().text
    second.change(second.everybody[0], "leadership.commitment", choice=2)
    assert "Next step\nSurrey Heath, 2027 to 2028: 1 of 11" in Tab().text


def test_the_menu_can_be_used_from_page_to_page_without_naming_the_assessment_again(full: None) -> None:
    tab = Tab("tasks", assessment=OPEN)
    for page, (heading, _) in WITH_ASSESSMENT.items():
        tab.go(page)
        assert tab.page == heading
        assert tab.address["assessment"] == str(OPEN)
        assert "Ashby Vale" in tab.text


def test_home_forgets_the_assessment_so_that_the_menu_does_not_offer_it_any_more(full: None) -> None:
    tab = Tab("tasks", assessment=OPEN)
    tab.go("home")
    assert tab.go("check").page == "No assessment is open"
