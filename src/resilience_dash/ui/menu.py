"""The menu along the top: home, the open assessment by its place's name, and what the program is."""

from typing import Literal

import streamlit as st

from resilience_dash.domain.problem import Problem
from resilience_dash.services import opening
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.plain import one_line

LONGEST_NAME = 28


def choose() -> st.Page:
    """The page that the address names, with the menu drawn around it."""

    def entry(name: str, title: str, *, shown: bool = True, default: bool = False) -> st.Page:
        visibility: Literal["visible", "hidden"] = "visible" if shown else "hidden"
        address = None if default else name.replace("_", "-")
        return st.Page(page(name), title=title, url_path=address, default=default, visibility=visibility)

    name = _open_place()
    home = entry("home", "Home", default=True)
    walk = [
        entry("tasks", "Task list", shown=name is not None),
        entry("agree", "Agree together", shown=name is not None),
        entry("check", "Check your answers", shown=name is not None),
        entry("results", "Results", shown=name is not None),
    ]
    hidden = [
        entry("start", "Start an assessment", shown=False),
        entry("assess", "Answer", shown=False),
        entry("sign_off", "Sign off", shown=False),
    ]
    about = [entry("method", "How results are worked out"), entry("about", "About this program")]
    chosen = st.navigation({"": [home, *hidden], name or "Assessment": walk, "About": about}, position="top")
    if chosen.url_path != "sign-off":
        state.read_again()
    return chosen


def _open_place() -> str | None:
    named = state.remembered_assessment()
    if named is None:
        return None
    try:
        name = opening.title(state.database(), assessment_id=named).place.name
    except Problem:
        return None
    return one_line(name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…")
