"""The project's own documents, shown as they are written, without their first heading."""

import re
from collections.abc import Iterable
from functools import cache

import streamlit as st

from resilience_dash import wiring
from resilience_dash.ui.words import slug

HEADING = re.compile(r"^(##+) (.+)$", re.MULTILINE)


def show_document(name: str, *, listed: bool = False) -> None:
    """A document from docs/. Its headings become the page's own, which carry no link for the keyboard to stop at.

    `listed` says that a list of contents leads to them.
    """
    for depth, heading, text in _parts(wiring.document(name)):
        if heading:
            (st.header if depth == 2 else st.subheader)(heading, anchor=slug(heading) if listed else False)
        if text:
            st.markdown(text)


def headings(name: str) -> list[str]:
    """What the main parts of a document from docs/ are called."""
    return [heading for depth, heading, _ in _parts(wiring.document(name)) if depth == 2]


def contents(listed: Iterable[str]) -> None:
    """A short list of what is on the page, each leading down to its heading."""
    st.markdown("\n".join(f"- [{heading}](#{slug(heading)})" for heading in listed))


@cache
def _parts(text: str) -> tuple[tuple[int, str, str], ...]:
    """Depth and words of each heading of a document, and the text below it."""
    opening, *rest = HEADING.split(text)
    parts = [(0, "", opening.strip())]
    parts += [(len(rest[i]), rest[i + 1], rest[i + 2].strip()) for i in range(0, len(rest), 3)]
    return tuple(parts)
