"""The run sheet of a workshop, and which statements it has talked about."""

from datetime import datetime, timedelta
from functools import partial

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.framework import MODES, Framework, Mode, RunSheet, RunSheetStep, Statement
from resilience_dash.services.showing import Desk
from resilience_dash.ui import state
from resilience_dash.ui.workshop_steps import later, look_at


def fitting_sheet(framework: Framework, statements: tuple[str, ...], mode: Mode) -> RunSheet | None:
    """The run sheet for as many statements as these: the shortest one that a mode of that size has."""
    modes = [one for one in MODES if _fits(framework, statements, one)]
    wanted = modes[0] if modes else mode
    return next((sheet for sheet in framework.run_sheets if wanted in sheet.modes), None)


def _fits(framework: Framework, statements: tuple[str, ...], mode: Mode) -> bool:
    asked = {one.id for one in framework.statements_in(mode)}
    return set(statements) <= asked


def run_sheet(sheet: RunSheet | None, *, began: datetime | None = None) -> None:
    """Each step with its minutes, by the clock once the workshop has begun; the one it is at is marked."""
    if sheet is None:
        return
    st.header("Run sheet", anchor=False)
    at = sheet.step_at((wiring.now() - began).total_seconds() / 60) if began else None
    st.caption(f"{sheet.name}. {sheet.when}")
    if began is None:
        st.markdown(f"**Before:** {sheet.before}")
    with st.container(gap="xsmall", key="run-sheet"):
        _steps(sheet, began, at)


def _steps(sheet: RunSheet, began: datetime | None, at: RunSheetStep | None) -> None:
    for step in sheet.steps:
        when = f"minutes {step.starts} to {step.ends}"
        if began:
            ends = began + timedelta(minutes=step.ends)
            when = f"until {state.clock(ends)}"
        here = step == at
        with st.container(key=f"sheet-{'now' if here else 'step'}-{step.starts}", gap=None):
            st.markdown(f"**{step.title}** · {when}{' · **now**' if here else ''}")
            if here or began is None:
                st.caption(step.text)


def agenda(desk: Desk) -> None:
    """The statements in their order, what became of each, and a way back to those that were shown."""
    scene = desk.board.scene
    st.header("Statements", anchor=False)
    current = scene.round.statement.id if scene.round else ""
    with st.container(gap=None, key="statements"):
        for number, statement in enumerate(scene.statements, start=1):
            _statement(desk, number, statement, current)


def _statement(desk: Desk, number: int, statement: Statement, current: str) -> None:
    scene = desk.board.scene
    agreed = desk.board.agreements.get(statement.id)
    shown, became = statement.id in scene.pictures, ""
    if shown and agreed and not agreed.carried:
        became = "not agreed" if agreed.level is None else f"agreed: {agreed.level}"
    elif shown or statement.id == current:
        became = "revealed" if shown else "open now"
    with st.container(horizontal=True, vertical_alignment="center", key=f"agenda-{number}"):
        words = f"{number}\\. {statement.title}"
        st.markdown(f"**{words}**" if statement.id == current else words)
        with st.container(horizontal=True, vertical_alignment="center", width="content"):
            if became:
                st.caption(became, width="content")
            if (
                shown
                and statement.id != current
                and st.button(f"Look *at {statement.title}*", key=f"look:{statement.id}", type="tertiary")
            ):
                later(partial(look_at, scene.workshop.id, statement.id))
