"""Keeping what the group settled on, and saying what became of it."""

from typing import Literal

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.assessment import Agreement, Sheet
from resilience_dash.domain.framework import Statement
from resilience_dash.domain.problem import Problem
from resilience_dash.services import settling
from resilience_dash.ui import state
from resilience_dash.ui.heading import status
from resilience_dash.ui.plain import one_line, plain
from resilience_dash.ui.refused import not_saved, refused

NO: Literal["no"] = "no"
Settled = int | Literal["no"]


def says(agreement: Agreement | None) -> tuple[Settled | None, str]:
    """An agreement as its widgets hold it: a level, “no” for “we did not agree”, or None; and the reason."""
    if agreement is None:
        return None, ""
    return (NO if agreement.level is None else agreement.level), agreement.reason


def words(sheet: Sheet, settled: Settled) -> str:
    return "We did not agree" if settled == NO else sheet.framework.level_label(int(settled))


def agreed_key(sheet: Sheet, statement: Statement) -> str:
    return f"agreed:{sheet.assessment.id}:{statement.id}"


def keep_agreement(
    sheet: Sheet, statement: Statement, settled: Settled | None, reason: str, *, recorded_by: str = ""
) -> None:
    """Save what changed since this tab showed it. “Saved” is only said after the commit.

    `recorded_by` is whose name stands under it where nobody is signed in and nobody is answering.
    """
    stored = sheet.agreements.get(statement.id)
    state.all_saved(statement.title)
    by = state.recorder(sheet) or recorded_by
    shown = state.shown_agreement(sheet.assessment.id, statement.id, stored)
    if (settled, reason.strip()) == says(shown) or (settled is None and not reason.strip()):
        state.remember_agreement(sheet.assessment.id, statement.id, shown)
        _saved(sheet, statement, stored, by)
        return
    if settled is None:
        with not_saved(statement):
            st.warning("Not saved yet: choose a level, or “We did not agree”. Your reason is still in the box.")
        return
    try:
        seen = state.seen_agreement(sheet.assessment.id, statement.id)
        _saved(sheet, statement, _save(sheet, statement, settled, reason, seen, by), by)
    except settling.AgreementMoved as moved:
        with not_saved(statement):
            _ask(sheet, statement, settled, reason, moved, by)
    except Problem as problem:
        with not_saved(statement):
            state.try_again(problem, saving=True)
            refused(problem)


def _ask(
    sheet: Sheet, statement: Statement, settled: Settled, reason: str, moved: settling.AgreementMoved, by: str
) -> None:
    """Show what somebody else recorded, and let the group choose. Nothing is overwritten unasked."""
    theirs, why = says(moved.stored)
    st.warning(plain(str(moved)))
    with st.container(horizontal=True):
        keep_theirs = st.button(f"Keep {words(sheet, theirs or 0)}", key=f"agreed-theirs:{statement.id}")
        save_mine = st.button(f"Save {words(sheet, settled)}", key=f"agreed-mine:{statement.id}")
    if keep_theirs:
        state.show_next(agreed_key(sheet, statement), theirs)
        state.show_next(f"{agreed_key(sheet, statement)}:reason", why)
        state.remember_agreement(sheet.assessment.id, statement.id, moved.stored)
        st.rerun()
    if save_mine:
        _save(sheet, statement, settled, reason, moved.stored.id, by)
        st.rerun()


def _save(sheet: Sheet, statement: Statement, settled: Settled, reason: str, seen: int, by: str) -> Agreement | None:
    kept = settling.record_agreement(
        state.database(),
        wiring.frameworks(),
        assessment_id=sheet.assessment.id,
        statement_id=statement.id,
        level=None if settled == NO else int(settled),
        reason=reason,
        recorded_by=by,
        seen=seen,
        now=wiring.now(),
    )
    newest = kept or sheet.agreements.get(statement.id)
    state.remember_agreement(sheet.assessment.id, statement.id, newest)
    return newest


def _saved(sheet: Sheet, statement: Statement, agreement: Agreement | None, by: str) -> None:
    if agreement is None:
        return
    if not agreement.carried:
        who = f" by {one_line(agreement.recorded_by)}" if agreement.recorded_by else ""
        status(
            f"Saved{who}, {state.clock(agreement.at)}", key=f"{agreement.id}-agreed-{statement.id.replace('.', '-')}"
        )
        return
    st.markdown(":material/history: Carried over from the round before. Do you still agree on it?")
    settled, reason = says(agreement)
    if settled is not None and st.button("Still agreed", key=f"still-agreed:{statement.id}"):
        try:
            _save(sheet, statement, settled, reason, agreement.id, by)
        except Problem as problem:
            refused(problem)
        else:
            st.rerun()
