"""Who belongs to a place and as what, and inviting more."""

import streamlit as st

from resilience_dash.services import appointing, inviting
from resilience_dash.ui import state
from resilience_dash.ui.columns import READING
from resilience_dash.ui.heading import heading
from resilience_dash.ui.invitations import invite_form, open_invitations
from resilience_dash.ui.member_list import managed_place, member_list
from resilience_dash.ui.own_account import signed_in_only
from resilience_dash.ui.plain import one_line

heading("Members")
with st.container(width=READING):
    signed_in_only()
    place = managed_place()
    st.header(one_line(place.name), anchor=False)
    member_list(place, appointing.list_members(state.database(), place_id=place.id))
    invite_form(place.id)
    open_invitations(inviting.list_invitations(state.database(), place_id=place.id))
