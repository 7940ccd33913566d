"""What was promised: actions with owner and date, and evidence that somebody goes and finds."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.assessment import Assessment
from resilience_dash.domain.framework import Framework
from resilience_dash.domain.problem import Problem
from resilience_dash.domain.promise import Action, EvidenceToFind
from resilience_dash.domain.workshop import Workshop
from resilience_dash.services import concluding
from resilience_dash.ui import state
from resilience_dash.ui.plain import one_line
from resilience_dash.ui.refused import refused


def promised(assessment: Assessment, framework: Framework) -> None:
    """The results page's part: every promise, with adding and taking back for those who settle."""
    actions = concluding.list_actions(state.database(), assessment_id=assessment.id)
    finding = concluding.list_to_find(state.database(), assessment_id=assessment.id)
    may = state.may("settle", assessment.place.id)
    if not actions and not finding and not may:
        return
    st.header("What was promised", anchor=False)
    action_list(assessment, framework, actions)
    if may:
        with st.expander("Add an action", key="add-action"):
            action_form(assessment)
    if finding:
        st.subheader("Evidence to find", anchor=False)
        for one in finding:
            _to_find(assessment, framework, one, title=True)


def action_list(assessment: Assessment, framework: Framework, actions: Sequence[Action]) -> None:
    """The actions by date, each with who sees to it."""
    if not actions:
        st.markdown("No action has an owner and a date yet.")
    for action in actions:
        with st.container(horizontal=True, vertical_alignment="center", key=f"promise-{action.id}"):
            with st.container(width="stretch", gap=None):
                st.markdown(f"**{one_line(action.what)}**")
                of = f" · {framework.statement(action.statement_id).title}" if action.statement_id else ""
                st.caption(f"{one_line(action.owner)}, by {day(action.by)}{of}")
            if state.may("settle", assessment.place.id) and st.button("Take back", key=f"action-back:{action.id}"):
                _take_back(assessment, action)


def day(by: date) -> str:
    """“31 January 2027”."""
    return f"{by.day}\N{NO-BREAK SPACE}{by:%B}\N{NO-BREAK SPACE}{by.year}"


def _take_back(assessment: Assessment, action: Action) -> None:
    try:
        concluding.take_back_action(
            state.database(), assessment_id=assessment.id, action_id=action.id, now=wiring.now()
        )
    except Problem as problem:
        refused(problem)
    else:
        state.say_next(f"Taken back: {one_line(action.what)}")
        st.rerun()


def action_form(assessment: Assessment, workshop: Workshop | None = None, statement_id: str = "") -> None:
    """One more action: what, who sees to it and by when. Empty again once it is saved."""
    if not state.may("settle", assessment.place.id):
        return
    turn = state.turn("action")
    with st.form(f"action:{turn}", border=False, enter_to_submit=False):
        what = st.text_input("What is to be done?", key=f"action-what:{turn}")
        with st.container(horizontal=True, key="side-action"):
            owner = st.text_input("Who sees to it?", key=f"action-owner:{turn}")
            by = st.date_input("By when?", value=None, format="DD/MM/YYYY", key=f"action-by:{turn}")
        added = st.form_submit_button("Add this action", key=f"action-add:{turn}")
    if not added:
        return
    try:
        concluding.add_action(
            state.database(),
            wiring.frameworks(),
            assessment_id=assessment.id,
            what=what or "",
            owner=owner or "",
            by=by,
            statement_id=statement_id,
            workshop_id=workshop.id if workshop else None,
            recorded_by=workshop.led_by if workshop else "",
            now=wiring.now(),
        )
    except Problem as problem:
        refused(problem)
    else:
        state.next_turn("action")
        state.say_next(f"Added: {one_line(what or '')}")
        st.rerun()


def to_find(
    assessment: Assessment,
    framework: Framework,
    finding: Sequence[EvidenceToFind],
    statement_id: str,
    workshop: Workshop | None = None,
) -> None:
    """The evidence that is missing for a statement, and a form for more."""
    mine = [one for one in finding if one.statement_id == statement_id]
    for one in mine:
        _to_find(assessment, framework, one)
    if not state.may("settle", assessment.place.id):
        return
    turn = state.turn("to-find")
    label = "Evidence is missing" if not mine else "More evidence is missing"
    with st.expander(label, key=f"find-box:{turn}"):
        with st.form(f"find:{turn}", border=False, enter_to_submit=False):
            what = st.text_input("What is missing?", key=f"find-what:{turn}")
            who = st.text_input("Who finds it?", key=f"find-who:{turn}")
            added = st.form_submit_button("Note what is missing", key=f"find-add:{turn}")
        if not added:
            return
        try:
            concluding.add_to_find(
                state.database(),
                wiring.frameworks(),
                assessment_id=assessment.id,
                statement_id=statement_id,
                what=what or "",
                who=who or "",
                workshop_id=workshop.id if workshop else None,
                recorded_by=workshop.led_by if workshop else "",
                now=wiring.now(),
            )
        except Problem as problem:
            refused(problem)
        else:
            state.next_turn("to-find")
            st.rerun()


def _to_find(assessment: Assessment, framework: Framework, one: EvidenceToFind, *, title: bool = False) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"to-find-{one.id}"):
        with st.container(width="stretch", gap=None):
            st.markdown(f"**{one_line(one.what)}**")
            of = f" · {framework.statement(one.statement_id).title}" if title else ""
            st.caption(f"To be found by {one_line(one.who)}{of}")
        if state.may("settle", assessment.place.id) and st.button("Take back", key=f"find-back:{one.id}"):
            try:
                concluding.take_back_to_find(
                    state.database(), assessment_id=assessment.id, number=one.id, now=wiring.now()
                )
            except Problem as problem:
                refused(problem)
            else:
                st.rerun()
