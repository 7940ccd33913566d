"""What could not be done, said where it was tried."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from resilience_dash.domain.framework import Statement
from resilience_dash.domain.problem import Problem
from resilience_dash.ui import state
from resilience_dash.ui.plain import plain


def refused(problem: Problem) -> None:
    """The problem's own sentences. They may quote the address or what somebody typed, so nothing in them formats."""
    st.error(plain(str(problem)))


@contextmanager
def not_saved(statement: Statement) -> Iterator[None]:
    """What is said while something on a statement's card is not saved. The page's script asks before it is left."""
    state.not_saved(statement.title)
    with st.container(key=f"unsaved-{statement.id.replace('.', '-')}"):
        yield
