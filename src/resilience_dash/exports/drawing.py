"""Draw a picture in a process of its own: a job as JSON on stdin, the SVG or PNG on stdout.

The engine that runs Vega keeps some 100 MB for as long as its process lives; here it lives for one picture. The file
imports nothing of ours, so that it starts at once, and it never fetches anything.

A job: `fonts` (a directory), `font` (a family), `format` ("svg" or "png"), `scale`, `width`, `height`, `title`,
`description`, `ground` (a colour), `style` (CSS), `texts` (each with x, y, size, weight, colour, text) and `wheels`
(each with x, y and a sized `spec`).
"""

import json
import sys
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import vl_convert

Job = dict[str, Any]


def draw(job: Job) -> bytes:
    """The picture a job describes."""
    vl_convert.register_font_directory(job["fonts"])
    svg = framed(job, [vl_convert.vegalite_to_svg(wheel["spec"], allowed_base_urls=[]) for wheel in job["wheels"]])
    if job["format"] == "svg":
        return svg.encode()
    return bytes(vl_convert.svg_to_png(svg, scale=job["scale"]))


def framed(job: Job, wheels: list[str]) -> str:
    """Wheels and texts on a sheet, with a title and a description for those who do not see it."""
    width, height = job["width"], job["height"]
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title description"',
        f' width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
        f'<title id="title">{escape(job["title"])}</title>',
        f'<desc id="description">{escape(job["description"])}</desc>',
        f"<style>{job['style']}</style>" if job["style"] else "",
        f'<rect width="{width}" height="{height}" fill="{job["ground"]}"/>',
    ]
    parts += [
        f'<text x="{text["x"]}" y="{text["y"]}" font-family={quoteattr(job["font"])} font-size="{text["size"]}" '
        f'font-weight="{text["weight"]}" fill="{text["colour"]}">{escape(text["text"])}</text>'
        for text in job["texts"]
    ]
    for place, wheel in zip(job["wheels"], wheels, strict=True):
        parts.append(wheel.replace("<svg ", f'<svg x="{place["x"]}" y="{place["y"]}" ', 1))
    return "".join([*parts, "</svg>"])


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(json.load(sys.stdin.buffer)))
