"""The workshop that the address names, and what this tab looks at in it."""

from collections.abc import Iterable

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.access import NotAllowed
from resilience_dash.domain.problem import Problem
from resilience_dash.services import papering, showing
from resilience_dash.services.papering import Tray
from resilience_dash.services.showing import Desk
from resilience_dash.ui.state.address_bar import number_in_address
from resilience_dash.ui.state.asking import database
from resilience_dash.ui.state.opened import unreadable


def workshop_in_address() -> int | None:
    """The workshop the address names, None where it names none; where it is no number the page ends."""
    try:
        return number_in_address("workshop")
    except Problem as problem:
        unreadable(problem)


def open_desk(workshop_id: int) -> Desk | None:
    """All that a facilitator sees of a workshop; None for who may only look at its wall. Else the page ends."""
    try:
        desk = showing.open_desk(database(), wiring.frameworks(), workshop_id=workshop_id)
    except NotAllowed:
        return None
    except Problem as problem:
        unreadable(problem)
    belong_to(desk.board.scene.assessment.id)
    return desk


def open_tray(workshop_id: int) -> Tray:
    """What the page for paper sheets shows; for whoever may not facilitate the page ends."""
    try:
        tray = papering.open_tray(database(), wiring.frameworks(), workshop_id=workshop_id)
    except Problem as problem:
        unreadable(problem)
    belong_to(tray.assessment.id)
    return tray


def belong_to(assessment_id: int) -> None:
    """Make the address and the menu name the assessment of what this page shows."""
    said = str(assessment_id)
    if st.session_state.get("assessment") != assessment_id or st.query_params.get("assessment") != said:
        st.session_state["assessment"] = assessment_id
        st.query_params["assessment"] = said
        st.rerun()  # the menu was drawn before anybody knew


def talking_about(workshop_id: int, open_now: str) -> str:
    """The statement this tab talks about: the one that was open when it took its last step, or that it chose since.

    A step of somebody else does not take it away, so that nothing that is being typed about it is lost.
    """
    kept = str(st.session_state.get(f"talk:{workshop_id}") or open_now)
    st.session_state[f"talk:{workshop_id}"] = kept
    return kept


def talk_about(workshop_id: int, statement_id: str | None) -> None:
    """Talk about this statement from here on; None for whichever is open when the page is drawn next."""
    st.session_state[f"talk:{workshop_id}"] = statement_id


def refuse_next(text: str) -> None:
    """Keep why a step was refused for the page as it is then."""
    st.session_state["refused"] = text


def refusal() -> str:
    """Why the last step was refused, once."""
    return str(st.session_state.pop("refused", ""))


def pressed_in_vain(offered: Iterable[str]) -> bool:
    """Whether a button was pressed that the page no longer offers, because somebody else had gone on meanwhile.

    `offered` are the keys of the buttons it offers now; they are remembered for the next time.
    """
    now = frozenset(offered)
    before: frozenset[str] = st.session_state.get("offered-steps", frozenset())
    st.session_state["offered-steps"] = now
    return any(st.session_state.get(key) is True for key in before - now)
