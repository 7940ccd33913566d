"""In whose name this tab asks the database.

Who it is, is looked up once in every run and never kept for the next one: a role that was taken, or a sign-in that was
ended elsewhere, counts from the next click on. Where it cannot be looked up, because the database is away, nobody asks
the database anything; a card that is already on the page stays as it was offered, until it can.
"""

from typing import Literal, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from resilience_dash import wiring
from resilience_dash.domain.access import MACHINE, NOBODY, Action, Caller
from resilience_dash.domain.problem import NotJustNow
from resilience_dash.services import admitting

WHOSE = "tab-belongs-to"  # whose tab this is: the reference of whoever it was drawn for
OFFERED = "tab-offered-to"  # the same person with their roles, as they were when a card was drawn last


def served() -> bool:
    """Whether people sign in here, rather than one person sitting at their own machine."""
    return wiring.settings().serving.served


def token() -> str:
    """What this browser was let in with."""
    return st.context.cookies.get(wiring.settings().serving.session_cookie) or ""


def who() -> Caller:
    """Who sits at this tab in this run; nobody where they are not, or no longer, signed in.

    Raises a NotJustNow where the database is away, all through the run: a card is not half of one moment.
    """
    if not served():
        return MACHINE
    run = get_script_run_ctx()
    # Streamlit gives every run, a card's own too, new cursors: what was found under other ones is of an earlier run.
    known: tuple[object, Caller | NotJustNow] | None = getattr(run, "asked_by", None)
    if run is None or known is None or known[0] is not run.cursors:
        known = (run.cursors if run else None, _looked_up())
        if run is not None:
            run.asked_by = known  # type: ignore[attr-defined]
    if isinstance(known[1], NotJustNow):
        raise known[1]
    return known[1]


def _looked_up() -> Caller | NotJustNow:
    try:
        return admitting.caller(wiring.database().asked_by(NOBODY), token=token(), now=wiring.now())
    except NotJustNow as problem:
        return problem


def arrived() -> Literal["in", "out", "another"]:
    """Whether whoever this tab belongs to is signed in; “another” where somebody else has signed in meanwhile.

    Where they are not, what the tab holds is forgotten, so that nothing one person typed is shown to another or saved
    in another's name.
    """
    now = who()
    if now.kind == "nobody":
        st.session_state.clear()
        return "out"
    before = st.session_state.get(WHOSE, now.ref)
    if before != now.ref:
        st.session_state.clear()
    st.session_state[WHOSE] = now.ref
    return "in" if before == now.ref else "another"


def drawn_before() -> bool:
    """Whether this tab has shown a page to anybody yet."""
    return WHOSE in st.session_state


def caller() -> Caller:
    """Who sits at this tab, to offer them what they may do.

    A card that is drawn again while the database is away offers what it did: only `database` lets somebody do it.
    """
    try:
        found = _at_this_tab()
    except NotJustNow:
        if (offered := st.session_state.get(OFFERED)) is None:
            raise
        return cast(Caller, offered)
    st.session_state[OFFERED] = found
    return found


def database() -> wiring.Database:
    """The database, in the name of whoever sits at this tab. Pages and their pieces ask no other.

    Raises a NotJustNow where it cannot be looked up who that is.
    """
    return wiring.database().asked_by(_at_this_tab())


def _at_this_tab() -> Caller:
    """Where that is nobody any more, or somebody else, the whole page is drawn again."""
    found = who()
    if found.kind == "nobody" or st.session_state.get(WHOSE, found.ref) != found.ref:
        st.rerun()  # only a card on its own comes here: a whole page begins with the frame, which lets nobody pass
    return found


def may(action: Action, place_id: int | None = None) -> bool:
    """Whether whoever sits at this tab may do it, so that no more is offered. The services ask again."""
    return caller().may(action, place_id)
