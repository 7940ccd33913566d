"""One statement in the group's hands: everybody's answers, and what was agreed. Saved at once, never over another's."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.assessment import DONT_KNOW, NOT_OURS, Agreement, Answer, Choice, Respondent, Sheet
from resilience_dash.domain.framework import Dimension, Statement
from resilience_dash.domain.problem import Problem
from resilience_dash.services import assessing
from resilience_dash.ui import state
from resilience_dash.ui.heading import status
from resilience_dash.ui.plain import one_line, plain
from resilience_dash.ui.refused import refused
from resilience_dash.ui.statement_card import level_labels
from resilience_dash.ui.words import choice_words

FEW = 8
NO: Literal["no"] = "no"
Settled = int | Literal["no"] | None


def part_picker(sheet: Sheet) -> Dimension:
    """Which part the group talks about; the address keeps it."""
    current = state.dimension(sheet)
    names = {d.code: d.name for d in sheet.dimensions}
    key = "agree-part"
    state.put(key, current.code) if state.get(key) not in names else None
    chosen = st.selectbox("Which part?", list(names), format_func=names.__getitem__, key=key, width=620)
    if chosen is not None and chosen != current.code:
        state.go_to_dimension(chosen)
        return sheet.framework.dimension(chosen)
    return current


def agreement_card(sheet: Sheet, statement: Statement) -> None:
    with st.container(border=True, key=f"agree-{statement.id.replace('.', '-')}"):
        st.subheader(statement.title, anchor=False)
        _who_said_what(sheet, statement)
        stored = sheet.agreements.get(statement.id)
        if sheet.assessment.signed_off:
            _frozen(sheet, stored)
            return
        shown = state.shown_agreement(sheet.assessment.id, statement.id, stored)
        level, reason = _settle(sheet, statement, stored)
        if (level, reason.strip()) != _says(shown) and not (level is None and not reason.strip()):
            _record(sheet, statement, level, reason)
        elif stored is not None:
            state.remember_agreement(sheet.assessment.id, statement.id, shown)
            _saved(statement, stored)


def _frozen(sheet: Sheet, stored: Agreement | None) -> None:
    """What was agreed, to read: the assessment is signed off."""
    settled = "Nothing was recorded"
    if stored is not None:
        settled = "We did not agree" if stored.level is None else sheet.framework.level_label(stored.level)
    st.markdown(f"**Agreed: {settled}.** {plain(stored.reason) if stored else ''}")


def _who_said_what(sheet: Sheet, statement: Statement) -> None:
    """How many chose what, and everybody's answer by name: at once where they are few, else behind a click."""
    given = [(sheet.respondent(answer.respondent_id), answer) for answer in sheet.answers_to(statement.id)]
    if not given:
        st.markdown("Nobody has answered this statement yet.")
        return
    counts = Counter(answer.choice for _, answer in given)
    st.markdown(
        " · ".join(f"**{choice_words(sheet.framework, c)}**: {counts[c]}" for c in _choices(sheet) if counts[c])
    )
    if len(given) <= FEW:
        _names(sheet, statement, given)
        return
    with st.expander(f"Everybody’s answers ({len(given)})", key=f"who:{statement.id}", on_change="rerun") as box:
        if box.open:
            _names(sheet, statement, given)


def _choices(sheet: Sheet) -> list[Choice]:
    return [*(level.value for level in sheet.framework.levels), DONT_KNOW, NOT_OURS]


def _names(sheet: Sheet, statement: Statement, given: Sequence[tuple[Respondent, Answer]]) -> None:
    st.table(
        {
            "Who": [one_line(r.name) for r, _ in given],
            "In what capacity": [sheet.framework.perspective(r.perspective).name for r, _ in given],
            "Answer": [choice_words(sheet.framework, answer.choice) for _, answer in given],
        },
        hide_index=True,
        border="horizontal",
        alt=f"{statement.title}: everybody’s answers",
    )


def _says(agreement: Agreement | None) -> tuple[Settled, str]:
    if agreement is None:
        return None, ""
    return (NO if agreement.level is None else agreement.level), agreement.reason


def _settle(sheet: Sheet, statement: Statement, stored: Agreement | None) -> tuple[Settled, str]:
    labels: dict[int | Literal["no"], str] = {}
    labels.update(level_labels(sheet.framework, statement))
    labels[NO] = "**We did not agree**"
    options = list(labels)
    before, why = _says(stored)
    key = f"agreed:{sheet.assessment.id}:{statement.id}"
    state.take_over(key)
    state.take_over(f"{key}:reason")
    st.markdown(f"**{statement.question}** What do you agree on?")
    level = st.radio(
        f"{statement.question} What do you agree on?",
        options,
        index=None if before is None else options.index(before),
        format_func=labels.__getitem__,
        key=key,
        label_visibility="collapsed",
    )
    reason = st.text_area(
        "Reason: what settled it, or what keeps you apart",
        value=why,
        key=f"{key}:reason",
        height=90,
    )
    return level, reason or ""


def _record(sheet: Sheet, statement: Statement, level: Settled, reason: str) -> None:
    if level is None:
        st.warning("Not saved yet: choose a level, or “We did not agree”. Your reason is still in the box.")
        return
    about = sheet.assessment.id, statement.id
    try:
        kept = _save(sheet, statement, level, reason, state.seen_agreement(*about))
    except assessing.AgreementMoved as moved:
        st.warning(plain(str(moved)))
        theirs = moved.stored
        words = "We did not agree" if theirs.level is None else sheet.framework.level_label(theirs.level)
        mine = "We did not agree" if level == NO else sheet.framework.level_label(int(level))
        with st.container(horizontal=True):
            if st.button(f"Keep {words}", key=f"theirs:{statement.id}"):
                settled, why = _says(theirs)
                key = f"agreed:{sheet.assessment.id}:{statement.id}"
                state.show_next(key, settled)
                state.show_next(f"{key}:reason", why)
                state.remember_agreement(*about, theirs)
                st.rerun()
            if st.button(f"Save {mine}", key=f"mine:{statement.id}"):
                state.remember_agreement(*about, _save(sheet, statement, level, reason, theirs.id) or theirs)
                st.rerun()
        return
    except Problem as problem:
        refused(problem)
        return
    newest = kept or sheet.agreements.get(statement.id)
    state.remember_agreement(*about, newest)
    if newest is not None:
        _saved(statement, newest)


def _save(sheet: Sheet, statement: Statement, level: int | Literal["no"], reason: str, seen: int) -> Agreement | None:
    return assessing.record_agreement(
        wiring.database(),
        wiring.frameworks(),
        assessment_id=sheet.assessment.id,
        statement_id=statement.id,
        level=None if level == NO else int(level),
        reason=reason,
        recorded_by=state.recorder(sheet),
        seen=seen,
        now=wiring.now(),
    )


def _saved(statement: Statement, agreement: Agreement) -> None:
    who = f" by {one_line(agreement.recorded_by)}" if agreement.recorded_by else ""
    if agreement.carried:
        st.markdown(
            ":material/history: Carried over from the round before. Choose again, or change the reason, to confirm."
        )
    else:
        status(f"Saved{who}, {state.clock(agreement.at)}", key=f"agreed-{statement.id.replace('.', '-')}")


def importance(sheet: Sheet, dimension: Dimension) -> None:
    """How much the part matters here: it moves its statements up in the suggested order for action."""
    if sheet.assessment.signed_off:
        return
    labels = {1: "1 As much as the others", 2: "2 More", 3: "3 Most"}
    stored = sheet.importance.get(dimension.code, 1)
    chosen = st.radio(
        "How much does this part matter here?",
        list(labels),
        index=list(labels).index(stored),
        format_func=labels.__getitem__,
        key=f"importance:{sheet.assessment.id}:{dimension.code}",
    )
    if chosen is None or chosen == stored:
        return
    try:
        assessing.set_importance(
            wiring.database(),
            wiring.frameworks(),
            assessment_id=sheet.assessment.id,
            dimension=dimension.code,
            weight=chosen,
            now=wiring.now(),
        )
    except Problem as problem:
        refused(problem)
    else:
        status("Saved", key="importance-saved")
