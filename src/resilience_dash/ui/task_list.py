"""The parts of an assessment in two groups, each with its status, and the next step."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from resilience_dash.domain.assessment import DimensionProgress, Progress, Respondent, Sheet, Status
from resilience_dash.domain.framework import KINDS
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.words import KIND_TITLES, count

STATUS: dict[Status, str] = {
    "not started": "Not started",
    "in progress": ":blue-badge[In progress]",
    "done": ":green-badge[Done]",
}


def task_list(sheet: Sheet, done: Progress) -> None:
    """One row a part, in any order a person likes."""
    for kind in KINDS:
        rows = [d for d in done.dimensions if d.dimension.kind == kind]
        if rows:
            st.header(KIND_TITLES[kind], anchor=False)
        with st.container(gap=None):
            for row in rows:
                _row(sheet, row)


def _row(sheet: Sheet, row: DimensionProgress) -> None:
    with st.container(horizontal=True, key=f"task-{row.dimension.code}"):
        st.page_link(
            page("assess"),
            label=f"**{row.dimension.short_name}**",
            query_params=state.params(sheet, dimension=row.dimension.code),
        )
        carried = f", {row.to_confirm} to confirm" if row.to_confirm else ""
        st.markdown(f"{row.answered} of {row.asked}{carried}")
        st.markdown(STATUS[row.status])


@dataclass(frozen=True, slots=True)
class Step:
    """Where to go next: what to say, what the button says, and where it leads."""

    said: str
    label: str
    page: Path
    address: dict[str, str]


def next_step(sheet: Sheet, person: Respondent, done: Progress) -> None:
    """One primary button: go on, check, or read the results."""
    step = _next(sheet, person, done)
    with (
        st.container(border=True, key="next-step"),
        st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="side-next"),
    ):
        with st.container(width="stretch", gap="small"):
            st.header("Next step", anchor=False)
            st.markdown(step.said)
        if st.button(step.label, type="primary", key="next"):
            st.switch_page(step.page, query_params=step.address)


def _next(sheet: Sheet, person: Respondent, done: Progress) -> Step:
    here = state.params(sheet)
    if sheet.assessment.signed_off:
        return Step("Both sides have signed. Read where the place stands.", "Read the results", page("results"), here)
    if not state.changes(sheet, person):
        said = "You can read what was answered so far, part by part below, and the results."
        return Step(said, "See the results so far", page("results"), here)
    if done.next_dimension is None:
        said = "Everything has an answer. Check your answers, then sign off."
        return Step(said, "Check your answers", page("check"), here)
    row = next(d for d in done.dimensions if d.dimension == done.next_dimension)
    left = count(row.asked - row.answered, "statement is", "statements are")
    label = "Continue" if done.answered or row.to_confirm else "Start answering"
    address = state.params(sheet, dimension=row.dimension.code)
    return Step(f"**{row.dimension.short_name}**: {left} left.", label, page("assess"), address)
