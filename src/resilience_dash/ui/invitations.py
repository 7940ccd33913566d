"""Invitations: a link is made and shown once, and those that are still open can be taken back."""

from collections.abc import Callable, Sequence

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.access import ROLES, Role
from resilience_dash.domain.member import Invitation
from resilience_dash.domain.problem import Problem
from resilience_dash.services import inviting
from resilience_dash.services.inviting import Invited
from resilience_dash.ui import state
from resilience_dash.ui.plain import one_line
from resilience_dash.ui.refused import refused

CAN: dict[Role, str] = {
    "owner": "does all an editor does, says who belongs here, and chooses who may see signed results",
    "editor": "starts assessments, answers and signs for the council",
    "facilitator": "adds people and records what the group agrees; does not answer",
    "partner": "answers and signs for the community side",
    "viewer": "reads everything and changes nothing",
}


NOTE = "Whom is it for? (a note for owners and administrators; the person may see it too)"


def role_label(role: Role) -> str:
    """A role as radios show it, with what it may do."""
    return f"**{ROLES[role]}** {CAN[role]}"


def invite_form(place_id: int) -> None:
    """Make a link for one person, in one role."""
    st.header("Invite somebody", anchor=False)
    st.markdown("You make a link and send it yourself, for example by e-mail. Nothing is sent from here.")
    turn = state.turn("invite")
    role = st.radio("As what?", list(ROLES), index=None, format_func=role_label, key=f"invite-role:{turn}")
    note = st.text_input(
        "Whom is it for? (a note for owners and administrators; the person may see it too)",
        key=f"invite-note:{turn}",
    )
    if st.button("Make the link", type="primary", key="invite-go"):
        if role is None:
            st.error("No link was made yet. Choose as what you invite them.")
            return
        show_link(
            lambda: inviting.invite(state.database(), place_id=place_id, role=role, note=note or "", now=wiring.now()),
            "invitation",
        )


def show_link(make: Callable[[], Invited], address: str) -> None:
    """Make a link and show it, in this one run: it is not kept, so nobody can look it up later."""
    try:
        made = make()
    except Problem as problem:
        refused(problem)
        return
    with st.container(border=True, key="status-link"):
        st.markdown(f"**Copy it now: it is shown once.** It works once, until {state.day(made.expires_at)}.")
        st.code(state.site(f"/{address}/{made.token}"), language=None, wrap_lines=True)


def open_invitations(invitations: Sequence[Invitation]) -> None:
    """Links that still open the door, each with a way to take it back."""
    waiting = [one for one in invitations if one.opens(wiring.now())]
    if not waiting:
        return
    st.header("Open invitations", anchor=False)
    for one in waiting:
        with (
            st.container(border=True, key=f"invitation-{one.id}"),
            st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"),
        ):
            with st.container(width="stretch", gap=None):
                as_what = "Administrator" if one.administrator else ROLES[one.role] if one.role else "A new password"
                st.markdown(f"**{one_line(one.note) or 'No note'}** · {as_what}")
                st.caption(f"Made {state.day(one.created_at)}, open until {state.day(one.expires_at)}")
            if st.button("Take back", key=f"revoke:{one.id}"):
                _revoke(one)


def _revoke(one: Invitation) -> None:
    try:
        inviting.revoke_invitation(state.database(), invitation_id=one.id, now=wiring.now())
    except Problem as problem:
        refused(problem)
        return
    state.say_next("The invitation was taken back. Its link opens nothing any more.")
    st.rerun()
