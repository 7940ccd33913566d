"""Where the place stands: sentences first, then the wheels with their tables, then what to do next."""

import streamlit as st

from resilience_dash.domain.framework import KINDS
from resilience_dash.ui import state
from resilience_dash.ui.columns import READING
from resilience_dash.ui.downloads import downloads
from resilience_dash.ui.heading import heading
from resilience_dash.ui.next_round import next_round
from resilience_dash.ui.promises import promised
from resilience_dash.ui.results_parts import (
    actions,
    no_result,
    open_questions,
    side_by_side,
    signed_by,
    stands,
    statements,
    unconfirmed,
    way_to_answers,
    what_stands_out,
    whose_words,
)
from resilience_dash.ui.sharing import sharing
from resilience_dash.ui.wheel import wheel, whose

assessment, framework = state.open_head()
report = state.report(assessment)
heading("Where the place stands", above=f"{stands(report)} · Results", window="Results")
with st.container(width=READING):
    what_stands_out(report)
    if no_result(report) and not assessment.signed_off:
        way_to_answers(assessment)
        promised(assessment, framework)
        open_questions(report)
        st.stop()
    st.caption(whose_words(report))
    signed_by(report)
    if report.mode == "taster":
        st.markdown("The taster asks one statement for each part: take this as a first impression.")
    unconfirmed(report)
    series = whose(report)
for kind in KINDS:
    if report.of_kind(kind):
        wheel(report, kind, series)
with st.container(width=READING):
    actions(report)
    promised(assessment, framework)
    side_by_side(report)
    open_questions(report)
    statements(report, framework)
    downloads(report)
    sharing(assessment)
    next_round(assessment, framework)
