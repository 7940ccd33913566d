"""The workshops of an assessment, and leading one: who has answered, and the one next step."""

import streamlit as st

from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.heading import heading
from resilience_dash.ui.workshop_desk import where_words
from resilience_dash.ui.workshop_hall import only_look
from resilience_dash.ui.workshop_leading import leading
from resilience_dash.ui.workshop_preparing import workshops

number = state.workshop_in_address()
if number is None:
    assessment, framework = state.open_head()
    heading("Workshops", above=assessment.title)
    workshops(assessment, framework)
    st.stop()
desk = state.open_desk(number)
if desk is None:
    heading("Workshop")
    only_look(number)
    st.stop()
assessment = desk.board.scene.assessment
title, where = where_words(desk)
heading(title, above=f"{assessment.title} · {where}", window="Workshop")
leading(desk)
st.page_link(page("workshop"), label="All workshops of this assessment", query_params=state.address(assessment))
