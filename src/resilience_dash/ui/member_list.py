"""Who belongs to a place, each with their role and the ways to change it."""

from collections.abc import Callable, Sequence

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.access import ROLES
from resilience_dash.domain.member import Membership
from resilience_dash.domain.place import Place
from resilience_dash.domain.problem import Problem
from resilience_dash.services import appointing, finding_places
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.invitations import role_label
from resilience_dash.ui.plain import one_line
from resilience_dash.ui.refused import refused


def managed_place() -> Place:
    """The place whose members are shown: the one the address names, else a choice. Where there is none, it ends."""
    places = {p.id: p for p in finding_places.list_places(state.database(), action="manage_members")}
    if not places:
        st.markdown("Owners say who belongs to their place, and you own none. Ask an owner to invite somebody.")
        st.page_link(page("home"), label="Go to the home page")
        st.stop()
    named = state.place_in_address()
    first = named if named in places else next(iter(places))
    if len(places) == 1:
        return places[first]
    numbers = list(places)
    chosen = st.selectbox(
        "Which place?",
        numbers,
        index=numbers.index(first),
        format_func=lambda number: places[number].name,
        key="members-of",
    )
    return places[chosen if chosen in places else first]


def member_list(place: Place, members: Sequence[Membership]) -> None:
    """One row a member; a box with what can be changed about them."""
    if not members:
        st.markdown("Nobody belongs to this place yet. Invite its owner first.")
    for one in members:
        me = " (you)" if one.member.id == state.caller().member_id else ""
        with st.container(border=True, key=f"member-{one.member.id}"):
            with st.container(gap=None):
                st.markdown(f"**{one_line(one.member.name)}**{me} · {ROLES[one.role]}")
                shut = ", suspended: cannot sign in" if one.member.suspended_at else ""
                st.caption(f"{one_line(one.member.email or 'Signs in through an organisation')}{shut}")
            with st.expander("Change role or remove", key=f"change-{one.member.id}", on_change="rerun") as box:
                if box.open:
                    _change(place, one)


def _change(place: Place, one: Membership) -> None:
    roles, number = list(ROLES), one.member.id
    role = st.radio("Role", roles, index=roles.index(one.role), format_func=role_label, key=f"role:{place.id}:{number}")
    about = f"**{one_line(one.member.name)}**"
    with st.container(horizontal=True):
        if st.button("Save this role", key=f"save-role:{number}") and role is not None and role != one.role:
            _do(
                lambda: appointing.change_role(
                    state.database(), place_id=place.id, member_id=number, role=role, now=wiring.now()
                ),
                f"{about} is {ROLES[role].lower()} here from their next click on.",
            )
        if st.button("Remove from this place", key=f"remove:{number}"):
            _do(
                lambda: appointing.remove_member(
                    state.database(), place_id=place.id, member_id=number, now=wiring.now()
                ),
                f"{about} does not belong to this place any more. What they answered stays.",
            )


def _do(deed: Callable[[], None], said: str) -> None:
    try:
        deed()
    except Problem as problem:
        refused(problem)
        return
    state.say_next(said)
    st.rerun()
