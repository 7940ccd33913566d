"""Where am I, and what is next: the places and their assessments."""

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.problem import Problem
from resilience_dash.services import opening
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.assessment_list import assessment_list, last_next_step
from resilience_dash.ui.first_step import first_step
from resilience_dash.ui.heading import heading
from resilience_dash.ui.refused import refused
from resilience_dash.ui.sharing import shared_by_others, shared_list

state.forget_assessment()
heading("How resilient is our local economy?", window="Home")
st.markdown("Answer with your community, see where you agree, and promise each other what comes next.")
try:
    listed = opening.list_assessments(state.database(), wiring.frameworks())
    others = shared_by_others()
except Problem as problem:
    state.try_again(problem)
    refused(problem)
    st.stop()
starts = bool(state.starts_in()) if state.signature() else True
main, aside = st.columns([2.1, 1], gap="large")
with main:
    if listed:
        last_next_step(listed)
        if starts and st.button("Start an assessment", key="start"):
            st.switch_page(page("start"))
        assessment_list(listed)
    elif not starts:
        first_step()
    else:
        with st.container(border=True, key="next-step"):
            st.header("Start with the taster", anchor=False)
            st.markdown(
                "It has 11 statements, one for each part of the framework, and takes one person about 15 minutes. "
                "Each answer is saved as you give it. You can stop at any time and come back to the same place."
            )
            if st.button("Start an assessment", type="primary", key="start"):
                st.switch_page(page("start"))
    shared_list(others)
with aside:
    st.subheader("What it is", anchor=False)
    st.markdown(
        "Four enablers and seven characteristics of a resilient local economy. The council and its community answer "
        "the same statements. The results show where both stand, where they differ, and a first move for each gap."
    )
    st.page_link(page("about"), label="About this program and its framework")
    st.page_link(page("method"), label="How results are worked out")
