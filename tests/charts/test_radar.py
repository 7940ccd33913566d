"""What a wheel's dict says, whatever the results and the names are."""

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import altair as alt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resilience_dash.charts import DARK, LIGHT
from resilience_dash.charts.plane import angles, runs
from resilience_dash.charts.radar import radar, sized
from tests.report_builder import CHARACTERISTICS, views, wheel

LEVELS = st.one_of(st.none(), st.floats(0, 4, allow_nan=False))
NASTY = [
    "'; alert(1) //",
    "<script>alert(1)</script>",
    '"}]}',
    "datum.x",
    "قرية الأمل",
    "👩‍👩‍👧 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "a\x00b\ud800\x1b",
    "W" * 300,
]


def all_values(found: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(found, dict):
        for key, value in found.items():
            yield key, value
            yield from all_values(value)
    elif isinstance(found, (list, tuple)):
        for value in found:
            yield from all_values(value)


def values_of(spec: dict[str, Any], key: str) -> list[Any]:
    return [value for found, value in all_values(spec["layer"]) if found == key]


def layers(spec: dict[str, Any], mark: str, **wanted: Any) -> list[dict[str, Any]]:
    """The layers with this kind of mark and these properties."""
    return [x for x in spec["layer"] if x["mark"]["type"] == mark and wanted.items() <= x["mark"].items()]


def polygon(spec: dict[str, Any], colour: str = LIGHT.typical.colour) -> list[dict[str, Any]]:
    found = layers(spec, "line", stroke=colour)
    return found[0]["data"]["values"] if found else []


def markers(spec: dict[str, Any], colour: str = LIGHT.typical.colour) -> list[dict[str, Any]]:
    return [row for layer in layers(spec, "point", fill=colour, aria=True) for row in layer["data"]["values"]]


def texts(spec: dict[str, Any]) -> set[str]:
    return {row["text"] for layer in layers(spec, "text") for row in layer["data"]["values"] if "text" in row}


def rows_with(spec: dict[str, Any], column: str) -> list[dict[str, Any]]:
    return next(x["data"]["values"] for x in spec["layer"] if column in x["data"]["values"][0])


@cache
def plain_wheel(spokes: int) -> dict[str, Any]:
    """A wheel of so many dimensions, all of them named “Name”."""
    return radar([replace(d, short_name="Name", name="Name") for d in wheel([2.0] * 7)[:spokes]])


def test_a_wheel_is_valid_vega_lite() -> None:
    some = [replace(d, agreed=2.0, gap=1.5) for d in wheel([None, 1.0, None, 4.0, 2.0, 0.0, None])]
    for spec in (radar(some), radar(some, series="sides"), radar([])):
        alt.Chart.from_dict(spec)


def test_zero_is_the_centre_and_four_is_the_edge() -> None:
    first = markers(radar(wheel([0, 4, 4, 4, 4, 4, 4])))
    assert (first[0]["on_x"], first[0]["on_y"]) == (0, 0)
    assert [math.hypot(p["on_x"], p["on_y"]) for p in first[1:]] == pytest.approx([4] * 6, abs=1e-3)


def test_the_first_spoke_stands_at_twelve_and_four_spokes_stand_crosswise() -> None:
    assert angles(7)[0] == 0
    assert angles(4) == pytest.approx([math.radians(a) for a in (-45, 45, 135, 225)])


def test_a_level_has_as_many_pixels_across_as_down() -> None:
    spec = radar(wheel([2.0] * 7))
    scale = spec["layer"][0]["encoding"]
    assert [d["expr"] for d in scale["x"]["scale"]["domain"]] == ["-width / 2 / level_px", "width / 2 / level_px"]
    assert [d["expr"] for d in scale["y"]["scale"]["domain"]] == ["-(height - middle) / level_px", "middle / level_px"]


def test_a_full_circle_ends_where_it_began() -> None:
    points = polygon(radar(wheel([2.0] * 7)))
    assert len(points) == 8
    assert (points[0]["x"], points[0]["y"]) == (points[-1]["x"], points[-1]["y"])


@given(st.lists(st.booleans(), max_size=12))
def test_lines_join_only_neighbours_that_are_both_known(known: list[bool]) -> None:
    found = runs([1.0 if k else None for k in known])
    joined = {(a, b) for run in found for a, b in pairwise(run)}
    expected = {(i, (i + 1) % len(known)) for i in range(len(known)) if known[i] and known[(i + 1) % len(known)]}
    assert joined == expected
    assert {i for run in found for i in run} == {i for i, k in enumerate(known) if k}


@settings(max_examples=8, deadline=None)
@given(st.lists(LEVELS, max_size=9))
def test_what_is_not_known_has_no_point_and_says_so(levels: list[float | None]) -> None:
    spec = radar(wheel(levels, CHARACTERISTICS))
    known = [level for level in levels if level is not None]
    assert len(markers(spec)) == len(known)
    if levels:
        notes = [" ".join(row["note0"]) for row in rows_with(spec, "note0")]
        assert notes == ["" if level is not None else "not enough answers" for level in levels]
    named = {text.split(",")[0] for text in texts(spec)}
    assert ("Typical level" in named) == ("Lowest to highest" in named) == bool(known)


def test_a_missing_spoke_is_dotted() -> None:
    dotted = layers(radar(wheel([None, 2.0, None, 3.0])), "rule", stroke=LIGHT.ring, strokeDash=[2, 5])
    assert len(dotted[0]["data"]["values"]) == 2


@settings(max_examples=8, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=60)), min_size=1, max_size=7), st.text(max_size=80))
def test_whatever_a_name_says_it_is_never_part_of_an_expression(names: list[str], said: str) -> None:
    results = [replace(d, short_name=name, name=name) for d, name in zip(wheel([2.0] * 7), names, strict=False)]
    spec, other = radar(results, said=said), plain_wheel(len(results))
    for key in ("calculate", "filter", "field"):
        assert values_of(spec, key) == values_of(other, key)
    calculated = "".join(p.get("expr", "") for p in spec["params"])
    assert not set(calculated) - set("abcdefghijklmnopqrstuvwxyz_0123456789.+-*/()<>=?:, ")
    json.dumps(spec, ensure_ascii=False).encode()


def test_no_column_could_fetch_anything() -> None:
    for series in ("place", "sides"):
        keys = {key for key, _ in all_values(radar(wheel([2.0] * 7), series=series))}  # type: ignore[arg-type]
        assert keys.isdisjoint({"image", "href", "url"})


def test_only_points_speak_and_each_says_level_and_people() -> None:
    spec = radar(wheel([2.25, 3.1, 1.8, 2.0]))
    speaking = [layer for layer in spec["layer"] if layer["mark"].get("aria") is not False]
    assert len(speaking) == 1
    assert speaking[0]["encoding"]["description"]["field"] == "said"
    assert markers(spec)[0]["said"] == (
        "Top-level leadership: typical level 2.3 Developing, answers from 1.5 to 3.3, aim 3, 9 people."
    )


def test_the_description_is_the_given_sentence_or_the_wheel_in_words() -> None:
    results = wheel([2.5, 3.1, 1.8, 2.0])
    assert radar(results, said="Leadership leads.")["description"] == "Leadership leads."
    assert radar(results)["description"].startswith(
        "The firmest part is Joined-up system, at 3.1 Established (9 people)."
    )


def test_agreed_levels_are_drawn_only_where_some_were_agreed() -> None:
    results = wheel([2.5, 3.1, 1.8, 2.0])
    assert "Agreed level" not in texts(radar(results))
    agreed = radar([replace(results[0], agreed=3.0), *results[1:]])
    assert "Agreed level" in texts(agreed)
    assert layers(agreed, "point", shape="diamond", stroke=LIGHT.agreed.colour)


def test_a_hidden_side_is_not_in_the_picture() -> None:
    results = [replace(d, groups=views(3.0, 2.0, None)) for d in wheel([2.0] * 7)]
    spec = radar(results, series="sides")
    assert {t for t in texts(spec) if "," in t and "at the" not in t} == {"Council, 4 people", "Community, 4 people"}
    assert "partners" not in json.dumps(spec).lower()
    assert not markers(radar(results, series="sides"), LIGHT.sides["partners"].colour)


def test_equal_levels_stand_side_by_side() -> None:
    results = [replace(d, groups=views(2.0, 2.0, 3.5)) for d in wheel([2.0] * 7)]
    spec = radar(results, series="sides")
    council, community, partners = (
        markers(spec, LIGHT.sides[s].colour)[0] for s in ("council", "community", "partners")
    )
    assert community["off_x"] - council["off_x"] >= 12
    assert partners["off_x"] == 0


def test_a_wide_gap_is_named_beside_the_dimension() -> None:
    results = [
        replace(d, groups=views(3.0, 1.0, None), gap=gap)
        for d, gap in zip(wheel([2.0] * 4), [2, -1.5, 0.9, None], strict=True)
    ]
    notes = [" ".join(row["note0"]) for row in rows_with(radar(results, series="sides"), "note0")]
    assert notes == ["gap 2", "gap 1.5", "", ""]


def test_dark_text_is_in_the_dark_ink_on_a_transparent_ground() -> None:
    spec = radar(wheel([2.0] * 7), look=DARK)
    assert spec["background"] == "transparent"
    assert {layer["mark"]["fill"] for layer in layers(spec, "text")} == {DARK.ink, DARK.quiet, DARK.ground}


def test_text_is_only_ever_in_an_ink() -> None:
    for series in ("place", "sides"):
        spec = radar(wheel([2.0] * 7), series=series)  # type: ignore[arg-type]
        assert {layer["mark"]["fill"] for layer in layers(spec, "text")} <= {LIGHT.ink, LIGHT.quiet, LIGHT.ground}


def test_a_sized_wheel_leaves_the_first_as_it_was() -> None:
    spec = radar(wheel([2.0] * 7))
    before = json.dumps(spec)
    fixed = sized(spec, 700, 560, ring=185)
    assert json.dumps(spec) == before
    assert fixed["width"] == 700
    params = {p["name"]: p.get("value", p.get("expr")) for p in fixed["params"]}
    assert (params["largest"], params["tallest"], params["height"]) == (185, 560, "560")


def test_a_wheel_of_what_was_agreed_shows_nothing_else() -> None:
    results = [replace(d, agreed=level) for d, level in zip(wheel([4, 4, 4, 4]), (3.0, None, 1.0, None), strict=True)]
    said = json.dumps(radar(results, series="agreed"))
    assert "Agreed level" in said
    assert "not agreed yet" in said
    for hidden in ("Typical level", "Lowest to highest", "not enough answers", "4 Leading"):
        assert hidden not in said
    assert "Agreed level" not in json.dumps(radar([replace(d, agreed=None) for d in results], series="agreed"))
