"""The parts of an assessment in two groups, each with its status, and the next step."""

import streamlit as st

from resilience_dash.domain.assessment import DimensionProgress, Progress, Sheet, Status
from resilience_dash.domain.framework import KINDS
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.words import count

GROUPS = {"enabler": "Enablers: what makes it possible", "characteristic": "Characteristics: how the place is"}
STATUS: dict[Status, str] = {
    "not started": ":gray-badge[Not started]",
    "in progress": ":blue-badge[In progress]",
    "done": ":green-badge[Done]",
}


def task_list(sheet: Sheet, done: Progress) -> None:
    for kind in KINDS:
        rows = [d for d in done.dimensions if d.dimension.kind == kind]
        if rows:
            st.header(GROUPS[kind], anchor=False)
        for row in rows:
            _row(sheet, row)


def _row(sheet: Sheet, row: DimensionProgress) -> None:
    with (
        st.container(border=True, key=f"task-{row.dimension.code}"),
        st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"),
    ):
        st.page_link(
            page("assess"),
            label=row.dimension.name,
            query_params=state.params(sheet, dimension=row.dimension.code),
        )
        carried = f", {row.to_confirm} to confirm" if row.to_confirm else ""
        st.markdown(f"{row.answered} of {row.asked}{carried} {STATUS[row.status]}", width="content")


def next_step(sheet: Sheet, done: Progress) -> None:
    """One primary button: go on, check, or read the results."""
    with st.container(border=True, key="next-step"):
        st.header("Next step", anchor=False)
        if sheet.assessment.signed_off:
            st.markdown("Both sides have signed. Read where the place stands.")
            if st.button("Read the results", type="primary"):
                st.switch_page(page("results"), query_params=state.params(sheet))
        elif done.next_dimension is None:
            st.markdown("Everything has an answer. Check them, agree together, then sign off.")
            if st.button("Check your answers", type="primary"):
                st.switch_page(page("check"), query_params=state.params(sheet))
        else:
            row = next(d for d in done.dimensions if d.dimension == done.next_dimension)
            left = count(row.asked - row.answered, "statement is", "statements are")
            st.markdown(f"**{row.dimension.short_name}**: {left} left.")
            if st.button("Continue" if done.answered else "Start answering", type="primary"):
                st.switch_page(page("assess"), query_params=state.params(sheet, dimension=row.dimension.code))
