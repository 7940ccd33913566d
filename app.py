"""Starts resilience-dash. `streamlit run app.py`, `python app.py` and `uvicorn app:app` all serve the same thing."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "src"))

import streamlit as st

from resilience_dash import web
from resilience_dash.ui import starting

organisations = starting.check_everything(serving=__name__ == "__main__")
web.keep_tokens_out()
app = st.App(
    starting.FRAME,
    lifespan=starting.lifespan(web.while_it_runs),
    routes=web.routes(organisations),
    middleware=web.middleware(),
    on_script_error=starting.on_script_error,
)

if __name__ == "__main__":
    starting.run(app)
