"""Where the place stands: sentences first, then the wheels with their tables, then what to do next."""

import streamlit as st

from resilience_dash.domain.findings import findings
from resilience_dash.domain.framework import KINDS
from resilience_dash.ui import state
from resilience_dash.ui.downloads import downloads
from resilience_dash.ui.heading import heading
from resilience_dash.ui.next_round import next_round
from resilience_dash.ui.results_parts import (
    actions,
    open_questions,
    side_by_side,
    signed_by,
    stands,
    statements,
    unconfirmed,
)
from resilience_dash.ui.sharing import sharing
from resilience_dash.ui.wheel import wheel, whose

assessment, framework = state.open_head()
report = state.report(assessment)
heading("Where the place stands", above=stands(report), window="Results")
with st.container(key="findings"):
    first, *others = findings(report)
    st.markdown(f"**{first}** {' '.join(others)}")
signed_by(report)
if report.mode == "taster":
    st.markdown("The taster asks one statement for each part: take this as a first impression.")
unconfirmed(report)
series = whose(report)
for kind in KINDS:
    if report.of_kind(kind):
        wheel(report, kind, series)
actions(report)
side_by_side(report)
open_questions(report)
statements(report, framework)
downloads(report)
sharing(assessment)
next_round(assessment, framework)
