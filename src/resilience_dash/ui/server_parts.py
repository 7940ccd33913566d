"""What an administrator looks after: places and their first owners, and accounts."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.member import Member
from resilience_dash.domain.problem import Problem
from resilience_dash.services import admitting, finding_places, inviting, looking_after_accounts, starting
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.invitations import open_invitations, show_link
from resilience_dash.ui.place_picker import place_picker
from resilience_dash.ui.plain import one_line
from resilience_dash.ui.refused import refused

MOST_FOUND = 10


def administrators_only() -> None:
    """End the page for everybody else."""
    if state.caller().kind != "member" or not state.caller().administrator:
        st.markdown("This page is for the administrators of a server. Nothing was changed.")
        st.page_link(page("home"), label="Go to the home page")
        st.stop()


def add_place() -> None:
    """Make room for a council area or a community, so that its owner can be invited."""
    st.header("Add a place", anchor=False)
    council, community = place_picker(wiring.now().date())
    if st.button("Add this place", type="primary", key="place-go"):
        if council is None or community is None:
            st.error("Nothing was added yet. Choose the council, and say what the community is called if it is one.")
            return
        try:
            added = starting.add_place(state.database(), council=council, community=community, now=wiring.now())
        except Problem as problem:
            refused(problem)
            return
        state.say_next(f"**{one_line(added.name)}** is here. Invite its owner next.")
        st.rerun()


def invite_owner() -> None:
    """A link for the owner of a place, who invites everybody else."""
    places = {p.id: p for p in finding_places.list_places(state.database(), action="manage_members")}
    st.header("Invite the owner of a place", anchor=False)
    if not places:
        st.markdown("There is no place here yet. Add one first.")
        return
    chosen = st.selectbox(
        "Which place?", list(places), index=None, format_func=lambda n: places[n].name, key="owner-of"
    )
    note = st.text_input(
        "Whom is it for? (a note for owners and administrators; the person may see it too)", key="owner-note"
    )
    if st.button("Make the link", key="owner-go"):
        if chosen is None:
            st.error("No link was made yet. Choose the place.")
            return
        show_link(
            lambda: inviting.invite(state.database(), place_id=chosen, role="owner", note=note or "", now=wiring.now()),
            "invitation",
        )
    if chosen is not None:
        st.page_link(page("members"), label="Its members", query_params={"place": str(chosen)})


def accounts() -> None:
    """One account at a time: what it is, and what can be done about it."""
    st.header("Accounts", anchor=False)
    said = st.text_input("Whose account? Part of the name or the e-mail", key="account-said") or ""
    found = {m.id: m for m in looking_after_accounts.search_accounts(state.database(), said=said)}
    if said.strip() and not found:
        st.markdown("Nobody here has that in their name or e-mail.")
    if len(found) > MOST_FOUND:
        st.markdown(f"{len(found)} accounts have that. Type more of the name.")
    elif found:
        chosen = st.radio("Choose one", list(found), format_func=lambda n: _called(found[n]), key="account")
        _account(found[chosen])


def _called(one: Member) -> str:
    return one_line(f"{one.name} ({one.email or 'through an organisation'})")


def _account(one: Member) -> None:
    now, db = wiring.now(), state.database()
    about: dict[str, Any] = {"member_id": one.id, "now": now}
    with st.container(border=True, key=f"account-{one.id}"):
        st.markdown(f"**{one_line(one.name)}** · {_stand(one)}")
        with st.container(horizontal=True):
            if one.suspended_at is None and st.button("Suspend", key=f"suspend:{one.id}"):
                _do(lambda: looking_after_accounts.suspend(db, **about), "was shut out, wherever they were signed in")
            if one.suspended_at is not None and st.button("Let in again", key=f"reinstate:{one.id}"):
                _do(lambda: looking_after_accounts.reinstate(db, **about), "can sign in again")
            if st.button("End their sign-ins", key=f"end-all:{one.id}"):
                _do(lambda: admitting.sign_out_everywhere(db, **about), "was signed out everywhere")
            if one.second_factor and st.button("Remove their second factor", key=f"lift:{one.id}"):
                _do(lambda: looking_after_accounts.lift_second_factor(db, **about), "is asked for no code any more")
            made = one.has_password and st.button("Make a link for a new password", key=f"reset:{one.id}")
        if made:
            show_link(lambda: inviting.invite_to_reset(db, **about), "invitation")


def _stand(one: Member) -> str:
    said = ["administrator"] if one.administrator else []
    said += [f"suspended since {state.day(one.suspended_at)}"] if one.suspended_at else []
    said += ["with a second factor"] if one.second_factor else []
    return ", ".join([f"here since {state.day(one.created_at)}", *said])


def _do(deed: Callable[[], None], said: str) -> None:
    try:
        deed()
    except Problem as problem:
        refused(problem)
        return
    state.say_next(f"Done: this member {said}.")
    st.rerun()


def administrators() -> None:
    """Links for more administrators, and every open link of the server."""
    st.header("Invite another administrator", anchor=False)
    note = st.text_input("Whom is it for? (only administrators see this)", key="administrator-note")
    if st.button("Make the link", key="administrator-go"):
        show_link(
            lambda: inviting.invite_administrator(state.database(), note=note or "", now=wiring.now()), "invitation"
        )
    open_invitations(inviting.list_invitations(state.database(), place_id=None))
