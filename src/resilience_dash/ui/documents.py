"""The project's own documents, shown as they are written, without their first heading."""

import streamlit as st

from resilience_dash import wiring


@st.cache_resource(show_spinner=False)
def document(name: str) -> str:
    """A document from docs/, from its second line: the page has its own heading."""
    return (wiring.ROOT / "docs" / name).read_text(encoding="utf-8").partition("\n")[2].strip()
