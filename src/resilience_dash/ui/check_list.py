"""One row a statement: its title, which leads back to it, and the answer it has."""

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from resilience_dash.domain.assessment import Respondent, Sheet
from resilience_dash.services.reporting import Open
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.words import choice_words, slug


def open_list(sheet: Sheet, person: Respondent, still_open: Sequence[Open]) -> None:
    """What is still open, under the reason why, gaps first."""
    for why, items in groupby(still_open, key=lambda one: one.why):
        rows = list(items)
        st.subheader(f"{why} ({len(rows)})", anchor=False)
        with st.container(gap=None):
            for item in rows:
                _row(sheet, person, item.statement_id, under=slug(why))


def answered_list(sheet: Sheet, person: Respondent) -> None:
    """Every answered statement, part by part."""
    given = [s for s in sheet.asked if (a := sheet.answer(person.id, s)) and a.choice is not None]
    if not given:
        st.markdown("Nothing yet.")
    for dimension in sheet.dimensions:
        mine = [s for s in sheet.asked_in(dimension) if s in given]
        if mine:
            st.subheader(dimension.name, anchor=False)
        with st.container(gap=None):
            for statement_id in mine:
                _row(sheet, person, statement_id, under="answered")


def _row(sheet: Sheet, person: Respondent, statement_id: str, *, under: str) -> None:
    """The statement's title, which leads back to it, and its answer. What a press does there is read out, not shown."""
    statement = sheet.framework.statement(statement_id)
    answer = sheet.answer(person.id, statement_id)
    choice = answer.choice if answer else None
    verb = "Read" if not state.changes(sheet, person) else "Answer" if choice is None else "Change"
    with st.container(horizontal=True, key=f"row-{under}-{slug(statement_id)}"):
        st.page_link(
            page("assess"),
            label=f"*{verb}* **{statement.title}**",
            query_params=state.params(sheet, dimension=statement.dimension, statement=statement_id),
        )
        st.markdown("No answer" if choice is None else choice_words(sheet.framework, choice))
