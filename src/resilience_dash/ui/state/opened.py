"""What the address names, opened; where that cannot be, the page ends with a way home."""

from functools import lru_cache
from typing import NoReturn

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.assessment import Assessment, Respondent, Sheet
from resilience_dash.domain.framework import Dimension, Framework
from resilience_dash.domain.problem import NotJustNow, Problem, UnknownThing
from resilience_dash.domain.report import Report
from resilience_dash.services import disclosing, finding_places, opening, reporting
from resilience_dash.services.allowing import NOT_HERE
from resilience_dash.ui import waiting
from resilience_dash.ui.addresses import page
from resilience_dash.ui.plain import plain
from resilience_dash.ui.state.address_bar import (
    LONGEST_QUOTED,
    assessment_id,
    forget_assessment,
    number_in_address,
)
from resilience_dash.ui.state.asking import database, may, served


def open_all() -> Sheet:
    """The sheet the address names, with everybody's answers. Where it names none, the page ends with a way home."""
    try:
        return opening.open_sheet(database(), wiring.frameworks(), assessment_id=_needed_assessment())
    except Problem as problem:
        unreadable(problem)


def open_mine() -> tuple[Sheet, Respondent]:
    """The sheet the address names with one person's answers, and that person; else the page ends with a way home.

    Who is answering is named in the address, else whoever this tab answered as last, else the caller themselves, else
    the first they may answer for.
    """
    try:
        assessment = _needed_assessment()
        wanted = number_in_address("as") or st.session_state.get(f"as:{assessment}")
        sheet, person = opening.open_as(database(), wiring.frameworks(), assessment_id=assessment, respondent_id=wanted)
    except Problem as problem:
        unreadable(problem)
    return sheet, person


def open_card(statement_id: str) -> tuple[Sheet, Respondent]:
    """What one statement's card shows to whoever is answering; else the page ends with a way home.

    While the database is away it shows what it showed last, so that nothing a person just chose leaves the page.
    """
    cards: dict[object, tuple[Sheet, Respondent]] = st.session_state.setdefault("cards", {})
    this: object = None
    try:
        assessment = _needed_assessment()
        wanted = number_in_address("as") or st.session_state.get(f"as:{assessment}")
        this = (assessment, wanted, statement_id)
        cards[this] = opening.open_card(
            database(),
            wiring.frameworks(),
            assessment_id=assessment,
            respondent_id=wanted,
            statement_id=statement_id,
        )
        return cards[this]
    except NotJustNow as problem:
        return cards[this] if this in cards else unreadable(problem)
    except Problem as problem:
        unreadable(problem)


def open_head() -> tuple[Assessment, Framework]:
    """The head of the assessment the address names, and its framework; else the page ends with a way home."""
    try:
        return opening.open_head(database(), wiring.frameworks(), assessment_id=_needed_assessment())
    except Problem as problem:
        unreadable(problem)


def _needed_assessment() -> int:
    named = assessment_id()
    if named is None:
        nothing_open()
    return named


def nothing_open() -> NoReturn:
    """An address that names no assessment is no mistake: say what to do first, and end the page."""
    st.set_page_config(page_title="No assessment is open · Local economic resilience")
    st.title("No assessment is open", anchor=False)
    if opening.list_assessments(database(), wiring.frameworks()):
        st.markdown("This page belongs to an assessment. Choose one on the home page.")
        label, there = "Go to the home page", page("home")
    else:
        st.markdown("This page belongs to an assessment, and there is none yet. Start the first one.")
        label, there = "Start an assessment", page("start")
    if st.button(label, type="primary", key="nothing-open"):
        st.switch_page(there)
    st.stop()


def unreadable(problem: Problem) -> NoReturn:
    """Wait for what will be there in a moment; for anything else, and after a while, end the page."""
    try_again(problem)
    if isinstance(problem, NotJustNow):
        please_wait(problem)
    forget_assessment()
    dead_end(str(problem))


def please_wait(problem: NotJustNow) -> NoReturn:
    """What has not come by itself is left to the person, and the page ends."""
    dead_end(str(problem), title="Please wait")


def try_again(problem: Problem, *, saving: bool = False) -> None:
    """Say it, wait and run again, where that helps. Returns where it does not, or has not helped for a minute."""
    if not isinstance(problem, NotJustNow):
        return
    moment = waiting.moment()
    began, last = st.session_state.get("trouble", (moment, moment))
    if moment - last > waiting.A_NEW_TROUBLE:
        began = moment
    if moment - began > waiting.PATIENCE:
        st.session_state.pop("trouble", None)
        return
    st.session_state["trouble"] = (began, moment)
    waiting.run_again(f"{problem.unsaved if saving else problem.meanwhile} Trying again…")


def dead_end(said: str, *, title: str = "That is not here") -> NoReturn:
    """Say what is wrong, show the way home, and end the page."""
    st.title(title, anchor=False)
    st.error(plain(said))
    st.page_link(page("home"), label="Go to the home page")
    st.stop()


def dimension(sheet: Sheet) -> Dimension:
    """The dimension the address names, else the first. Where there is no such one, the page ends there."""
    named = st.query_params.get("dimension")
    if named is None:
        st.query_params["dimension"] = sheet.dimensions[0].code
        return sheet.dimensions[0]
    try:
        found = sheet.framework.dimension(named[:LONGEST_QUOTED])
        if found not in sheet.dimensions:
            raise UnknownThing(
                f"This assessment does not ask “{found.name}”. Go back to the task list and choose a part there."
            )
        return found
    except Problem as problem:
        dead_end(str(problem))


def shared_report() -> Report:
    """The signed results that another place shows to the caller; else the page ends with a way home."""
    try:
        named = number_in_address("assessment")
        return disclosing.shared_report(database(), wiring.frameworks(), assessment_id=named or 0)
    except Problem as problem:
        dead_end(str(problem))


def audit_parts() -> tuple[int | None, dict[int | None, str]]:
    """The part of the audit that the address names, a place's or the server's (None), and all that may be read.

    For whoever may not read it the page ends like that of a place that is not there.
    """
    places = finding_places.list_places(database(), action="read_audit")
    parts: dict[int | None, str] = {}
    if may("read_server_audit"):
        parts[None] = "This server" if served() else "This program"
    parts |= {place.id: place.name for place in places}
    try:
        named = number_in_address("place")
    except UnknownThing as unknown:
        dead_end(str(unknown))
    if not parts or (named is not None and named not in parts):
        dead_end(NOT_HERE)
    return (named if named in parts else next(iter(parts))), parts


def period_before(assessment: Assessment) -> str:
    """The period of the round before, as a carried-over answer names it."""
    previous = assessment.previous_id
    if previous is None:
        return "the round before"
    try:
        return opening.title(database(), assessment_id=previous).period
    except NotJustNow as problem:
        unreadable(problem)


def report(assessment: Assessment) -> Report:
    """The results, worked out once for all sessions each time something changes.

    Whoever holds the head of the assessment was let in just now; what was worked out for another says the same.
    """
    return _report(wiring.settings().database_url, assessment.id, assessment.revision)


@lru_cache(maxsize=64)
def _report(url: str, assessment: int, revision: int) -> Report:  # noqa: ARG001  (the url and revision are the key)
    return reporting.build_report(database(), wiring.frameworks(), assessment_id=assessment)
