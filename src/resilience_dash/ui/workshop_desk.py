"""The top of the facilitator's page: who has answered, and the next step."""

from typing import cast

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain import board_words
from resilience_dash.domain.board import Count
from resilience_dash.domain.framework import Framework, RunSheet
from resilience_dash.domain.problem import Problem
from resilience_dash.domain.promise import ENOUGH_ACTIONS
from resilience_dash.services import showing
from resilience_dash.services.facilitating import GONE_ON
from resilience_dash.services.showing import Board, Desk, Pulse
from resilience_dash.ui import state
from resilience_dash.ui.addresses import page
from resilience_dash.ui.plain import one_line, plain
from resilience_dash.ui.words import count
from resilience_dash.ui.workshop_steps import MINUTES, Offer, next_step, other_steps, step_button

DEFAULT_MINUTES = 3
KEPT_MINUTES = "kept-minutes"
RARE = ("step:anew", "step:undo", "step:end")
LONGEST_MINUTES = 60


def desk_panel(desk: Desk, sheet: RunSheet | None) -> None:
    """Who has answered, one primary button, and what else may be done."""
    scene = desk.board.scene
    if state.get(MINUTES) is None:  # a box that is not on the page forgets what was chosen in it
        state.put(MINUTES, state.get(KEPT_MINUTES) or DEFAULT_MINUTES)
    primary = next_step(desk)
    others = other_steps(desk, primary)
    in_vain = state.pressed_in_vain([one.key for one in (*others, *((primary,) if primary else ()))])
    why = state.refusal() or (GONE_ON if in_vain else "")
    if why:
        st.error(plain(why))
    with st.container(border=True, key="desk"):
        _where(desk)
        if scene.stage == "running":
            _live(scene.workshop.id, scene.workshop.revision, sheet)
        if primary:
            with st.container(key="desk-primary"):
                step_button(primary, scene, primary=True)
        elif st.button("See the results so far", type="primary", key="to-results"):
            st.switch_page(page("results"), query_params=state.address(scene.assessment))
        _others(desk, others)


def where_words(desk: Desk) -> tuple[str, str]:
    """The page's heading, and what is said above it: which statement is open, or where the workshop is."""
    scene = desk.board.scene
    shown = scene.round
    if scene.stage == "preparing":
        return "Ready to begin", "Workshop"
    if scene.stage == "ended":
        return "The workshop has ended", "Workshop"
    if shown is None:
        return "No statement is open", "Workshop"
    vote = ", second vote" if shown.vote == 2 else ""
    return shown.statement.title, f"Statement {scene.position} of {len(scene.statements)}{vote}"


def _where(desk: Desk) -> None:
    """What there is to do now, where that is not to wait for answers."""
    scene = desk.board.scene
    if scene.stage == "preparing":
        st.markdown(
            "Beginning opens the door: people join with the code. "
            "From then on it stays as it is who is named and what is shown of small groups."
        )
    elif scene.stage == "ended":
        st.markdown(finished_words(desk.board))
    elif scene.round:
        st.markdown(scene.round.statement.question)
    elif not scene.workshop.rounds:
        st.markdown("Let people join, then open the first statement.")


def _others(desk: Desk, others: tuple[Offer, ...]) -> None:
    """The steps that go with this moment beside the primary one; the others, and the timer, behind “More”."""
    scene = desk.board.scene
    rare = [one for one in others if one.key.startswith(RARE)]
    with st.container(horizontal=True, key="desk-steps"):
        for one in others:
            if one not in rare:
                step_button(one, scene)
        if scene.stage != "running":
            for one in rare:
                step_button(one, scene)
            return
        with st.popover("More", key="desk-more"):
            for one in rare:
                step_button(one, scene)
                if one.key.startswith("step:anew"):
                    st.caption("The round that was begun is kept, and counts no more.")
            chosen = st.number_input(
                "Minutes for the next round (0 for no timer)", 0, LONGEST_MINUTES, step=1, key=MINUTES
            )
            state.put(KEPT_MINUTES, chosen)


def finished_words(board: Board) -> str:
    """Whether enough was promised for the workshop to be called finished."""
    there = len(board.actions)
    if there >= ENOUGH_ACTIONS:
        return f"It is finished: {there} actions have an owner and a date."
    left = ENOUGH_ACTIONS - there
    has = "Nothing has" if not there else f"{count(there, 'action has', 'actions have')}"
    return (
        f"It is not finished before at least {ENOUGH_ACTIONS} actions have an owner and a date. "
        f"{has} so far: add {left} more below."
    )


@st.fragment(run_every=1)
def _live(workshop_id: int, revision: int, sheet: RunSheet | None) -> None:
    """How many have answered and who is missing, looked at every second.

    The whole page is drawn again only where somebody else took a step. What is being typed stays in its box.
    """
    try:
        pulse = showing.pulse(state.database(), workshop_id=workshop_id)
        if pulse.revision != revision:
            st.rerun()
        shown = _looked_at(workshop_id, pulse)
    except Problem as problem:
        st.markdown(plain(str(problem)))
        return
    _count(shown)
    _clock(shown, sheet)


def _looked_at(workshop_id: int, pulse: Pulse) -> Desk:
    """The desk as of this pulse: read again only once the pulse has changed."""
    key = f"looked-at:{workshop_id}"
    kept = cast(tuple[Pulse, Desk] | None, state.get(key))
    if kept is None or kept[0] != pulse:
        kept = (pulse, showing.open_desk(state.database(), wiring.frameworks(), workshop_id=workshop_id))
        state.put(key, kept)
    return kept[1]


def _count(desk: Desk) -> None:
    counted, shown = desk.board.count, desk.board.scene.round
    with st.container(key="desk-count", gap="xsmall"):
        if shown is None:
            st.markdown(_joined(counted))
            return
        if shown.stage == "revealed":
            answered = shown.picture.answered if shown.picture else 0
            st.markdown(f"**{answered}** answered. {board_words.round_words('revealed', shown.vote)}")
            return
        st.markdown(_answered(counted))
        if counted.seats:
            st.progress(counted.answered / counted.seats)
    st.markdown(missing_words(desk))
    if shown.stage != "open":
        st.markdown(f"**{board_words.round_words(shown.stage, shown.vote)}**")
    elif shown.ends_at:
        st.markdown(board_words.time_words((shown.ends_at - wiring.now()).total_seconds()))


def _joined(counted: Count) -> str:
    if not counted.seats:
        return board_words.joined_words(counted)
    return f"**{counted.seats}** {'person has' if counted.seats == 1 else 'people have'} joined"


def _answered(counted: Count) -> str:
    if not counted.seats:
        return board_words.joined_words(counted)
    return f"**{counted.answered} of {counted.seats}** {'has' if counted.answered == 1 else 'have'} answered"


def missing_words(desk: Desk) -> str:
    """Who has not answered yet, by perspective."""
    if not desk.board.count.seats:
        return ""
    if not desk.missing:
        return "Everybody has answered."
    return f"Missing: {by_perspective(desk.missing, desk.board.scene.framework)}."


def by_perspective(numbers: object, framework: Framework) -> str:
    """“Council officer (2), Resident (1)”."""
    found = cast(dict[str, int], numbers)
    names = {p.code: p.name for p in framework.perspectives}
    return ", ".join(f"{one_line(name)} ({found[code]})" for code, name in names.items() if found.get(code))


def _clock(desk: Desk, sheet: RunSheet | None) -> None:
    """Where the run sheet is by the clock."""
    began = desk.board.scene.workshop.begun_at
    if sheet is None or began is None:
        return
    minute = (wiring.now() - began).total_seconds() / 60
    step = sheet.step_at(minute)
    if step is None:
        st.caption(f"By the run sheet the workshop should be over: it has run for {int(minute)} minutes.")
        return
    st.caption(f"Minute {int(minute)} of {sheet.minutes}. By the run sheet: {step.title}, until minute {step.ends}.")
