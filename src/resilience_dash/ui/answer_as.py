"""Who is answering: choose a person, or add one."""

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.assessment import Respondent, Sheet
from resilience_dash.domain.framework import Framework
from resilience_dash.domain.problem import Problem
from resilience_dash.services import starting
from resilience_dash.ui import state
from resilience_dash.ui.columns import READING
from resilience_dash.ui.refused import refused

LONGEST_SHOWN = 32  # characters of a name, in a list that is narrow on a phone


def answer_as(sheet: Sheet, person: Respondent) -> None:
    """A row that says who is answering and lets another person take over."""
    names = {
        r.id: f"{short_name(r.name)} ({sheet.framework.perspective(r.perspective).name})" for r in sheet.respondents
    }
    key = f"answer-as:{sheet.assessment.id}"
    index = list(names).index(person.id)
    if state.get(f"{key}:drawn") != person.id:
        # Another person was added, or named in the address. A list that stands on the page already goes on showing
        # what it showed, whatever `index` says, until it is told otherwise.
        state.put(key, person.id)
        index = 0
    state.put(f"{key}:drawn", person.id)
    with st.container(horizontal=True, vertical_alignment="bottom", width=READING, key="side-who"):
        # Each page's list is a new one to Streamlit, whatever the key: it begins with `index`, not with what was chosen
        # on the page before.
        chosen = st.selectbox("Answering as", list(names), index=index, format_func=names.__getitem__, key=key)
        if not sheet.assessment.signed_off:
            # Under another key it is another box, and closed: the person has been added.
            with st.popover("Add a person", key=f"add-person:{state.turn('add-person')}"):
                _add_person(sheet)
    if chosen is not None and chosen != person.id:
        state.answer_as(sheet.assessment.id, chosen)
        st.rerun()


def short_name(name: str) -> str:
    """A name that leaves room for the perspective behind it."""
    return name if len(name) <= LONGEST_SHOWN else f"{name[: LONGEST_SHOWN - 1].rstrip()}…"


def _add_person(sheet: Sheet) -> None:
    turn = state.turn("add-person")
    name = st.text_input("Name", key=f"add-person-name:{turn}", help=None)
    perspective = perspective_radio(sheet.framework, key=f"add-person-perspective:{turn}")
    if st.button("Add and answer as this person", type="primary", key=f"add-person-go:{turn}"):
        if perspective is None:
            st.error("Nobody was added yet. Choose in what capacity this person answers.")
            return
        try:
            added = starting.add_respondent(
                state.database(),
                wiring.frameworks(),
                assessment_id=sheet.assessment.id,
                name=name,
                perspective=perspective,
                now=wiring.now(),
            )
        except Problem as problem:
            refused(problem)
            return
        state.next_turn("add-person")
        state.answer_as(sheet.assessment.id, added.id)
        st.rerun()


def perspective_radio(framework: Framework, *, key: str) -> str | None:
    """In what capacity somebody answers; none is chosen for them."""
    names = {p.code: p.name for p in framework.perspectives}
    return st.radio("In what capacity?", list(names), index=None, format_func=names.__getitem__, key=key)
