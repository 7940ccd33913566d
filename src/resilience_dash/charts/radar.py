"""The wheel: results by dimension around a centre, in a plane that stays round at any width.

A wheel is a Vega-Lite dict for a container of 280 px and more. Its places are worked out by expressions of `width`, so
one dict serves phone, desk and wall, and no expression holds anything a person wrote.

Distances along a spoke are in levels (0 at the centre, 4 at the edge); everything else is in CSS pixels.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import altair as alt
from altair.utils import schemapi

from resilience_dash.charts import FONTS, LIGHT, Look
from resilience_dash.charts.key import Key, key_above, key_places
from resilience_dash.charts.lettering import clean
from resilience_dash.charts.names import NUMBER_ROOM, name_of, names_around, outside, reach, widest_ring
from resilience_dash.charts.numbers import clearest_gap, ring_numbers, values
from resilience_dash.charts.outlines import (
    Outline,
    line,
    markers,
    place_outlines,
    settled,
    side_outlines,
    spokes,
    spread,
    spread_bars,
)
from resilience_dash.charts.plane import HIGHEST, LINE, Row, angles, rings
from resilience_dash.charts.words import NOT_ENOUGH, NOT_YET, agreed_in_words, sides_in_words, wheel_in_words
from resilience_dash.domain.report import DimensionResult

Series = Literal["place", "sides", "agreed"]

# Altair would check every part against the schema as it is made, which takes as long again; the tests check the whole.
schemapi.disable_debug_mode()

IN_WORDS: Mapping[Series, Callable[[Sequence[DimensionResult]], str]] = {
    "place": wheel_in_words,
    "sides": sides_in_words,
    "agreed": agreed_in_words,
}
LARGEST_RING = 190  # radius of the outer ring on a page
SMALLEST_RING = 84  # with less than this left beside them, numbers stand for the names
WIDE_RING = 150  # with less than this left, names are wrapped
NO_LIMIT = 100_000


def radar(
    results: Sequence[DimensionResult], *, look: Look = LIGHT, series: Series = "place", said: str | None = None
) -> dict[str, Any]:
    """One wheel as a Vega-Lite dict: the place's results, the sides that may be shown laid over one another, or what
    was agreed alone.

    `said` is the sentence that stands for the picture; without it the wheel is put into words from the results.
    It costs some 50 ms to make and nothing to draw again, so keep it.
    """
    place = series != "sides"
    results = [settled(d) for d in results] if series == "agreed" else results
    aim = Outline("Aim", look.aim, tuple(d.aim for d in results), ())
    found = place_outlines(results, look) if place else side_outlines(results, look)
    found = found[-1:] if series == "agreed" else found
    bars = spread_bars(results) if place else []
    missing = NOT_YET if series == "agreed" else NOT_ENOUGH
    names = [
        name_of(d, angle, i, place, missing)
        for i, (d, angle) in enumerate(zip(results, angles(len(results)), strict=True))
    ]
    key = key_places([o.name for o in found] + ["Lowest to highest"] * bool(bars) + ["Aim"] * bool(results))
    marks: list[Outline | None] = [*found, *[None] * bool(bars), *[aim] * bool(results)]
    gap = clearest_gap([aim, *found])
    layers = [
        *rings(look),
        *spokes(results, look, place),
        *spread(bars, look),
        *[layer for outline in (aim, *found) for layer in line(outline)],
        # What is hollow lies beneath, so that a full marker at the same level shows inside it.
        *[layer for outline in sorted(found, key=lambda o: not o.hollow) for layer in markers(outline, look)],
        # Above the lines, with a halo, so that no aim or level runs through them.
        *ring_numbers(gap, look),
        *(values(found, aim, bars, gap, look) if place else []),
        *names_around(names, look),
        *key_above(key, marks, look),
    ]
    # All at once: every later `.properties` or `.configure` would copy the whole chart with its rows.
    chart = alt.layer(
        *layers,
        width="container",
        background="transparent",
        description=clean(said or IN_WORDS[series](results)),
        # Without these two Streamlit fits the plane to a box, which squashes it, and adds a foot of its own.
        autosize=alt.AutoSizeParams(type="pad", contains="content"),
        padding={"left": 0, "right": 0, "top": 0, "bottom": 0},
        config=alt.Config(font=FONTS, view=alt.ViewConfig(stroke=None)),
    )
    spec = chart.to_dict(validate=False)
    return _with_data_in_place({**spec, "params": _room(names, key)})


def sized(spec: Mapping[str, Any], width: int, height: int, *, ring: int | None = None) -> dict[str, Any]:
    """The same wheel for a picture of exactly this size in pixels: as large as fits, its radius at most `ring`."""
    fixed: dict[str, Any] = {**copy.deepcopy(dict(spec)), "width": width}
    limits: dict[str, Row] = {
        "largest": {"value": ring or height},
        "tallest": {"value": height},
        "height": {"expr": str(height)},
    }
    fixed["params"] = [{**param, **limits.get(param["name"], {})} for param in fixed["params"]]
    return fixed


def _room(names: Sequence[Row], key: Key) -> list[Row]:
    """What the wheel's places are worked out from: every length in pixels follows from `width`, the height too.

    `form` says how the names are written, `ring` is the outer ring's radius, `middle` its centre from above, `head`
    what the key takes. `largest` and `tallest` are for `sized`.
    """
    key_rows = " : ".join([*(f"width >= {need:.0f} ? {i}" for i, need in enumerate(key.needs, 1)), str(len(key.needs))])
    expressions = {
        "key_rows": key_rows,
        "head": f"{LINE} * key_rows + {LINE + 16}",
        "long": widest_ring(names, 0),
        "wrapped": widest_ring(names, 1),
        "form": f"long >= min(largest, {WIDE_RING}) ? 0 : wrapped >= {SMALLEST_RING} ? 1 : 2",
        "ring": "max(20, min(largest, form == 0 ? long : form == 1 ? wrapped : width / 2 - 26, "
        f"(tallest - head - (form == 0 ? {outside(names, 0)} : form == 1 ? {outside(names, 1)} : "
        f"{2 * NUMBER_ROOM + LINE * (len(names) + 0.5)})) / 2))",
        "level_px": f"ring / {HIGHEST}",
        "above": f"form == 0 ? {reach(names, 0, 1)} : form == 1 ? {reach(names, 1, 1)} : ring + {NUMBER_ROOM}",
        "below": f"form == 0 ? {reach(names, 0, -1)} : form == 1 ? {reach(names, 1, -1)} : "
        f"ring + {NUMBER_ROOM} + {LINE * (len(names) + 0.5)}",
        "middle": "head + above",
        "height": "middle + below",
    }
    return [
        {"name": "largest", "value": LARGEST_RING},
        {"name": "tallest", "value": NO_LIMIT},
        *({"name": name, "expr": expression} for name, expression in expressions.items()),
    ]


def _with_data_in_place(spec: dict[str, Any]) -> dict[str, Any]:
    """Each layer with its own rows: Streamlit turns named data sets into tables, in which no list stays a list."""
    datasets = spec.pop("datasets", {})
    for layer in spec["layer"]:
        layer["data"] = {"values": datasets[layer["data"]["name"]]}
    return spec
