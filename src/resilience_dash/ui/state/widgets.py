"""What widgets hold, and what is kept for the next time they are drawn."""

from typing import TypeVar

import streamlit as st

Stored = TypeVar("Stored", int, str)


def show_next(key: str, value: object) -> None:
    """Make a widget show a value the next time it is drawn: Streamlit forbids it once it stands on the page."""
    st.session_state.setdefault("to-show", {})[key] = value


def take_over(key: str) -> None:
    """Give a widget the value kept by `show_next`, just before it is drawn."""
    kept = st.session_state.setdefault("to-show", {})
    if key in kept:
        st.session_state[key] = kept.pop(key)


def show_no_more(key: str) -> None:
    """Drop what `show_next` kept for a widget that is not on the page: it would be old when it is drawn again."""
    st.session_state.setdefault("to-show", {}).pop(key, None)


def follow(key: str, stored: Stored) -> Stored | None:
    """Before a widget is drawn: where nobody touched it on this page, it shows what was saved elsewhere meanwhile.

    Returns what the page showed as saved before, None where it has no memory of it.
    """
    take_over(key)
    before: Stored | None = st.session_state.get(f"{key}:stored")
    if before is not None and before != stored and st.session_state.get(key) == before:
        st.session_state[key] = stored
    st.session_state[f"{key}:stored"] = stored
    return before


def put(key: str, value: object) -> None:
    """Make a widget show a value, before it is drawn."""
    st.session_state[key] = value


def get(key: str) -> object:
    """What a widget holds, or None where it has not been drawn."""
    return st.session_state.get(key)


def forget(key: str) -> None:
    """Let a widget begin anew the next time it is drawn."""
    st.session_state.pop(key, None)


def turn(key: str) -> int:
    """How often a form has been used: part of its widgets' keys, so that it is empty again after use."""
    return int(st.session_state.get(f"turn:{key}", 0))


def next_turn(key: str) -> None:
    st.session_state[f"turn:{key}"] = turn(key) + 1


def say_next(text: str) -> None:
    """Keep a sentence for the page that is shown next."""
    st.session_state["said"] = text


def said() -> str:
    """The sentence kept for this page, once."""
    return str(st.session_state.pop("said", ""))
