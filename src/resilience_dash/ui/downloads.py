"""The results as files, served by our own routes."""

import streamlit as st

from resilience_dash.domain.report import Report

LABELS = {
    "csv": "Results as a table (CSV)",
    "png": "Wheels as a picture (PNG)",
    "svg": "Wheels as a drawing (SVG)",
    "json": "Everything, for programs (JSON)",
}


def downloads(report: Report) -> None:
    st.header("Take the results with you", anchor=False)
    with st.container(horizontal=True):
        for ending, label in LABELS.items():
            address = f"/files/results/{report.assessment_id}/results.{ending}"
            st.link_button(label, address, icon=":material/download:")
