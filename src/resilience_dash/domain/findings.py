"""What the results say, in sentences: first what stands out, then where the sides differ, then what is missing."""

from resilience_dash.domain.report import DimensionResult, Report
from resilience_dash.domain.scoring import SMALLEST_GROUP, TALK_ABOUT_IT, level_words, number


def findings(report: Report) -> tuple[str, ...]:
    """A handful of plain sentences about the report, most useful first. Never a total, never a rank."""
    known = [d for d in report.dimensions if d.typical is not None]
    if not known:
        return ("There are not enough answers yet to say where the place stands.",)
    said = [_standing(known), _difference(report), _evidence(report), _unknowns(report), _few(report)]
    return tuple(sentence for sentence in said if sentence)


def _standing(known: list[DimensionResult]) -> str:
    low = min(known, key=lambda d: d.typical or 0.0)
    high = max(known, key=lambda d: d.typical or 0.0)
    lowest, highest = low.typical or 0.0, high.typical or 0.0
    if lowest == highest:
        return f"Every part that could be worked out stands at {level_words(lowest)}."
    return (
        f"The firmest part is {high.short_name}, at {level_words(highest)} ({_people(high.n)}). "
        f"The part with furthest to go is {low.short_name}, at {level_words(lowest)} ({_people(low.n)})."
    )


def _difference(report: Report) -> str:
    widest = max((s for s in report.statements if s.gap is not None), key=lambda s: abs(s.gap or 0), default=None)
    if widest is None or widest.gap is None:
        return ""
    if abs(widest.gap) < TALK_ABOUT_IT:
        return "Council and community see every statement within one level of each other."
    sides = {g.side: g for g in widest.groups}
    council, community = sides["council"], sides["community"]
    return (
        f"{council.title} and {community.title.lower()} differ most on “{widest.title}”: "
        f"{number(council.typical or 0)} and {number(community.typical or 0)} "
        f"({council.n} and {community.n} answers)."
    )


def _evidence(report: Report) -> str:
    missing = sum(d.not_yet_evidenced for d in report.dimensions)
    if not missing:
        return ""
    which = "One statement at level 3 or above is" if missing == 1 else f"{missing} statements at level 3 or above are"
    return f"{which} not yet evidenced."


def _unknowns(report: Report) -> str:
    most = max(report.statements, key=lambda s: s.dont_know, default=None)
    total = sum(s.dont_know for s in report.statements)
    if most is None or not most.dont_know:
        return ""
    if total == most.dont_know:
        return f"“Don’t know” was the answer {_times(total)}, to “{most.title}”."
    return f"“Don’t know” was the answer {_times(total)}, most often to “{most.title}” ({most.dont_know})."


def _few(report: Report) -> str:
    if report.respondents >= SMALLEST_GROUP:
        return ""
    who = "One person has" if report.respondents == 1 else f"{report.respondents} people have"
    return f"{who} answered so far: this is their view, and the conversation is still to come."


def _people(n: int) -> str:
    return "1 person" if n == 1 else f"{n} people"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
