"""The plane a wheel lies in: angles, points, and rows of data placed in levels or in pixels.

A level has as many pixels across as down, since both scales are worked out from one length, `level_px`.
"""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt

from resilience_dash.charts import Look
from resilience_dash.charts.placing import Box

Row = dict[str, Any]
Layers = list[alt.Chart]

HIGHEST = 4
LINE = 24  # height of a row in the key and in the list of names
TEXT = 14  # of the key and the list
EDGE = 2  # between words and the edge of the picture
SILENT: Row = {"aria": False, "tooltip": False}  # for marks that would only be noise to a screen reader


def angles(spokes: int) -> list[float]:
    """Clockwise from twelve o'clock in radians; four spokes stand crosswise, which leaves their names the corners."""
    turn = 0.5 if spokes == 4 else 0.0
    return [2 * math.pi * (i - turn) / spokes for i in range(spokes)]


def point(level: float, angle: float) -> tuple[float, float]:
    return round(level * math.sin(angle), 4), round(level * math.cos(angle), 4)


def runs(levels: Sequence[float | None]) -> list[list[int]]:
    """The spokes a line may join: runs of known neighbours around the circle; a full circle ends where it began."""
    spokes = len(levels)
    unknown = [i for i, level in enumerate(levels) if level is None]
    if not unknown:
        return [[*range(spokes), 0]] if spokes else []
    found: list[list[int]] = [[]]
    for step in range(1, spokes + 1):
        i = (unknown[0] + step) % spokes
        if levels[i] is None:
            found.append([])
        else:
            found[-1].append(i)
    return [run for run in found if run]


def box_at(level: float, angle: float, unit: float, width: float, height: float) -> Box:
    x, y = point(level, angle)
    return Box(x * unit, -y * unit, width, height)


def expr(expression: str) -> Any:
    return alt.ExprRef(expr=expression)


def plot(rows: Iterable[Row]) -> alt.Chart:
    """Rows with x and y in levels, on the one scale that gives a level as many pixels across as down."""

    def scale(lowest: str, highest: str) -> alt.Scale:
        return alt.Scale(nice=False, zero=False, domain=[expr(lowest), expr(highest)])

    return alt.Chart(alt.InlineData(values=list(rows))).encode(
        x=alt.X("x:Q", axis=None, scale=scale("-width / 2 / level_px", "width / 2 / level_px")),
        y=alt.Y("y:Q", axis=None, scale=scale("-(height - middle) / level_px", "middle / level_px")),
    )


def free(rows: Iterable[Row], x: str, y: str) -> alt.Chart:
    """Rows that stand at a place in pixels, worked out by expressions, and not at a level."""
    return alt.Chart(alt.InlineData(values=list(rows))).encode(x=alt.XValue(expr(x)), y=alt.YValue(expr(y)))


def haloed(chart: alt.Chart, look: Look, *, text: str, colour: str, size: int, weight: int, **mark: Any) -> Layers:
    """Text that stays legible over lines: first a broad rim in the ground's colour, then the letters."""
    mark = {**SILENT, "fontSize": size, "fontWeight": weight, "baseline": "middle", **mark}
    rim: Row = {"stroke": look.ground, "strokeWidth": 4, "strokeJoin": "round", "fill": look.ground}
    chart = chart.encode(text=alt.Text(text))
    return [chart.mark_text(**mark, **rim), chart.mark_text(**mark, fill=colour)]


def rings(look: Look) -> Layers:
    rows = [{"x": 0, "y": 0, "ring": ring} for ring in range(1, HIGHEST + 1)]
    chart = plot(rows)
    return [
        chart.mark_point(
            **SILENT, shape="circle", filled=False, opacity=1, strokeWidth=1,
            size=expr("pow(2 * level_px * datum.ring, 2)"),
            stroke=expr(f"datum.ring == {HIGHEST} ? '{look.rim}' : '{look.ring}'"),
        )
    ]  # fmt: skip
