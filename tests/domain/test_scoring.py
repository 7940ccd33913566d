"""The sums of docs/method.md, by example: what people said, and what must come out."""

from dataclasses import replace

import pytest

from resilience_dash.domain import scoring
from resilience_dash.domain.assessment import Choice
from resilience_dash.domain.framework import SIDES, Side
from resilience_dash.domain.report import Spread
from tests.builders import agreed, dimension, framework, sheet, statement


@pytest.mark.parametrize(
    ("levels", "median", "lowest", "highest", "n"),
    [
        ([3], 3, 3, 3, 1),
        ([1, 2, 3, 4], 2.5, 1, 4, 4),
        ([1, 2, 2, 3, 4], 2, 1, 4, 5),
        ([4, 0, 0, 0], 0, 0, 4, 4),
        ([0], 0, 0, 0, 1),
    ],
)
def test_a_statement_is_its_median_with_lowest_highest_and_n(levels, median, lowest, highest, n) -> None:
    assert scoring.spread(levels) == Spread(median, lowest, highest, n)


def test_a_statement_nobody_answered_has_no_result_and_not_a_zero() -> None:
    assert scoring.spread([]) is None
    result = scoring.statement_result(sheet({"money.s1": {"council": [3]}}), "money.s2")
    assert (result.spread, result.level, result.gap, result.evidenced) == (None, None, None, True)
    assert [(g.typical, g.n) for g in result.groups] == [(None, 0)] * 3


@pytest.mark.parametrize(
    ("said", "median", "n", "dont_know", "not_ours"),
    [
        ([2, 2, 3, "dont_know"], 2, 3, 1, 0),
        ([4, "not_ours", "not_ours"], 4, 1, 0, 2),
        (["dont_know", "dont_know", "not_ours"], None, None, 2, 1),
        ([0, "dont_know", None], 0, 1, 1, 0),
        ([None, None], None, None, 0, 0),
    ],
)
def test_what_is_not_a_level_is_counted_on_its_own_and_is_never_zero(said, median, n, dont_know, not_ours) -> None:
    result = scoring.statement_result(sheet({"money.s1": {"council": said}}), "money.s1")
    assert (result.spread and result.spread.median, result.spread and result.spread.n) == (median, n)
    assert (result.dont_know, result.not_ours) == (dont_know, not_ours)


@pytest.mark.parametrize(
    ("medians", "typical", "shown"),
    [
        ([2, 3, 1, 3], 2.25, "2.3"),
        ([2, 3, [2, 3], None], 2.5, "2.5"),
        ([2, 3, None, None], None, None),
        ([2, 3, "dont_know", "not_ours"], None, None),
        ([2, 3, 4, "dont_know"], 3.0, "3"),
        ([0, 0, 0, None], 0.0, "0"),
        ([None, None, None, None], None, None),
    ],
)
def test_a_part_is_the_mean_of_its_medians_where_three_of_four_have_a_level(medians, typical, shown) -> None:
    given = {f"money.s{i}": {"council": m if isinstance(m, list) else [m]} for i, m in enumerate(medians, 1)}
    part = next(d for d in scoring.report(sheet(given)).dimensions if d.code == "money")
    assert part.typical == typical
    assert typical is None or scoring.number(part.typical) == shown


@pytest.mark.parametrize(
    ("asked", "answered", "enough"),
    [(4, 4, True), (4, 3, True), (4, 2, False), (3, 3, True), (3, 2, False), (2, 2, True), (2, 1, False), (1, 1, True)],
)
def test_three_in_four_of_what_is_asked_is_enough(asked: int, answered: int, enough: bool) -> None:
    found = scoring.mean_if_enough([2.0] * answered + [None] * (asked - answered), asked)
    assert (found is not None) == enough


def test_in_the_taster_one_statement_is_enough_for_its_part() -> None:
    report = scoring.report(sheet({"money.s1": {"council": [3]}}, mode="taster"))
    money = next(d for d in report.dimensions if d.code == "money")
    trust = next(d for d in report.dimensions if d.code == "trust")
    assert (money.typical, money.asked, money.answered) == (3.0, 1, 1)
    assert (trust.typical, trust.asked, trust.answered) == (None, 1, 0)


def test_lowest_to_highest_of_a_part_are_the_means_of_its_statements() -> None:
    pairs = [(1, 3), (2, 4), (0, 2), (1, 3)]
    part = scoring.report(sheet({f"money.s{i}": {"council": list(p)} for i, p in enumerate(pairs, 1)})).dimensions[1]
    assert (part.lowest, part.highest) == (1.0, 3.0)


def test_the_people_of_a_part_gave_a_level_to_at_least_one_of_its_statements() -> None:
    given = {
        "money.s1": {"council": [3, None, "dont_know"], "community": [None]},
        "money.s2": {"council": [2, 1, "not_ours"], "community": ["dont_know"]},
    }
    assert scoring.report(sheet(given)).dimensions[1].n == 2


@pytest.mark.parametrize(
    ("value", "shown", "words"),
    [
        (0.0, "0", "0 Not started"),
        (0.94, "0.9", "0.9 Not started"),
        (0.95, "1", "1 Emerging"),
        (1.95, "2", "2 Developing"),
        (2.25, "2.3", "2.3 Developing"),
        (2.94, "2.9", "2.9 Developing"),
        (2.95, "3", "3 Established"),
        (2.96, "3", "3 Established"),
        (3.64, "3.6", "3.6 Established"),
        (3.65, "3.7", "3.7 Leading"),
        (3.75, "3.8", "3.8 Leading"),
        (4.0, "4", "4 Leading"),
    ],
)
def test_the_word_follows_the_number_people_see(value: float, shown: str, words: str) -> None:
    assert scoring.number(value) == shown
    assert scoring.level_words(value) == words


@pytest.mark.parametrize(
    ("levels", "agreed_level", "strength", "evidenced"),
    [
        ([3], None, 1, False),
        ([3], None, 0, False),
        ([3], None, 2, True),
        ([2, 3], None, 1, True),  # 2.5 is below 3
        ([3, 4], None, 1, False),
        ([2], 3, 1, False),
        ([4], 2, 0, True),
        ([2], 4, 3, True),
        ([], None, 0, True),
        ([], 3, 0, False),
    ],
)
def test_level_three_needs_evidence_of_strength_two(levels, agreed_level, strength, evidenced) -> None:
    made = sheet({"money.s1": {"council": levels}})
    answers = {key: replace(answer, strength=strength) for key, answer in made.answers.items()}
    agreements = {} if agreed_level is None else {"money.s1": agreed("money.s1", agreed_level)}
    made = replace(made, answers=answers, agreements=agreements)
    assert scoring.statement_result(made, "money.s1").evidenced == evidenced


def test_the_strongest_mark_counts_but_not_from_somebody_without_a_level() -> None:
    made = sheet({"money.s1": {"council": [3, 4, "dont_know"]}})
    strengths = iter([1, 0, 3])
    made = replace(made, answers={key: replace(a, strength=next(strengths)) for key, a in made.answers.items()})
    result = scoring.statement_result(made, "money.s1")
    assert (result.strength, result.evidenced) == (1, False)


def test_the_agreed_level_comes_first_and_the_median_stays_beside_it() -> None:
    made = sheet({"money.s1": {"council": [2, 2, 2]}}, agreements={"money.s1": agreed("money.s1", 4)})
    result = scoring.statement_result(made, "money.s1")
    assert (result.level, result.agreed, result.spread.median, result.agreed_reason) == (4.0, 4, 2.0, "We talked.")


def test_an_agreed_level_of_zero_is_an_agreed_level() -> None:
    made = sheet({"money.s1": {"council": [4]}}, agreements={"money.s1": agreed("money.s1", 0)})
    assert scoring.statement_result(made, "money.s1").level == 0.0


def test_where_the_group_did_not_agree_the_median_counts() -> None:
    made = sheet({"money.s1": {"council": [2]}}, agreements={"money.s1": agreed("money.s1", None)})
    result = scoring.statement_result(made, "money.s1")
    assert (result.level, result.agreed, result.did_not_agree) == (2.0, None, True)


def test_a_part_uses_medians_and_shows_the_mean_of_agreed_levels_beside_them() -> None:
    given = {f"money.s{i}": {"council": [1]} for i in range(1, 5)}
    agreements = {f"money.s{i}": agreed(f"money.s{i}", 4) for i in range(1, 4)}
    part = scoring.report(sheet(given, agreements=agreements)).dimensions[1]
    assert (part.typical, part.agreed) == (1.0, 4.0)
    del agreements["money.s1"]
    assert scoring.report(sheet(given, agreements=agreements)).dimensions[1].agreed is None


# Three sides, and what may be shown of them


@pytest.mark.parametrize(
    ("council", "community", "partners", "shown"),
    [
        (5, 4, 0, ["council", "community"]),
        (5, 4, 3, ["council", "community", "partners"]),
        (5, 4, 2, ["council", "community and partners"]),
        (5, 1, 6, ["council", "community and partners"]),
        (5, 2, 2, ["council", "community and partners"]),
        (5, 1, 1, []),
        (5, 2, 0, []),
        (2, 6, 3, []),
        (0, 2, 1, ["community and partners"]),
        (3, 0, 0, ["council"]),
        (2, 2, 2, []),
        (0, 0, 0, []),
    ],
)
def test_groups_that_are_too_small_stand_together_or_no_group_is_shown(council, community, partners, shown) -> None:
    groups = scoring.visible_sides({"council": council, "community": community, "partners": partners})
    assert [" and ".join(group) for group in groups.values()] == shown


def test_the_gap_is_council_minus_community_and_only_where_both_are_shown() -> None:
    def gap(**said: list[Choice | None]) -> float | None:
        return scoring.statement_result(sheet({"money.s1": said}), "money.s1").gap  # type: ignore[dict-item]

    assert gap(council=[3, 3, 3], community=[1, 2, 1, 2]) == 1.5
    assert gap(council=[1, 1, 1], community=[3, 3, 3]) == -2.0
    assert gap(council=[3, 3, 3], community=[1, 1]) is None
    assert gap(council=[3, 3, 3], community=[1, 1, "dont_know"]) is None
    assert gap(council=[3, 3, 3], community=[1, 1, 1], partners=[0]) == 2.0
    assert gap(council=[3, 3, 3], partners=[1, 1, 1]) is None


def test_a_side_of_a_part_is_shown_where_three_of_its_four_statements_can_be() -> None:
    enough, too_few = {"council": [2, 3, 4]}, {"council": [2, 3]}
    shown = scoring.report(sheet({f"money.s{i}": enough for i in (1, 2, 3)} | {"money.s4": too_few})).dimensions[1]
    hidden = scoring.report(sheet({f"money.s{i}": enough for i in (1, 2)} | {"money.s3": too_few})).dimensions[1]
    assert [(g.typical, g.n) for g in shown.groups] == [(3.0, 3), (None, 0), (None, 0)]
    assert [(g.typical, g.n) for g in hidden.groups] == [(None, None), (None, 0), (None, 0)]


# What to do next


def ranked(importance: dict[str, int], levels: dict[str, dict[Side, list[int]]], aims: dict[str, int]) -> list[str]:
    made = sheet(levels, importance=importance, aims=aims)
    return [action.statement_id for action in scoring.report(made).actions]


def test_importance_times_distance_decides_what_comes_first() -> None:
    levels = {"trust.s1": {"council": [1]}, "money.s1": {"council": [2]}, "trust.s2": {"council": [2, 3]}}
    assert ranked({"money": 3}, levels, {}) == ["money.s1", "trust.s1", "trust.s2"]
    assert ranked({}, levels, {}) == ["trust.s1", "money.s1", "trust.s2"]
    assert ranked({}, levels, {"money.s1": 4, "trust.s1": 2}) == ["money.s1", "trust.s1", "trust.s2"]


def test_where_two_are_equal_the_wider_gap_comes_first_whichever_way_it_goes() -> None:
    narrow: dict[Side, list[int]] = {"council": [2, 2, 2], "community": [2, 2, 2]}
    wide: dict[Side, list[int]] = {"council": [1, 1, 1], "community": [3, 3, 3]}
    assert ranked({}, {"trust.s1": narrow, "money.s1": wide}, {}) == ["money.s1", "trust.s1"]


def test_where_everything_is_equal_the_framework_decides() -> None:
    same: dict[Side, list[int]] = {"council": [1]}
    assert ranked({}, {"money.s2": same, "trust.s2": same, "money.s1": same}, {}) == [
        "trust.s2",
        "money.s1",
        "money.s2",
    ]


def test_what_stands_at_its_aim_or_has_no_result_is_not_on_the_list() -> None:
    levels: dict[str, dict[Side, list[int]]] = {"trust.s1": {"council": [3]}, "trust.s2": {"council": [4]}}
    assert ranked({}, levels, {}) == []
    assert ranked({}, levels, {"trust.s1": 4}) == ["trust.s1"]


def test_the_agreed_level_decides_what_to_do_next() -> None:
    made = sheet({"trust.s1": {"council": [1]}}, agreements={"trust.s1": agreed("trust.s1", 3)})
    assert scoring.report(made).actions == ()
    made = sheet({"trust.s1": {"council": [4]}}, agreements={"trust.s1": agreed("trust.s1", 0)})
    action = scoring.report(made).actions[0]
    assert (action.level, action.aim, action.first_move, action.ask) == (0.0, 3, "Begin with trust.s1.", ("Residents",))


# The whole report


def test_what_the_mode_does_not_ask_is_left_out_of_the_report() -> None:
    given: dict[str, dict[Side, list[Choice | None]]] = {
        "money.s1": {"council": [3]},
        "money.s2": {"community": ["dont_know"]},
    }
    taster = scoring.report(sheet(given, mode="taster"))
    assert {s.statement_id for s in taster.statements} == {"trust.s1", "money.s1"}
    assert (taster.respondents, taster.people_by_side[1]) == (1, ("community", 0))
    enablers = scoring.report(sheet(given, mode="enablers"))
    assert ([d.code for d in enablers.dimensions], enablers.respondents) == (["trust"], 0)


def test_somebody_who_only_wrote_a_comment_has_not_answered() -> None:
    made = sheet({"money.s1": {"council": [3]}})
    (key, answer), *_ = made.answers.items()
    silent = replace(made, answers={key: replace(answer, choice=None, comment="Hm.")})
    report = scoring.report(silent)
    assert (report.respondents, report.statements[4].spread) == (0, None)


def test_carried_answers_count_and_are_counted_as_to_confirm() -> None:
    made = sheet({"money.s1": {"council": [3, 1]}})
    made = replace(made, answers={key: replace(a, carried=a.level == 3) for key, a in made.answers.items()})
    report = scoring.report(made)
    assert (report.to_confirm, report.statements[4].spread.median) == (1, 2.0)


def test_there_is_no_total_and_no_rank() -> None:
    words = {name for part in ("Report", "DimensionResult", "StatementResult", "GroupView", "SuggestedAction")
             for name in getattr(scoring, part).__dataclass_fields__}  # fmt: skip
    assert not [name for name in words if any(bad in name for bad in ("total", "rank", "score", "overall", "index"))]


def test_a_framework_with_other_shapes_is_scored_by_the_same_rules() -> None:
    two = framework([dimension("odd", [statement("odd.a"), statement("odd.b")])])
    given: dict[str, dict[Side, list[Choice | None]]] = {"odd.a": {side: [2, 2, 2] for side in SIDES}}
    report = scoring.report(sheet(given, of=two))
    assert (report.dimensions[0].typical, report.dimensions[0].answered) == (None, 1)
