"""What every page stands in: the menu, and a column no wider than people read."""

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.problem import NotJustNow
from resilience_dash.ui import menu, state
from resilience_dash.ui.columns import WHOLE
from resilience_dash.ui.signed_out import signed_out, somebody_else

LOOK = wiring.ROOT / "src" / "resilience_dash" / "web" / "look"

st.set_page_config(
    page_title="Local economic resilience",
    page_icon=str(LOOK / "mark.svg"),
    layout="wide",
    initial_sidebar_state="collapsed",
)
st.logo(str(LOOK / f"wordmark-{'dark' if state.dark() else 'light'}.svg"), size="large")
with st.container(horizontal_alignment="center"), st.container(width=WHOLE):
    try:
        arrived = state.arrived()
        chosen = menu.choose() if arrived == "in" else menu.hidden()
        if arrived == "in":
            chosen.run()
        else:
            (signed_out if arrived == "out" else somebody_else)()
    except NotJustNow as problem:
        if not state.drawn_before():
            menu.hidden()  # without the names of the pages, the address would lead home when it runs again
        state.try_again(problem)
        menu.hidden()
        state.please_wait(problem)
