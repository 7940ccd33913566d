"""One statement: its question and the five written levels. Returns what the person changed; it never saves."""

import streamlit as st

from resilience_dash.domain.assessment import DONT_KNOW, NOT_OURS, Answer, Choice, Respondent, Sheet
from resilience_dash.domain.framework import Framework, Statement
from resilience_dash.domain.supersession import UNSET, Change
from resilience_dash.ui import state
from resilience_dash.ui.catching_up import caught_up, part_key, too_late
from resilience_dash.ui.plain import plain

OTHER_CHOICES: dict[Choice, str] = {DONT_KNOW: "**Don’t know**", NOT_OURS: "**Not ours to answer**"}


def statement_card(sheet: Sheet, statement: Statement, person: Respondent) -> Change:
    """Draw the question with this person's answer. Returns the parts they changed since this tab showed it."""
    stored = sheet.answer(person.id, statement.id)
    st.markdown(f"**{statement.question}**")
    if not state.changes(sheet, person):
        _frozen(sheet.framework, statement, stored)
        held = too_late(person, statement, stored)
        if sheet.assessment.signed_off:
            return held
        if held.parts:
            st.warning("What you chose last was not saved: this answer can no longer be changed by you.")
        return Change()
    shown = caught_up(person, statement, stored)
    choice = _choice(sheet.framework, statement, stored, key=part_key("choice", person, statement))
    if choice == NOT_OURS:
        reason: str | None = _reason(person, statement, stored)
    else:
        reason = None
        state.show_no_more(part_key("reason", person, statement))
    return Change(
        choice=UNSET if choice == (shown.choice if shown else None) else choice,
        reason=UNSET if reason is None or reason.strip() == (shown.reason if shown else "") else reason,
    )


def level_labels(framework: Framework, statement: Statement) -> list[tuple[int, str]]:
    """The five levels in the statement's own words, as radios show them."""
    return [(level.value, f"**{level.label}.** {statement.levels[level.value]}") for level in framework.levels]


def _frozen(framework: Framework, statement: Statement, stored: Answer | None) -> None:
    """A signed-off answer is read, not changed: plain text, not greyed-out controls."""
    chosen = stored.choice if stored else None
    st.markdown("No answer." if chosen is None else all_labels(framework, statement)[chosen])
    if stored and stored.reason:
        st.markdown(f"Reason: {plain(stored.reason)}")
    if stored and isinstance(chosen, int):
        st.markdown(f"Strength of evidence: {framework.strengths[stored.strength].meaning}.")
    if stored and stored.comment:
        st.markdown(f"Comment: {plain(stored.comment)}")


def all_labels(framework: Framework, statement: Statement) -> dict[Choice, str]:
    """Everything that can be chosen, with its words, in order."""
    labels: dict[Choice, str] = {level: words for level, words in level_labels(framework, statement)}  # noqa: C416
    return labels | OTHER_CHOICES


def _choice(framework: Framework, statement: Statement, stored: Answer | None, *, key: str) -> Choice | None:
    labels = all_labels(framework, statement)
    options = list(labels)
    state.take_over(key)
    return st.radio(
        statement.question,
        options,
        index=options.index(stored.choice) if stored and stored.choice is not None else None,
        format_func=labels.__getitem__,
        key=key,
        label_visibility="collapsed",
    )


def _reason(person: Respondent, statement: Statement, stored: Answer | None) -> str:
    key = part_key("reason", person, statement)
    state.take_over(key)
    said = st.text_input(
        "Why is this not yours to answer? For example, which council it belongs to.",
        value=stored.reason if stored else "",
        key=key,
    )
    return said or ""
