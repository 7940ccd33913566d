"""From a signed-off round to the next one, and back to signing while it is still open."""

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.assessment import Assessment
from resilience_dash.domain.framework import Framework
from resilience_dash.domain.problem import Problem
from resilience_dash.services import signing
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.columns import READING
from resilience_dash.ui.refused import refused
from resilience_dash.ui.words import following_year, mode_radio


def next_round(assessment: Assessment, framework: Framework) -> None:
    """Sign off while the assessment is open; start the next round once it is frozen."""
    if not assessment.signed_off and state.signs(assessment):
        st.header("Sign off", anchor=False)
        st.markdown("When both sides stand behind these results, sign them off. They are frozen from then on.")
        if st.button("Go to sign off", type="primary", key="to-sign-off"):
            st.switch_page(page("sign_off"), query_params=state.address(assessment))
        return
    if not assessment.signed_off or not state.may("start", assessment.place.id):
        return
    st.header("The next round", anchor=False)
    st.markdown("It starts from these results: people, aims, evidence and every answer that still stands come along.")
    with st.expander("Start the next round", key="next-round"), st.container(width=READING):
        period = st.text_input(
            "Which period is it about?", value=following_year(assessment.period, wiring.now()), key="next-period"
        )
        mode = mode_radio(wiring.frameworks().newest(framework.slug), key="next-mode", before=assessment.mode)
        if st.button("Start this round", type="primary", key="start-next-round"):
            try:
                if mode is None:
                    raise Problem("Nothing was started yet. Choose how much you want to answer.")
                new = signing.start_next_round(
                    state.database(),
                    wiring.frameworks(),
                    assessment_id=assessment.id,
                    period=period or "",
                    mode=mode,
                    now=wiring.now(),
                )
            except Problem as problem:
                refused(problem)
            else:
                state.say_next("The next round has started. What still stands was carried over, for you to confirm.")
                st.switch_page(page("tasks"), query_params={"assessment": str(new.id)})
