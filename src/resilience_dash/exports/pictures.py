"""Wheels as pictures for slides and papers: PNG and SVG on a white sheet, with title, source and a text alternative."""

import base64
import json
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from resilience_dash.charts import DARK, FONT_FAMILY, FONTS, LIGHT, Look
from resilience_dash.charts.lettering import clean, cut, lines
from resilience_dash.charts.radar import Series, radar, sized
from resilience_dash.charts.words import agreed_in_words, people, sides_in_words, wheel_in_words
from resilience_dash.domain.framework import KINDS, Kind
from resilience_dash.domain.problem import Problem
from resilience_dash.domain.report import Report

Wheel = Mapping[str, Any]

FONT_DIRECTORY = Path(__file__).parents[1] / "web" / "look"
DRAWING = Path(__file__).with_name("drawing.py")
LONGEST_WAIT = 30.0  # seconds, for the picture before this one and for this one
KIND_WORDS: Mapping[Kind, str] = {"enabler": "Enablers", "characteristic": "Characteristics"}
MARGIN, HEADING = 32, 48

# Each picture takes about 100 MB while it is drawn: one at a time keeps the server within its means.
_one_at_a_time = threading.BoundedSemaphore(1)


class PictureNotMade(Problem):
    """The picture could not be drawn in time, or at all."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """How large each wheel is, and what room there is above and below for words, in CSS pixels."""

    width: int
    height: int
    ring: int
    head: int
    foot: int


ON_PAPER = Sheet(640, 530, 185, head=64, foot=60)
FROM_AFAR = Sheet(430, 380, 115, head=0, foot=0)


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands around the wheels: a title, a line of source and n, and the sentence that stands for the picture."""

    title: str
    source: str
    said: str


def caption(report: Report, kinds: Sequence[Kind] = KINDS, *, series: Series = "place") -> Caption:
    """Place, period, framework, n and whether the results are signed off, and the wheels in words."""
    day, framework = report.signed_off_at, f"{report.framework}, version {report.framework_version}"
    signed = f"Signed off {day.day} {day:%B %Y}" if day else "Not signed off"
    in_words = wheel_in_words if series == "place" else sides_in_words
    return Caption(
        title=f"{report.place}, {report.period}",
        source=f"{people(report.respondents)} answered. {signed}. {framework}.",
        said=" ".join(f"{KIND_WORDS[kind]}: {in_words(found)}" for kind in kinds if (found := report.of_kind(kind))),
    )


def report_svg(report: Report, *, series: Series = "place") -> bytes:
    """Both wheels of a report beside each other as one SVG."""
    return _draw("svg", wheels(report, series=series), caption(report, series=series))


def report_png(report: Report, *, series: Series = "place", scale: float = 2) -> bytes:
    """Both wheels of a report beside each other as one PNG, `scale` pixels for each CSS pixel."""
    return _draw("png", wheels(report, series=series), caption(report, series=series), scale)


def wheel_svg(spec: Wheel, about: Caption, *, heading: str = "") -> bytes:
    """One wheel as SVG."""
    return _draw("svg", [(heading, spec)], about)


def wheel_png(spec: Wheel, about: Caption, *, heading: str = "", scale: float = 2) -> bytes:
    """One wheel as PNG, `scale` pixels for each CSS pixel."""
    return _draw("png", [(heading, spec)], about, scale)


def agreed_svg(report: Report, *, dark: bool = False) -> bytes:
    """What has been agreed so far and the aims, on a narrow sheet whose letters can be read from afar."""
    look = DARK if dark else LIGHT
    found = [(kind, report.of_kind(kind)) for kind in KINDS if report.of_kind(kind)]
    drawn = [(KIND_WORDS[kind], radar(results, look=look, series="agreed")) for kind, results in found]
    return _draw("svg", drawn, Caption("", "", agreed_words(report)), sheet=FROM_AFAR, look=look)


def agreed_words(report: Report) -> str:
    """The same in words."""
    found = [(KIND_WORDS[kind], report.of_kind(kind)) for kind in KINDS if report.of_kind(kind)]
    return " ".join(f"{heading}: {agreed_in_words(results)}" for heading, results in found)


def wheels(report: Report, *, series: Series = "place") -> list[tuple[str, Wheel]]:
    """The wheels a report has, each under its heading. There is no picture that adds them up."""
    found = [(kind, report.of_kind(kind)) for kind in KINDS]
    return [(KIND_WORDS[kind], radar(results, look=LIGHT, series=series)) for kind, results in found if results]


def _draw(
    form: Literal["svg", "png"],
    wheels: Sequence[tuple[str, Wheel]],
    about: Caption,
    scale: float = 2,
    *,
    sheet: Sheet = ON_PAPER,
    look: Look = LIGHT,
) -> bytes:
    """The picture, drawn by a process of its own. Raises PictureNotMade."""
    laid_out = _sheet(wheels, about, sheet, look, embed=form == "svg")
    job = json.dumps({**laid_out, "format": form, "scale": scale}).encode()
    if not _one_at_a_time.acquire(timeout=LONGEST_WAIT):
        raise PictureNotMade(
            "The picture is not made: others are being drawn. Your results are safe. Try again in a minute."
        )
    try:
        # Our own file under our own interpreter, with nothing of a person's on the command line.
        drawn = subprocess.run(  # noqa: S603
            [sys.executable, "-P", str(DRAWING)], input=job, capture_output=True, timeout=LONGEST_WAIT, check=True
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise PictureNotMade(
            "The picture could not be drawn. Your results are safe. Take the table (CSV) instead, or try again later."
        ) from error
    finally:
        _one_at_a_time.release()
    return drawn.stdout


def _sheet(
    wheels: Sequence[tuple[str, Wheel]], about: Caption, sheet: Sheet, look: Look, *, embed: bool
) -> dict[str, Any]:
    """Where everything stands on the sheet, in CSS pixels."""
    across = max(1, len(wheels)) * (sheet.width + MARGIN) + MARGIN
    down = sheet.head + HEADING + sheet.height + sheet.foot
    texts: list[dict[str, Any]] = []

    def write(text: str, x: float, y: float, size: int, weight: int, colour: str) -> None:
        texts.append({"text": text, "x": x, "y": y, "size": size, "weight": weight, "colour": colour})

    room = across - 2 * MARGIN
    write(cut(clean(about.title), 24, room, bold=True), MARGIN, 48, 24, 700, look.ink)
    source = lines(clean(about.source), 13, room)
    for i, line in enumerate(source):
        write(line, MARGIN, down - 24 - 18 * (len(source) - 1 - i), 13, 400, look.quiet)
    placed = []
    for i, (heading, spec) in enumerate(wheels):
        x = MARGIN + i * (sheet.width + MARGIN)
        if heading:
            write(heading, x, sheet.head + 28, 18, 700, look.ink)
        fixed = {**sized(spec, sheet.width, sheet.height, ring=sheet.ring), "background": look.ground}
        placed.append({"x": x, "y": sheet.head + HEADING, "spec": fixed})
    return {
        "fonts": str(FONT_DIRECTORY), "font": FONTS, "style": _font_face() if embed else "", "width": across,
        "height": down, "title": clean(about.title), "description": clean(about.said), "texts": texts, "wheels": placed,
        "ground": look.ground,
    }  # fmt: skip


@cache
def _font_face() -> str:
    """The font itself within the picture, so that an SVG looks the same on a machine that does not have it."""
    font = (FONT_DIRECTORY / "atkinson-hyperlegible-next-latin-wght-normal.woff2").read_bytes()
    source = f"url(data:font/woff2;base64,{base64.b64encode(font).decode()}) format('woff2')"
    return f"@font-face{{font-family:'{FONT_FAMILY}';font-weight:200 800;src:{source}}}"
