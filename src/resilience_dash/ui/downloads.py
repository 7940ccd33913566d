"""The results as files, served by our own routes."""

import streamlit as st

from resilience_dash.domain.report import Report

NAMES = {
    "results.csv": "Results as a table (CSV)",
    "enablers.png": "Enablers wheel (PNG)",
    "enablers.svg": "Enablers wheel (SVG)",
    "characteristics.png": "Characteristics wheel (PNG)",
    "characteristics.svg": "Characteristics wheel (SVG)",
}


def downloads(report: Report) -> None:
    st.header("Take the results with you", anchor=False)
    there = {"results", *(f"{kind}s" for kind in ("enabler", "characteristic") if report.of_kind(kind))}
    with st.container(horizontal=True):
        for name, label in NAMES.items():
            if name.partition(".")[0] in there:
                st.link_button(label, f"/files/results/{report.assessment_id}/{name}", icon=":material/download:")
