"""What every page stands in: the menu, and a column no wider than people read."""

import streamlit as st

from resilience_dash import wiring
from resilience_dash.ui import menu, state
from resilience_dash.ui.columns import WHOLE

LOOK = wiring.ROOT / "src" / "resilience_dash" / "web" / "look"

st.set_page_config(
    page_title="Local economic resilience",
    page_icon=str(LOOK / "mark.svg"),
    layout="wide",
    initial_sidebar_state="collapsed",
)
st.logo(str(LOOK / f"wordmark-{'dark' if state.dark() else 'light'}.svg"), size="large")
state.let_in()
chosen = menu.choose()
with st.container(horizontal_alignment="center"), st.container(width=WHOLE):
    chosen.run()
