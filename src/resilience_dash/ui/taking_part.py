"""The one question a member is asked when they first open an assessment: in what capacity do they answer?"""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.assessment import Respondent, Sheet
from resilience_dash.domain.framework import Perspective
from resilience_dash.domain.problem import Problem
from resilience_dash.services import taking_part
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.plain import one_line
from resilience_dash.ui.refused import refused


def seat_missing(sheet: Sheet) -> bool:
    """Whether the caller could answer as themselves here, does not yet, and has not chosen to look as somebody else."""
    if state.signature() == "" or sheet.assessment.signed_off or state.chosen_person(sheet.assessment.id):
        return False
    return state.myself(sheet) is None and bool(state.answered_in(sheet))


def take_seat(sheet: Sheet) -> None:
    """Ask in what capacity they answer, or which of those added by name they are."""
    about: dict[str, Any] = {"assessment_id": sheet.assessment.id, "now": wiring.now()}
    asked = state.database(), wiring.frameworks()
    with st.container(border=True, key="take-seat"):
        st.header("In what capacity do you answer?", anchor=False)
        st.markdown(f"You answer as **{one_line(state.signature())}**. This is asked once.")
        capacity = _capacity(state.answered_in(sheet))
        if st.button("Start answering", type="primary", key="seat-go"):
            if capacity is None:
                st.error("Nothing was started yet. Choose in what capacity you answer.")
            else:
                _sit(sheet, partial(taking_part.take_part, *asked, perspective=capacity, **about))
    known = {r.id: r for r in sheet.respondents if r.member_id is None and state.answers_as(sheet, r)}
    if known:
        with st.expander("Somebody has added me by name already", key="seat-known"):
            chosen = st.radio(
                "Which of them are you?", list(known), index=None, key="seat-who", format_func=_name(known)
            )
            if st.button("That is me", key="seat-me"):
                if chosen is None:
                    st.error("Nothing was changed yet. Choose which of them you are.")
                else:
                    _sit(sheet, partial(taking_part.recognise, *asked, respondent_id=chosen, **about))
    st.page_link(
        page("results"), label="See the results so far, without answering", query_params=state.address(sheet.assessment)
    )


def _name(people: dict[int, Respondent]) -> Callable[[int], str]:
    return lambda number: one_line(people[number].name)


def _capacity(perspectives: tuple[Perspective, ...]) -> str | None:
    names = {p.code: p.name for p in perspectives}
    return st.radio(
        "In what capacity?",
        list(names),
        index=None,
        format_func=names.__getitem__,
        key="seat-capacity",
        label_visibility="collapsed",
    )


def _sit(sheet: Sheet, take: Callable[[], Respondent]) -> None:
    try:
        person = take()
    except Problem as problem:
        refused(problem)
        return
    state.answer_as(sheet.assessment.id, person.id)
    st.rerun()
