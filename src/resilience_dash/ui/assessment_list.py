"""The places with their assessments: how far each has come, and its one next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import streamlit as st

from resilience_dash.services.opening import Listed
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.plain import one_line
from resilience_dash.ui.words import MODES


@dataclass(frozen=True, slots=True)
class Way:
    """Where an assessment's button leads, what it says, and how far the assessment has come."""

    page: Path
    label: str
    said: str


def way_on(one: Listed) -> Way:
    if one.assessment.signed_off_at is not None:
        return Way(page("results"), "Read the results", f"Signed off {state.day(one.assessment.signed_off_at)}")
    said = f"{one.answered} of {one.asked} statements answered"
    if not state.answers_here(one.assessment):
        return Way(page("tasks"), "Read the answers", said)
    # Where members sign in, each has their own next step, however far the others are.
    done = one.answered if one.own is None else one.own
    if one.own is not None:
        said += f", {one.own} by you"
    if done == 0:
        return Way(page("tasks"), "Start answering", said)
    if done < one.asked:
        return Way(page("tasks"), "Go on answering", said)
    return Way(page("check"), "Check and sign off", said)


def last_next_step(listed: Sequence[Listed]) -> None:
    """The one thing to do next: go on with the open assessment that was last worked on, else the one started last."""
    still_open = [one for one in listed if not one.assessment.signed_off and state.answers_here(one.assessment)]
    if not still_open:
        return
    one = max(still_open, key=lambda each: (each.worked_on, each.assessment.id))
    way = way_on(one)
    with (
        st.container(border=True, key="next-step"),
        st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="side-next"),
    ):
        with st.container(width="stretch", gap="small"):
            st.header("Next step", anchor=False)
            st.markdown(f"**{one_line(one.assessment.title)}**: {way.said}.")
        if st.button(way.label, type="primary", key="next"):
            st.switch_page(way.page, query_params={"assessment": str(one.assessment.id)})


def assessment_list(listed: Sequence[Listed]) -> None:
    """One heading a place, one row a round, the newest round first."""
    for place, rounds in groupby(listed, key=lambda one: one.assessment.place):
        with st.container(gap="xsmall"):
            st.header(one_line(place.name), anchor=False)
            for one in rounds:
                _row(one)


def _row(one: Listed) -> None:
    way = way_on(one)
    with (
        st.container(border=True, key=f"assessment-{one.assessment.id}"),
        st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"),
    ):
        with st.container(width="stretch", gap=None):
            st.markdown(f"**{one_line(one.assessment.period)}** · {MODES[one.assessment.mode][0]}")
            st.caption(way.said)
        if st.button(way.label, key=f"open:{one.assessment.id}"):
            st.switch_page(way.page, query_params={"assessment": str(one.assessment.id)})
