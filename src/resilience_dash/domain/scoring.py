"""How answers become results: medians, spread, gaps, what is hidden, and the suggested order for action.

The rules are explained to a councillor in docs/method.md; this file is that page in code.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from statistics import fmean, median

from resilience_dash.domain.assessment import DONT_KNOW, NOT_OURS, Answer, Sheet
from resilience_dash.domain.framework import SIDES, Dimension, Side
from resilience_dash.domain.report import (
    DimensionResult,
    GroupView,
    Report,
    Signed,
    Spread,
    StatementResult,
    SuggestedAction,
)

SMALLEST_GROUP = 3
ENOUGH = 0.75
EVIDENCE_NEEDED_FROM = 3
TALK_ABOUT_IT = 1.0
TALK_FIRST = 2.0
BANDS = ((3.7, "Leading"), (3.0, "Established"), (2.0, "Developing"), (1.0, "Emerging"), (0.0, "Not started"))


def rounded(value: float) -> float:
    """One decimal, halves up, as a person would round: 2.25 is 2.3."""
    return float(Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def band(value: float) -> str:
    """The word for a level or a mean of levels, judged by the number people see."""
    shown = rounded(value)
    return next(word for floor, word in BANDS if shown >= floor)


def number(value: float) -> str:
    """A level as people read it: 3, 2.5, 2.3."""
    return f"{rounded(value):g}"


def level_words(value: float) -> str:
    """A level with its word, such as “2.3 Developing”."""
    return f"{number(value)} {band(value)}"


def spread(levels: Sequence[int]) -> Spread | None:
    """Median, lowest, highest and n of the levels given; None where nobody gave one."""
    if not levels:
        return None
    return Spread(median=float(median(levels)), lowest=min(levels), highest=max(levels), n=len(levels))


def visible_sides(people: Mapping[Side, int], *, smallest: int = SMALLEST_GROUP) -> dict[Side, tuple[Side, ...]]:
    """The sides that may be shown, given how many people of each gave a level; each with the sides it stands for.

    A side needs three people, or as many as `smallest` says. And since the place's result is shown too, nobody may be
    left over beside a shown side, or they could be worked out by subtraction. So community and partners stand together
    where one of them is too small, and where somebody would still be left over no side is shown.
    """
    there: list[tuple[Side, ...]] = [(side,) for side in SIDES if people.get(side)]
    joined: list[tuple[Side, ...]] = [("council",)] if people.get("council") else []
    if people.get("community") or people.get("partners"):
        joined.append(("community", "partners"))
    for sides in (there, joined):
        if all(sum(people.get(side, 0) for side in group) >= smallest for group in sides):
            return {group[0]: group for group in sides}
    return {}


def group_views(levels: Mapping[Side, Sequence[int]]) -> tuple[GroupView, ...]:
    """Each side's median and n for one statement, with the groups hidden that are too small."""
    visible = visible_sides({side: len(levels.get(side, ())) for side in SIDES})
    joined = any(len(group) > 1 for group in visible.values())

    def view(side: Side) -> GroupView:
        with_others = joined and side != "council"
        if side in visible:
            given = [level for each in visible[side] for level in levels.get(each, ())]
            return GroupView(side, float(median(given)), len(given), with_others)
        return GroupView(side, None, None if levels.get(side) else 0, with_others)

    return tuple(view(side) for side in SIDES)


def gap(groups: Iterable[GroupView]) -> float | None:
    """Council minus community, or None where either is not shown."""
    by_side = {group.side: group.typical for group in groups}
    council, community = by_side.get("council"), by_side.get("community")
    return None if council is None or community is None else council - community


def mean_if_enough(values: Iterable[float | None], asked: int) -> float | None:
    """The mean of what is known, if that is at least three in four of what was asked; else None."""
    known = [value for value in values if value is not None]
    return fmean(known) if known and len(known) >= ceil(ENOUGH * asked) else None


def statement_result(sheet: Sheet, statement_id: str) -> StatementResult:
    """What came out for one statement."""
    statement = sheet.framework.statement(statement_id)
    answers = sheet.answers_to(statement_id)
    sides = {r.id: sheet.side_of(r) for r in sheet.respondents}
    levels: dict[Side, list[int]] = {side: [] for side in SIDES}
    for answer in answers:
        side = sides[answer.respondent_id]
        if answer.level is not None and side is not None:
            levels[side].append(answer.level)
    agreement = sheet.agreements.get(statement_id)
    groups = group_views(levels)
    overall = spread([answer.level for answer in answers if answer.level is not None])
    agreed = agreement.level if agreement else None
    counts = float(agreed) if agreed is not None else overall.median if overall else None
    strength = max((a.strength for a in answers if a.level is not None), default=0)
    return StatementResult(
        statement_id=statement_id,
        title=statement.title,
        dimension=statement.dimension,
        spread=overall,
        dont_know=sum(a.choice == DONT_KNOW for a in answers),
        not_ours=sum(a.choice == NOT_OURS for a in answers),
        agreed=agreed,
        did_not_agree=agreement is not None and agreement.level is None,
        agreed_reason=agreement.reason if agreement else "",
        aim=sheet.aim(statement_id),
        strength=strength,
        evidenced=counts is None or counts < EVIDENCE_NEEDED_FROM or strength >= sheet.framework.evidenced_from,
        groups=groups,
        gap=gap(groups),
    )


def dimension_result(sheet: Sheet, dimension: Dimension) -> DimensionResult:
    """What came out for one dimension: means over its statements, where enough of them have an answer."""
    asked = sheet.asked_in(dimension)
    results = tuple(statement_result(sheet, statement_id) for statement_id in asked)
    spreads = [r.spread for r in results]

    def mean(values: Iterable[float | None]) -> float | None:
        return mean_if_enough(values, len(asked))

    def side_view(side: Side) -> GroupView:
        views = [next(g for g in r.groups if g.side == side) for r in results]
        typical = mean(view.typical for view in views)
        joined = any(view.joined for view in views)
        if typical is not None:
            return GroupView(side, typical, max(view.n or 0 for view in views), joined)
        return GroupView(side, None, 0 if all(view.n == 0 for view in views) else None, joined)

    groups = tuple(side_view(side) for side in SIDES)
    given = [a for statement_id in asked for a in sheet.answers_to(statement_id) if a.level is not None]
    return DimensionResult(
        code=dimension.code,
        kind=dimension.kind,
        name=dimension.name,
        short_name=dimension.short_name,
        typical=mean(s.median if s else None for s in spreads),
        lowest=mean(s.lowest if s else None for s in spreads),
        highest=mean(s.highest if s else None for s in spreads),
        agreed=mean(float(r.agreed) if r.agreed is not None else None for r in results),
        aim=fmean(r.aim for r in results),
        n=_people(sheet, given),
        answered=sum(s is not None for s in spreads),
        asked=len(asked),
        dont_know=sum(r.dont_know for r in results),
        not_ours=sum(r.not_ours for r in results),
        not_yet_evidenced=sum(not r.evidenced for r in results),
        importance=sheet.importance.get(dimension.code, 1),
        groups=groups,
        gap=gap(groups),
        statements=results,
    )


def _people(sheet: Sheet, answers: Iterable[Answer], side: Side | None = None) -> int:
    """How many people gave these answers, or those of one side.

    Whoever answered in an anonymous workshop is not known from one statement to the next, so of each workshop it is as
    many as answered the statement that most did.
    """
    people = {r.id: r for r in sheet.respondents if side is None or sheet.side_of(r) == side}
    by_name, in_halls = set(), Counter[tuple[int | None, str]]()
    for answer in answers:
        person = people.get(answer.respondent_id)
        if person and person.anonymous:
            in_halls[person.workshop, answer.statement_id] += 1
        elif person:
            by_name.add(person.id)
    most = {workshop: max(n for (hall, _), n in in_halls.items() if hall == workshop) for workshop, _ in in_halls}
    return len(by_name) + sum(most.values())


def suggested_actions(sheet: Sheet, dimensions: Iterable[DimensionResult]) -> tuple[SuggestedAction, ...]:
    """Statements below their aim: by importance times distance to the aim, then by the gap between the sides."""
    below = [
        (dimension.importance, result)
        for dimension in dimensions
        for result in dimension.statements
        if result.level is not None and result.level < result.aim
    ]
    below.sort(key=lambda found: (-found[0] * (found[1].aim - (found[1].level or 0)), -abs(found[1].gap or 0)))
    statements = sheet.framework.statement
    return tuple(
        SuggestedAction(
            statement_id=result.statement_id,
            title=result.title,
            dimension=result.dimension,
            level=result.level or 0.0,
            aim=result.aim,
            gap=result.gap,
            first_move=statements(result.statement_id).first_move,
            ask=statements(result.statement_id).ask,
        )
        for _, result in below
    )


def report(sheet: Sheet) -> Report:
    """Where the place stands, with small groups hidden: what every page, file and command shows."""
    assessment = sheet.assessment
    dimensions = tuple(dimension_result(sheet, d) for d in sheet.dimensions)
    asked = set(sheet.asked)
    given: list[Answer] = [a for a in sheet.answers.values() if a.statement_id in asked and a.choice is not None]
    people = {side: _people(sheet, given, side) for side in SIDES}
    return Report(
        assessment_id=assessment.id,
        place=assessment.place.name,
        made_up=assessment.place.made_up,
        nation=assessment.place.nation,
        period=assessment.period,
        mode=assessment.mode,
        framework=sheet.framework.name,
        framework_version=sheet.framework.version,
        respondents=_people(sheet, given),
        to_confirm=sum(a.carried for a in given),
        people_by_side=tuple(people.items()),
        dimensions=dimensions,
        actions=suggested_actions(sheet, dimensions),
        signed=tuple(Signed(s.side, s.name, s.role, s.at) for s in sheet.signatures),
        signed_off_at=assessment.signed_off_at,
    )
