"""The signed results that another place shares: the same sentences, wheels and tables, to read."""

import streamlit as st

from resilience_dash.domain.framework import KINDS
from resilience_dash.ui import state
from resilience_dash.ui.columns import READING
from resilience_dash.ui.heading import heading
from resilience_dash.ui.results_parts import actions, open_questions, side_by_side, signed_by, stands, what_stands_out
from resilience_dash.ui.sharing import shared_note
from resilience_dash.ui.wheel import wheel, whose

report = state.shared_report()
heading("Where another place stands", above=stands(report), window="Shared results")
with st.container(width=READING):
    shared_note(report)
    what_stands_out(report)
    signed_by(report)
    series = whose(report)
for kind in KINDS:
    if report.of_kind(kind):
        wheel(report, kind, series)
with st.container(width=READING):
    actions(report)
    side_by_side(report)
    open_questions(report)
