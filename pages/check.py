"""Check your answers: what is still open comes first, each with a link back."""

import streamlit as st

from resilience_dash.services import reporting
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.answer_as import answer_as
from resilience_dash.ui.check_list import answered_list, open_list
from resilience_dash.ui.columns import READING
from resilience_dash.ui.heading import heading

sheet, person = state.open_mine()
heading("Check your answers", above=sheet.assessment.title)
answer_as(sheet, person)
still_open = reporting.still_open(sheet, person.id)
with st.container(width=READING):
    st.header("Still open", anchor=False)
    if still_open:
        open_list(sheet, person, still_open)
    else:
        st.markdown("Nothing. Every statement has an answer, and every high level has its evidence.")
    st.header("Answered", anchor=False)
    answered_list(sheet, person)
    if sheet.assessment.signed_off:
        if st.button("Read the results", type="primary", key="to-results"):
            st.switch_page(page("results"), query_params=state.params(sheet))
    else:
        signs = state.signs(sheet.assessment)
        if signs:
            st.markdown("You can sign off with things still open: the results say so.")
        with st.container(horizontal=True):
            if signs and st.button("Go on to sign off", type="primary", key="to-sign-off"):
                st.switch_page(page("sign_off"), query_params=state.params(sheet))
            if len(sheet.respondents) > 1 and st.button("Agree together first", key="to-agree"):
                st.switch_page(page("agree"), query_params=state.params(sheet))
            if st.button("See the results so far", key="to-results"):
                st.switch_page(page("results"), query_params=state.params(sheet))
