"""Data in, Vega-Lite out. This file is the one look: which colour, dash and marker means what, per theme.

No mark is told apart by its colour alone: each has a dash and a marker of its own, and a rim in the ground's colour
where marks meet. Orange is a mark, never text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from resilience_dash.domain.framework import Side

Theme = Literal["light", "dark"]

FONT_FAMILY = "Atkinson Hyperlegible Next"
FONTS = f"{FONT_FAMILY}, Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Mark:
    """How one series is drawn: dash in pixels (drawn, left out, …), marker as Vega names it, marker size in px²."""

    colour: str
    dash: tuple[int, ...]
    marker: str
    size: int
    width: float = 2.5


@dataclass(frozen=True, slots=True)
class Look:
    """Everything a chart needs to know about a theme. Colours are #RRGGBB; `ink` and `quiet` are the only text colours.

    `ground` is what the page puts behind the chart: charts are transparent and use it for rims and halos only.
    """

    theme: Theme
    ink: str
    quiet: str
    ground: str
    ring: str
    rim: str
    spread: str
    spread_edge: str
    typical: Mark
    agreed: Mark
    aim: Mark
    sides: Mapping[Side, Mark]


SOLID, DASHED, DOTTED, LONG_DASHED, THIN_DOTTED = (1, 0), (7, 4), (2, 3), (10, 3), (1, 3)

LIGHT = Look(
    theme="light",
    ink="#0B0C0C",
    quiet="#505A5F",
    ground="#FFFFFF",
    ring="#D3DBE1",
    rim="#A9B5BD",
    spread="#DCE6EE",
    spread_edge="#7390A8",
    typical=Mark("#12436D", SOLID, "circle", 90),
    agreed=Mark("#3D3D3D", LONG_DASHED, "diamond", 230, 1.5),
    aim=Mark("#6B7276", THIN_DOTTED, "", 0, 1.5),
    sides=MappingProxyType(
        {
            "council": Mark("#12436D", SOLID, "circle", 120),
            "community": Mark("#F46A25", DASHED, "square", 90),
            "partners": Mark("#801650", DOTTED, "triangle-up", 110, 2.0),
        }
    ),
)

DARK = Look(
    theme="dark",
    ink="#F4F7F9",
    quiet="#B8C7D1",
    ground="#0E1A24",
    ring="#2B3C48",
    rim="#4A5F6D",
    spread="#2A4257",
    spread_edge="#5E83A0",
    typical=Mark("#7CC4E8", SOLID, "circle", 90),
    agreed=Mark("#F4F7F9", LONG_DASHED, "diamond", 230, 1.5),
    aim=Mark("#9DB1BF", THIN_DOTTED, "", 0, 1.5),
    sides=MappingProxyType(
        {
            "council": Mark("#D6ECF8", SOLID, "circle", 120),
            "community": Mark("#E0561B", DASHED, "square", 90),
            "partners": Mark("#F2A0CB", DOTTED, "triangle-up", 110, 2.0),
        }
    ),
)

LOOKS: Mapping[Theme, Look] = MappingProxyType({"light": LIGHT, "dark": DARK})
