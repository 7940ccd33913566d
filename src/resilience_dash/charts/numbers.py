"""The numbers in a wheel: one beside each point, and 1 to 4 on the rings, each where the fewest lines run."""

import math
from collections.abc import Sequence
from dataclasses import replace

from resilience_dash.charts import Look
from resilience_dash.charts.lettering import width
from resilience_dash.charts.names import LONG, WRAPPED
from resilience_dash.charts.outlines import Outline, bar_edges, points, segments
from resilience_dash.charts.placing import Box, around, quietest
from resilience_dash.charts.plane import HIGHEST, Layers, Row, angles, box_at, expr, haloed, plot, point
from resilience_dash.domain.scoring import number

VALUE = 13


def clearest_gap(outlines: Sequence[Outline]) -> float:
    """The direction between two spokes, where no bar or marker lies, in which lines cross the ring numbers least."""
    spokes = len(outlines[0].levels)
    directions = [angle - math.pi / max(spokes, 1) for angle in angles(spokes)] or [0.0]
    unit = LONG.ring / HIGHEST
    obstacles = [segment for outline in outlines for segment in segments(outline, unit)]

    def crossed(direction: float) -> float:
        boxes = [box_at(level, direction, unit, 14, 14) for level in range(1, HIGHEST + 1)]
        return sum(line.within(box) * line.weight for line in obstacles for box in boxes)

    return min(directions, key=crossed)


def ring_numbers(direction: float, look: Look) -> Layers:
    rows = [
        {"x": x, "y": y, "text": str(level)} for level in range(1, HIGHEST + 1) for x, y in [point(level, direction)]
    ]
    return haloed(plot(rows), look, colour=look.quiet, size=12, weight=400, text="text:N")


def values(found: Sequence[Outline], aim: Outline, spread: Sequence[Row], gap: float, look: Look) -> Layers:
    """The number beside each point of the first outline, where the fewest lines run, with a halo over those that do."""
    if not found or found[0].hollow:
        return []
    rows: list[Row] = []
    for level, angle in points(found[0]):
        x, y = point(level, angle)
        rows.append({"x": x, "y": y, "text": number(level)})
    for form, writing in enumerate((LONG, WRAPPED)):
        unit = writing.ring / HIGHEST
        obstacles = [segment for outline in (*found, aim) for segment in segments(outline, unit)]
        obstacles += [edge for bar in spread for edge in bar_edges(bar, unit)]
        taken = [box_at(level, gap, unit, 10, 14) for level in range(1, HIGHEST + 1)]
        for row in rows:
            x, y = row["x"] * unit, -row["y"] * unit
            size = width(row["text"], VALUE, bold=True), VALUE - 2.0
            places = [*around(x, y, *size, clear=8), *around(x, y, *size, clear=12)]
            # A number belongs to the nearest point: other points keep it farther away than its own.
            marked: list[Box] = []
            for outline in found:
                for level, angle in points(outline):
                    other = box_at(level, angle, unit, 26, 26)
                    near = math.hypot(other.x - x, other.y - y) < 8
                    marked.append(replace(other, width=14, height=14) if near else other)
            best = quietest(places, obstacles, taken + marked, edge=writing.ring + writing.gap)
            taken.append(replace(best, width=best.width + 16, height=best.height + 14))
            row[f"dx{form}"], row[f"dy{form}"] = round(best.x - x, 1), round(best.y - y, 1)
    return haloed(
        plot(rows), look, colour=look.ink, size=VALUE, weight=600, text="text:N",
        dx=expr("form == 0 ? datum.dx0 : datum.dx1"), dy=expr("form == 0 ? datum.dy0 : datum.dy1"),
    )  # fmt: skip
