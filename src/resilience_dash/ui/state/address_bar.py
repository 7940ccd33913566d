"""The address: which assessment, which part of it, and who is answering."""

from collections.abc import Collection

import streamlit as st

from resilience_dash.domain.assessment import Assessment, Sheet
from resilience_dash.domain.framework import Dimension
from resilience_dash.domain.problem import UnknownThing
from resilience_dash.ui.state.offered import signature

LONGEST_NUMBER = 18  # digits; a number that no database has needs no more of them to be looked for
LONGEST_QUOTED = 40  # characters of an address, where a sentence says what is wrong with it


def number_in_address(name: str) -> int | None:
    """A whole number from the address, or None where it is missing. Raises UnknownThing where it is something else."""
    said = st.query_params.get(name)
    if said is None:
        return None
    if not (said.isascii() and said.isdigit()):
        raise UnknownThing(
            f"The address names {name} “{said[:LONGEST_QUOTED]}”, which is not a number. "
            "Open it from the list on the home page."
        )
    return int(said[:LONGEST_NUMBER])


def assessment_id() -> int | None:
    """The assessment the address names, else the one this tab had open last; the address is made to say so."""
    named = number_in_address("assessment")
    if named is None:
        named = st.session_state.get("assessment")
        if named is not None:
            st.query_params["assessment"] = str(named)
    st.session_state["assessment"] = named
    return named


def place_in_address() -> int | None:
    """The place the address names, or None where it names none that can be read."""
    try:
        return number_in_address("place")
    except UnknownThing:
        return None


def page_in_address() -> int:
    """The number of the page of a long list that the address names; the first where it names none that can be read."""
    try:
        return number_in_address("page") or 1
    except UnknownThing:
        return 1


def word_in_address(name: str, known: Collection[str]) -> str | None:
    """A word from the address, if it is one of those there are."""
    said = st.query_params.get(name)
    return said if said in known else None


def go_to(**address: str | None) -> None:
    """Make the address say this and nothing else, and draw the page anew."""
    st.query_params.from_dict({name: said for name, said in address.items() if said is not None})
    st.rerun()


def remembered_assessment() -> int | None:
    """The assessment in the address or in memory, without touching either; None where none can be read."""
    try:
        return number_in_address("assessment") or st.session_state.get("assessment")
    except UnknownThing:
        return None


def forget_assessment() -> None:
    st.session_state["assessment"] = None


def answer_as(assessment: int, respondent: int) -> None:
    """Remember who is answering, here and in the address."""
    st.session_state[f"as:{assessment}"] = respondent
    if st.query_params.get("as") != str(respondent):
        st.query_params["as"] = str(respondent)


def chosen_person(assessment: int) -> int | None:
    """Who answers: the address says it, after a reload too, and else this tab remembers it."""
    try:
        here = number_in_address("assessment") == assessment
        named = number_in_address("as") if here else None
    except UnknownThing:
        named = None
    remembered: int | None = st.session_state.get(f"as:{assessment}")
    return named or remembered


def recorder(sheet: Sheet) -> str:
    """Who records what the group agrees: the member who is signed in, else whoever this tab answers as."""
    if signature():
        return signature()
    who = chosen_person(sheet.assessment.id)
    return next((r.name for r in sheet.respondents if r.id == who and r.workshop is None), "")


def wrong_statement(sheet: Sheet, dimension: Dimension) -> bool:
    """Whether the address names a statement that does not stand on this part's page."""
    named = st.query_params.get("statement")
    return named is not None and named not in sheet.asked_in(dimension)


def go_to_dimension(code: str) -> None:
    st.query_params["dimension"] = code


def params(sheet: Sheet, **more: str) -> dict[str, str]:
    """The address of a page about this sheet's assessment, answering as the same person."""
    return address(sheet.assessment, **more)


def address(assessment: Assessment, **more: str) -> dict[str, str]:
    """The address of a page about an assessment, answering as the same person."""
    who = chosen_person(assessment.id)
    return {"assessment": str(assessment.id), **({"as": str(who)} if who else {}), **more}
