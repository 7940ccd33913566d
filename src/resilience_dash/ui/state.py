"""What this browser tab is looking at: the one place that touches the address and `st.session_state`.

The address names the assessment, the dimension and who is answering, so that a reload, another tab and another device
come back to the same place. The session only remembers what the address cannot: which answer a page has shown.
"""

from datetime import datetime
from functools import lru_cache
from typing import NoReturn
from zoneinfo import ZoneInfo

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.assessment import Agreement, Answer, Assessment, Respondent, Sheet
from resilience_dash.domain.framework import Dimension, Framework
from resilience_dash.domain.problem import Problem, UnknownThing
from resilience_dash.domain.report import Report
from resilience_dash.domain.supersession import Seen
from resilience_dash.services import assessing, reporting
from resilience_dash.ui.addresses import page
from resilience_dash.ui.plain import plain

DEVICE_COOKIE = "resilience_device"
LONGEST_NUMBER = 18  # digits; a number that no database has needs no more of them to be looked for
LONGEST_QUOTED = 40  # characters of an address, where a sentence says what is wrong with it


# The address


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


def remembered_assessment() -> int | None:
    """The assessment in the address or in memory, without touching either; None where none can be read."""
    try:
        return number_in_address("assessment") or st.session_state.get("assessment")
    except UnknownThing:
        return None


def forget_assessment() -> None:
    st.session_state["assessment"] = None


def open_all() -> Sheet:
    """The sheet the address names, with everybody's answers. Where it names none, the page ends with a way home."""
    try:
        return assessing.open_sheet(wiring.database(), wiring.frameworks(), assessment_id=_needed_assessment())
    except Problem as problem:
        forget_assessment()
        dead_end(str(problem))


def open_mine() -> tuple[Sheet, Respondent]:
    """The sheet the address names with one person's answers, and that person; else the page ends with a way home.

    Who is answering is named in the address, else whoever this tab answered as last, else the first.
    """
    try:
        assessment = _needed_assessment()
        wanted = number_in_address("as") or st.session_state.get(f"as:{assessment}")
        sheet, person = assessing.open_as(
            wiring.database(), wiring.frameworks(), assessment_id=assessment, respondent_id=wanted
        )
    except Problem as problem:
        forget_assessment()
        dead_end(str(problem))
    answer_as(assessment, person.id)
    return sheet, person


def open_card(statement_id: str) -> tuple[Sheet, Respondent]:
    """What one statement's card shows to whoever is answering; else the page ends with a way home."""
    try:
        assessment = _needed_assessment()
        wanted = number_in_address("as") or st.session_state.get(f"as:{assessment}")
        return assessing.open_card(
            wiring.database(),
            wiring.frameworks(),
            assessment_id=assessment,
            respondent_id=wanted,
            statement_id=statement_id,
        )
    except Problem as problem:
        forget_assessment()
        dead_end(str(problem))


def open_head() -> tuple[Assessment, Framework]:
    """The head of the assessment the address names, and its framework; else the page ends with a way home."""
    try:
        return assessing.open_head(wiring.database(), wiring.frameworks(), assessment_id=_needed_assessment())
    except Problem as problem:
        forget_assessment()
        dead_end(str(problem))


def _needed_assessment() -> int:
    named = assessment_id()
    if named is None:
        nothing_open()
    return named


def nothing_open() -> NoReturn:
    """An address that names no assessment is no mistake: say what to do first, and end the page."""
    st.set_page_config(page_title="No assessment is open · Local economic resilience")
    st.title("No assessment is open", anchor=False)
    if assessing.list_assessments(wiring.database(), wiring.frameworks()):
        st.markdown("This page belongs to an assessment. Choose one on the home page.")
        label, there = "Go to the home page", page("home")
    else:
        st.markdown("This page belongs to an assessment, and there is none yet. Start the first one.")
        label, there = "Start an assessment", page("start")
    if st.button(label, type="primary", key="nothing-open"):
        st.switch_page(there)
    st.stop()


def dead_end(said: str) -> NoReturn:
    """Say what is wrong, show the way home, and end the page."""
    st.title("That is not here", anchor=False)
    st.error(plain(said))
    st.page_link(page("home"), label="Go to the home page")
    st.stop()


def answer_as(assessment: int, respondent: int) -> None:
    """Remember who is answering, here and in the address."""
    st.session_state[f"as:{assessment}"] = respondent
    if st.query_params.get("as") != str(respondent):
        st.query_params["as"] = str(respondent)


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
    who = _whoever(assessment.id)
    return {"assessment": str(assessment.id), **({"as": str(who)} if who else {}), **more}


# What this tab has shown


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


def _whoever(assessment: int) -> int | None:
    """Who answers: the address says it, after a reload too, and else this tab remembers it."""
    try:
        here = number_in_address("assessment") == assessment
        named = number_in_address("as") if here else None
    except UnknownThing:
        named = None
    remembered: int | None = st.session_state.get(f"as:{assessment}")
    return named or remembered


def recorder(sheet: Sheet) -> str:
    """Who records what the group agrees: whoever this tab answers as."""
    who = _whoever(sheet.assessment.id)
    return next((r.name for r in sheet.respondents if r.id == who), "")


# Widgets


def show_next(key: str, value: object) -> None:
    """Make a widget show a value the next time it is drawn: Streamlit forbids it once it stands on the page."""
    st.session_state.setdefault("to-show", {})[key] = value


def take_over(key: str) -> None:
    """Give a widget the value kept by `show_next`, just before it is drawn."""
    kept = st.session_state.setdefault("to-show", {})
    if key in kept:
        st.session_state[key] = kept.pop(key)


def show_no_more(key: str) -> None:
    """Drop what `show_next` kept for a widget that is not on the page: it would be old when it is drawn again."""
    st.session_state.setdefault("to-show", {}).pop(key, None)


def follow(key: str, stored: int) -> int | None:
    """Before a widget is drawn: where nobody touched it on this page, it shows what was saved elsewhere meanwhile.

    Returns what the page showed as saved before, None where it has no memory of it.
    """
    take_over(key)
    before: int | None = st.session_state.get(f"{key}:stored")
    if before is not None and before != stored and st.session_state.get(key) == before:
        st.session_state[key] = stored
    st.session_state[f"{key}:stored"] = stored
    return before


def put(key: str, value: object) -> None:
    """Make a widget show a value, before it is drawn."""
    st.session_state[key] = value


def get(key: str) -> object:
    """What a widget holds, or None where it has not been drawn."""
    return st.session_state.get(key)


def forget(key: str) -> None:
    """Let a widget begin anew the next time it is drawn."""
    st.session_state.pop(key, None)


def turn(key: str) -> int:
    """How often a form has been used: part of its widgets' keys, so that it is empty again after use."""
    return int(st.session_state.get(f"turn:{key}", 0))


def next_turn(key: str) -> None:
    st.session_state[f"turn:{key}"] = turn(key) + 1


def say_next(text: str) -> None:
    """Keep a sentence for the page that is shown next."""
    st.session_state["said"] = text


def said() -> str:
    """The sentence kept for this page, once."""
    return str(st.session_state.pop("said", ""))


def period_before(assessment: Assessment) -> str:
    """The period of the round before, as a carried-over answer names it."""
    previous = assessment.previous_id
    if previous is None:
        return "the round before"
    return assessing.title(wiring.database(), assessment_id=previous).period


# The device, the clock and the theme


def device() -> str:
    """What tells this browser from others: the cookie our own pages set."""
    return st.context.cookies.get(DEVICE_COOKIE, "")


def clock(at: datetime) -> str:
    """A moment as this browser's clock shows it: “14:03”, with the day where it is not today."""
    here, today = local(at), local(wiring.now())
    return f"{here:%H:%M}" if here.date() == today.date() else f"{day(at)}, {here:%H:%M}"


def day(at: datetime) -> str:
    here = local(at)
    return f"{here.day}\N{NO-BREAK SPACE}{here:%B %Y}"


def local(at: datetime) -> datetime:
    try:
        return at.astimezone(ZoneInfo(st.context.timezone or "Europe/London"))
    except (KeyError, ValueError):
        return at.astimezone(ZoneInfo("Europe/London"))


def dark() -> bool:
    """Whether this browser shows the dark theme."""
    return bool(st.context.theme.type == "dark")


# What is worked out once per revision


def report(assessment: Assessment) -> Report:
    """The results, worked out once for all sessions each time something changes."""
    return _report(wiring.settings().database_url, assessment.id, assessment.revision)


@lru_cache(maxsize=64)
def _report(url: str, assessment: int, revision: int) -> Report:  # noqa: ARG001  (the url and revision are the key)
    return reporting.build_report(wiring.database(), wiring.frameworks(), assessment_id=assessment)
