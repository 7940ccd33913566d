"""What could not be done, said where it was tried."""

import streamlit as st

from resilience_dash.domain.problem import Problem
from resilience_dash.ui.plain import plain


def refused(problem: Problem) -> None:
    """The problem's own sentences. They may quote the address or what somebody typed, so nothing in them formats."""
    st.error(plain(str(problem)))
