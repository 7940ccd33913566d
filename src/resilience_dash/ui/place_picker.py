"""Choosing a place: a council by name or code, or a community within one."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.place import Council
from resilience_dash.domain.problem import Problem
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.refused import refused


def place_to_start(day: date, before: Callable[..., None]) -> tuple[Council | None, str | None]:
    """Any place for the person at this machine; for a member, one of those in which they may start."""
    return _own_place(before) if state.signature() else place_picker(day, before)


def _unheard(field: str) -> None:
    """Where nobody says beside each field that it is missing."""


def place_picker(day: date, before: Callable[..., None] = _unheard) -> tuple[Council | None, str | None]:
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


def _own_place(before: Callable[..., None]) -> tuple[Council | None, str | None]:
    """One of the places in which the member may start an assessment. Where there is none, the page ends."""
    places = {place.id: place for place in state.starts_in()}
    if not places:
        st.markdown(
            "Only owners and editors of a place start its assessments, and you are neither anywhere yet. Nothing is "
            "lost: ask an owner of your place, or whoever looks after this program."
        )
        st.page_link(page("home"), label="Go to the home page")
        st.stop()
    before("council", "Choose a place")
    chosen = st.selectbox(
        "Which place?",
        list(places),
        index=0 if len(places) == 1 else None,
        format_func=lambda number: places[number].name,
        key="own-place",
    )
    if chosen not in places:
        return None, ""
    council = wiring.councils().by_code(places[chosen].council_code)
    _about(council)
    return council, places[chosen].community


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
