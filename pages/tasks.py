"""The task list: what there is to answer, what is done, and what comes next."""

import streamlit as st

from resilience_dash.domain.assessment import progress
from resilience_dash.ui import state
from resilience_dash.ui.answer_as import answer_as
from resilience_dash.ui.answering import still_true
from resilience_dash.ui.heading import heading
from resilience_dash.ui.task_list import next_step, task_list
from resilience_dash.ui.words import progress_words

sheet, person = state.open_mine()
done = progress(sheet, person.id)
heading("Task list", above=sheet.assessment.title)
answer_as(sheet, person)
main, aside = st.columns([2.1, 1], gap="large")
with main:
    st.progress(done.answered / done.asked, text=progress_words(done))
    carried = tuple(s for s in sheet.asked if (a := sheet.answer(person.id, s)) and a.carried)
    if carried and not sheet.assessment.signed_off:
        st.markdown(f"{len(carried)} answers were carried over. Read each again, or confirm them all at once.")
        still_true(sheet, person, carried, label="All of them still stand", key="all-still-true")
    task_list(sheet, done)
with aside:
    next_step(sheet, done)
