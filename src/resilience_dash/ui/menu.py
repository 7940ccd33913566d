"""The menu along the top: home, the open assessment by its place's name, what the program is, and who is signed in."""

from typing import Literal

import streamlit as st

from resilience_dash.domain.access import Caller
from resilience_dash.domain.problem import Problem
from resilience_dash.services import opening
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.plain import one_line

LONGEST_NAME = 28


def choose() -> st.Page:
    """The page that the address names, with the menu drawn around it."""
    name, caller = _open_place(), state.caller()
    here = name is not None
    walk = [
        _entry("tasks", "Task list", shown=here),
        _entry("agree", "Agree together", shown=here),
        _entry("workshop", "Workshop", shown=here),
        _entry("check", "Check your answers", shown=here),
        _entry("results", "Results", shown=here),
    ]
    hidden = [
        _entry("start", "Start an assessment", shown=False),
        _entry("assess", "Answer", shown=False),
        _entry("sign_off", "Sign off", shown=False),
        _entry("shared", "Shared results", shown=False),
        _entry("paper", "Paper sheets", shown=False),
    ]
    about = [
        _entry("method", "How results are worked out"),
        _entry("about", "About this program"),
        _entry("privacy", "Privacy"),
        # Members reach it from the pages of those who may read it.
        _entry("audit", "Who did what", shown=caller.kind == "machine"),
    ]
    if caller.kind != "member":  # at one's own machine their addresses lead to a page that says so, not to none
        hidden += _own(caller)
    sections = {"": [_home(), *hidden], name or "Assessment": walk, "About": about}
    if caller.kind == "member":
        own = _short(caller.name)
        sections["Your account" if own in sections else own] = _own(caller)
    chosen = st.navigation(sections, position="top")
    if chosen.url_path != "sign-off":
        state.read_again()
    return chosen


def _own(caller: Caller) -> list[st.Page]:
    """What is about the person who is signed in, and what their roles let them look after."""
    out = state.site("/sign-out")  # a plain page, outside of this one-page program
    return [
        _entry("account", "Your account", shown=caller.kind == "member"),
        _entry("members", "Members", shown=caller.kind == "member" and state.manages()),
        _entry("server", "Server", shown=caller.administrator),
        *([st.Page(out, title="Sign out")] if caller.kind == "member" and "://" in out else []),
    ]


def hidden() -> st.Page:
    """No menu at all, where nobody is signed in. The addresses stay known, so that none of them is “not found”."""
    names = (
        "tasks",
        "agree",
        "workshop",
        "paper",
        "check",
        "results",
        "start",
        "assess",
        "sign_off",
        "shared",
        "method",
        "about",
    )
    own = ("privacy", "account", "members", "server", "audit")
    return st.navigation([_home(), *(_entry(name, name, shown=False) for name in names + own)], position="hidden")


def _home() -> st.Page:
    return st.Page(page("home"), title="Home", default=True)


def _entry(name: str, title: str, *, shown: bool = True) -> st.Page:
    visibility: Literal["visible", "hidden"] = "visible" if shown else "hidden"
    return st.Page(page(name), title=title, url_path=name.replace("_", "-"), visibility=visibility)


def _open_place() -> str | None:
    named = state.remembered_assessment()
    if named is None:
        return None
    try:
        name = opening.title(state.database(), assessment_id=named).place.name
    except Problem:
        return None
    return _short(name)


def _short(name: str) -> str:
    return one_line(name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…")
