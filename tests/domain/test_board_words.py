"""The board in sentences: each says what was counted, and none says more."""

from itertools import product

import pytest

from resilience_dash.domain import board_words as words
from resilience_dash.domain.board import Count, Picture, SideShown
from tests.builders import framework

SPLIT = Picture(
    "money.s1",
    1,
    12,
    levels=(4, 1, 0, 1, 4),
    dont_know=1,
    not_ours=1,
    typical=2.0,
    quartiles=(0.0, 4.0),
    sides=(SideShown("council", (0, 0, 0, 1, 4), 4.0), SideShown("community", (4, 1, 0, 0, 0), 0.0, joined=True)),
)
CLOSE = Picture("money.s1", 2, 12, levels=(0, 1, 8, 3, 0), typical=2.0, quartiles=(2.0, 2.25))


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (Count(0, 0), "Nobody has joined yet."),
        (Count(0, 1), "0 of 1 have answered."),
        (Count(1, 12), "1 of 12 has answered."),
        (Count(12, 12), "12 of 12 have answered."),
        (Count(999, 1_200), "999 of 1,200 have answered."),
    ],
)
def test_how_many_have_answered(count: Count, said: str) -> None:
    assert words.answered_words(count) == said


def test_how_many_are_there() -> None:
    assert [words.joined_words(Count(0, n)) for n in (0, 1, 1_000)] == [
        "Nobody has joined yet.",
        "1 person has joined.",
        "1,000 people have joined.",
    ]


def test_a_split_hall_in_sentences() -> None:
    assert words.picture_words(SPLIT, smallest=5) == (
        "We see this differently.",
        "The typical level is 2 Developing (10 answers).",
        "The answers go from 0 to 4, the middle half from 0 to 4.",
        "1 said “Don’t know” and 1 said “Not ours to answer”.",
    )
    assert words.gap_words(SPLIT) == "Council 4, community and partners 0: 4 levels apart."
    assert words.talk_words(SPLIT) == words.gap_words(SPLIT)
    assert words.side_rows(SPLIT) == (
        ("Council", "4 Leading", "5 answers"),
        ("Community and partners", "0 Not started", "5 answers"),
    )


def test_a_hall_that_largely_agrees_in_sentences() -> None:
    assert words.picture_words(CLOSE, smallest=5) == (
        "We largely agree.",
        "The typical level is 2 Developing (12 answers).",
        "The answers go from 1 to 3, the middle half from 2 to 2.3.",
    )
    assert words.talk_words(CLOSE) == words.spread_words(CLOSE)
    assert words.level_rows(CLOSE.levels, framework().levels)[1:3] == (
        ("1 Emerging", 1, "1 person"),
        ("2 Developing", 8, "8 people"),
    )
    assert words.level_rows(CLOSE.levels, framework().levels)[0] == ("0 Not started", 0, "nobody")


def test_one_answer_is_no_agreement_and_none_no_level() -> None:
    one = Picture("money.s1", 1, 1, levels=(0, 0, 1, 0, 0), typical=2.0, quartiles=(2.0, 2.0))
    assert words.picture_words(one, smallest=5) == (
        "The typical level is 2 Developing (1 answer).",
        "Every answer is 2.",
    )
    none = Picture("money.s1", 1, 3, dont_know=3)
    assert words.picture_words(none, smallest=5) == ("Nobody chose a level.", "3 said “Don’t know”.")


@pytest.mark.parametrize("why", ["few_people", "few_changed"])
def test_a_hidden_picture_says_why_and_nothing_else(why: str) -> None:
    hidden = Picture("money.s1", 1, 4, hidden=why)  # type: ignore[arg-type]
    (said,) = words.picture_words(hidden, smallest=7)
    assert said.startswith("Fewer than 7 people ")
    assert "so nothing is shown" in said
    assert words.shift_words(CLOSE, hidden) == words.shift_words(hidden, CLOSE) == words.gap_words(hidden) == ""
    assert words.sides_hidden_words(hidden, named=False, smallest=7) == ""


def test_sides_that_are_not_shown_say_when_they_would_be() -> None:
    assert "3 answers or more." in words.sides_hidden_words(CLOSE, named=True, smallest=5)
    assert "5 answers or more, and enough" in words.sides_hidden_words(CLOSE, named=False, smallest=5)
    assert words.sides_hidden_words(SPLIT, named=False, smallest=5) == ""


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (SPLIT, CLOSE, "The typical level stayed at 2. We agree more than before."),
        (CLOSE, SPLIT, "The typical level stayed at 2. We agree less than before."),
        (CLOSE, Picture("m", 2, 2, typical=2.5, quartiles=(2.0, 3.0)), "The typical level moved from 2 to 2.5."),
        (CLOSE, None, ""),
        (None, CLOSE, ""),
    ],
)
def test_what_a_second_vote_changed(first: Picture | None, second: Picture | None, said: str) -> None:
    assert words.shift_words(first, second) == said


def test_the_timer_is_soft() -> None:
    assert [words.time_words(seconds) for seconds in (180, 125, 59.2, 1, 0.2, 0, -50)] == [
        "3:00 left",
        "2:05 left",
        "1:00 left",
        "0:01 left",
        "0:01 left",
        *["Time is up. The round is still open."] * 2,
    ]


def test_every_stage_of_a_round_has_its_words() -> None:
    said = [words.round_words(stage, vote) for stage, vote in product(("open", "paused", "closed", "revealed"), (1, 2))]  # type: ignore[arg-type]
    assert len(set(said)) == 8
    assert all(sentence.endswith(".") for sentence in said)
