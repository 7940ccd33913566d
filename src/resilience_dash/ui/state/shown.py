"""What this tab has shown and what it could not save: nothing is overwritten that was not seen."""

import streamlit as st

from resilience_dash.domain.assessment import Agreement, Answer, Assessment
from resilience_dash.domain.supersession import Seen
from resilience_dash.ui.state.browser import device
from resilience_dash.ui.state.widgets import forget


def shown_answer(person_id: int, statement_id: str, stored: Answer | None) -> Answer | None:
    """The answer this tab showed last; the stored one where it has shown none yet."""
    found: Answer | None = st.session_state.setdefault("shown", {}).get((person_id, statement_id), stored)
    return found


def seen(person_id: int, statement_id: str) -> Seen:
    """What this tab has shown, as the service asks for it: nothing is overwritten that was not seen."""
    memory: dict[tuple[int, str], Answer | None] = st.session_state.setdefault("shown", {})
    if (person_id, statement_id) not in memory:
        return Seen(None, device())
    answer = memory[person_id, statement_id]
    return Seen(answer.id if answer else 0, device())


def remember_shown(person_id: int, statement_id: str, answer: Answer | None) -> None:
    st.session_state.setdefault("shown", {})[person_id, statement_id] = answer


def shown_agreement(assessment: int, statement_id: str, stored: Agreement | None) -> Agreement | None:
    """The agreement this tab showed last; the stored one where it has shown none yet."""
    found: Agreement | None = st.session_state.setdefault("shown-agreed", {}).get((assessment, statement_id), stored)
    return found


def seen_agreement(assessment: int, statement_id: str) -> int:
    """The id of the agreement this tab has shown, 0 for none."""
    found = st.session_state.setdefault("shown-agreed", {}).get((assessment, statement_id))
    return found.id if found else 0


def remember_agreement(assessment: int, statement_id: str, agreement: Agreement | None) -> None:
    st.session_state.setdefault("shown-agreed", {})[assessment, statement_id] = agreement


def not_saved(title: str) -> None:
    """Remember that a statement on this page holds something that could not be saved."""
    st.session_state.setdefault("unsaved", {})[title] = True


def all_saved(title: str) -> None:
    """Forget that a statement held something unsaved."""
    st.session_state.setdefault("unsaved", {}).pop(title, None)


def unsaved() -> list[str]:
    """The statements on this page that hold something that could not be saved."""
    return list(st.session_state.setdefault("unsaved", {}))


def count_unsaved_anew() -> None:
    """A whole page is drawn: each of its statements says again whether it holds something unsaved."""
    forget("unsaved")


def results_read(assessment: Assessment, results: str) -> str:
    """The fingerprint of the results that the sign-off page stood for when this tab opened it."""
    found: str = st.session_state.setdefault("results-read", {}).setdefault(assessment.id, results)
    return found


def read_again() -> None:
    """Let the sign-off page stand for the results as they are when it is opened next."""
    forget("results-read")
