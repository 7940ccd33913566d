"""The task list: what comes next, what there is to answer, and what is done."""

import streamlit as st

from resilience_dash.domain.assessment import progress
from resilience_dash.ui import state
from resilience_dash.ui.answer_as import answer_as
from resilience_dash.ui.answering import still_true
from resilience_dash.ui.columns import READING
from resilience_dash.ui.heading import heading
from resilience_dash.ui.task_list import next_step, task_list
from resilience_dash.ui.words import count, progress_words
from resilience_dash.ui.workshop_list import workshop_link

sheet, person = state.open_mine()
done = progress(sheet, person.id)
heading("Task list", above=sheet.assessment.title)
with st.container(width=READING):
    answer_as(sheet, person)
    st.progress(done.answered / done.asked, text=progress_words(done))
    next_step(sheet, person, done)
    carried = tuple(s for s in sheet.asked if (a := sheet.answer(person.id, s)) and a.carried)
    if carried and state.changes(sheet, person):
        were = count(len(carried), "answer was", "answers were")
        st.markdown(f"{were} carried over from the round before. Read each again, or confirm them all at once.")
        still_true(sheet, person, carried, label="All of them still stand", key="all-still-true")
    task_list(sheet, done)
    workshop_link(sheet.assessment)
