"""A member's own account: who they are here, their password, their data, and erasing it all."""

from typing import Literal

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.access import ROLES
from resilience_dash.domain.member import Member
from resilience_dash.domain.problem import Problem
from resilience_dash.services import finding_places, forgetting, keeping_passwords
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.plain import one_line, plain
from resilience_dash.ui.refused import refused

LEFT: dict[Literal["keep", "remove"], str] = {
    "keep": "**Keep my answers** as said by “A former member”",
    "remove": "**Delete my answers** wherever the results are not signed off yet",
}


def signed_in_only() -> None:
    """End the page for the person at their own machine, who has no account."""
    if state.caller().kind != "member":
        st.markdown("You use this program at your own machine, where nobody signs in. There is no account to show.")
        st.page_link(page("home"), label="Go to the home page")
        st.stop()


def who_i_am(me: Member) -> None:
    """Name, e-mail, and the role in each place."""
    st.markdown(f"**{one_line(me.name)}**, {one_line(me.email or 'signed in through your organisation')}")
    roles = state.caller().roles
    lines = [
        f"- {one_line(p.name)}: {ROLES[roles[p.id]].lower()}" for p in finding_places.list_places(state.database())
    ]
    lines += ["- This server: administrator"] if me.administrator else []
    st.markdown("\n".join(lines) or "You belong to no place yet. An owner can send you a link.")
    st.link_button("Sign out", "/sign-out")


def change_password() -> None:
    """Ask for the old password and a new one."""
    st.header("Change your password", anchor=False)
    turn = state.turn("password")
    with st.form(f"password-form:{turn}", border=False):
        old = st.text_input(
            "Your password now", type="password", autocomplete="current-password", key=f"password-old:{turn}"
        )
        new = st.text_input(
            "A new one, of at least 12 characters",
            type="password",
            autocomplete="new-password",
            key=f"password-new:{turn}",
        )
        st.caption("Three or four words that do not belong together are easy to keep in mind and hard to guess.")
        if not st.form_submit_button("Change the password", key="password-go"):
            return
    try:
        keeping_passwords.change_password(
            state.database(), old=old or "", new=new or "", token=state.token(), now=wiring.now()
        )
    except Problem as problem:
        refused(problem)
        return
    state.next_turn("password")
    state.say_next("Your password was changed. Your sign-ins elsewhere were ended.")
    st.rerun()


def my_data() -> None:
    """Everything kept about the member, as a file."""
    st.header("Your data", anchor=False)
    st.markdown("Everything this program keeps about you, in one file that other programs can read.")
    st.link_button("Download your data (JSON)", "/files/my-data.json", icon=":material/download:")
    st.page_link(page("privacy"), label="**What is kept, why and for how long**")


def erase_me(me: Member) -> None:
    """Erase the account, with a choice what becomes of the answers, asked in a box that is closed at first."""
    st.header("Erase your account", anchor=False)
    with st.expander("What is erased, and what stays", key="erase"):
        st.markdown(
            "Your name, e-mail, password and roles are deleted, and you are signed out. **This cannot be undone.** "
            "Signed results stay as they were signed, with the names that stand under them."
        )
        answers = st.radio(
            "What becomes of your answers?", list(LEFT), format_func=LEFT.__getitem__, key="erase-answers"
        )
        password = ""
        if me.has_password:
            password = st.text_input(
                "Your password, to erase the account",
                type="password",
                autocomplete="current-password",
                key="erase-password",
            )
        sure = st.checkbox("I want my account erased for good", key="erase-sure")
        if st.button("Erase my account", key="erase-go"):
            if not sure:
                st.error("Nothing was erased. Tick the box above first, if you mean it.")
                return
            try:
                left = forgetting.erase_oneself(
                    state.database(), password=password or "", answers=answers, now=wiring.now()
                )
            except Problem as problem:
                refused(problem)
                return
            st.success(plain(left.said))
            st.stop()
