"""One part of the framework: what it means, and its statements to answer. Every change is saved at once."""

import streamlit as st

from resilience_dash.domain.framework import Statement
from resilience_dash.ui import state
from resilience_dash.ui.answer_as import answer_as, why_read_only
from resilience_dash.ui.answering import keep, saved_line, still_true
from resilience_dash.ui.dimension_notes import dimension_notes, notes_before, position
from resilience_dash.ui.evidence_box import evidence_box
from resilience_dash.ui.heading import heading
from resilience_dash.ui.statement_card import statement_card
from resilience_dash.ui.steps import steps


@st.fragment
def answer(statement: Statement) -> None:
    sheet, person = state.open_card(statement.id)
    with st.container(border=True, key=f"card-{statement.id.replace('.', '-')}"):
        st.header(statement.title, anchor=False)
        st.caption("Who to ask: " + ", ".join(statement.ask))
        change = statement_card(sheet, statement, person)
        said = st.container()
        with_evidence = evidence_box(sheet, statement, person)
        # What cannot be saved is said beside what was changed: the comment may stand a screen further down.
        with st.container() if with_evidence.parts else said:
            kept = keep(sheet, person, statement, change.and_also(with_evidence))
        with said:
            saved_line(sheet.assessment, statement, kept)
            if kept and kept.carried and state.changes(sheet, person):
                still_true(sheet, person, (statement.id,), label="Still true", key=f"still:{person.id}:{statement.id}")


sheet, person = state.open_mine()
dimension = state.dimension(sheet)
heading(dimension.name, above=position(sheet, dimension), window=dimension.short_name)
st.markdown(dimension.meaning)
if state.wrong_statement(sheet, dimension):
    st.warning("The address names a statement that is not on this page. Choose one below, or go to the task list.")
answer_as(sheet, person)
why_read_only(sheet, person)
notes_before(dimension)
cards, notes = st.columns([2.1, 1], gap="large")
with cards:
    for statement_id in sheet.asked_in(dimension):
        answer(sheet.framework.statement(statement_id))
    steps(sheet, dimension)
with notes:
    dimension_notes(sheet, dimension)
