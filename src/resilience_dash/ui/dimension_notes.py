"""What stands beside a part's statements: warning signs, a real example, hints about the law."""

from collections.abc import Iterable

import streamlit as st

from resilience_dash.domain.assessment import Sheet
from resilience_dash.domain.framework import Dimension
from resilience_dash.ui.plain import one_line


def position(sheet: Sheet, dimension: Dimension) -> str:
    """Where this part stands in the walk: “Enabler 1 of 4 · Ashby Vale, 2026 to 2027”."""
    alike = [d.code for d in sheet.dimensions if d.kind == dimension.kind]
    return f"{dimension.kind.capitalize()} {alike.index(dimension.code) + 1} of {len(alike)} · {sheet.assessment.title}"


HOW_TO_CHOOSE = """
- Pick the highest level where every part is true. If only some of it is true, pick the level below.
- Judge what happens now, not what is planned.
- 3 is a good result. 4 is not a target for everything.
- “Don’t know” means “I cannot tell”. It is counted, and left out of the results.
"""


def notes_before(dimension: Dimension) -> None:
    """On a narrow screen, where the notes stand below all statements: what one needs before the first of them."""
    with st.container(key="notes-before"), st.expander("How to choose a level, and warning signs"):
        st.markdown(HOW_TO_CHOOSE)
        st.markdown("**Warning signs**")
        st.markdown(_listed(dimension.warning_signs))


def dimension_notes(sheet: Sheet, dimension: Dimension) -> None:
    """Warning signs first, then how to choose, a real example, and what can be looked up. They stay while one reads."""
    with st.container(key="notes"):
        with st.container(key="notes-beside"):
            st.subheader("Warning signs", anchor=False)
            st.markdown(_listed(dimension.warning_signs))
            st.subheader("How to choose a level", anchor=False)
            st.markdown(HOW_TO_CHOOSE)
        _example(dimension)
        note = sheet.framework.note_for(sheet.assessment.place.nation)
        if note is not None:
            with st.expander(f"The law in {note.nation}"):
                st.markdown(_listed(note.hints))
                st.markdown(note.check)
        with st.expander("Words used here"):
            for term in sheet.framework.glossary:
                st.markdown(f"**{one_line(term.word)}**: {one_line(term.meaning)}")


def _example(dimension: Dimension) -> None:
    case = dimension.case
    if case is None:
        return
    st.subheader("A real example", anchor=False)
    st.markdown(f"**{case.title}**, {case.place}")
    if case.figure:
        st.markdown(f"**{case.figure}**")
    st.markdown(case.text)
    st.markdown(f"Source: [{case.source}]({case.link})")


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
