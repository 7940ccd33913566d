"""How long a place keeps raw answers, as its owners see and set it."""

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.place import Place
from resilience_dash.domain.problem import Problem
from resilience_dash.domain.retention import months_said
from resilience_dash.services import retaining
from resilience_dash.ui import state
from resilience_dash.ui.refused import refused


def keeping(place: Place) -> None:
    """Two numbers of months, and what they mean. Only owners see it."""
    if not state.may("keep_place", place.id):
        return
    st.header("How long raw answers are kept", anchor=False)
    st.markdown(
        "A raw answer is what one person chose and wrote. When its time is over, it goes the next time that old "
        "answers are deleted on this server, with the names of those who answered. It cannot be brought back. "
        "Signed results, signatures and what the group agreed stay."
    )
    kept = retaining.kept_for(state.database(), place_id=place.id)
    turn = state.turn("keep")
    with st.form(f"keep:{place.id}:{turn}", border=False):
        unsigned = st.text_input(
            "Months that a draft is kept after its last change", value=str(kept.unsigned), key=f"keep-unsigned:{turn}"
        )
        signed = st.text_input(
            "Months that answers are kept after the sign-off", value=str(kept.signed), key=f"keep-signed:{turn}"
        )
        if not st.form_submit_button("Save how long", key="keep-go"):
            return
    try:
        retaining.keep_for(
            state.database(),
            place_id=place.id,
            unsigned=months_said(unsigned or ""),
            signed=months_said(signed or ""),
            now=wiring.now(),
        )
    except Problem as problem:
        refused(problem)
        return
    state.next_turn("keep")
    state.say_next("Saved. Raw answers are kept for as long as you said.")
    st.rerun()
