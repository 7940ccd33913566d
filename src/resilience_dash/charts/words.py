"""A wheel in one or two factual sentences, for people who do not see it; numbers come with n."""

from collections.abc import Sequence

from resilience_dash.domain.framework import Side
from resilience_dash.domain.report import DimensionResult, GroupView
from resilience_dash.domain.scoring import level_words, number

SIDE_WORDS: dict[Side, str] = {"council": "Council", "community": "Community", "partners": "Partners"}
NOT_ENOUGH = "not enough answers"
NOT_YET = "not agreed yet"


def people(n: int) -> str:
    return "1 person" if n == 1 else f"{n} people"


def people_in(results: Sequence[DimensionResult]) -> str:
    """How many people stand behind the results that could be worked out: “9 people”, “7 to 9 people” or “”."""
    counts = sorted({d.n for d in results if d.typical is not None})
    if not counts:
        return ""
    return people(counts[0]) if len(counts) == 1 else f"{counts[0]} to {people(counts[-1])}"


def kind_words(results: Sequence[DimensionResult], count: int | None = None) -> str:
    """“enablers”, “1 characteristic”, or “parts” where both kinds are mixed."""
    kinds = {d.kind for d in results}
    word = kinds.pop() if len(kinds) == 1 else "part"
    return f"{word}s" if count is None else f"{count} {word}{'' if count == 1 else 's'}"


def wheel_in_words(results: Sequence[DimensionResult]) -> str:
    """Where the wheel reaches furthest and least, with levels and n, and what could not be worked out."""
    known = [(d, d.typical) for d in results if d.typical is not None]
    if not known:
        return f"None of the {kind_words(results, len(results))} has enough answers yet."
    low = min(known, key=lambda pair: pair[1])
    high = max(known, key=lambda pair: pair[1])
    if number(low[1]) == number(high[1]):
        shown = (
            f"The one part shown, {known[0][0].short_name},"
            if len(known) == 1
            else f"Each of the {kind_words(results, len(known))} shown"
        )
        said = f"{shown} stands at {level_words(low[1])} ({people_in(results)})."
    else:
        said = (
            f"The firmest part is {high[0].short_name}, at {level_words(high[1])} ({people(high[0].n)}). "
            f"The part with furthest to go is {low[0].short_name}, at {level_words(low[1])} ({people(low[0].n)})."
        )
    return said + _missing(results)


def sides_in_words(results: Sequence[DimensionResult]) -> str:
    """Where council and community differ most, with levels and n; or that no group is large enough to show."""
    gaps = [(d, d.gap) for d in results if d.gap is not None]
    if not gaps:
        shown = [SIDE_WORDS[s] for s in SIDE_WORDS if any(side_of(d, s) is not None for d in results)]
        if not shown:
            return "No group is large enough to show on its own."
        return f"Shown: {' and '.join(shown).lower()}. Council and community cannot be compared yet."
    widest, gap = max(gaps, key=lambda pair: abs(pair[1]))
    if not gap:
        return f"Council and community stand at the same level in each of the {kind_words(results, len(gaps))} shown."
    said = "; ".join(
        f"{group.title.lower()} {level_words(group.typical)}, {people(group.n or 0)}"
        for group in widest.groups
        if group.typical is not None and group.side != "partners"
    )
    return f"Council and community differ most on {widest.short_name}: {said}."


def agreed_in_words(results: Sequence[DimensionResult]) -> str:
    """What was agreed, part by part, and which parts were not yet."""
    known = [f"{d.short_name} {level_words(d.agreed)}" for d in results if d.agreed is not None]
    missing = [d.short_name for d in results if d.agreed is None]
    if not known:
        return f"None of the {kind_words(results, len(results))} has been agreed yet."
    rest = f" Not agreed yet: {', '.join(missing)}." if missing else ""
    return f"Agreed: {', '.join(known)}.{rest}"


def side_of(result: DimensionResult, side: Side) -> GroupView | None:
    """The side's result where it is shown."""
    return next((g for g in result.groups if g.side == side and g.typical is not None), None)


def _missing(results: Sequence[DimensionResult]) -> str:
    missing = [d.short_name for d in results if d.typical is None]
    return f" Not enough answers: {', '.join(missing)}." if missing else ""
