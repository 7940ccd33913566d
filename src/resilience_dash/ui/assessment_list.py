"""The places with their assessments: how far each has come, and its one next step."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import streamlit as st

from resilience_dash.services.assessing import Listed
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.plain import one_line
from resilience_dash.ui.words import MODES


def assessment_list(listed: Sequence[Listed]) -> None:
    """One heading a place, one row a round, the newest round first."""
    newest_open = next((a for a in listed if not a.assessment.signed_off), None)
    for place, rounds in groupby(listed, key=lambda one: one.assessment.place):
        made_up = " (made up)" if place.made_up else ""
        st.header(one_line(place.name) + made_up, anchor=False)
        for one in rounds:
            _row(one, first=one is newest_open)


def _row(one: Listed, *, first: bool) -> None:
    goes_to, label, said = _next(one)
    address = {"assessment": str(one.assessment.id)}
    with (
        st.container(border=True, key=f"assessment-{one.assessment.id}"),
        st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"),
    ):
        with st.container(width="stretch", gap=None):
            st.markdown(f"**{one_line(one.assessment.period)}** · {MODES[one.assessment.mode][0]}")
            st.caption(said)
        if st.button(label, type="primary" if first else "secondary", key=f"open:{one.assessment.id}"):
            st.switch_page(goes_to, query_params=address)


def _next(one: Listed) -> tuple[Path, str, str]:
    """Where the row's button leads, what it says, and how far the assessment has come."""
    if one.assessment.signed_off_at is not None:
        return page("results"), "Read the results", f"Signed off {state.day(one.assessment.signed_off_at)}"
    said = f"{one.answered} of {one.asked} statements answered"
    if one.answered == 0:
        return page("tasks"), "Start answering", said
    if one.answered < one.asked:
        return page("tasks"), "Go on answering", said
    return page("check"), "Check and sign off", said
