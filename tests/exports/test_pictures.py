"""Pictures that can leave the program: whole, named, in our typeface, and drawn outside the server's process."""

import struct
import sys
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from resilience_dash.charts.radar import radar
from resilience_dash.domain.framework import KINDS
from resilience_dash.exports import FORMATS, pictures
from resilience_dash.exports.pictures import (
    FONT_DIRECTORY,
    PictureNotMade,
    agreed_svg,
    agreed_words,
    caption,
    report_png,
    report_svg,
    wheel_png,
    wheel_svg,
)
from tests.report_builder import report, wheel

SVG = "{http://www.w3.org/2000/svg}"
NASTY = 'Tŷ Ŵyn & "<script>alert(1)</script>" \x00\x1b قرية 👩‍👩‍👧'


@cache
def plain_svg() -> bytes:
    """The picture of the usual report, drawn once."""
    return report_svg(report())


def test_every_format_has_a_media_type_and_makes_bytes() -> None:
    starts = {"csv": b"\xef\xbb\xbf", "json": b"{", "png": None, "svg": b"<svg"}
    assert set(FORMATS) == set(starts)
    for extension, (media_type, render) in FORMATS.items():
        assert "/" in media_type
        if extension != "png":  # drawn once below, where its size is looked at
            made = plain_svg() if render is report_svg else render(report())
            assert made.startswith(starts[extension] or b"")


def test_the_json_is_the_canonical_text() -> None:
    text = (
        FORMATS["json"]
        .render(report(place="Caf\u0065\u0301", signed_off_at=datetime(2026, 11, 21, tzinfo=UTC)))
        .decode()
    )
    assert "Café" in text
    assert '"signed_off_at":"2026-11-21T00:00:00+00:00"' in text
    assert text.index('"actions"') < text.index('"assessment_id"') < text.index('"dimensions"')


def test_an_svg_has_a_title_a_description_and_says_n_and_source() -> None:
    root = ET.fromstring(report_svg(report(place=NASTY)))  # noqa: S314 - our own picture
    assert root.get("role") == "img"
    assert (root.findtext(f"{SVG}title") or "").startswith('Tŷ Ŵyn & "<script>alert(1)</script>"')
    said = root.findtext(f"{SVG}desc") or ""
    assert "Enablers: The firmest part is Joined-up system, at 3.1 Established (9 people)." in said
    words = [text.text for text in root.findall(f"{SVG}text")]
    assert "9 people answered. Not signed off. Keep it local, version 1.0." in words
    assert {"Enablers", "Characteristics"} <= set(words)
    assert len(root.findall(f"{SVG}svg")) == 2
    assert not root.findall(f".//{SVG}script")


def test_a_signed_report_says_when() -> None:
    day = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
    assert "Signed off 1 November 2026." in caption(report(signed_off_at=day)).source


def test_a_report_with_one_wheel_has_one_wheel() -> None:
    root = ET.fromstring(report_svg(report(wheel([2.0, 3.0, None, 1.0]))))  # noqa: S314 - our own picture
    assert len(root.findall(f"{SVG}svg")) == 1


def test_a_png_has_two_pixels_for_each_of_the_svg() -> None:
    results = wheel([2.0, 3.0, None, 1.0])
    about = caption(report(results), KINDS)
    png, svg = wheel_png(radar(results), about, heading="Enablers"), wheel_svg(radar(results), about)
    sheet = ET.fromstring(svg)  # noqa: S314 - our own picture
    assert struct.unpack(">II", png[16:24]) == (2 * int(sheet.get("width", 0)), 2 * int(sheet.get("height", 0)))


def test_an_svg_carries_its_typeface() -> None:
    assert b"font-family:'Atkinson Hyperlegible Next'" in plain_svg()


def test_the_typeface_lies_there_with_its_licence() -> None:
    names = {path.name for path in FONT_DIRECTORY.iterdir()}
    assert "atkinson-hyperlegible-next-latin-wght-normal.woff2" in names
    assert {"atkinson-hyperlegible-next-regular.ttf", "atkinson-hyperlegible-next-bold.ttf"} <= names
    assert "SIL OPEN FONT LICENSE" in (FONT_DIRECTORY / "LICENSE.txt").read_text()


def test_the_engine_stays_out_of_the_servers_process() -> None:
    assert FORMATS["png"].render(report()).startswith(b"\x89PNG")
    source = Path(pictures.__file__).read_text()
    assert "import vl_convert" not in source
    assert pictures.DRAWING.name == "drawing.py"


def test_a_picture_that_cannot_be_drawn_is_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "drawing.py"
    broken.write_text("raise SystemExit(3)")
    monkeypatch.setattr(pictures, "DRAWING", broken)
    with pytest.raises(PictureNotMade, match="Your results are safe"):
        report_png(report())
    broken.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(pictures, "LONGEST_WAIT", 0.5)
    with pytest.raises(PictureNotMade, match="Your results are safe"):
        report_png(report())
    assert pictures._one_at_a_time.acquire(timeout=0)
    pictures._one_at_a_time.release()
    assert sys.executable


def test_what_was_agreed_is_drawn_for_both_grounds_with_its_words() -> None:
    for dark, ground in ((False, "#FFFFFF"), (True, "#0E1A24")):
        drawn = ET.fromstring(agreed_svg(report(), dark=dark))  # noqa: S314 - our own picture
        assert drawn.find(f"{SVG}desc").text == agreed_words(report())  # type: ignore[union-attr]
        assert drawn.find(f"{SVG}rect").get("fill") == ground  # type: ignore[union-attr]
