"""Leading one workshop: who has answered and the next step first, then the talk, then the hall."""

import streamlit as st

from resilience_dash.services.showing import Desk
from resilience_dash.ui.columns import READING
from resilience_dash.ui.promises import action_form, action_list
from resilience_dash.ui.run_sheet import agenda, fitting_sheet, run_sheet
from resilience_dash.ui.workshop_desk import desk_panel, finished_words
from resilience_dash.ui.workshop_hall import door, lead, papers, seats
from resilience_dash.ui.workshop_preparing import change_plan
from resilience_dash.ui.workshop_steps import forget_presses, take_pressed
from resilience_dash.ui.workshop_talk import talk_panel


def leading(desk: Desk) -> None:
    """The facilitator's page of a workshop that is prepared, running or over."""
    forget_presses()
    scene = desk.board.scene
    sheet = fitting_sheet(scene.framework, scene.workshop.statements, scene.assessment.mode)
    main, aside = st.columns([2.1, 1], gap="large")
    with main, st.container(width=READING):
        desk_panel(desk, sheet)
        if scene.stage == "preparing":
            change_plan(desk)
            agenda(desk)
            run_sheet(sheet)
        else:
            talk_panel(desk)
        if scene.workshop.rounds:
            _actions(desk)
    with aside, st.container(key="desk-aside"):
        door(desk)
        if scene.stage != "preparing":
            seats(desk)
            agenda(desk)
        if scene.stage == "running":
            run_sheet(sheet, began=scene.workshop.begun_at)
        lead(desk)
        papers(desk)
    take_pressed()


def _actions(desk: Desk) -> None:
    scene = desk.board.scene
    st.header("Actions", anchor=False)
    if scene.stage == "running":
        st.markdown(finished_words(desk.board))
    action_list(scene.assessment, scene.framework, desk.board.actions)
    action_form(scene.assessment, scene.workshop)
