"""How results are worked out: docs/method.md, word for word."""

import streamlit as st

from resilience_dash.ui.columns import READING
from resilience_dash.ui.documents import show_document
from resilience_dash.ui.heading import heading

heading("How results are worked out")
with st.container(width=READING):
    show_document("method")
