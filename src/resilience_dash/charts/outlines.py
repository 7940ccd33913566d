"""The outlines of a wheel: what is known of each spoke, as lines, markers and bars of spread."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import altair as alt

from resilience_dash.charts import Look, Mark
from resilience_dash.charts.lettering import clean
from resilience_dash.charts.placing import Segment
from resilience_dash.charts.plane import HIGHEST, SILENT, Layers, Row, angles, plot, point, runs
from resilience_dash.charts.words import NOT_ENOUGH, SIDE_WORDS, people, people_in, side_of
from resilience_dash.domain.framework import SIDES, Side
from resilience_dash.domain.report import DimensionResult
from resilience_dash.domain.scoring import level_words, number

MARKER = 13  # from one marker to the next where they stand side by side
MEETING = 0.3  # levels; markers closer than this would cover one another
BAR = 11  # thickness of the spread


@dataclass(frozen=True, slots=True)
class Outline:
    """One closed or broken line around the wheel: its name in the key, its mark, and per spoke a level and its words.

    `aside` moves markers off their spoke, in pixels clockwise, so that equal levels do not hide one another.
    """

    name: str
    mark: Mark
    levels: tuple[float | None, ...]
    facts: tuple[Row, ...]
    hollow: bool = False
    aside: tuple[float, ...] = ()


def place_outlines(results: Sequence[DimensionResult], look: Look) -> list[Outline]:
    def facts(d: DimensionResult) -> Row:
        spread = "" if d.lowest is None or d.highest is None else f"{number(d.lowest)} to {number(d.highest)}"
        typical = NOT_ENOUGH if d.typical is None else level_words(d.typical)
        said = f"{d.short_name}: typical level {typical}, answers from {spread}, aim {number(d.aim)}, {people(d.n)}."
        return {"Part": d.name, "Typical level": typical, "Lowest to highest": spread, "Aim": number(d.aim),
                "People": str(d.n), "said": said}  # fmt: skip

    def agreed(d: DimensionResult) -> Row:
        words = "" if d.agreed is None else level_words(d.agreed)
        return {"Part": d.name, "Agreed level": words, "said": f"{d.short_name}: agreed level {words}."}

    outlines = []
    if any(d.typical is not None for d in results):
        name = f"Typical level, {people_in(results)}"
        outlines.append(Outline(name, look.typical, tuple(d.typical for d in results), tuple(map(facts, results))))
    if any(d.agreed is not None for d in results):
        levels = tuple(d.agreed for d in results)
        outlines.append(Outline("Agreed level", look.agreed, levels, tuple(map(agreed, results)), hollow=True))
    return outlines


def settled(result: DimensionResult) -> DimensionResult:
    """A result in which only what was agreed is left to draw."""
    return replace(result, typical=result.agreed, lowest=None, highest=None)


def side_outlines(results: Sequence[DimensionResult], look: Look) -> list[Outline]:
    def outline(side: Side) -> Outline | None:
        views = [side_of(d, side) for d in results]
        counts = sorted({view.n or 0 for view in views if view})
        if not counts:
            return None
        title = next((view.title for view in views if view and view.joined), SIDE_WORDS[side])
        name = f"{title}, {people(counts[0])}"
        if len(counts) > 1:
            name = f"{title}, {counts[0]} to {people(counts[-1])}"
        levels = tuple(view.typical if view else None for view in views)
        facts = []
        for d, view, level in zip(results, views, levels, strict=True):
            words = "" if level is None else level_words(level)
            n = view.n or 0 if view else 0
            said = f"{d.short_name}: {title.lower()} {words}, {people(n)}."
            facts.append({"Part": d.name, "Side": title, "Level": words, "People": str(n), "said": said})
        return Outline(name, look.sides[side], levels, tuple(facts))

    return _side_by_side([found for side in SIDES if (found := outline(side))])


def _side_by_side(outlines: Sequence[Outline]) -> list[Outline]:
    """The outlines with markers set beside one another wherever they would lie on top of one another."""
    aside = [[0.0] * len(outline.levels) for outline in outlines]
    for spoke in range(len(outlines[0].levels) if outlines else 0):
        met: list[list[int]] = []
        by_level = sorted((level, i) for i, o in enumerate(outlines) if (level := o.levels[spoke]) is not None)
        for level, i in by_level:
            close = met and level - (outlines[met[-1][-1]].levels[spoke] or 0) < MEETING
            met[-1].append(i) if close else met.append([i])
        for group in met:
            for place, i in enumerate(sorted(group)):
                aside[i][spoke] = (place - (len(group) - 1) / 2) * MARKER
    return [replace(outline, aside=tuple(moved)) for outline, moved in zip(outlines, aside, strict=True)]


def spread_bars(results: Sequence[DimensionResult]) -> list[Row]:
    """From the lowest to the highest along each spoke that has a result."""
    bars = []
    for d, angle in zip(results, angles(len(results)), strict=True):
        if d.typical is not None and d.lowest is not None and d.highest is not None:
            (x, y), (x2, y2) = point(d.lowest, angle), point(d.highest, angle)
            bars.append({"x": x, "y": y, "x2": x2, "y2": y2})
    return bars


def spokes(results: Sequence[DimensionResult], look: Look, place: bool) -> Layers:
    """Solid where the spoke has a point, dotted where it has none."""
    rows = []
    for d, angle in zip(results, angles(len(results)), strict=True):
        known = d.typical is not None if place else any(side_of(d, side) for side in SIDES)
        x, y = point(HIGHEST, angle)
        rows.append({"x": 0, "y": 0, "x2": x, "y2": y, "known": known})
    layers = []
    for known, dash in ((True, [1, 0]), (False, [2, 5])):
        chosen = [row for row in rows if row["known"] == known]
        if chosen:
            rule = plot(chosen).mark_rule(**SILENT, stroke=look.ring, strokeWidth=1, strokeDash=dash)
            layers.append(rule.encode(x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q")))
    return layers


def spread(bars: Sequence[Row], look: Look) -> Layers:
    # Two strokes, since the pale bar alone would not stand out from the ground by 3:1.
    return [
        plot(bars)
        .mark_rule(**SILENT, stroke=colour, strokeWidth=thick, strokeCap="round")
        .encode(x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q"))
        for colour, thick in ((look.spread_edge, BAR), (look.spread, BAR - 2))
        if bars
    ]


def line(outline: Outline) -> Layers:
    mark, spokes = outline.mark, angles(len(outline.levels))
    rows = [
        {"x": x, "y": y, "run": run, "order": order}
        for run, members in enumerate(runs(outline.levels))
        for order, i in enumerate(members)
        if len(members) > 1
        for x, y in [point(outline.levels[i] or 0, spokes[i])]
    ]
    if not rows:
        return []
    stroke: Row = {
        "stroke": mark.colour,
        "strokeWidth": mark.width,
        "strokeDash": list(mark.dash),
        "strokeJoin": "round",
    }
    line = plot(rows).mark_line(**SILENT, interpolate="linear", **stroke)
    return [line.encode(detail=alt.Detail("run:N"), order=alt.Order("order:Q"))]


def markers(outline: Outline, look: Look) -> Layers:
    rows = []
    aside = outline.aside or (0.0,) * len(outline.levels)
    spokes = angles(len(outline.levels))
    for level, angle, facts, off in zip(outline.levels, spokes, outline.facts, aside, strict=True):
        if level is not None:
            x, y = point(level, angle)
            words = {name: clean(fact) for name, fact in facts.items()}
            rows.append(
                {"on_x": x, "on_y": y, "off_x": off * math.cos(angle), "off_y": -off * math.sin(angle), **words}
            )
    if not rows:
        return []
    chart = plot(rows).transform_calculate(
        x="datum.on_x + datum.off_x / level_px", y="datum.on_y + datum.off_y / level_px"
    )  # fmt: skip
    told = [alt.Tooltip(name, type="nominal") for name in outline.facts[0] if name != "said"]
    return [marker(chart, outline, look, aria=True).encode(description=alt.Description("said:N"), tooltip=told)]


def marker(chart: alt.Chart, outline: Outline, look: Look, *, aria: bool) -> alt.Chart:
    """The series' own shape, with a rim in the ground's colour so that marks that meet stay apart."""
    mark = outline.mark
    fill, stroke, rim = (look.ground, mark.colour, mark.width) if outline.hollow else (mark.colour, look.ground, 1.5)
    drawn: alt.Chart = chart.mark_point(
        aria=aria, shape=mark.marker, size=mark.size, filled=True, opacity=1, fill=fill, stroke=stroke, strokeWidth=rim
    )
    return drawn


def points(outline: Outline) -> list[tuple[float, float]]:
    """Level and direction of each spoke that has a level."""
    spokes = angles(len(outline.levels))
    return [(level, angle) for level, angle in zip(outline.levels, spokes, strict=True) if level is not None]


def segments(outline: Outline, unit: float) -> list[Segment]:
    """The outline's lines in pixels around the centre, heavier where the line is."""
    spokes = angles(len(outline.levels))
    found = []
    for run in runs(outline.levels):
        ends = [point(outline.levels[i] or 0, spokes[i]) for i in run]
        for (x, y), (x2, y2) in pairwise(ends):
            found.append(Segment(x * unit, -y * unit, x2 * unit, -y2 * unit, outline.mark.width))
    return found


def bar_edges(bar: Row, unit: float) -> list[Segment]:
    """Both long sides of a spread bar and its middle, in pixels around the centre."""
    x, y, x2, y2 = bar["x"] * unit, -bar["y"] * unit, bar["x2"] * unit, -bar["y2"] * unit
    long = math.hypot(x2 - x, y2 - y) or 1
    across, down = (y - y2) / long * BAR / 2, (x2 - x) / long * BAR / 2
    return [Segment(x + i * across, y + i * down, x2 + i * across, y2 + i * down, 3) for i in (-1, 0, 1)]
