"""Typing in what was ticked on paper: one line for each sheet, looked at before it is entered."""

import streamlit as st

from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.columns import READING
from resilience_dash.ui.heading import heading
from resilience_dash.ui.paper_batch import batch_form, enter, entered_before, how_to_type, preview

number = state.workshop_in_address()
if number is None:
    assessment, _ = state.open_head()
    heading("Paper sheets", above=assessment.title)
    st.markdown("Paper sheets belong to a workshop. Choose it first.")
    st.page_link(page("workshop"), label="The workshops of this assessment", query_params=state.address(assessment))
    st.stop()
tray = state.open_tray(number)
heading("Paper sheets", above=tray.assessment.title)
with st.container(width=READING):
    if tray.stage == "running":
        how_to_type(tray)
        perspective, text = batch_form(tray)
        preview(tray, number, text)
        if st.button("Enter these sheets", type="primary", key="enter"):
            enter(number, perspective, text)
    else:
        st.markdown(
            "This workshop has ended, so no more sheets can be entered."
            if tray.stage == "ended"
            else "Sheets can be entered once the workshop has begun: until then its statements may still change."
        )
    entered_before(tray, number)
    back = {**state.address(tray.assessment), "workshop": str(number)}
    st.page_link(page("workshop"), label="Back to the workshop", query_params=back)
