"""Preparing a workshop: which statements in which order, who may join, and what is shown of them."""

from collections.abc import Sequence
from typing import cast

import streamlit as st

from resilience_dash.domain.assessment import Sheet
from resilience_dash.domain.framework import Mode
from resilience_dash.domain.workshop import (
    MOST_SEATS,
    MOST_SEATS_EVER,
    SMALLEST_EVER,
    SMALLEST_WHEN_ANONYMOUS,
    Workshop,
)
from resilience_dash.services.convening import Plan, suggested
from resilience_dash.ui import state
from resilience_dash.ui.plain import one_line
from resilience_dash.ui.words import MODES, count

WIDEST, OWN = "widest", "own"
DEFAULT_WIDEST = 6


def plan_form(sheet: Sheet, before: Workshop | None = None) -> Plan:
    """What is decided before a workshop begins, as the form says it now. It saves nothing."""
    key = f"plan:{sheet.assessment.id}:{before.id if before else 'new'}"
    st.subheader("What is talked about", anchor=False)
    way, chosen = _chosen(sheet, key, before)
    statements = _order(sheet, way, chosen, key)
    st.subheader("Who takes part", anchor=False)
    perspectives = {p.code: p.name for p in sheet.framework.perspectives}
    st.markdown("**In which capacities can people join?**")
    ticked = before.perspectives if before else tuple(perspectives)
    with st.container(gap="xsmall"):
        offered = [
            code
            for code, name in perspectives.items()
            if st.checkbox(one_line(name), code in ticked, key=f"{key}:{code}")
        ]
    named = st.radio(
        "Are people named?",
        [True, False],
        index=0 if before is None or before.named else 1,
        format_func=lambda by_name: "**By name**" if by_name else "**Without names**",
        captions=[
            "Once answers are revealed, whoever may see the assessment reads who said what.",
            "Nobody ever learns who said what, and nothing is shown of small groups.",
        ],
        key=f"{key}:named",
    )
    st.caption("This is fixed once the workshop has begun: it is what people are told when they join.")
    smallest = before.smallest if before else SMALLEST_WHEN_ANONYMOUS
    if not named:
        smallest = st.number_input(
            "The smallest group that is shown",
            SMALLEST_EVER,
            50,
            value=smallest,
            step=1,
            key=f"{key}:smallest",
            width=280,
        )
    most = st.number_input(
        "The most people who can join",
        1,
        MOST_SEATS_EVER,
        value=before.most_seats if before else MOST_SEATS,
        step=1,
        key=f"{key}:most",
        width=280,
    )
    led_by = state.signature() or st.text_input(
        "Who leads it? People read this when they join.", value=before.led_by if before else "", key=f"{key}:led-by"
    )
    return Plan(statements, tuple(offered), bool(named), int(smallest), int(most), led_by or "")


def _chosen(sheet: Sheet, key: str, before: Workshop | None) -> tuple[str, tuple[str, ...]]:
    """In which way the statements are chosen, and which these are, before anybody changed their order."""
    asked = set(sheet.asked)
    ways: dict[str, str] = {
        mode: f"**{MODES[mode][0]}**, {count(n, 'statement')}: {MODES[mode][1]}"
        for mode in MODES
        if (n := len(asked & {one.id for one in sheet.framework.statements_in(mode)}))
        and (mode == sheet.assessment.mode or mode in _within(sheet.assessment.mode))
    }
    ways[WIDEST] = "**The widest gaps first**, from what has been answered so far"
    ways[OWN] = "**Your own choice**"
    way = st.radio(
        "Which statements?",
        list(ways),
        index=list(ways).index(OWN) if before else 0,
        format_func=ways.__getitem__,
        key=f"{key}:way",
    )
    if way == WIDEST:
        most = len(sheet.asked)
        number = st.number_input(
            "How many?", 1, most, value=min(DEFAULT_WIDEST, most), step=1, key=f"{key}:widest", width=160
        )
        return WIDEST, suggested(sheet, widest=int(number))
    if way == OWN:
        titles = {one: sheet.framework.statement(one).title for one in sheet.asked}
        own = st.multiselect(
            "Your statements",
            list(titles),
            default=list(before.statements) if before else None,
            format_func=titles.__getitem__,
            placeholder="Choose one after the other",
            key=f"{key}:own",
        )
        return OWN, tuple(own)
    mode = cast(Mode, way or sheet.assessment.mode)
    return mode, suggested(sheet, mode=mode)


def _within(mode: Mode) -> tuple[Mode, ...]:
    """What can be taken out of an assessment of this mode: of all of it either wheel, and the taster of each part."""
    return ("taster", "enablers", "characteristics") if mode == "full" else ()


def _order(sheet: Sheet, way: str, chosen: tuple[str, ...], key: str) -> tuple[str, ...]:
    """The statements in their order, each with buttons to move it or take it out."""
    of, before, order = cast(tuple[str, tuple[str, ...], tuple[str, ...]], state.get(f"{key}:order") or ("", (), ()))
    if of != way:
        order = chosen
    elif before != chosen:  # one was added or taken away: the others stay where they were moved to
        added = [one for one in chosen if one not in before]
        order = (*(one for one in order if one in chosen), *added)
    state.put(f"{key}:order", (way, chosen, order))
    if not order:
        st.caption("No statement is chosen yet.")
        return ()
    with st.expander(f"Their order ({len(order)})", key=f"{key}:order-box", on_change="rerun") as box:
        if box.open:
            moved = _rows(sheet, order, key)
            if moved is not None:
                state.put(f"{key}:order", (way, chosen, moved))
                st.rerun()
    return order


def _rows(sheet: Sheet, order: Sequence[str], key: str) -> tuple[str, ...] | None:
    """One row a statement; the new order where a button was pressed."""
    moved: tuple[str, ...] | None = None
    with st.container(gap=None, key="order"):
        for place, one in enumerate(order):
            title = sheet.framework.statement(one).title
            with st.container(horizontal=True, vertical_alignment="center", key=f"order-{place}"):
                st.markdown(f"{place + 1}. {title}")
                up = st.button(
                    f":material/arrow_upward: *Earlier: {title}*", key=f"{key}:up:{one}", disabled=place == 0
                )
                last = place + 1 == len(order)
                down = st.button(f":material/arrow_downward: *Later: {title}*", key=f"{key}:down:{one}", disabled=last)
                out = st.button(
                    f":material/close: *Take out: {title}*", key=f"{key}:out:{one}", disabled=len(order) == 1
                )
            rest = [other for other in order if other != one]
            if up or down:
                to = place - 1 if up else place + 1
                moved = (*rest[:to], one, *rest[to:])
            elif out:
                moved = tuple(rest)
    return moved
