"""What holds for every report, whatever people say: found by trying many."""

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from resilience_dash.domain import scoring
from resilience_dash.domain.assessment import Choice, Sheet
from resilience_dash.domain.canonical import canonical
from resilience_dash.domain.framework import SIDES
from tests.builders import agreed, framework, sheet

SMALL = framework({"trust": 1, "money": 4})
STATEMENTS = [statement.id for statement in SMALL.statements]
choices: st.SearchStrategy[Choice | None] = st.one_of(
    st.integers(0, 4), st.sampled_from(["dont_know", "not_ours", None])
)

not_levels: st.SearchStrategy[Choice] = st.sampled_from(["dont_know", "not_ours"])


@st.composite
def sheets(draw: st.DrawFn, *, said: st.SearchStrategy[Choice | None] = choices) -> Sheet:
    """A sheet with 0 to 4 people a side, who say anything to anything, and a group that agrees now and then."""
    people = {side: draw(st.integers(0, 4), label=side) for side in SIDES}
    answers = {
        statement: {side: draw(st.lists(said, min_size=n, max_size=n)) for side, n in people.items()}
        for statement in STATEMENTS
    }
    settled = draw(st.dictionaries(st.sampled_from(STATEMENTS), st.one_of(st.none(), st.integers(0, 4)), max_size=4))
    return sheet(
        answers,
        of=SMALL,
        agreements={statement: agreed(statement, level) for statement, level in settled.items()},
        aims=draw(st.dictionaries(st.sampled_from(STATEMENTS), st.integers(0, 4), max_size=4)),
        importance=draw(st.dictionaries(st.sampled_from(["trust", "money"]), st.integers(1, 3))),
    )


@given(sheets(), st.randoms())
def test_the_order_of_people_and_answers_does_not_matter(made: Sheet, chance: Random) -> None:
    people, answers = list(made.respondents), list(made.answers.items())
    chance.shuffle(people)
    chance.shuffle(answers)
    shuffled = replace(made, respondents=tuple(people), answers=dict(answers))
    assert canonical(scoring.report(shuffled)) == canonical(scoring.report(made))


@given(st.integers(0, 4), st.integers(1, 9))
def test_where_everybody_says_the_same_there_is_no_spread(level: int, people: int) -> None:
    result = scoring.statement_result(sheet({"money.s1": {"council": [level] * people}}), "money.s1")
    assert result.spread is not None
    assert result.spread.lowest == result.spread.median == result.spread.highest == level


@given(sheets(said=st.one_of(st.integers(0, 4), st.none())), st.data())
def test_dont_know_and_not_ours_change_nothing_but_their_own_counts(made: Sheet, data: st.DataObject) -> None:
    silent = [(r.id, s) for r in made.respondents for s in STATEMENTS if (r.id, s) not in made.answers]
    unsure = [key for key in silent if data.draw(st.booleans())]
    some = next(iter(made.answers.values()), None)
    if some is None:
        return
    added = {
        (who, what): replace(some, respondent_id=who, statement_id=what, choice=data.draw(not_levels))
        for who, what in unsure
    }
    before, after = scoring.report(made), scoring.report(replace(made, answers={**made.answers, **added}))
    assert after.actions == before.actions
    for one, other in zip(before.statements, after.statements, strict=True):
        assert replace(other, dont_know=one.dont_know, not_ours=one.not_ours) == one
    assert sum(s.dont_know + s.not_ours for s in after.statements) == len(unsure)


@given(sheets())
def test_every_number_is_none_or_a_level_and_travels_with_its_n(made: Sheet) -> None:
    report = scoring.report(made)
    for part in (*report.dimensions, *report.statements):
        for view in part.groups:
            assert (view.typical is None) == (view.n in (0, None))
            assert view.typical is None or 0 <= view.typical <= 4
    for statement in report.statements:
        if (spread := statement.spread) is not None:
            assert 0 <= spread.lowest <= spread.median <= spread.highest <= 4
            assert spread.n >= 1
    for dimension in report.dimensions:
        assert (dimension.typical is None) == (4 * dimension.answered < 3 * dimension.asked)
        if dimension.typical is not None:
            assert 0 <= dimension.lowest <= dimension.typical <= dimension.highest <= 4


@given(sheets())
def test_what_to_do_next_is_in_order_and_holds_every_statement_below_its_aim(made: Sheet) -> None:
    report = scoring.report(made)
    below = {s.statement_id for s in report.statements if s.level is not None and s.level < s.aim}
    assert {action.statement_id for action in report.actions} == below
    weights = {d.code: d.importance for d in report.dimensions}
    keys = [(weights[a.dimension] * (a.aim - a.level), abs(a.gap or 0)) for a in report.actions]
    assert keys == sorted(keys, reverse=True)


@given(st.lists(st.floats(0, 4), min_size=0, max_size=4), st.integers(0, 4))
def test_a_mean_needs_three_in_four_and_lies_between_its_ends(known: list[float], missing: int) -> None:
    asked = len(known) + missing
    mean = scoring.mean_if_enough([*known, *[None] * missing], asked)
    assert (mean is None) == (not known or 4 * len(known) < 3 * asked)
    assert mean is None or min(known) - 1e-9 <= mean <= max(known) + 1e-9


@given(st.floats(0, 4))
def test_the_number_and_its_word_never_contradict_each_other(value: float) -> None:
    shown = float(scoring.number(value))
    assert abs(shown - value) <= 0.05 + 1e-9
    assert scoring.band(value) == scoring.band(shown)


def test_a_framework_of_any_size_gives_a_report() -> None:
    one = framework({"trust": 1})
    assert scoring.report(sheet({}, of=one)).dimensions[0].typical is None
