"""What goes with an answer, in a box that is closed at first: strength of evidence, evidence, comment and aim."""

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.assessment import Answer, Respondent, Sheet
from resilience_dash.domain.framework import Statement
from resilience_dash.domain.problem import Problem
from resilience_dash.domain.supersession import UNSET, Change
from resilience_dash.services import settling
from resilience_dash.ui import state
from resilience_dash.ui.catching_up import part_key
from resilience_dash.ui.evidence_list import evidence_list
from resilience_dash.ui.heading import status
from resilience_dash.ui.refused import refused
from resilience_dash.ui.words import count, slug


def evidence_box(sheet: Sheet, statement: Statement, person: Respondent) -> Change:
    """Draw the box. Returns changes to the answer; evidence and aim are saved where they are given."""
    answer = sheet.answer(person.id, statement.id)
    if not state.changes(sheet, person):
        _frozen(sheet, statement, person)
        return Change()
    # The name of the box never changes: to Streamlit a box of another name is another box, which is closed at first.
    # What is in it is said beside the name, and on a phone below it (web/look/page.css).
    with st.container(key=f"box-{slug(statement.id)}", gap="xsmall"):
        box = st.expander("Evidence, comment and aim", key=f"box:{person.id}:{statement.id}", on_change="rerun")
        held = _held(sheet, statement, answer)
        if held:
            st.caption(held)
    if not box.open:
        state.show_no_more(part_key("strength", person, statement))
        state.show_no_more(part_key("comment", person, statement))
        return Change()
    with box:
        shown = state.shown_answer(person.id, statement.id, answer)
        strength = _strength(sheet, statement, person, answer)
        evidence_list(sheet, statement, person)
        comment = _comment(statement, person, answer)
        _aim(sheet, statement)
    return Change(
        strength=UNSET if strength == (shown.strength if shown else 0) else strength,
        comment=UNSET if comment.strip() == (shown.comment if shown else "") else comment,
    )


def _frozen(sheet: Sheet, statement: Statement, person: Respondent) -> None:
    if state.settles(sheet):
        _aim(sheet, statement)
    else:
        st.markdown(f"Aim: {sheet.framework.level_label(sheet.aim(statement.id))}.")
    if sheet.evidence_for(statement.id):
        evidence_list(sheet, statement, person)


def _held(sheet: Sheet, statement: Statement, answer: Answer | None) -> str:
    """What is in the box: “Already there: 2 items, strength 1, a comment”."""
    items = len(sheet.evidence_for(statement.id))
    parts = [count(items, "item")] if items else []
    if answer and answer.strength:
        parts.append(f"strength {answer.strength}")
    if answer and answer.comment:
        parts.append("a comment")
    return f"Already there: {', '.join(parts)}" if parts else ""


def _strength(sheet: Sheet, statement: Statement, person: Respondent, answer: Answer | None) -> int:
    words = {s.value: f"{s.value} {s.meaning}" for s in sheet.framework.strengths}
    stored = answer.strength if answer else 0
    key = part_key("strength", person, statement)
    state.take_over(key)
    chosen = st.radio(
        "How strong is the evidence for your answer?",
        list(words),
        index=stored,
        format_func=words.__getitem__,
        key=key,
    )
    documents = [e for e in sheet.evidence_for(statement.id) if e.kind != "note"]
    if documents and stored < sheet.framework.evidenced_from:
        st.markdown("There is a document or link below. Does it support your answer? Then the strength is 2 or 3.")
    return stored if chosen is None else chosen


def _comment(statement: Statement, person: Respondent, answer: Answer | None) -> str:
    key = part_key("comment", person, statement)
    state.take_over(key)
    said = st.text_area(
        "Comment (optional). Leave out personal details: it may have to be disclosed to somebody who asks.",
        value=answer.comment if answer else "",
        key=key,
    )
    return said or ""


def _aim(sheet: Sheet, statement: Statement) -> None:
    stored = sheet.aim(statement.id)
    labels = {level.value: level.label for level in sheet.framework.levels}
    key = f"aim:{sheet.assessment.id}:{statement.id}"
    seen = state.follow(key, stored)
    chosen = st.radio(
        "Which level do you aim for together?",
        list(labels),
        index=stored,
        format_func=labels.__getitem__,
        key=key,
    )
    if chosen is None or chosen == stored:
        return
    try:
        settling.set_aim(
            state.database(),
            wiring.frameworks(),
            assessment_id=sheet.assessment.id,
            statement_id=statement.id,
            level=chosen,
            seen=seen,
            now=wiring.now(),
        )
    except settling.AimMoved as moved:
        state.show_next(key, moved.stored)
        refused(moved)
    except Problem as problem:
        state.try_again(problem, saving=True)
        refused(problem)
    else:
        status(f"Aim saved {state.clock(wiring.now())}", key=f"aim-{statement.id.replace('.', '-')}")
