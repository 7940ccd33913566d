"""What stands in place of every page where nobody, or somebody else, is signed in."""

import streamlit as st

from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.plain import one_line

KEPT = "Every answer that said “Saved” is kept."


def signed_out() -> None:
    """Say that the sign-in has ended, and how to go on."""
    st.set_page_config(page_title="You are signed out · Local economic resilience")
    st.title("You are signed out", anchor=False)
    st.markdown(
        "You signed out, or were signed out: after an hour without a click, after twelve hours in all, or because "
        f"this sign-in was ended elsewhere. {KEPT} What had not been saved yet was not kept."
    )
    st.markdown("**[Sign in](/sign-in)**, or load this page again.")


def somebody_else() -> None:
    """Say that another person has signed in in this browser since the page was drawn."""
    st.set_page_config(page_title="Somebody else signed in · Local economic resilience")
    st.title("Somebody else signed in here", anchor=False)
    st.markdown(
        f"Since this page was drawn, {one_line(state.caller().name)} signed in in this browser. {KEPT} "
        "What had not been saved yet was not kept, and nothing was saved in another name."
    )
    st.page_link(page("home"), label="Go to the home page")
