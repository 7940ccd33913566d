"""The wheel in words: facts, numbers and n."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from resilience_dash.charts.words import agreed_in_words, people_in, sides_in_words, wheel_in_words
from tests.report_builder import dimension, views, wheel


def test_it_names_what_stands_firmest_and_what_has_furthest_to_go() -> None:
    assert wheel_in_words(wheel([2.5, 3.1, 1.8, 2.0])) == (
        "The firmest part is Joined-up system, at 3.1 Established (9 people). "
        "The part with furthest to go is Social value ambition, at 1.8 Emerging (9 people)."
    )


def test_it_says_what_could_not_be_worked_out() -> None:
    assert wheel_in_words(wheel([2.5, None, 1.8, None])).endswith(
        " Not enough answers: Joined-up system, Help for anchors."
    )
    assert wheel_in_words(wheel([None] * 7)) == "None of the 7 characteristics has enough answers yet."


def test_it_does_not_rank_what_is_equal() -> None:
    assert wheel_in_words(wheel([3, 3, 3, 3])) == "Each of the 4 enablers shown stands at 3 Established (9 people)."
    assert wheel_in_words(wheel([None, 3, None, None])).startswith(
        "The one part shown, Joined-up system, stands at 3 Established (9 people)."
    )


def test_people_are_a_range_where_they_differ() -> None:
    assert people_in([dimension(n=7), dimension(n=9), dimension(level=None, n=1)]) == "7 to 9 people"
    assert people_in([dimension(n=1)]) == "1 person"
    assert people_in([]) == ""


def test_it_names_the_widest_gap_with_both_sides_and_their_numbers() -> None:
    results = [replace(d, groups=views(3.0, 2.0 - i, None, n=5), gap=1.0 + i) for i, d in enumerate(wheel([2.0, 2.0]))]
    assert sides_in_words(results) == (
        "Council and community differ most on Diverse businesses: "
        "council 3 Established, 5 people; community 1 Emerging, 5 people."
    )


def test_it_says_when_sides_agree_or_cannot_be_shown() -> None:
    same = [replace(d, groups=views(2.0, 2.0, None), gap=0.0) for d in wheel([2.0, 2.0])]
    assert (
        sides_in_words(same) == "Council and community stand at the same level in each of the 2 characteristics shown."
    )
    hidden = [replace(d, groups=views(None, None, None)) for d in wheel([2.0, 2.0])]
    assert sides_in_words(hidden) == "No group is large enough to show on its own."
    one = [replace(d, groups=views(2.0, None, None)) for d in wheel([2.0, 2.0])]
    assert sides_in_words(one) == "Shown: council. Council and community cannot be compared yet."


def test_it_says_what_was_agreed_and_what_not_yet() -> None:
    some = [replace(d, agreed=level) for d, level in zip(wheel([2, 2, 2, 2]), (3.0, None, 1.0, None), strict=True)]
    assert agreed_in_words(some) == (
        "Agreed: Top-level leadership 3 Established, Social value ambition 1 Emerging. "
        "Not agreed yet: Joined-up system, Help for anchors."
    )
    none = [replace(d, agreed=None) for d in some]
    assert agreed_in_words(none) == "None of the 4 enablers has been agreed yet."


@settings(deadline=None)  # a busy machine is no reason to fail
@given(st.lists(st.one_of(st.none(), st.floats(0, 4)), max_size=9))
def test_there_is_always_a_sentence(levels: list[float | None]) -> None:
    for said in (wheel_in_words(wheel(levels)), sides_in_words(wheel(levels))):
        assert said.endswith(".")
        assert "None " not in said.removeprefix("None of the")
