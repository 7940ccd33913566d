"""The results in sentences: each says what the numbers say, and none says more."""

from resilience_dash.domain.findings import findings
from resilience_dash.domain.framework import SIDES
from resilience_dash.domain.scoring import report
from tests.builders import framework, sheet

ONE = framework({"trust": 1, "money": 1})


def test_without_enough_answers_nothing_is_claimed() -> None:
    assert findings(report(sheet({}))) == ("There are not enough answers yet to say where the place stands.",)
    assert len(findings(report(sheet({"money.s1": {"council": [2]}})))) == 1


def test_the_firmest_and_the_weakest_part_are_named_with_number_and_word() -> None:
    given = {"trust.s1": {"council": [3, 4]}, "money.s1": {"council": [1, 1, 1]}}
    first, *rest = findings(report(sheet(given, of=ONE)))
    assert first == (
        "The firmest part is Trust, at 3.5 Established (2 people). "
        "The part with furthest to go is Money, at 1 Emerging (3 people)."
    )
    assert rest == ["One statement at level 3 or above is not yet evidenced."]


def test_where_all_parts_are_equal_none_is_called_weakest() -> None:
    given = {"trust.s1": {"council": [2] * 3}, "money.s1": {"council": [2] * 3}}
    assert findings(report(sheet(given, of=ONE))) == ("Every part that could be worked out stands at 2 Developing.",)


def test_one_answer_is_called_one_persons_view() -> None:
    said = findings(report(sheet({"money.s1": {"council": [0]}}, of=ONE)))
    assert said[-1] == "One person has answered so far: this is their view, and the conversation is still to come."


def test_the_widest_difference_is_told_with_both_numbers_and_n() -> None:
    given = {"money.s1": {"council": [3, 3, 3], "community": [1, 1, 1, 2]}, "trust.s1": {s: [2] * 3 for s in SIDES}}
    assert "Council and community differ most on “Statement money.s1”: 3 and 1 (3 and 4 answers)." in findings(
        report(sheet(given, of=ONE))
    )


def test_a_difference_below_one_level_is_called_agreement() -> None:
    given = {"money.s1": {"council": [3, 2, 2, 3], "community": [2, 2, 2]}}
    assert "Council and community see every statement within one level of each other." in findings(
        report(sheet(given, of=ONE))
    )


def test_hidden_sides_are_never_compared() -> None:
    given = {"money.s1": {"council": [4, 4, 4], "community": [0, 0]}}
    assert not [said for said in findings(report(sheet(given, of=ONE))) if "ommunity" in said]


def test_many_dont_knows_are_a_finding() -> None:
    given = {"money.s1": {"council": ["dont_know", "dont_know", 2]}, "trust.s1": {"council": ["dont_know", 2, 2]}}
    said = findings(report(sheet(given, of=ONE)))
    assert "“Don’t know” was the answer 3 times, most often to “Statement money.s1” (2)." in said
    alone = report(sheet({"money.s1": {"council": ["dont_know", 2, 2]}}, of=ONE))
    assert "“Don’t know” was the answer once, to “Statement money.s1”." in findings(alone)
