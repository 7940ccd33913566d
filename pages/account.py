"""A member's own account: password, second factor, where they are signed in, their data, and leaving."""

import streamlit as st

from resilience_dash.services import looking_after_accounts
from resilience_dash.ui import state
from resilience_dash.ui.columns import READING
from resilience_dash.ui.heading import heading
from resilience_dash.ui.own_account import change_password, erase_me, my_data, signed_in_only, who_i_am
from resilience_dash.ui.own_sign_ins import my_sign_ins
from resilience_dash.ui.second_factor import second_factor

heading("Your account")
with st.container(width=READING):
    signed_in_only()
    me = looking_after_accounts.own_account(state.database())
    who_i_am(me)
    if me.has_password:
        change_password()
        second_factor(me)
    my_sign_ins()
    my_data()
    erase_me(me)
