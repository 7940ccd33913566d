"""The evidence behind a statement: what there is, and adding a note, a link or a file."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.assessment import Evidence, Respondent, Sheet
from resilience_dash.domain.framework import Statement
from resilience_dash.domain.problem import Problem
from resilience_dash.services import evidencing, file_kinds
from resilience_dash.ui import state
from resilience_dash.ui.plain import one_line, plain
from resilience_dash.ui.refused import refused

KINDS = ", ".join(sorted(set(file_kinds.KINDS) - {"jpeg"}))


def evidence_list(sheet: Sheet, statement: Statement, person: Respondent) -> None:
    """List the evidence, and let this person add to it. Each addition is saved when its button is pressed."""
    if state.changes(sheet, person):
        st.markdown(f"**Evidence.** What would show it: {'; '.join(_lower(hint) for hint in statement.evidence)}.")
        numbers = [sheet.framework.indicator(named) for named in statement.indicators]
        st.markdown(f"Numbers that help: {'; '.join(f'{_lower(n.name)} ({n.unit})' for n in numbers)}.")
    for item in sheet.evidence_for(statement.id):
        _item(sheet, item, person)
    if not state.changes(sheet, person):
        return
    key = f"evidence:{person.id}:{statement.id}"
    turn = state.turn(key)
    about: dict[str, Any] = {
        "assessment_id": sheet.assessment.id,
        "statement_id": statement.id,
        "added_by": state.signature() or person.name,
        "now": wiring.now(),
    }
    what = st.radio("What would you like to add?", ["A note", "A link", "A file"], horizontal=True, key=f"{key}:kind")
    if what == "A note":
        said = st.text_area("What did you see, and when?", key=f"{key}:note:{turn}", persist_state="session")
        if st.button("Add this note", key=f"{key}:add-note:{turn}"):
            _keep(partial(evidencing.add_note, note=said or "", **about), key)
        _waits(statement, said)
    elif what == "A link":
        address = st.text_input("Address, beginning with https://", key=f"{key}:link:{turn}", persist_state="session")
        shows = st.text_input("What does it show? (optional)", key=f"{key}:shows:{turn}", persist_state="session")
        if st.button("Add this link", key=f"{key}:add-link:{turn}"):
            _keep(partial(evidencing.add_link, link=address or "", note=shows or "", **about), key)
        _waits(statement, address)
    else:
        sent = st.file_uploader(f"A file of up to 20 MB ({KINDS})", key=f"{key}:file:{turn}")
        if sent is not None:
            _keep(partial(evidencing.add_file, file_name=sent.name, content=sent.getvalue(), **about), key)


def _waits(statement: Statement, typed: str | None) -> None:
    """Evidence that was typed and not added yet keeps the page open, so that it is not lost on the way on."""
    waiting = f"{statement.title}, evidence"
    (state.not_saved if (typed or "").strip() else state.all_saved)(waiting)


def _lower(hint: str) -> str:
    """A hint in the middle of a sentence: its first letter small, unless it begins an abbreviation."""
    return hint if hint[:2].isupper() else hint[:1].lower() + hint[1:]


def _keep(add: Callable[..., int], key: str) -> None:
    try:
        add(state.database(), wiring.frameworks())
    except Problem as problem:
        refused(problem)
        return
    state.next_turn(key)
    st.rerun()


def _item(sheet: Sheet, item: Evidence, person: Respondent) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        with st.container(width="stretch", gap=None):
            st.markdown(_what(item))
            st.caption(f"{one_line(item.added_by)}, {state.clock(item.at)}")
        if state.changes(sheet, person) and st.button("Take back", key=f"withdraw:{item.id}"):
            _withdraw(sheet, item)


def _what(item: Evidence) -> str:
    if item.kind == "note":
        return plain(item.note)
    if item.kind == "link":
        host = evidencing.host(item.link)
        target = item.link.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")
        return f"[{one_line(item.note) or 'Link'}]({target}) ({one_line(host)}, another website)"
    size = f"{item.size / 1024 / 1024:.1f} MB" if item.size >= 100 * 1024 else f"{max(1, item.size // 1024)} kB"
    return f"[{one_line(item.file_name)}](/files/evidence/{item.id}) ({size})"


def _withdraw(sheet: Sheet, item: Evidence) -> None:
    try:
        evidencing.withdraw(
            state.database(),
            wiring.frameworks(),
            assessment_id=sheet.assessment.id,
            evidence_id=item.id,
            now=wiring.now(),
        )
    except Problem as problem:
        refused(problem)
        return
    st.rerun()
