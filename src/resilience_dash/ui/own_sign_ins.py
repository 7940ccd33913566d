"""Where a member is signed in, and ending it: here, elsewhere, everywhere."""

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.member import SignIn
from resilience_dash.services import admitting, ending_sign_ins
from resilience_dash.ui import state

HOW = {"password": "with your password", "provider": "through your organisation"}


def my_sign_ins() -> None:
    """Every sign-in that still lasts, newest first, with a way to end it."""
    st.header("Where you are signed in", anchor=False)
    st.markdown("Is there one you do not know? End it, and change your password.")
    here = ending_sign_ins.began(state.database(), token=state.token())
    for n, one in enumerate(admitting.list_sign_ins(state.database(), now=wiring.now())):
        _row(n, one, this=one.created_at == here)
    if st.button("Sign out everywhere", key="sign-out-everywhere"):
        admitting.sign_out_everywhere(state.database(), member_id=state.caller().member_id or 0, now=wiring.now())
        st.rerun()


def _row(n: int, one: SignIn, *, this: bool) -> None:
    with (
        st.container(border=True, key=f"sign-in-{n}"),
        st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"),
    ):
        with st.container(width="stretch", gap=None):
            code = " and a code" if one.second_factor else ""
            st.markdown(f"{'**This browser**' if this else 'Another browser'}, {HOW[one.how]}{code}")
            st.caption(f"Since {state.clock(one.created_at)}, last seen {state.clock(one.seen_at)}")
        # Its moment is part of the key: a click that comes late ends the one that was meant, or none.
        if st.button("Sign out" if this else "End this", key=f"end:{one.created_at.isoformat()}"):
            ending_sign_ins.end_sign_in(state.database(), created_at=one.created_at, now=wiring.now())
            if not this:
                state.say_next("That sign-in was ended.")
            st.rerun()
