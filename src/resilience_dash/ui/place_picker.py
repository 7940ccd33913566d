"""Choosing a place: a council by name or code, or a community within one."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.place import Council
from resilience_dash.domain.problem import Problem
from resilience_dash.ui.refused import refused


def place_picker(day: date, before: Callable[[str], None]) -> tuple[Council | None, str | None]:
    """The council chosen and the community's name, empty for the council's whole area; None while one is missing.

    `before` is told of each field just before it is drawn.
    """
    councils = wiring.councils()
    names = {council.label: council for council in councils.on(day)}
    before("council")
    typed = st.selectbox(
        "Which council area?",
        list(names),
        index=None,
        placeholder="Type a name or a GSS code, such as Calderdale",
        # What is typed and not in the list is looked up too: former codes, other spellings.
        accept_new_options=True,
        key="council",
    )
    council = names.get(typed) if typed else None
    if typed and council is None:
        council = _found(typed, day)
    if council is not None:
        _about(council)
    part = st.checkbox("It is about one community within this area", key="is-community")
    if not part:
        return council, ""
    before("community")
    community = st.text_input("What is the community called?", key="community") or ""
    return council, community.strip() or None


def _found(typed: str, day: date) -> Council | None:
    """The one council that something typed can mean; else says so."""
    try:
        return wiring.councils().one(typed, day)
    except Problem as problem:
        refused(problem)
        return None


def _about(council: Council) -> None:
    two_tier = {
        "upper": "District councils in this county run some of the services the statements ask about.",
        "lower": f"{council.county_name} County Council runs some of the services the statements ask about.",
        "single": "",
    }[council.tier]
    until = f" It is to be replaced after {council.valid_to.day} {council.valid_to:%B %Y}." if council.valid_to else ""
    hint = f" {two_tier} Use “Not ours to answer” for those." if two_tier else ""
    st.markdown(f"**{council.official_name}**, {council.nation}.{hint}{until}")
