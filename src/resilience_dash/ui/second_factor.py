"""The second factor of a password: set up with an app, confirmed with its first code, removed with the password."""

from typing import cast

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.member import Member
from resilience_dash.domain.problem import Problem
from resilience_dash.exports.squares import square
from resilience_dash.services import checking_codes
from resilience_dash.services.checking_codes import Secret
from resilience_dash.ui import state
from resilience_dash.ui.refused import refused

SECRET = "second-factor"  # noqa: S105  (the name under which this tab holds it until a code has confirmed it)


def second_factor(me: Member) -> None:
    """A code from an app, asked for after the password."""
    st.header("Second factor", anchor=False)
    secret = cast(Secret | None, state.get(SECRET))
    if me.second_factor:
        state.forget(SECRET)
        _remove()
    elif secret is None:
        st.markdown("A code from an app on your phone, asked for after your password, keeps out whoever guessed it.")
        with st.form("factor-begin", border=False):
            password = st.text_input(
                "Your password, to set it up",
                type="password",
                autocomplete="current-password",
                key="factor-start-password",
            )
            begin = st.form_submit_button("Set up a second factor", key="factor-start")
        if begin:
            try:
                made = checking_codes.start_second_factor(state.database(), password=password or "", now=wiring.now())
            except Problem as problem:
                refused(problem)
                return
            state.put(SECRET, made)
            st.rerun()
    else:
        _confirm(secret)


def _confirm(secret: Secret) -> None:
    st.markdown("Scan this square with an authenticator app. Or type these letters into it:")
    st.image(square(secret.uri), width=220, alt="Square code for an authenticator app; the letters below say the same")
    letters = secret.letters
    st.code(" ".join(letters[i : i + 4] for i in range(0, len(letters), 4)), language=None, wrap_lines=True)
    with st.form("factor-form", border=False):
        code = st.text_input("The six digits it shows now", autocomplete="one-time-code", key="factor-code", width=240)
        done = st.form_submit_button("Confirm", type="primary", key="factor-go")
    if done:
        try:
            checking_codes.confirm_second_factor(
                state.database(), code=code or "", token=state.token(), now=wiring.now()
            )
        except Problem as problem:
            refused(problem)
            return
        state.forget(SECRET)
        state.say_next("Your second factor is set up. Your sign-ins elsewhere were ended.")
        st.rerun()
    if st.button("Not now", key="factor-leave"):
        state.forget(SECRET)
        st.rerun()


def _remove() -> None:
    st.markdown("It is set up: after your password you are asked for a code.")
    with st.expander("Remove it, for example for a new phone", key="factor-remove"):
        with st.form("factor-off", border=False):
            password = st.text_input(
                "Your password", type="password", autocomplete="current-password", key="factor-password"
            )
            off = st.form_submit_button("Remove the second factor", key="factor-off-go")
        if off:
            try:
                checking_codes.remove_second_factor(
                    state.database(), password=password or "", token=state.token(), now=wiring.now()
                )
            except Problem as problem:
                refused(problem)
                return
            state.say_next("Your second factor was removed. Your sign-ins elsewhere were ended.")
            st.rerun()
