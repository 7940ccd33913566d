"""The names around a wheel, in three forms by the room there is: on one line, wrapped, or as numbers with a list below.

In expressions, `form` is 0, 1 or 2 for these; what differs between the first two is kept twice, as `…0` and `…1`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from resilience_dash.charts import Look
from resilience_dash.charts.lettering import clean, lines, width
from resilience_dash.charts.plane import EDGE, HIGHEST, LINE, SILENT, TEXT, Layers, Row, expr, free, plot
from resilience_dash.charts.words import NOT_ENOUGH
from resilience_dash.domain.report import DimensionResult
from resilience_dash.domain.scoring import TALK_ABOUT_IT, number

NUMBER_GAP = 14  # between the outer ring and the middle of a number
NUMBER_ROOM = 26  # what a number takes outside the ring


@dataclass(frozen=True, slots=True)
class Writing:
    """A way of writing names: font size, line height, widest line, gap to the ring, and the ring's likely radius."""

    size: float
    line: int
    widest: float
    gap: int
    ring: float


LONG = Writing(size=14, line=18, widest=150, gap=15, ring=180)
WRAPPED = Writing(size=12.5, line=16, widest=96, gap=11, ring=98)


def name_of(result: DimensionResult, angle: float, index: int, place: bool, missing: str = NOT_ENOUGH) -> Row:
    """A name in both writings: its lines, how far the first is from its place (`dy`), and the room it takes."""
    note = ""
    if place and result.typical is None:
        note = missing
    elif not place and result.gap is not None and abs(result.gap) >= TALK_ABOUT_IT:
        note = f"gap {number(abs(result.gap))}"
    sin, cos = round(math.sin(angle), 4), round(math.cos(angle), 4)
    align = "center" if abs(sin) < 0.3 else "left" if sin > 0 else "right"
    name = clean(result.short_name)
    row: Row = {"sin": sin, "cos": cos, "align": align, "number": str(index + 1), "index": index}
    row["listed"] = f"{index + 1}  {name}" + (f", {note}" if note else "")
    for form, writing in enumerate((LONG, WRAPPED)):
        written = lines(name, writing.size, writing.widest, bold=True, fewest=form + 1)
        noted = lines(note, writing.size, writing.widest) if note else ()
        block = (len(written) + len(noted)) * writing.line
        first = -cos * block / 2 - (block - writing.line) / 2
        row |= {f"name{form}": written, f"dy{form}": round(first, 1), f"block{form}": block}
        row |= {f"note{form}": noted, f"noteDy{form}": round(first + len(written) * writing.line, 1)}
        wide = [
            *(width(line, writing.size, bold=True) for line in written),
            *(width(line, writing.size) for line in noted),
        ]
        row[f"wide{form}"] = max(wide)
    return row


def names_around(names: Sequence[Row], look: Look) -> Layers:
    if not names:
        return []
    text: Row = {**SILENT, "baseline": "middle", "fill": look.ink}
    gap = f"(form == 0 ? {LONG.gap} : form == 1 ? {WRAPPED.gap} : {NUMBER_GAP})"
    at_edge = {axis: f"({HIGHEST} + {gap} / level_px) * datum.{way}" for axis, way in (("x", "sin"), ("y", "cos"))}
    noted = [row for row in names if row["note0"]]
    written, notes = (
        plot(rows)
        .transform_filter("form < 2")
        .transform_calculate(**at_edge, written=f"form == 0 ? datum.{what}0 : datum.{what}1")
        .encode(text=alt.Text("written:N"))
        for rows, what in ((names, "name"), (noted, "note"))
    )
    by_form: Row = {
        "align": expr("datum.align"),
        "fontSize": expr(f"form == 0 ? {LONG.size} : {WRAPPED.size}"),
        "lineHeight": expr(f"form == 0 ? {LONG.line} : {WRAPPED.line}"),
    }
    dy, note_dy = expr("form == 0 ? datum.dy0 : datum.dy1"), expr("form == 0 ? datum.noteDy0 : datum.noteDy1")
    numbers = [{key: row[key] for key in ("sin", "cos", "number", "listed", "index")} for row in names]
    numbered = plot(numbers).transform_filter("form == 2").transform_calculate(**at_edge)
    widest = max(width(row["listed"], TEXT) for row in names)
    listed = free(
        numbers,
        f"max(0, (width - {widest:.0f}) / 2)",
        f"middle + ring + {2 * NUMBER_GAP + LINE} + {LINE} * datum.index",
    ).transform_filter("form == 2")
    return [
        written.mark_text(**text, **by_form, fontWeight=600, dy=dy),
        *([notes.mark_text(**text, **by_form, dy=note_dy)] if noted else []),
        numbered.mark_text(**text, fontSize=TEXT, fontWeight=700).encode(text=alt.Text("number:N")),
        listed.mark_text(**text, fontSize=TEXT, align="left", limit=expr("width")).encode(text=alt.Text("listed:N")),
    ]


def widest_ring(names: Sequence[Row], form: int) -> str:
    """The radius at which the names still fit between the ring and the edges of the picture."""
    room = [f"width / 2 - {NUMBER_ROOM}"]
    for row in names:
        taken = row[f"wide{form}"] * (0.5 if row["align"] == "center" else 1) + EDGE
        if abs(row["sin"]) > 0.01:
            room.append(f"(width / 2 - {taken:.1f}) / {abs(row['sin'])} - {(LONG, WRAPPED)[form].gap}")
    return f"min({', '.join(room)})"


def reach(names: Sequence[Row], form: int, way: int) -> str:
    """How far ring and names go above (`way` 1) or below (-1) the centre."""
    gap, ends = (LONG, WRAPPED)[form].gap, ["ring + 8"]
    for row in names:
        cos = row["cos"] * way
        if cos > 0:
            ends.append(f"{cos} * ring + {gap * cos + row[f'block{form}'] * (1 + cos) / 2 + EDGE:.1f}")
    return f"max({', '.join(ends)})" if len(ends) > 1 else ends[0]


def outside(names: Sequence[Row], form: int) -> float:
    """The most that names take above and below the ring together."""
    gap = (LONG, WRAPPED)[form].gap
    above, below = ([gap + row[f"block{form}"] + EDGE for row in names if row["cos"] * way > 0] for way in (1, -1))
    return max(above, default=8.0) + max(below, default=8.0)
