"""Keeping what a person changed on a statement card, and saying what became of it."""

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.assessment import Answer, Assessment, Respondent, Sheet, SignedOff
from resilience_dash.domain.framework import Statement
from resilience_dash.domain.problem import Problem
from resilience_dash.domain.supersession import AnswerMoved, Change, Seen, Unset
from resilience_dash.services import answering
from resilience_dash.ui import state
from resilience_dash.ui.catching_up import show
from resilience_dash.ui.heading import status
from resilience_dash.ui.plain import one_line
from resilience_dash.ui.refused import not_saved, refused
from resilience_dash.ui.words import choice_words

LONGEST_QUOTED = 60  # characters of a comment, on the two buttons that say which to keep


def keep(sheet: Sheet, person: Respondent, statement: Statement, change: Change) -> Answer | None:
    """Save the change, if there is one, and return the newest answer; None while something on the card is not saved.

    “Saved” is only said by `saved_line` after it.
    """
    stored = sheet.answer(person.id, statement.id)
    state.all_saved(statement.title)
    if not change.parts:
        state.remember_shown(person.id, statement.id, state.shown_answer(person.id, statement.id, stored))
        return stored
    try:
        kept = _record(sheet, person, statement, change, state.seen(person.id, statement.id))
    except AnswerMoved as moved:
        with not_saved(statement):
            return _ask(sheet, person, statement, change, moved.stored)
    except SignedOff as problem:
        refused(problem)
        return None
    except Problem as problem:
        with not_saved(statement):
            state.try_again(problem, saving=True)
            refused(problem)
            # Pressing it draws the card again, and the change that is still on it is saved then.
            st.button("Try again", key=f"again:{person.id}:{statement.id}")
        return None
    if kept and show(person, statement, kept):
        st.rerun()  # another page had changed another part of the answer: it is shown before it can be undone
    return kept or stored


def _record(sheet: Sheet, person: Respondent, statement: Statement, change: Change, seen: Seen) -> Answer | None:
    kept = answering.record_answer(
        state.database(),
        wiring.frameworks(),
        assessment_id=sheet.assessment.id,
        respondent_id=person.id,
        statement_id=statement.id,
        change=change,
        seen=seen,
        now=wiring.now(),
    )
    state.remember_shown(person.id, statement.id, kept or sheet.answer(person.id, statement.id))
    return kept


def _ask(sheet: Sheet, person: Respondent, statement: Statement, change: Change, stored: Answer) -> Answer | None:
    """Show what somebody else left, with name and time, and let the person choose. Nothing is overwritten unasked."""
    theirs, mine = _both(sheet, change, stored)
    st.warning(
        f"**This answer was changed on another page.** {one_line(person.name)} saved **{theirs}** "
        f"at {state.clock(stored.at)}, after this page was loaded. "
        f"Yours (**{mine}**) is not saved yet. Choose which to keep."
    )
    with st.container(horizontal=True):
        keep_theirs = st.button(f"Keep {theirs}", key=f"theirs:{person.id}:{statement.id}")
        save_mine = st.button(f"Save {mine}", key=f"mine:{person.id}:{statement.id}")
    if keep_theirs:
        show(person, statement, stored)
        state.remember_shown(person.id, statement.id, stored)
        st.rerun()
    if save_mine:
        kept = _record(sheet, person, statement, change, Seen(stored.id, state.device()))
        show(person, statement, kept or stored)
        st.rerun()
    return None


def _both(sheet: Sheet, change: Change, stored: Answer) -> tuple[str, str]:
    """What the other page saved and what this one holds, in the words of the first part in which they differ."""
    if not isinstance(change.choice, Unset) and change.choice != stored.choice:
        return choice_words(sheet.framework, stored.choice), choice_words(sheet.framework, change.choice)
    if not isinstance(change.reason, Unset) and change.reason != stored.reason:
        return _quoted(stored.reason, "no reason"), _quoted(change.reason, "no reason")
    if not isinstance(change.comment, Unset) and change.comment != stored.comment:
        return _quoted(stored.comment, "no comment"), _quoted(change.comment, "no comment")
    mine = stored.strength if isinstance(change.strength, Unset) else change.strength
    return f"evidence strength {stored.strength}", f"evidence strength {mine}"


def _quoted(text: str, none: str) -> str:
    short = text if len(text) <= LONGEST_QUOTED else f"{text[: LONGEST_QUOTED - 1]}…"
    return f"“{one_line(short)}”" if short.strip() else none


def saved_line(assessment: Assessment, statement: Statement, answer: Answer | None) -> None:
    """When the newest answer was saved, in a quiet line that is also spoken."""
    if answer is None or answer.says_nothing:
        return
    if answer.carried:
        before = one_line(state.period_before(assessment))
        st.markdown(f":material/history: Carried over from {before}. Is it still true?")
    else:
        # Each answer has a line of its own, so that a second one within the minute is spoken too.
        none_yet = "" if answer.choice is not None else ". No level is chosen yet."
        status(f"Saved {state.clock(answer.at)}{none_yet}", key=f"{answer.id}-saved-{statement.id.replace('.', '-')}")


def still_true(sheet: Sheet, person: Respondent, statement_ids: tuple[str, ...], *, label: str, key: str) -> None:
    """A button that confirms answers carried over from the round before."""
    if not st.button(label, key=key):
        return
    try:
        answering.confirm_carried(
            state.database(),
            wiring.frameworks(),
            assessment_id=sheet.assessment.id,
            respondent_id=person.id,
            statement_ids=statement_ids,
            now=wiring.now(),
        )
    except Problem as problem:
        refused(problem)
        return
    st.rerun()
