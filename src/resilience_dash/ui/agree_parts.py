"""Which part the group talks about, and how much it matters here."""

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.assessment import Sheet
from resilience_dash.domain.framework import Dimension
from resilience_dash.domain.problem import Problem
from resilience_dash.services import settling
from resilience_dash.ui import state
from resilience_dash.ui.columns import READING
from resilience_dash.ui.heading import status
from resilience_dash.ui.refused import refused


def part_picker(sheet: Sheet) -> Dimension:
    """Which part the group talks about; the address keeps it."""
    current = state.dimension(sheet)
    names = {d.code: d.name for d in sheet.dimensions}
    key = "agree-part"
    state.put(key, current.code) if state.get(key) not in names else None
    chosen = st.selectbox("Which part?", list(names), format_func=names.__getitem__, key=key, width=READING)
    if chosen is not None and chosen != current.code:
        state.go_to_dimension(chosen)
        return sheet.framework.dimension(chosen)
    return current


def widest_first(sheet: Sheet, dimension: Dimension) -> list[str]:
    """The part's statements, those first on which answers lie furthest apart."""

    def apart(statement_id: str) -> int:
        levels = [answer.level for answer in sheet.answers_to(statement_id) if answer.level is not None]
        return max(levels, default=0) - min(levels, default=0)

    return sorted(sheet.asked_in(dimension), key=apart, reverse=True)


def importance(sheet: Sheet, dimension: Dimension) -> None:
    """How much the part matters here: it moves its statements up in the suggested order for action."""
    if not state.settles(sheet):
        return
    labels = {1: "1 As much as the others", 2: "2 More", 3: "3 Most"}
    stored = sheet.importance.get(dimension.code, 1)
    key = f"importance:{sheet.assessment.id}:{dimension.code}"
    seen = state.follow(key, stored)
    chosen = st.radio(
        "How much does this part matter here?",
        list(labels),
        index=list(labels).index(stored),
        format_func=labels.__getitem__,
        key=key,
    )
    if chosen is None or chosen == stored:
        return
    try:
        settling.set_importance(
            state.database(),
            wiring.frameworks(),
            assessment_id=sheet.assessment.id,
            dimension=dimension.code,
            weight=chosen,
            seen=seen,
            now=wiring.now(),
        )
    except settling.AimMoved as moved:
        state.show_next(key, moved.stored)
        refused(moved)
    except Problem as problem:
        state.try_again(problem, saving=True)
        refused(problem)
    else:
        status("Saved", key="importance-saved")
