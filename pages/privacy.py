"""What is kept about people, why and for how long: docs/privacy.md, word for word."""

import streamlit as st

from resilience_dash.ui.columns import READING
from resilience_dash.ui.documents import show_document
from resilience_dash.ui.heading import heading

heading("Privacy")
with st.container(width=READING):
    show_document("privacy.md")
