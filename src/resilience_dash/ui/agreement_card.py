"""One statement in the group's hands: everybody's answers, and what was agreed."""

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from resilience_dash.domain import scoring
from resilience_dash.domain.assessment import DONT_KNOW, NOT_OURS, Agreement, Answer, Choice, Respondent, Sheet
from resilience_dash.domain.framework import Framework, Statement
from resilience_dash.ui import state
from resilience_dash.ui.agreeing import NO, Settled, agreed_key, keep_agreement, says, words
from resilience_dash.ui.plain import one_line, plain
from resilience_dash.ui.statement_card import level_labels
from resilience_dash.ui.words import choice_words, count, side_words, slug

FEW = 8
BAR = 280  # pixels, for the answer that most people gave: it fits a phone
NO_BAR = 4


def agreement_card(sheet: Sheet, statement: Statement) -> None:
    with st.container(border=True, key=f"agree-{statement.id.replace('.', '-')}"):
        st.subheader(statement.title, anchor=False)
        _who_said_what(sheet, statement)
        settle(sheet, statement)


def settle(sheet: Sheet, statement: Statement, *, recorded_by: str = "") -> None:
    """What the group agrees on, to record, or to read. `recorded_by` counts where nobody is signed in."""
    stored = sheet.agreements.get(statement.id)
    if not state.settles(sheet):
        _frozen(sheet, stored)
        return
    _catch_up(sheet, statement, stored)
    settled, reason = _settle(sheet, statement, stored)
    keep_agreement(sheet, statement, settled, reason, recorded_by=recorded_by)


def _frozen(sheet: Sheet, stored: Agreement | None) -> None:
    """What was agreed, to read: it is signed off, or the caller's role does not record it."""
    settled, reason = says(stored)
    st.markdown("Nothing was recorded." if settled is None else f"**Agreed: {words(sheet, settled)}.** {plain(reason)}")


def _catch_up(sheet: Sheet, statement: Statement, stored: Agreement | None) -> None:
    """Take over what was recorded elsewhere, unless this tab holds a change of its own."""
    shown = state.shown_agreement(sheet.assessment.id, statement.id, stored)
    key = agreed_key(sheet, statement)
    held = state.get(key), state.get(f"{key}:reason") or ""
    if stored and stored != shown and held in ((None, ""), says(shown)):
        settled, reason = says(stored)
        state.put(key, settled)
        state.put(f"{key}:reason", reason)
        state.remember_agreement(sheet.assessment.id, statement.id, stored)


def _who_said_what(sheet: Sheet, statement: Statement) -> None:
    """How many chose what, and everybody's answer by name: at once where they are few, else behind a click."""
    everybody = [(sheet.respondent(answer.respondent_id), answer) for answer in sheet.answers_to(statement.id)]
    if not everybody:
        st.markdown("Nobody has answered this statement yet.")
        return
    spread(sheet.framework, statement, Counter(answer.choice for _, answer in everybody))
    _sides(sheet, statement)
    given = [(person, answer) for person, answer in everybody if not person.anonymous]
    if len(given) < len(everybody):
        hall = count(len(everybody) - len(given), "answer was", "answers were")
        st.caption(f"{hall} given in a workshop without names: counted here, and listed nowhere.")
    if not given:
        return
    if len(given) <= FEW:
        _names(sheet, statement, given)
        return
    with st.expander(f"Everybody’s answers ({len(given)})", key=f"who:{statement.id}", on_change="rerun") as box:
        if box.open:
            _names(sheet, statement, given)


def spread(framework: Framework, statement: Statement, counts: Mapping[Choice | None, int]) -> None:
    """One line a level, its people first, on a bar as long as they are many. Other answers stand below where given."""
    levels: list[Choice] = [level.value for level in framework.levels]
    most = max(counts.values(), default=0) or 1
    with st.container(gap="xxsmall", key=f"spread-{slug(statement.id)}"):
        for choice in [*levels, *(c for c in (DONT_KNOW, NOT_OURS) if counts.get(c))]:
            n = counts.get(choice, 0)
            width = NO_BAR + round((BAR - NO_BAR) * n / most)
            with st.container(width=width, key=f"bar-{slug(statement.id)}-{choice}"):
                people = count(n, "person", "people")
                said = f"**{people}**" if n else people
                st.markdown(f"{said} {choice_words(framework, choice)}")


def _sides(sheet: Sheet, statement: Statement) -> None:
    """Where each side typically stands, as far as sides are large enough to be shown."""
    groups = scoring.statement_result(sheet, statement.id).groups
    shown = [f"**{group.title}** {side_words(group)}" for group in groups if group.typical is not None]
    if shown:
        st.markdown(f"Typical level: {', '.join(shown)}")


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


def _settle(sheet: Sheet, statement: Statement, stored: Agreement | None) -> tuple[Settled | None, str]:
    labels: dict[Settled, str] = {level: text for level, text in level_labels(sheet.framework, statement)}  # noqa: C416
    labels[NO] = "**We did not agree**"
    options = list(labels)
    before, why = says(stored)
    key = agreed_key(sheet, statement)
    state.take_over(key)
    state.take_over(f"{key}:reason")
    st.markdown(f"**{statement.question}** What do you agree on?")
    settled = st.radio(
        f"{statement.question} What do you agree on?",
        options,
        index=None if before is None else options.index(before),
        format_func=labels.__getitem__,
        key=key,
        label_visibility="collapsed",
    )
    reason = st.text_area("Reason: what settled it, or what keeps you apart", value=why, key=f"{key}:reason", height=90)
    return settled, reason or ""
