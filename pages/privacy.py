"""What is kept about people, why and for how long: docs/privacy.md, word for word."""

import streamlit as st

from resilience_dash.ui.documents import show_document
from resilience_dash.ui.heading import heading

heading("Privacy")
with st.container(width=720):
    show_document("privacy")
