"""Sign off: the council and the community put their names to the same results, which are then frozen."""

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.problem import Problem
from resilience_dash.services import signing
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.columns import READING
from resilience_dash.ui.heading import heading
from resilience_dash.ui.refused import refused
from resilience_dash.ui.signatures import (
    sign_label,
    signature_forms,
    signed_so_far,
    unanswered_warning,
    what_is_signed,
)

sheet = state.open_all()
heading("Sign off", above=sheet.assessment.title)
stand = signing.sign_off_state(sheet)
with st.container(width=READING):
    st.markdown(
        "The framework is a charter between a council and its community, so both sides sign the same results. "
        "When both have signed, the answers are frozen and the results can no longer be changed."
    )
    signed_so_far(stand)
    if sheet.assessment.signed_off:
        if st.button("Read the results", type="primary", key="to-results"):
            st.switch_page(page("results"), query_params=state.params(sheet))
        st.stop()
    what_is_signed(sheet)
    unanswered_warning(sheet)
    state.results_read(sheet.assessment, stand.results)
    signers = signature_forms(sheet.assessment, stand.missing)
    if signers and st.button(sign_label(tuple(signers)), type="primary", key="sign"):
        try:
            after = signing.sign(
                state.database(),
                wiring.frameworks(),
                assessment_id=sheet.assessment.id,
                signers=signers,
                seen=state.results_read(sheet.assessment, stand.results),
                now=wiring.now(),
            )
        except signing.ResultsMoved as moved:
            state.read_again()
            refused(moved)
        except Problem as problem:
            refused(problem)
        else:
            if after.complete:
                state.say_next("Signed off by both sides. These results are now frozen.")
                st.switch_page(page("results"), query_params=state.params(sheet))
            st.rerun()
