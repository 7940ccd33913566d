"""One wheel as a chart, and beside it the table that says everything the chart says."""

from functools import lru_cache
from typing import Any

import streamlit as st

from resilience_dash import charts
from resilience_dash.charts.radar import Series, radar
from resilience_dash.domain.framework import Kind
from resilience_dash.domain.report import DimensionResult, Report
from resilience_dash.domain.scoring import SMALLEST_GROUP, number
from resilience_dash.ui import state
from resilience_dash.ui.words import (
    COMPARED,
    KIND_TITLES,
    NO_BREAK,
    SIDE_NAMES,
    count,
    level,
    side_group,
    side_words,
    unbroken,
    with_partners,
)

Results = tuple[DimensionResult, ...]


def whose(report: Report) -> Series:
    """Whether the wheels show everybody together or the sides; only asked where a side can be shown."""
    if all(group.typical is None for d in report.dimensions for group in d.groups):
        return "place"
    names: dict[Series, str] = {"place": "Everybody", "sides": "Each side"}
    return st.radio("Whose answers?", list(names), format_func=names.__getitem__, horizontal=True, key="whose")


def wheel(report: Report, kind: Kind, series: Series) -> None:
    """The wheel and its table, side by side where there is room."""
    results = report.of_kind(kind)
    st.header(KIND_TITLES[kind], anchor=False)
    chart, table = st.columns([1, 1.3], gap="medium", vertical_alignment="center")
    with chart:
        # What a screen reader says of the chart is in the drawn dict: its description, the results in words.
        spec = drawn(results, state.dark(), series)
        st.vega_lite_chart(spec, theme=None, width="stretch", key=f"wheel-{kind}-{series}")
    with table:
        rows = _together(results) if series == "place" else _apart(results)
        st.table(rows, hide_index=True, border="horizontal", alt=f"{KIND_TITLES[kind]}, in words and numbers")
        st.caption(
            f"{_alike(results)}Result: the mean of the statements’ medians, from 0 (not started) to 4 (leading). "
            "Spread: from the mean of the lowest to the mean of the highest answers."
            if series == "place"
            else f"A side is shown from {SMALLEST_GROUP} people on. Gap: council minus community."
        )


def _together(results: Results) -> dict[str, list[str]]:
    rows = {
        "Part": [d.short_name for d in results],
        "Result": [level(d.typical) if d.typical is not None else "Not enough answers" for d in results],
        "Spread": [_spread(d) for d in results],
    }
    if any(d.aim != results[0].aim for d in results):
        rows["Aim"] = [number(d.aim) for d in results]
    if any(d.n != results[0].n for d in results):
        rows["People"] = [str(d.n) for d in results]
    if any(d.agreed is not None for d in results):
        rows["Agreed"] = [level(d.agreed) if d.agreed is not None else "–" for d in results]
    return rows


def _alike(results: Results) -> str:
    """What is the same in every row, said once instead of in a column."""
    said = ""
    if all(d.n == results[0].n for d in results):
        said += f"{unbroken(count(results[0].n, 'person', 'people'))} answered. "
    if all(d.aim == results[0].aim for d in results):
        said += f"The aim is {number(results[0].aim)} for every part. "
    return said


def _spread(result: DimensionResult) -> str:
    if result.lowest is None or result.highest is None:
        return "–"
    return NO_BREAK.join((number(result.lowest), "to", number(result.highest)))


def _apart(results: Results) -> dict[str, list[str]]:
    return {
        "Part": [with_partners(d.short_name, d.groups) for d in results],
        **{SIDE_NAMES[side]: [side_words(side_group(d.groups, side)) for d in results] for side in COMPARED},
        "Gap": [number(d.gap) if d.gap is not None else "–" for d in results],
    }


@lru_cache(maxsize=128)
def drawn(results: Results, dark: bool, series: Series) -> dict[str, Any]:
    """The wheel's chart, built once for each result and theme (decision 3)."""
    return radar(results, look=charts.DARK if dark else charts.LIGHT, series=series)
