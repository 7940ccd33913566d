"""The sheet, progress on it, and the checks at its edges."""

from dataclasses import replace

import pytest

from resilience_dash.domain.assessment import (
    LONGEST_TEXT,
    UnknownLevel,
    checked_choice,
    checked_text,
    progress,
)
from resilience_dash.domain.framework import UnknownDimension, UnknownStatement
from resilience_dash.domain.problem import TextTooLong, UnknownThing
from tests.builders import NASTY, framework, sheet


@pytest.mark.parametrize("choice", [0, 1, 2, 3, 4, "dont_know", "not_ours", None])
def test_what_a_statement_offers_may_be_chosen(choice) -> None:
    assert checked_choice(framework(), "money.s1", choice) == choice


@pytest.mark.parametrize(
    "choice", [7, -1, 5, True, False, "3", 3.0, 2.5, "", "Leading", [3], b"3", float("nan")], ids=repr
)
def test_what_a_statement_does_not_offer_is_refused_with_its_name(choice) -> None:
    with pytest.raises(
        UnknownLevel, match=r"“Statement money.s1” has no level .* Nothing was changed. Choose a level from 0 to 4"
    ):
        checked_choice(framework(), "money.s1", choice)


def test_a_statement_that_is_not_there_is_named() -> None:
    with pytest.raises(UnknownStatement, match=r"no statement “money.s9” in version 1.0 of Small"):
        checked_choice(framework(), "money.s9", 3)
    with pytest.raises(UnknownDimension, match="no part “cheese”"):
        framework().dimension("cheese")
    with pytest.raises(UnknownThing, match="no perspective “king”"):
        framework().perspective("king")
    with pytest.raises(UnknownThing, match="not on this assessment"):
        sheet({}).respondent(12)


def test_a_text_of_the_greatest_length_is_kept_and_one_more_character_is_refused() -> None:
    assert checked_text("é" * LONGEST_TEXT, "Your comment") == "é" * LONGEST_TEXT
    assert checked_text(" " * 20 + "x" * LONGEST_TEXT, "Your comment") == "x" * LONGEST_TEXT
    with pytest.raises(TextTooLong) as refused:
        checked_text("x" * 5_001, "Your comment")
    assert str(refused.value) == (
        "Your comment is not saved yet: it has 5,001 characters and the most is 5,000. "
        "Take out 1 and it will be saved. What you typed is still in the box."
    )


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_nasty_texts_are_kept_as_they_are(nasty: str) -> None:
    assert checked_text(nasty, "Your comment") == nasty


def test_what_no_database_can_keep_is_taken_out_of_a_text() -> None:
    assert checked_text("a\x00b", "Your comment") == "ab"
    assert checked_text("half \ud83d a face", "Your comment") == "half \ufffd a face"
    checked_text("\udcff\ud800\udfff", "Your comment").encode()


def test_progress_counts_answers_and_leaves_carried_ones_to_confirm() -> None:
    made = sheet({f"money.s{i}": {"council": [c]} for i, c in enumerate([0, "dont_know", "not_ours", 2], 1)})
    answers = {key: replace(a, carried=a.level == 2) for key, a in made.answers.items()}
    found = progress(replace(made, answers=answers), 100)
    trust, money = found.dimensions
    assert (money.asked, money.answered, money.to_confirm, money.status) == (4, 3, 1, "in progress")
    assert (trust.answered, trust.status) == (0, "not started")
    assert (found.asked, found.answered, found.next_dimension.code) == (8, 3, "money")


def test_progress_of_somebody_who_only_commented_has_not_begun() -> None:
    made = sheet({"money.s1": {"council": [2]}})
    made = replace(made, answers={key: replace(a, choice=None, comment="hm") for key, a in made.answers.items()})
    assert [d.status for d in progress(made, 100).dimensions] == ["not started", "not started"]


def test_progress_of_nobody_is_nothing() -> None:
    found = progress(sheet({"money.s1": {"council": [2]}}), None)
    assert (found.answered, found.next_dimension.code) == (0, "trust")


@pytest.mark.parametrize(("left", "minutes"), [(0, 0), (1, 2), (8, 10), (9, 15), (44, 55)])
def test_the_minutes_left_are_rounded_up_to_five_above_ten(left: int, minutes: int) -> None:
    whole = progress(sheet({}, of=framework({"trust": 44})), None)
    some = replace(whole, dimensions=(replace(whole.dimensions[0], answered=44 - left),))
    assert some.minutes_left == minutes


def test_everything_answered_leaves_nowhere_to_go_on() -> None:
    given = {s.id: {"council": [2]} for s in framework().statements}
    found = progress(sheet(given), 100)
    assert (found.next_dimension, found.minutes_left) == (None, 0)
    assert {d.status for d in found.dimensions} == {"done"}
