"""Who did what when: a place's part of the audit for its owners, and the server's for administrators."""

import streamlit as st

from resilience_dash import wiring
from resilience_dash.services import reading_audit
from resilience_dash.ui import state
from resilience_dash.ui.audit_parts import asked_kind, entries, other_parts, take_away, turn_pages
from resilience_dash.ui.columns import READING
from resilience_dash.ui.heading import heading
from resilience_dash.ui.soundness import soundness

part, parts = state.audit_parts()
heading("Who did what", above=parts[part])
with st.container(width=READING):
    st.markdown(
        "Every change leaves a line here, which nobody can change or take away. It says who did what, "
        "and never which level somebody chose or what they wrote."
    )
    other_parts(part, parts)
    kind = asked_kind(part)
    shown = reading_audit.read_page(
        state.database(), wiring.frameworks(), place_id=part, kind=kind, number=state.page_in_address()
    )
    entries(shown)
    turn_pages(part, kind, shown)
    take_away(part)
    if part is None:
        soundness()
