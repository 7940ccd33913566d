"""Starts the floor: the same kind of server, with the same settings file, as ours."""

import os
from pathlib import Path

import streamlit as st

app = st.App(Path(__file__).parent / "frame.py")

if __name__ == "__main__":
    app.run(config={"server.port": int(os.environ["FLOOR_PORT"])})
