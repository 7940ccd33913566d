"""Sign out, asked once more, because it ends what stands open in every tab of this browser."""

import streamlit as st

from resilience_dash.ui.heading import heading
from resilience_dash.ui.own_account import signed_in_only
from resilience_dash.ui.own_sign_ins import sign_out_button

heading("Sign out")
with st.container(width=720):
    signed_in_only()
    st.markdown(
        "This ends your sign-in in every tab of this browser. Every answer that said “Saved” is kept. "
        "What is typed and not saved yet, in any tab, is not."
    )
    sign_out_button()
