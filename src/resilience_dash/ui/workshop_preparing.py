"""Keeping what was decided about a workshop: a new one, or changes to one that has not begun."""

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.assessment import Assessment
from resilience_dash.domain.framework import Framework
from resilience_dash.domain.problem import Problem
from resilience_dash.services import convening, opening
from resilience_dash.services.showing import Desk
from resilience_dash.ui import state
from resilience_dash.ui.columns import READING
from resilience_dash.ui.refused import refused
from resilience_dash.ui.run_sheet import fitting_sheet, run_sheet
from resilience_dash.ui.workshop_list import workshop_list
from resilience_dash.ui.workshop_plan import plan_form


def workshops(assessment: Assessment, framework: Framework) -> None:
    """The workshops there are, and a new one to prepare."""
    found = convening.list_workshops(state.database(), assessment_id=assessment.id)
    with st.container(width=READING):
        st.markdown(
            "People answer on their phones, one statement at a time. Nobody sees an answer before it is revealed to "
            "all. Then you talk, and record what you agree on: it stands in this assessment at once."
        )
        if found or not _prepares(assessment):
            workshop_list(assessment, found)
    if not _prepares(assessment):
        return
    if found:
        words, closed = "Prepare another workshop", not state.get("prepare-another")
        box = st.expander(words, key="prepare-another", on_change="rerun", width=READING if closed else "stretch")
        if box.open:
            with box:
                _prepare(assessment, framework)
        return
    st.header("Prepare a workshop", anchor=False)
    _prepare(assessment, framework)


def _prepares(assessment: Assessment) -> bool:
    return not assessment.signed_off and state.may("facilitate", assessment.place.id)


def _prepare(assessment: Assessment, framework: Framework) -> None:
    sheet = opening.open_sheet(state.database(), wiring.frameworks(), assessment_id=assessment.id)
    main, aside = st.columns([2.1, 1], gap="large")
    with main, st.container(width=READING):
        plan = plan_form(sheet)
        if st.button("Prepare this workshop", type="primary", key="prepare"):
            try:
                made = convening.prepare_workshop(
                    state.database(), wiring.frameworks(), assessment_id=assessment.id, plan=plan, now=wiring.now()
                )
            except Problem as problem:
                refused(problem)
            else:
                state.say_next("Prepared. Nobody can join before you begin it.")
                state.go_to(**state.address(assessment, workshop=str(made.id)))
    with aside:
        run_sheet(fitting_sheet(framework, plan.statements, assessment.mode))


def change_plan(desk: Desk) -> None:
    """What was decided, to change until the workshop begins."""
    scene = desk.board.scene
    sheet = opening.open_sheet(state.database(), wiring.frameworks(), assessment_id=scene.assessment.id)
    box = st.expander("Change what was decided", key="change-plan", on_change="rerun")
    if not box.open:
        return
    with box:
        plan = plan_form(sheet, scene.workshop)
        if st.button("Save these changes", key="change-plan-go"):
            try:
                convening.change_plan(
                    state.database(), wiring.frameworks(), workshop_id=scene.workshop.id, plan=plan, now=wiring.now()
                )
            except Problem as problem:
                refused(problem)
            else:
                state.say_next("The changes are saved.")
                st.rerun()
