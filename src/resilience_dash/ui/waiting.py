"""Trying again by itself what could not be done just now: the page says so, waits a moment and runs once more.

This is no polling (decision 4): it happens while something is out of order, and ends by itself.
"""

import time
from typing import NoReturn

import streamlit as st
from streamlit.errors import StreamlitAPIException

PAUSE = 2.0  # seconds between two attempts
PATIENCE = 60.0  # seconds after which the page says so and leaves it to the person
A_NEW_TROUBLE = 30.0  # seconds without one: what comes then is not the same trouble any more; longer than an attempt


def moment() -> float:
    return time.monotonic()


def pause() -> None:
    time.sleep(PAUSE)


def run_again(said: str) -> NoReturn:
    """Say what the page waits for, and run it again after a moment. What the widgets hold is kept."""
    with st.container(key="trying-again"):  # web/look/page.css keeps it in sight, however far down somebody has read
        st.warning(said)
    pause()
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:  # the whole page is running, and not one card of it
        st.rerun()
