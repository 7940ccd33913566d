"""The way on from a page of the walk: back, and the one next step."""

import streamlit as st

from resilience_dash.domain.assessment import Sheet
from resilience_dash.domain.framework import Dimension
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page


def steps(sheet: Sheet, dimension: Dimension) -> None:
    """Back to the task list, on to the next part, and after the last one to checking."""
    codes = [d.code for d in sheet.dimensions]
    place = codes.index(dimension.code)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if st.button("Task list", key="to-tasks") and nothing_lost():
            st.switch_page(page("tasks"), query_params=state.params(sheet))
        last = place + 1 == len(codes)
        if st.button("Check your answers" if last else "Continue", type="primary", key="continue") and nothing_lost():
            if last:
                st.switch_page(page("check"), query_params=state.params(sheet))
            following = codes[place + 1]
            st.switch_page(page("assess"), query_params=state.params(sheet, dimension=following))


def nothing_lost() -> bool:
    """Whether the page may be left; else says which statement holds something that could not be saved."""
    titles = state.unsaved()
    for title in titles:
        st.error(
            f"“{title}” holds something that is not saved yet, so this page stays open. "
            "Go back to it: add or clear what you typed, put right what it says, or choose which answer to keep."
        )
    return not titles
