"""Hidden stays hidden: nobody who reads the results can tell what a small group, or one of its people, said."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resilience_dash.domain import scoring
from resilience_dash.domain.framework import SIDES, Side
from resilience_dash.domain.report import GroupView, Spread
from tests.builders import sheet

EVERY_CROWD = [dict(zip(SIDES, n, strict=True)) for n in product(range(9), repeat=3)]
World = tuple[tuple[int, ...], ...]
Seen = tuple[Spread | None, tuple[GroupView, ...]]


def test_nobody_is_left_over_beside_a_shown_side() -> None:
    for people in EVERY_CROWD:
        groups = scoring.visible_sides(people)
        if groups:
            assert sum(people[side] for group in groups.values() for side in group) == sum(people.values()), people


def test_every_shown_group_has_three_people_or_more() -> None:
    for people in EVERY_CROWD:
        assert all(sum(people[side] for side in group) >= 3 for group in scoring.visible_sides(people).values()), people


def test_where_no_side_is_small_every_side_is_shown_as_itself() -> None:
    for people in EVERY_CROWD:
        if all(n == 0 or n >= 3 for n in people.values()):
            assert scoring.visible_sides(people) == {side: (side,) for side, n in people.items() if n}


@given(st.fixed_dictionaries({side: st.lists(st.integers(0, 4), max_size=8) for side in SIDES}))
def test_a_hidden_side_shows_neither_level_nor_number_and_the_gap_needs_both(levels: dict[Side, list[int]]) -> None:
    groups = scoring.visible_sides({side: len(levels[side]) for side in SIDES})
    views = {view.side: view for view in scoring.group_views(levels)}
    for side, view in views.items():
        if side in groups:
            said = [level for each in groups[side] for level in levels[each]]
            assert (view.typical, view.n) == (scoring.spread(said).median, len(said))
            assert view.joined == (len(groups[side]) > 1)
        else:
            assert (view.typical, view.n) == (None, None if levels[side] else 0)
    gap = scoring.gap(views.values())
    assert (gap is None) == (not {"council", "community"} <= groups.keys())


def test_how_many_people_answered_is_no_secret_what_they_said_is() -> None:
    report = scoring.report(sheet({"money.s1": {"council": [2], "community": [1, 1, 1]}}))
    assert report.people_by_side == (("council", 1), ("community", 3), ("partners", 0))
    assert {group.typical for group in report.statements[0].groups} == {None}


# Why: an attacker who goes through all answers


def seen(world: World) -> Seen:
    """What the results show of one statement."""
    levels = [level for side in world for level in side]
    return scoring.spread(levels), scoring.group_views(dict(zip(SIDES, world, strict=True)))


def worked_out(people: Sequence[int], look: Callable[[World], Seen] = seen) -> Iterator[str]:
    """Every way in which somebody who knows who was in the room can tell what a hidden person said.

    They go through all answers that these people could have given, keep those that would look the same, and see
    whether the people of a hidden side say one and the same level in all of them. Where lowest and highest are equal
    everybody has said the same: that is told by the range itself, with and without sides, and is left out here.
    """
    alike: dict[Seen, list[World]] = defaultdict(list)
    for world in product(*(combinations_with_replacement(range(5), n) for n in people)):
        alike[look(world)].append(world)
    for (spread, groups), worlds in alike.items():
        if spread is None or spread.lowest == spread.highest:
            continue
        for i, n in enumerate(people):
            said = {level for world in worlds for level in world[i]}
            if n in (1, 2) and len(said) == 1:
                shown = ", ".join(f"{g.side} median {g.typical:g} (n {g.n})" for g in groups if g.typical is not None)
                yield (
                    f"{n} of {SIDES[i]} said {said.pop()}: place median {spread.median:g}, lowest {spread.lowest}, "
                    f"highest {spread.highest}, n {spread.n}; {shown}; e.g. {dict(zip(SIDES, worlds[0], strict=True))}"
                )


def shown_carelessly(world: World) -> Seen:
    """As if only the small groups themselves were hidden."""
    spread, _ = seen(world)
    views = [GroupView(side, scoring.spread(said).median, len(said)) if len(said) >= 3 else GroupView(side, None, None)
             for side, said in zip(SIDES, world, strict=True)]  # fmt: skip
    return spread, tuple(views)


def test_the_attacker_finds_what_is_shown_carelessly() -> None:
    found = list(worked_out((3, 1, 0), shown_carelessly))
    assert any(
        line.startswith("1 of community said 4: place median 2, lowest 0, highest 4, n 4; council median 0 (n 3)")
        for line in found
    )


def three_hidden(world: World) -> Seen:
    """As if a side could be shown beside three hidden people."""
    spread, _ = seen(world)
    council = scoring.spread(world[0])
    return spread, (GroupView("council", council.median if council else None, len(world[0])),)


def test_the_attacker_finds_people_even_where_three_are_hidden() -> None:
    assert any("1 of partners said 0" in line for line in worked_out((3, 2, 1), three_hidden))


@pytest.mark.parametrize("people", [(3, 1, 0), (3, 2, 0), (2, 3, 0), (1, 3, 1), (2, 2, 2)], ids=str)
def test_the_attacker_finds_nobody_where_no_side_is_shown(people: tuple[int, ...]) -> None:
    assert list(worked_out(people)) == []
