"""What the wall of a workshop may show: a count until the reveal, and then no more than nobody can be found in.

In an anonymous workshop nothing is shown of fewer people than its smallest group, and a later picture of the same
statement is shown only where nobody or at least so many people said something else since the picture before. Else
whoever watched both could tell what the one who changed had said. Of more pictures, so many must have changed at the
same ones: else the one whom two later pictures leave out could be found by subtracting them from the first.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from math import inf
from statistics import median, quantiles
from typing import Literal

from resilience_dash.domain.assessment import DONT_KNOW, NOT_OURS
from resilience_dash.domain.framework import SIDES, Side
from resilience_dash.domain.scoring import SMALLEST_GROUP, visible_sides
from resilience_dash.domain.workshop import Round, Workshop

Hidden = Literal["few_people", "few_changed"]
LEVELS = range(5)
# What a wall may show beside the whole: each side, or community and partners together.
GROUPS: tuple[tuple[Side, ...], ...] = (("council",), ("community",), ("partners",), ("community", "partners"))
LARGELY_AGREE = 1.0  # the widest interquartile range of which that is said


@dataclass(frozen=True, slots=True)
class Count:
    """What anybody may know of a round before it is revealed."""

    answered: int
    seats: int


@dataclass(frozen=True, slots=True)
class SideShown:
    """One side's answers: how many gave each level. `joined` where it stands for partners too."""

    side: Side
    levels: tuple[int, ...]
    typical: float
    joined: bool = False

    @property
    def n(self) -> int:
        return sum(self.levels)


@dataclass(frozen=True, slots=True)
class Picture:
    """What was revealed of one round. Where `hidden` says why, there is nothing in it but how many answered."""

    statement_id: str
    vote: Literal[1, 2]
    answered: int
    hidden: Hidden | None = None
    levels: tuple[int, ...] = (0, 0, 0, 0, 0)
    dont_know: int = 0
    not_ours: int = 0
    typical: float | None = None
    quartiles: tuple[float, float] | None = None
    sides: tuple[SideShown, ...] = ()

    @property
    def largely_agree(self) -> bool | None:
        """Whether the middle half of the levels lies within one level of each other; None where no level is shown."""
        return None if self.quartiles is None else self.quartiles[1] - self.quartiles[0] <= LARGELY_AGREE

    @property
    def gap(self) -> float | None:
        """The council's typical level minus the community's, where both are shown."""
        by_side = {one.side: one.typical for one in self.sides}
        return by_side["council"] - by_side["community"] if {"council", "community"} <= by_side.keys() else None


def count(workshop: Workshop) -> Count:
    """How many have answered in the round that is going on, and how many could."""
    seated = {seat.id for seat in workshop.seated}
    going_on = workshop.round
    return Count(len(seated & going_on.casts.keys()) if going_on else 0, len(seated))


def missing(workshop: Workshop) -> Mapping[str, int]:
    """How many of each perspective have not answered yet: for the facilitator, who can ask whether they need help."""
    going_on = workshop.round
    said = going_on.casts.keys() if going_on else ()
    return Counter(seat.perspective for seat in workshop.seated if seat.id not in said)


def picture(workshop: Workshop, shown: Round) -> Picture | None:
    """What the wall shows of a round, or None while it is not revealed."""
    if shown.frozen is None:
        return None
    if workshop.named:
        return _drawn(shown, SMALLEST_GROUP)
    seen: list[Round] = []  # with each picture judged once: a round may be begun anew many times
    for one in workshop.revealed(shown.statement_id):
        found = _beside(seen, one, workshop.smallest)
        if one.id == shown.id:
            return found
        if not found.hidden:
            seen.append(one)
    return _beside(seen, shown, workshop.smallest)


def _beside(seen: Iterable[Round], shown: Round, smallest: int) -> Picture:
    """What may be shown of a round of an anonymous workshop to people who have seen the pictures of others."""
    if len(shown.frozen or ()) < smallest:
        return _nothing_of(shown, "few_people")
    together = (*seen, shown)
    if _fewest_alike(together, SIDES) < smallest:
        return _nothing_of(shown, "few_changed")
    drawn = _drawn(shown, smallest)
    # The same holds for each side by itself, for whoever sits where only few of that side came or changed.
    if any(_fewest_alike(together, group) < smallest for group in GROUPS):
        drawn = replace(drawn, sides=())
    return drawn


def _nothing_of(shown: Round, why: Hidden) -> Picture:
    return Picture(shown.statement_id, shown.vote, len(shown.frozen or ()), hidden=why)


def _fewest_alike(rounds: Collection[Round], group: Iterable[Side]) -> float:
    """The smallest number of people of these sides who said something else, came or went at the same of these rounds.

    Whoever has all the pictures can add and subtract them, and so find those who did alike, and no fewer.
    """
    said = [
        {seat: cast.choice for seat, cast in (one.frozen or {}).items() if one.sides[seat] in group} for one in rounds
    ]
    ways = ([each.get(seat) for each in said] for seat in {seat for each in said for seat in each})
    alike = Counter(tuple(way.index(choice) for choice in way) for way in ways)
    return min((people for way, people in alike.items() if any(way)), default=inf)


def _drawn(shown: Round, smallest: int) -> Picture:
    said = shown.frozen or {}
    choices = [cast.choice for cast in said.values()]
    levels = [choice for choice in choices if isinstance(choice, int)]
    by_side: dict[Side, list[int]] = {side: [] for side in SIDES}
    for seat_id, cast in said.items():
        if isinstance(cast.choice, int):
            by_side[shown.sides[seat_id]].append(cast.choice)
    visible = visible_sides({side: len(given) for side, given in by_side.items()}, smallest=smallest)
    together = {side: [level for each in group for level in by_side[each]] for side, group in visible.items()}
    return Picture(
        shown.statement_id,
        shown.vote,
        len(said),
        levels=_counts(levels),
        dont_know=choices.count(DONT_KNOW),
        not_ours=choices.count(NOT_OURS),
        typical=float(median(levels)) if levels else None,
        quartiles=_quartiles(levels),
        sides=tuple(
            SideShown(side, _counts(given), float(median(given)), joined=len(visible[side]) > 1)
            for side, given in together.items()
        ),
    )


def _counts(levels: Iterable[int]) -> tuple[int, ...]:
    counted = Counter(levels)
    return tuple(counted[level] for level in LEVELS)


def _quartiles(levels: list[int]) -> tuple[float, float] | None:
    if len(levels) < 2:
        return (float(levels[0]), float(levels[0])) if levels else None
    low, _, high = quantiles(levels, n=4, method="inclusive")
    return low, high


def standing(workshop: Workshop, statement_id: str) -> Round | None:
    """The round whose answers count for a statement: the last that was revealed, not set aside, and may be shown."""
    shown = (one for one in workshop.revealed(statement_id) if not one.set_aside)
    return next((one for one in reversed(tuple(shown)) if (found := picture(workshop, one)) and not found.hidden), None)


def told_apart(workshop: Workshop, shown: Round) -> dict[int, Side | None]:
    """The side of each seat that answered, as far as the result may tell: None where the sides are too small.

    Where the wall shows two sides as one, the result does: whoever of them is counted as of the first.
    """
    found = picture(workshop, shown)
    if workshop.named:
        return dict(shown.sides)
    joined = any(one.joined for one in found.sides) if found else False
    if found is None or not found.sides:
        return dict.fromkeys(shown.frozen or {}, None)
    return {seat: "community" if joined and side == "partners" else side for seat, side in shown.sides.items()}


def talk_about(pictures: Iterable[Picture], *, most: int = 3) -> tuple[Picture, ...]:
    """The statements to talk about first: the widest gap between the sides, then the widest spread."""

    def width(one: Picture) -> tuple[float, float]:
        low, high = one.quartiles or (0.0, 0.0)
        return abs(one.gap or 0.0), high - low

    return tuple(sorted((one for one in pictures if any(width(one))), key=width, reverse=True)[:most])
