"""The hall as its facilitator puts it right: the door, who sits where, and who leads."""

from collections import Counter
from functools import partial
from typing import Any

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain import join_code
from resilience_dash.domain.workshop import Seat
from resilience_dash.exports.squares import square
from resilience_dash.services import convening, seating
from resilience_dash.services.showing import Desk
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.plain import one_line
from resilience_dash.ui.words import count
from resilience_dash.ui.workshop_desk import by_perspective
from resilience_dash.ui.workshop_steps import Offer, later, take


def door(desk: Desk) -> None:
    """The way in: code, link and square, whether it is open, and the wall for all to see."""
    workshop = desk.board.scene.workshop
    st.header("The wall" if workshop.stage == "ended" else "The way in", anchor=False)
    if workshop.stage != "ended":
        with st.container(key="join-code"):
            st.markdown(f"**{join_code.shown(workshop.code)}**")
    address = wiring.join_origin(state.site("")) + join_code.path(workshop.code, workshop.link_key)
    if workshop.stage == "running" and workshop.door_open:
        st.image(square(address), width=168, alt=f"Square code that leads to {address}")
        st.markdown(f"[{address.partition('://')[2].partition('/join')[0]}/join]({address})")
    elif workshop.stage == "running":
        st.markdown("The door is closed: whoever is in stays in, and nobody else gets in.")
    elif workshop.stage == "preparing":
        st.markdown("The door opens when the workshop begins.")
    with st.container(horizontal=True):
        st.link_button("Open the wall", f"/board/{workshop.id}", icon=":material/open_in_new:")
        if workshop.stage == "running":
            words, said = (
                ("Close the door", "The door is closed.")
                if workshop.door_open
                else (
                    "Open the door",
                    "The door is open.",
                )
            )
            key = f"door:{'close' if workshop.door_open else 'open'}"
            if st.button(words, key=key):
                act = partial(convening.set_door, workshop_id=workshop.id, open_=not workshop.door_open)
                later(partial(take, Offer(key, words, act, said), workshop.id))
    if workshop.stage != "ended":
        st.caption(_told(desk))


def _told(desk: Desk) -> str:
    """What people are told when they join."""
    workshop = desk.board.scene.workshop
    if workshop.named:
        return "People join by name. This is fixed from the beginning on."
    return (
        f"People join without a name, and nothing is shown of fewer than {workshop.smallest}. "
        "This is fixed from the beginning on."
    )


def lead(desk: Desk) -> None:
    """Who leads, and taking it over: whoever may facilitate here can, at any time."""
    workshop = desk.board.scene.workshop
    own = state.signature()
    st.header("Who leads", anchor=False)
    st.markdown(f"**{one_line(workshop.led_by) or 'Nobody is named'}** leads. They are not counted.")
    if workshop.stage == "ended" or (own and own == workshop.led_by):
        st.caption("To hand over, let somebody who may facilitate here open this page and take over.")
        return
    name = own or st.text_input("Who leads from here on?", key="lead-name") or ""
    if st.button("Take over" if own else "Hand over", key="lead-take"):
        act = partial(convening.take_over, workshop_id=workshop.id, led_by=name)
        later(partial(take, Offer("lead-take", "", act, f"{name} leads from here on."), workshop.id))


def seats(desk: Desk) -> None:
    """Who sits where: how many of each perspective, and each seat to put right."""
    scene = desk.board.scene
    st.header("Who is here", anchor=False)
    seated = [seat for seat in desk.seats if not seat.removed]
    if not desk.seats:
        st.markdown("Nobody has joined yet.")
        return
    there = Counter(seat.perspective for seat in seated)
    st.markdown(f"{count(len(seated), 'person', 'people')}: {by_perspective(there, scene.framework)}.")
    box = st.expander(f"Put a seat right ({len(desk.seats)})", key="seats", on_change="rerun")
    if not box.open:
        return
    with box:
        _table(desk)
        if scene.stage == "running":
            _put_right(desk)


def _named(desk: Desk, seat: Seat) -> str:
    perspective = desk.board.scene.framework.perspective(seat.perspective).name
    return f"{seat.name or f'Seat {seat.id}'} ({perspective}){', taken out' if seat.removed else ''}"


def _table(desk: Desk) -> None:
    framework = desk.board.scene.framework
    st.table(
        {
            "Who": [one_line(seat.name) or f"Seat {seat.id}" for seat in desk.seats],
            "In what capacity": [framework.perspective(seat.perspective).name for seat in desk.seats],
            "": [
                "taken out" if seat.removed else "paper sheet" if seat.id in desk.on_paper else ""
                for seat in desk.seats
            ],
        },
        hide_index=True,
        border="horizontal",
        alt="Who sits where",
    )


def _put_right(desk: Desk) -> None:
    workshop, framework = desk.board.scene.workshop, desk.board.scene.framework
    by_id = {seat.id: seat for seat in desk.seats}
    chosen = st.selectbox(
        "Whose seat?", list(by_id), index=None, format_func=lambda n: _named(desk, by_id[n]), key="seat-whose"
    )
    if chosen is None or chosen not in by_id:
        return
    seat = by_id[chosen]
    names = {code: framework.perspective(code).name for code in workshop.perspectives}
    about: dict[str, Any] = {"workshop_id": workshop.id, "seat_id": seat.id}
    with st.container(horizontal=True, vertical_alignment="bottom", key="side-seat"):
        to = st.selectbox(
            "In what capacity?",
            list(names),
            index=list(names).index(seat.perspective) if seat.perspective in names else None,
            format_func=names.__getitem__,
            key=f"seat-to:{seat.id}:{seat.perspective}",
        )
        if st.button("Move", key=f"seat-move:{seat.id}", disabled=to in (None, seat.perspective)) and to:
            _step(workshop.id, partial(seating.move_seat, perspective=to, **about), "Moved. What was shown stays.")
        if seat.removed:
            if st.button("Take back in", key=f"seat-back:{seat.id}"):
                _step(workshop.id, partial(seating.take_back_seat, **about), "Back in, with all they had said.")
        elif st.button("Take out", key=f"seat-out:{seat.id}"):
            _step(workshop.id, partial(seating.remove_seat, **about), "Taken out. Nothing they said is lost.")


def _step(workshop_id: int, act: partial[Any], said: str) -> None:
    later(partial(take, Offer("", "", act, said), workshop_id))


def only_look(workshop_id: int) -> None:
    """What there is for who may see the place and not lead in it: the wall."""
    st.markdown("Your role here does not lead workshops. You may look at the wall.")
    st.link_button("Open the wall", f"/board/{workshop_id}", icon=":material/open_in_new:")


def papers(desk: Desk) -> None:
    """What is printed before the workshop and taken home after it."""
    scene = desk.board.scene
    folder = f"/files/workshops/{scene.workshop.id}"
    with st.container(horizontal=True):
        st.link_button("Paper sheet (PDF)", f"{folder}/sheet.pdf", icon=":material/download:")
        if scene.stage != "preparing":
            st.link_button("Minutes (Word)", f"{folder}/minutes.docx", icon=":material/download:")
    if scene.stage == "running":
        here = {**state.address(scene.assessment), "workshop": str(scene.workshop.id)}
        st.page_link(page("paper"), label="Type in answers from paper sheets", query_params=here)
