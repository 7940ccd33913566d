"""One statement: its question and the five written levels. Returns what the person changed; it never saves."""

import streamlit as st

from resilience_dash.domain.assessment import DONT_KNOW, NOT_OURS, Answer, Choice, Respondent, Sheet
from resilience_dash.domain.framework import Framework, Statement
from resilience_dash.domain.supersession import UNSET, Change
from resilience_dash.ui import state

OTHER_CHOICES: dict[Choice, str] = {DONT_KNOW: "**Don’t know**", NOT_OURS: "**Not ours to answer**"}


def statement_card(sheet: Sheet, statement: Statement, person: Respondent) -> Change:
    """Draw the question with this person's answer. Returns the parts they changed since this tab showed it."""
    stored = sheet.answer(person.id, statement.id)
    shown = _caught_up(person, statement, stored)
    disabled = sheet.assessment.signed_off
    choice = _choice(sheet.framework, statement, stored, key=choice_key(person, statement), disabled=disabled)
    reason = _reason(person, statement, stored, disabled=disabled) if choice == NOT_OURS else None
    return Change(
        choice=UNSET if choice == (shown.choice if shown else None) else choice,
        reason=UNSET if reason is None or reason.strip() == (shown.reason if shown else "") else reason,
    )


def choice_key(person: Respondent, statement: Statement) -> str:
    return f"answer:{person.id}:{statement.id}"


def level_labels(framework: Framework, statement: Statement) -> list[tuple[int, str]]:
    """The five levels in the statement's own words, as radios show them."""
    return [(level.value, f"**{level.label}.** {statement.levels[level.value]}") for level in framework.levels]


def _caught_up(person: Respondent, statement: Statement, stored: Answer | None) -> Answer | None:
    """What this tab has shown. Where it holds no change of its own, it first takes over what was saved elsewhere."""
    shown = state.shown_answer(person.id, statement.id, stored)
    key = choice_key(person, statement)
    if stored and shown != stored and state.get(key) in (None, shown.choice if shown else None):
        state.put(key, stored.choice)
        state.remember_shown(person.id, statement.id, stored)
        return stored
    return shown


def _choice(
    framework: Framework, statement: Statement, stored: Answer | None, *, key: str, disabled: bool
) -> Choice | None:
    labels: dict[Choice, str] = {level: words for level, words in level_labels(framework, statement)}  # noqa: C416
    labels |= OTHER_CHOICES
    options = list(labels)
    state.take_over(key)
    st.markdown(f"**{statement.question}**")
    return st.radio(
        statement.question,
        options,
        index=options.index(stored.choice) if stored and stored.choice is not None else None,
        format_func=labels.__getitem__,
        key=key,
        disabled=disabled,
        label_visibility="collapsed",
    )


def _reason(person: Respondent, statement: Statement, stored: Answer | None, *, disabled: bool) -> str:
    said = st.text_input(
        "Why is this not yours to answer? For example, which council it belongs to.",
        value=stored.reason if stored else "",
        key=f"reason:{person.id}:{statement.id}",
        disabled=disabled,
    )
    return said or ""
