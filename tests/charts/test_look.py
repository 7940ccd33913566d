"""The colours hold what the design promises, by the formula of WCAG 2.2."""

import pytest

from resilience_dash.charts import DARK, LIGHT, LOOKS, Look
from resilience_dash.domain.framework import SIDES

BOTH = pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.theme)


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_knows_black_and_white() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@BOTH
def test_text_has_at_least_seven_to_one(look: Look) -> None:
    assert contrast(look.ink, look.ground) >= 7
    assert contrast(look.quiet, look.ground) >= 7


@BOTH
def test_every_mark_stands_out_from_the_ground_by_three_to_one(look: Look) -> None:
    for mark in (look.typical, look.agreed, look.aim, *look.sides.values()):
        assert contrast(mark.colour, look.ground) >= 3, mark
    assert contrast(look.spread_edge, look.ground) >= 3


@BOTH
def test_marks_that_touch_stand_out_from_one_another_by_three_to_one(look: Look) -> None:
    """Partners meet the others only across a rim in the ground's colour: three cannot all be three to one apart."""
    assert contrast(look.sides["council"].colour, look.sides["community"].colour) >= 3
    assert contrast(look.typical.colour, look.spread) >= 3


@BOTH
def test_no_two_sides_share_a_dash_or_a_marker(look: Look) -> None:
    marks = [look.sides[side] for side in SIDES]
    assert (
        len({m.dash for m in marks}) == len({m.marker for m in marks}) == len({m.colour for m in marks}) == len(SIDES)
    )
    assert len({m.dash for m in (look.typical, look.agreed, look.aim)}) == 3


@BOTH
def test_no_mark_lends_its_colour_to_text(look: Look) -> None:
    assert {look.ink, look.quiet}.isdisjoint({look.sides["community"].colour, look.sides["council"].colour})


def test_the_light_colours_are_the_councils() -> None:
    colours = [LIGHT.sides[side].colour for side in SIDES]
    assert [*colours, LIGHT.agreed.colour, DARK.ground] == ["#12436D", "#F46A25", "#801650", "#3D3D3D", "#0E1A24"]
    assert LOOKS["dark"] is DARK
