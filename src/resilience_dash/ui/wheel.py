"""One wheel as a chart, and beside it the table that says everything the chart says."""

from functools import lru_cache
from typing import Any

import streamlit as st

from resilience_dash import charts
from resilience_dash.charts.radar import radar
from resilience_dash.charts.words import wheel_in_words
from resilience_dash.domain.framework import Kind
from resilience_dash.domain.report import DimensionResult, Report
from resilience_dash.domain.scoring import level_words, number
from resilience_dash.ui import state

TITLES: dict[Kind, str] = {
    "enabler": "Enablers: what makes it possible",
    "characteristic": "Characteristics: how the place is",
}


def wheel(report: Report, kind: Kind) -> None:
    results = report.of_kind(kind)
    st.header(TITLES[kind], anchor=False)
    if report.mode == "taster":
        st.markdown("The taster asks one statement for each part: take this as a first impression.")
    chart, table = st.columns([1, 1.15], gap="medium", vertical_alignment="center")
    with chart:
        said = wheel_in_words(results)
        st.vega_lite_chart(
            drawn(report, kind, state.dark()), theme=None, width="stretch", alt=said, key=f"wheel-{kind}"
        )
    with table:
        rows = {
            "Part": [d.short_name for d in results],
            "Result": [level_words(d.typical) if d.typical is not None else "Not enough answers" for d in results],
            "Lowest to highest": [
                f"{number(d.lowest)} to {number(d.highest)}" if d.lowest is not None and d.highest is not None else "–"
                for d in results
            ],
            "Aim": [number(d.aim) for d in results],
            "People": [str(d.n) for d in results],
        }
        if any(d.agreed is not None for d in results):
            rows["Agreed"] = [level_words(d.agreed) if d.agreed is not None else "–" for d in results]
        st.table(rows, hide_index=True, border="horizontal", alt=f"{TITLES[kind]}, in words and numbers")
        st.caption(
            "Result: the mean of the statements’ medians, from 0 (not started) to 4 (leading). "
            "Lowest to highest: the means of the lowest and of the highest answers."
        )


def drawn(report: Report, kind: Kind, dark: bool) -> dict[str, Any]:
    """The wheel's chart, built once for each result and theme (decision 3)."""
    return _drawn(report.of_kind(kind), dark)


@lru_cache(maxsize=128)
def _drawn(results: tuple[DimensionResult, ...], dark: bool) -> dict[str, Any]:
    return radar(results, look=charts.DARK if dark else charts.LIGHT)
