"""What every page stands in: the menu, and a column no wider than people read."""

import streamlit as st

from resilience_dash.ui import menu

WIDTH = 1120

st.set_page_config(page_title="Local economic resilience", layout="wide", initial_sidebar_state="collapsed")
chosen = menu.choose()
with st.container(horizontal_alignment="center"), st.container(width=WIDTH):
    chosen.run()
