"""In whose name this tab asks the database."""

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.access import MACHINE, NOBODY, Caller
from resilience_dash.services import admitting


def caller() -> Caller:
    """Who sits at this tab, as it is now: a sign-in that has ended counts no more, whatever the tab remembers."""
    serving = wiring.settings().serving
    if not serving.served:
        return MACHINE
    token = st.context.cookies.get(serving.session_cookie)
    return admitting.caller(wiring.database().asked_by(NOBODY), token=token, now=wiring.now())


def database() -> wiring.Database:
    """The database, in the name of whoever sits at this tab. Pages and their pieces ask no other."""
    return wiring.database().asked_by(caller())


def let_in() -> None:
    """Nothing, where somebody sits at this tab who may; else the page ends with the way to sign in.

    What the tab remembers belongs to one person: somebody else begins with nothing.
    """
    who = caller()
    if who.kind == "machine":
        return
    if who.kind == "nobody":
        st.session_state.clear()
        st.title("You are signed out", anchor=False)
        st.markdown("Every answer that said “Saved” is kept. Sign in again to go on.")
        st.link_button("Sign in", "/sign-in", type="primary")
        st.stop()
    if st.session_state.get("who", who.ref) != who.ref:
        st.session_state.clear()
    st.session_state["who"] = who.ref
