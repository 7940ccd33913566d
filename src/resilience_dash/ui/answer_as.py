"""Who is answering: choose a person, or add one."""

from collections.abc import Callable

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.assessment import Respondent, Sheet
from resilience_dash.domain.framework import Framework, Perspective
from resilience_dash.domain.problem import Problem
from resilience_dash.services import starting
from resilience_dash.ui import state
from resilience_dash.ui.columns import READING
from resilience_dash.ui.plain import one_line
from resilience_dash.ui.refused import refused
from resilience_dash.ui.taking_part import seat_missing, take_seat

LONGEST_SHOWN = 32  # characters of a name, in a list that is narrow on a phone


def answer_as(sheet: Sheet, person: Respondent) -> None:
    """A row that says who is answering and lets another person take over. A member is first asked who they are here."""
    if seat_missing(sheet):
        take_seat(sheet)
        st.stop()
    state.answer_as(sheet.assessment.id, person.id)
    people = _offered(sheet, person)
    names = {r.id: f"{short_name(r.name)} ({sheet.framework.perspective(r.perspective).name})" for r in people}
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
        label = "Answering as" if state.answers_as(sheet, person) else "Whose answers"
        chosen = st.selectbox(label, list(names), index=index, format_func=names.__getitem__, key=key)
        if not sheet.assessment.signed_off and state.brought_in(sheet):
            # Under another key it is another box, and closed: the person has been added.
            with st.popover("Add a person", key=f"add-person:{state.turn('add-person')}"):
                _add_person(sheet)
    if chosen in names and chosen != person.id:
        state.answer_as(sheet.assessment.id, chosen)
        st.rerun()


def short_name(name: str) -> str:
    """A name that leaves room for the perspective behind it."""
    return name if len(name) <= LONGEST_SHOWN else f"{name[: LONGEST_SHOWN - 1].rstrip()}…"


def _offered(sheet: Sheet, person: Respondent) -> list[Respondent]:
    """Those they may answer for, themselves first, and whoever is shown just now; all where they only read."""
    theirs = [r for r in sheet.respondents if state.answers_as(sheet, r)]
    if not theirs or sheet.assessment.signed_off:
        return [r for r in sheet.respondents if r.workshop is None]  # a seat answered from its phone
    me = state.myself(sheet)
    shown = theirs if person in theirs else [*theirs, person]
    return sorted(shown, key=lambda r: r != me)


def why_read_only(sheet: Sheet, person: Respondent) -> None:
    """One sentence above answers that can be read and not changed."""
    if sheet.assessment.signed_off:
        st.info("This assessment is signed off: its answers can be read, not changed.")
    elif not state.changes(sheet, person):
        st.info(f"You can read what {one_line(person.name)} answered. Your role here does not change it.")


def _add_person(sheet: Sheet) -> None:
    turn = state.turn("add-person")
    name = st.text_input("Name", key=f"add-person-name:{turn}", help=None)
    perspective = perspective_radio(state.brought_in(sheet), key=f"add-person-perspective:{turn}")
    label = "Add this person" if state.signature() else "Add and answer as this person"
    if st.button(label, type="primary", key=f"add-person-go:{turn}"):
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
        if state.signature():
            state.say_next(f"{one_line(added.name)} was added.")
        else:
            state.answer_as(sheet.assessment.id, added.id)
        st.rerun()


def first_person(framework: Framework, before: Callable[[str], None]) -> tuple[str, str | None]:
    """Who answers first: whoever is signed in, else somebody by name; and in what capacity.

    `before` is told of each field just before it is drawn.
    """
    own = state.signature()
    if own:
        st.markdown(f"You do, as **{one_line(own)}**. Others are added or invited later.")
        before("perspective")
        return own, perspective_radio(state.started_in(framework), key="perspective")
    st.markdown("More people can be added later. The council and its community answer the same statements.")
    before("name")
    name = (st.text_input("Your name, or what the group calls you", key="name") or "").strip()
    before("perspective")
    return name, perspective_radio(framework.perspectives, key="perspective")


def perspective_radio(perspectives: tuple[Perspective, ...], *, key: str) -> str | None:
    """In what capacity somebody answers; none is chosen for them."""
    names = {p.code: p.name for p in perspectives}
    return st.radio("In what capacity?", list(names), index=None, format_func=names.__getitem__, key=key)
