"""The top of a page: a quiet line that says where one is, the heading, and what the last step did."""

import streamlit as st

from resilience_dash.ui import state
from resilience_dash.ui.plain import one_line


def heading(title: str, *, above: str = "", window: str = "") -> None:
    """The page's heading. `above` and `window` (the browser's title, else the heading) may hold what people typed."""
    state.count_unsaved_anew()
    st.set_page_config(page_title=f"{window or title} · Local economic resilience")
    with st.container(gap=None):
        if above:
            st.caption(one_line(above))
        st.title(one_line(title), anchor=False)
    done = state.said()
    if done:
        status(done, key="done")


def status(text: str, *, key: str) -> None:
    """A quiet line that is also spoken: the page's script copies it into a live region (web/look/page.js)."""
    with st.container(key=f"status-{key}"):
        st.markdown(text)
