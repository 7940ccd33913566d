"""Start an assessment: which place, which period, how much, and who answers first."""

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.problem import Problem
from resilience_dash.services import starting
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.answer_as import first_person
from resilience_dash.ui.columns import READING
from resilience_dash.ui.heading import heading
from resilience_dash.ui.missing import Missing
from resilience_dash.ui.place_picker import place_to_start
from resilience_dash.ui.refused import refused
from resilience_dash.ui.words import framework_radio, mode_radio, this_year

heading("Start an assessment")
with st.container(width=READING):
    missing = Missing(button="go")
    framework = framework_radio()
    council, community = place_to_start(wiring.now().date(), missing.beside)
    missing.beside("period")
    period = st.text_input("Which period is it about?", value=this_year(wiring.now()), key="period") or ""
    missing.beside("mode")
    mode = mode_radio(framework, key="mode")
    st.header("Who answers first?", anchor=False)
    name, perspective = first_person(framework, missing.beside)
    pressed = st.button("Start answering", type="primary", key="go")
    missing.said(pressed, council, community is not None, period.strip(), mode, name, perspective)
    if pressed and council and community is not None and period.strip() and mode and name and perspective:
        try:
            started = starting.start_assessment(
                state.database(),
                framework,
                council=council,
                community=community,
                period=period,
                mode=mode,
                name=name,
                perspective=perspective,
                oneself=bool(state.signature()),
                now=wiring.now(),
            )
        except Problem as problem:
            refused(problem)
        else:
            state.say_next("Started. Each answer is saved as you give it.")
            address = {"assessment": str(started.assessment_id), "as": str(started.respondent_id)}
            st.switch_page(page("tasks"), query_params=address)
