"""Who did what when, as owners and administrators read it: by day, newest first, a page at a time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

import streamlit as st

from resilience_dash.domain.audit_words import IN_PLACES, KINDS, ON_THE_SERVER, AuditKind, Told
from resilience_dash.services.reading_audit import ON_A_PAGE, AuditPage
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.plain import one_line
from resilience_dash.ui.words import slug

EVERYTHING = "everything"
LABELS = {"csv": "As a table (CSV)", "jsonl": "For programs (JSON lines)"}


def other_parts(part: int | None, parts: Mapping[int | None, str]) -> None:
    """A choice of what else may be read, where there is anything."""
    if len(parts) == 1:
        return
    numbers = list(parts)
    chosen = st.selectbox(
        "Of what?", numbers, index=numbers.index(part), format_func=parts.__getitem__, key=f"part:{part}"
    )
    if chosen != part and chosen in parts:
        state.go_to(**_address(chosen, None))


def asked_kind(part: int | None) -> AuditKind | None:
    """Which kind of entries to show; all of them where nobody has chosen."""
    kinds: dict[str, AuditKind] = {kind: kind for kind in (ON_THE_SERVER if part is None else IN_PLACES)}
    asked = state.word_in_address("kind", kinds) or EVERYTHING
    offered = [EVERYTHING, *kinds]
    chosen = st.selectbox(
        "What to show",
        offered,
        index=offered.index(asked),
        format_func=lambda kind: KINDS[kinds[kind]] if kind in kinds else "Everything",
        key=f"kind:{part}:{asked}",
    )
    if chosen != asked:
        state.go_to(**_address(part, kinds.get(chosen)))
    return kinds.get(asked)


def _address(part: int | None, kind: AuditKind | None, number: int = 1) -> dict[str, str]:
    said = {"place": part, "kind": kind, "page": number if number > 1 else None}
    return {name: str(value) for name, value in said.items() if value is not None}


def entries(shown: AuditPage) -> None:
    """One line an entry, under its day."""
    if not shown.told:
        st.markdown("Nothing of this kind has been done yet.")
        return
    first = (shown.number - 1) * ON_A_PAGE + 1
    st.caption(f"{first:,} to {first + len(shown.told) - 1:,} of {shown.entries:,}, newest first")
    for day, group in groupby(shown.told, key=_day):
        st.header(day, anchor=False)
        with st.container(key=f"entries-{slug(day)}"):
            st.markdown("\n".join(_line(one) for one in group))


def _at(told: Told) -> datetime | None:
    try:
        return state.local(datetime.fromisoformat(told.entry.at))
    except ValueError:  # an entry that was tampered with
        return None


def _day(told: Told) -> str:
    at = _at(told)
    return f"{at:%A} {at.day} {at:%B %Y}" if at else "At no readable moment"


def _line(told: Told) -> str:
    at = _at(told)
    clock = f"{at:%H:%M}" if at else one_line(told.entry.at)
    return f"- *{clock}* **{one_line(told.who)}** {one_line(told.what)}"


def turn_pages(part: int | None, kind: AuditKind | None, shown: AuditPage) -> None:
    """Links to the newer and the older entries."""
    if shown.pages == 1:
        return
    ways: Sequence[tuple[str, int]] = (("Newer", shown.number - 1), ("Older", shown.number + 1))
    with st.container(horizontal=True, vertical_alignment="center", key="pages"):
        for words, number in ways:
            if 1 <= number <= shown.pages:
                st.page_link(page("audit"), label=f"**{words}**", query_params=_address(part, kind, number))
        st.caption(f"Page {shown.number} of {shown.pages}", width="content")


def take_away(part: int | None) -> None:
    """All of it as files, whatever is shown."""
    st.header("Take it with you", anchor=False)
    st.markdown("All entries, with what it takes to check them without this program. Names are as they are today.")
    folder = "/files/audit" if part is None else f"/files/audit/{part}"
    with st.container(horizontal=True):
        for ending, label in LABELS.items():
            st.link_button(label, f"{folder}/audit.{ending}", icon=":material/download:")


def audit_link(place_id: int | None) -> None:
    """The way here, for those who may read it."""
    if not (state.may("read_server_audit") if place_id is None else state.may("read_audit", place_id)):
        return
    st.header("Who did what", anchor=False)
    st.markdown(
        "Every change leaves a line that nobody can change or take away, with the name of whoever made it."
        if place_id is not None
        else "Who signed in, made links and changed accounts, and whether anybody has tampered with what is written."
    )
    words = "Read who did what on this server" if place_id is None else "Read who did what here"
    st.page_link(page("audit"), label=f"**{words}**", query_params=_address(place_id, None))
