"""What this program is, whose words it uses, what it keeps, and how accessible it is."""

import streamlit as st

from resilience_dash import wiring
from resilience_dash.ui.addresses import page
from resilience_dash.ui.documents import show_document
from resilience_dash.ui.heading import heading

heading("About this program")
with st.container(width=720):
    for framework in wiring.frameworks():
        st.header(f"{framework.name}, version {framework.version}", anchor=False)
        st.markdown(framework.about)
        st.markdown(framework.credit)
    show_document("about.md")
    st.page_link(page("privacy"), label="**Privacy: what is kept, why and for how long**")
    show_document("accessibility.md")
