"""The words of the screen that follow from a date, a number or a choice."""

from datetime import UTC, datetime

import pytest

from resilience_dash.domain.problem import Problem
from resilience_dash.ui import opening_the_door, words
from resilience_dash.wiring import Serving
from tests.builders import keep_it_local


@pytest.mark.parametrize(
    ("day", "year"),
    [((2026, 3, 31), "2025 to 2026"), ((2026, 4, 1), "2026 to 2027"), ((2026, 12, 31), "2026 to 2027")],
)
def test_a_council_year_runs_from_april_to_march(day: tuple[int, int, int], year: str) -> None:
    assert words.this_year(datetime(*day, tzinfo=UTC)) == year


@pytest.mark.parametrize(
    ("period", "following"),
    [
        ("2026 to 2027", "2027 to 2028"),
        ("Spring 2026", "2026 to 2027"),
        ("", "2026 to 2027"),
        ("² to ³", "2026 to 2027"),
    ],
)
def test_the_year_after_is_counted_on_where_the_period_is_a_year(period: str, following: str) -> None:
    assert words.following_year(period, datetime(2026, 11, 23, tzinfo=UTC)) == following


def test_a_choice_is_said_in_words() -> None:
    said = [words.choice_words(keep_it_local(), choice) for choice in (0, 4, "dont_know", "not_ours", None)]
    assert said == ["0 Not started", "4 Leading", "Don’t know", "Not ours to answer", "no answer"]


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1"])
def test_this_machine_alone_may_be_served_without_sign_in(address: str) -> None:
    opening_the_door.check_address(address, Serving())


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.5", "", None])  # noqa: S104
def test_another_address_is_refused_in_a_sentence(address: str | None) -> None:
    with pytest.raises(Problem, match="other people could read"):
        opening_the_door.check_address(address, Serving())


def test_a_number_is_held_to_the_word_after_it_and_nothing_else_changes() -> None:
    said = "at 3 Established (6 partners), signed 12 November 2024: 4 and 2."
    assert words.unbroken(said).replace(words.NO_BREAK, " ") == said
    assert words.unbroken(said).split(" ") == [
        "at", "3\xa0Established", "(6\xa0partners),", "signed", "12\xa0November", "2024:", "4\xa0and", "2.",
    ]  # fmt: skip
