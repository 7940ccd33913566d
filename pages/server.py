"""For administrators: places and their owners, and accounts. What is answered in a place is not shown here."""

import streamlit as st

from resilience_dash.ui.columns import READING
from resilience_dash.ui.heading import heading
from resilience_dash.ui.server_parts import accounts, add_place, administrators, administrators_only, invite_owner

heading("Server")
with st.container(width=READING):
    administrators_only()
    st.markdown("You open and close doors here. What a place answers is only for its members.")
    add_place()
    invite_owner()
    accounts()
    administrators()
