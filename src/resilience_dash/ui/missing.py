"""What is still needed to start: listed in one box above the form, and said in the same words where it is given."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from resilience_dash.ui import state

NEEDED = {
    "council": "Choose a council area",
    "community": "Say what the community is called",
    "period": "Say which period it is about, such as “2026 to 2027”",
    "mode": "Choose how much you want to answer",
    "name": "Give your name, or what the group calls you",
    "perspective": "Choose in what capacity you answer",
}
TRIED = "start:tried"


class Missing:
    """Made where the list shall stand; told of each field just before it is drawn, and of what was given after all."""

    def __init__(self, *, button: str) -> None:
        if state.get(button) is None:  # the page has just been opened: what was missing the last time is past
            state.forget(TRIED)
        self._above = st.container()
        self._places: dict[str, DeltaGenerator] = {}
        self._needed = dict(NEEDED)

    def beside(self, field: str, words: str | None = None) -> None:
        """Here it will be said that the field is missing, in other `words` where it asks for something else."""
        self._needed[field] = words or NEEDED[field]
        self._places[field] = st.container()

    def said(self, pressed: bool, *given: object) -> None:
        """Say what is missing, of all that is NEEDED in its order, from the first press on until it is given."""
        if pressed:
            state.put(TRIED, True)
            state.next_turn("start")
        missing = {field: words for (field, words), value in zip(self._needed.items(), given, strict=True) if not value}
        if not missing or not state.get(TRIED):
            return
        # A new name for each press: the page's script brings the eye and the focus up to it (web/look/page.js).
        with self._above, st.container(key=f"problems-{state.turn('start')}"):
            listed = "\n".join(f"- {words}" for words in missing.values())
            st.error(f"**There is a problem.** Nothing was started yet. What you filled in is still here.\n\n{listed}")
        for field, words in missing.items():
            with self._places[field], st.container(key=f"problem-{field}"):
                st.markdown(f"**{words}**")
