"""The wheel as it is drawn: round, whole, and nothing on top of a ring, at every width a page may have."""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pytest
import vl_convert

from resilience_dash.charts.lettering import width as wide
from resilience_dash.charts.radar import radar, sized
from resilience_dash.exports.pictures import FONT_DIRECTORY
from tests.report_builder import views, wheel

pytestmark = pytest.mark.xdist_group("drawing")

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = r"(-?\d+(?:\.\d+)?(?:e-?\d+)?)"
WIDTHS = [280, 320, 343, 358, 420, 560, 700, 1200]


@dataclass(frozen=True)
class Text:
    text: str
    left: float
    right: float
    top: float
    bottom: float
    weight: str


@dataclass(frozen=True)
class Picture:
    width: float
    height: float
    texts: tuple[Text, ...]
    rings: tuple[tuple[float, float, float, float], ...]


@pytest.fixture(scope="module", autouse=True)
def fonts() -> None:
    vl_convert.register_font_directory(str(FONT_DIRECTORY))


def drawn(spec: dict[str, Any]) -> Picture:
    root = ET.fromstring(vl_convert.vegalite_to_svg(spec))  # noqa: S314 - drawn here, from our own rows
    texts: list[Text] = []
    rings: list[tuple[float, float, float, float]] = []

    def walk(node: ET.Element, x: float, y: float) -> None:
        moved = re.match(rf"translate\({NUMBER},{NUMBER}\)", node.get("transform", ""))
        if moved:
            x, y = x + float(moved[1]), y + float(moved[2])
        if node.tag == f"{SVG}text":
            texts.extend(lines_of(node, x, y))
        elif node.tag == f"{SVG}path" and (arc := re.match(rf"M{NUMBER},0A{NUMBER},{NUMBER}", node.get("d", ""))):
            rings.append((x, y, float(arc[2]), float(arc[3])))
        for child in node:
            walk(child, x, y)

    walk(root, 0, 0)
    rings = [ring for ring in rings if ring[2] > 15]
    return Picture(float(root.get("width", 0)), float(root.get("height", 0)), tuple(texts), tuple(rings))


def lines_of(node: ET.Element, x: float, y: float) -> list[Text]:
    size = float(node.get("font-size", "0").removesuffix("px"))
    weight = node.get("font-weight", "400")
    found, baseline = [], y
    for line in [child for child in node if child.tag == f"{SVG}tspan"] or [node]:
        baseline += float(line.get("dy", 0))
        text = line.text or ""
        across = wide(text, size, bold=weight != "400")
        left = x - across * {"start": 0.0, "middle": 0.5, "end": 1.0}[node.get("text-anchor", "start")]
        found.append(Text(text, left, left + across, baseline - 0.72 * size, baseline + 0.2 * size, weight))
    return found


@cache
def at(width: int, name: str) -> Picture:
    """As on a page: the height follows from the width."""
    return drawn({**made(name), "width": width})


@cache
def made(name: str) -> dict[str, Any]:
    return radar(WHEELS[name], series="sides" if name == "sides" else "place")


WHEELS = {
    "seven": wheel([2.3, 1.5, 3.2, 2.8, 0.9, 2.0, 3.6]),
    "four": wheel([2.5, 3.1, 1.8, 4.0]),
    "gaps in it": wheel([2.3, None, 3.2, None, None, 2.0, 3.6]),
    "nothing known": wheel([None] * 7),
    "all agreed": [replace(d, agreed=d.typical) for d in wheel([0.0, 1.0, 2.0, 3.0, 4.0, 2.5, 3.5])],
    "long names": wheel(
        [2.0] * 5, ["Infrastructure and neighbourhoods", "Wide-ranging internationalisation", "X", "A b c d", "Ŵ"]
    ),
    "sides": [replace(d, groups=views(3.0, 1.0, 2.0), gap=2.0) for d in wheel([2.0] * 7)],
    "one": wheel([3.0], ["Alone"]),
    "twelve": wheel([1.0, 2.0, 3.0] * 4),
}


@pytest.mark.parametrize("name", WHEELS)
def test_the_rings_are_round_and_the_picture_is_as_wide_as_its_place(name: str) -> None:
    for width in WIDTHS:
        picture = at(width, name)
        assert len(picture.rings) == 4
        for _, _, across, down in picture.rings:
            assert across == pytest.approx(down, rel=0.02)
        assert picture.width == pytest.approx(width, abs=1.5), "something stands out at the side"


@pytest.mark.parametrize("name", WHEELS)
def test_no_text_is_cut_off(name: str) -> None:
    for width in WIDTHS:
        picture = at(width, name)
        for text in picture.texts:
            assert text.left >= -1, (width, text)
            assert text.right <= picture.width + 1, (width, text)
            assert text.top >= 0, (width, text)
            assert text.bottom <= picture.height + 1, (width, text)


@pytest.mark.parametrize("name", ["seven", "four", "gaps in it", "nothing known", "sides", "twelve"])
def test_names_do_not_touch_the_outer_ring_or_one_another(name: str) -> None:
    for width in WIDTHS:
        picture = at(width, name)
        x, y, radius, _ = max(picture.rings, key=lambda ring: ring[2])
        words = {word for d in WHEELS[name] for word in (*d.short_name.split(), "not", "enough", "answers", "gap", "2")}
        names = [t for t in picture.texts if set(t.text.split()) <= words and not t.text.isdigit()]
        for text in names:
            nearest = (min(max(x, text.left), text.right) - x, min(max(y, text.top), text.bottom) - y)
            assert (nearest[0] ** 2 + nearest[1] ** 2) ** 0.5 > radius + 3, (width, text)
        for i, one in enumerate(names):
            for other in names[i + 1 :]:
                apart = (
                    one.right <= other.left
                    or other.right <= one.left
                    or one.bottom <= other.top + 4
                    or other.bottom <= one.top + 4
                )
                assert apart, (width, one, other)


def test_on_a_phone_the_names_are_still_there_and_below_that_numbers_stand_for_them() -> None:
    phone, narrow = at(356, "seven"), at(288, "seven")
    assert any(t.text == "environment" for t in phone.texts)
    assert max(ring[2] for ring in phone.rings) >= 84
    assert any(t.text.startswith("6 ") and "Clean environment" in t.text for t in narrow.texts)
    assert max(ring[2] for ring in narrow.rings) >= 110


@pytest.mark.parametrize(("width", "height"), [(640, 530), (500, 800), (1600, 900), (400, 400), (300, 500)])
def test_a_sized_picture_has_that_size_and_holds_everything(width: int, height: int) -> None:
    for name in ("seven", "four"):
        picture = drawn(sized(made(name), width, height))
        assert (picture.width, picture.height) == pytest.approx((width, height), abs=1.5)
        assert all(across == pytest.approx(down, rel=0.02) for _, _, across, down in picture.rings)
        assert all(t.top >= 0 and t.bottom <= height + 1 for t in picture.texts)


def test_a_name_of_markup_is_drawn_as_text() -> None:
    nasty = ["<script>alert(1)</script>", "\"'&<>", "قرية", "👩‍👩‍👧", "a\x00\x1b\ud800b", "datum.x"]
    picture = drawn({**radar(wheel([2.0] * 6, nasty)), "width": 700})
    written = " ".join(text.text for text in picture.texts)
    assert "<script>" in written
    assert "datum.x" in written
