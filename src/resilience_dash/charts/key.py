"""The key above a wheel, in one row where there is room and in as few as there is otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import altair as alt

from resilience_dash.charts import Look
from resilience_dash.charts.lettering import width
from resilience_dash.charts.outlines import BAR, Outline, marker
from resilience_dash.charts.plane import EDGE, HIGHEST, LINE, SILENT, TEXT, Layers, Row, expr, free

BETWEEN = 22  # between entries
SAMPLE = 30  # width of a mark
SCALE_WORDS = f"0 at the centre, {HIGHEST} at the edge"


@dataclass(frozen=True, slots=True)
class Key:
    """Entries with their places for each number of rows, and how wide the key is with that many rows."""

    rows: list[Row]
    needs: list[float]


def key_places(texts: Sequence[str]) -> Key:
    """Where the entries of the key go when it has one row, two rows, … : the most even rows in the given order."""
    wides = [SAMPLE + 8 + width(text, TEXT) for text in texts]
    needs: list[float] = []
    rows: list[Row] = [{"text": text, "across": [], "down": []} for text in texts]

    def taken(members: Sequence[int]) -> float:
        return sum(wides[i] for i in members) + BETWEEN * (len(members) - 1)

    for count in range(1, len(texts) + 1):
        splits = [
            [range(a, b) for a, b in zip((0, *cuts), (*cuts, len(texts)), strict=True)]
            for cuts in combinations(range(1, len(texts)), count - 1)
        ]
        best = min(splits, key=lambda split: max(taken(members) for members in split))
        needs.append(max(taken(members) for members in best) + 2 * EDGE)
        for down, members in enumerate(best):
            across = -taken(members) / 2
            for i in members:
                rows[i]["across"].append(round(across, 1))
                rows[i]["down"].append(down)
                across += wides[i] + BETWEEN
    return Key(rows, needs)


def key_above(key: Key, marks: Sequence[Outline | None], look: Look) -> Layers:
    """For each entry a line with its marker (or the bar of the spread) and its name, then how to read the rings."""
    x, y = "width / 2 + datum.across[key_rows - 1]", f"{LINE / 2} + {LINE} * datum.down[key_rows - 1]"
    layers: Layers = []
    for row, outline in zip(key.rows, marks, strict=True):
        sample = free([row], x, y).encode(x2=alt.X2Value(expr(f"{x} + {SAMPLE}")))
        if outline is None:
            bar = free([row], f"{x} + 6", y).encode(x2=alt.X2Value(expr(f"{x} + {SAMPLE - 6}")))
            for colour, thick in ((look.spread_edge, BAR), (look.spread, BAR - 2)):
                stroke: Row = {"stroke": colour, "strokeWidth": thick, "strokeCap": "round"}
                layers.append(bar.mark_rule(**SILENT, **stroke))
            continue
        mark = outline.mark
        stroke = {"stroke": mark.colour, "strokeWidth": mark.width, "strokeDash": list(mark.dash)}
        layers.append(sample.mark_rule(**SILENT, **stroke))
        if mark.marker:
            layers.append(marker(free([row], f"{x} + {SAMPLE / 2}", y), outline, look, aria=False))
    text: Row = {**SILENT, "fontSize": TEXT, "baseline": "middle"}
    if key.rows:
        named = free(key.rows, f"{x} + {SAMPLE + 8}", y)
        layers.append(named.mark_text(**text, align="left", fill=look.ink).encode(text=alt.Text("text:N")))
    rings = free([{"text": SCALE_WORDS}], "width / 2", f"head - {LINE + 4}")
    layers.append(rings.mark_text(**text, align="center", fill=look.quiet).encode(text=alt.Text("text:N")))
    return layers
