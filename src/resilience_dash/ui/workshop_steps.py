"""What a facilitator can do next: one step that is to be taken, and the others that may be."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.problem import Problem
from resilience_dash.services import convening, facilitating
from resilience_dash.services.showing import Desk, Scene
from resilience_dash.ui import state
from resilience_dash.ui.plain import one_line
from resilience_dash.ui.steps import nothing_lost

MINUTES = "round-minutes"
PRESSED = "pressed"
LONGEST_TITLE = 44  # characters of a statement's title, on a button


@dataclass(frozen=True, slots=True)
class Offer:
    """A step as its button shows it. `key` names the step and the round it is meant for, and so does `act`."""

    key: str
    label: str
    act: Callable[..., object]
    said: str = ""


def next_step(desk: Desk) -> Offer | None:
    """The one step that comes next; None once the workshop has ended."""
    scene = desk.board.scene
    about: dict[str, Any] = {"workshop_id": scene.workshop.id}
    going_on = scene.round
    if scene.stage == "ended":
        return None
    if scene.stage == "preparing":
        begin = partial(convening.begin, **about)
        return Offer("step:begin", "Begin the workshop", begin, "The workshop has begun, and its door is open.")
    if going_on is None:
        return open_next(scene)
    if going_on.stage != "revealed":
        return Offer(
            f"step:reveal:{going_on.id}",
            "Reveal the answers",
            partial(facilitating.reveal, round_id=going_on.id, **about),
            "Revealed. What was said is frozen, and stands in the assessment.",
        )
    if wants_second_vote(scene):
        return second_vote(scene)
    return open_next(scene) or end(scene)


def wants_second_vote(scene: Scene) -> bool:
    """Whether the first vote was revealed and lies too far apart to be agreed on at once."""
    shown = scene.round
    return bool(shown and shown.vote == 1 and shown.picture and shown.picture.largely_agree is False)


def other_steps(desk: Desk, primary: Offer | None) -> tuple[Offer, ...]:
    """What else may be done now, the likeliest first."""
    scene = desk.board.scene
    shown = scene.round
    about: dict[str, Any] = {"workshop_id": scene.workshop.id}
    found: list[Offer | None] = []
    if scene.stage == "running" and shown and shown.stage != "revealed":
        this = {"round_id": shown.id, **about}
        number = shown.id
        if shown.stage == "open":
            found.append(Offer(f"step:pause:{number}", "Pause", partial(facilitating.pause, **this), "Paused."))
        if shown.stage in ("open", "paused"):
            more = partial(facilitating.extend, minutes=1, **this)
            found.append(Offer(f"step:extend:{number}", "One minute more", more, "The timer has a minute more."))
        if shown.stage in ("paused", "closed"):
            resume = partial(facilitating.resume, **this)
            found.append(Offer(f"step:resume:{number}", "Take answers again", resume, "Answers are taken again."))
        if shown.stage in ("open", "paused"):
            close = partial(facilitating.close, **this)
            found.append(Offer(f"step:close:{number}", "Close the round", close, "Closed: no more answers are taken."))
    if scene.stage == "running" and shown and shown.stage == "revealed":
        found += [open_next(scene), second_vote(scene) if shown.vote == 1 else None]
    if scene.stage == "running" and shown:
        anew = partial(facilitating.set_aside, round_id=shown.id, **about)
        said = "The round was set aside. What was said in it is kept, and counts no more."
        found.append(Offer(f"step:anew:{shown.id}", "Begin this round anew", anew, said))
    last = scene.workshop.last
    if last:
        back = partial(facilitating.undo, seen=scene.workshop.revision, **about)
        undo = f"step:undo:{scene.workshop.revision}"
        found.append(Offer(undo, f"Undo: {UNDONE[last.kind]}", back, "Undone."))
    if scene.stage == "running" and (shown is None or shown.stage == "revealed"):
        found.append(end(scene))
    return tuple(one for one in found if one and (primary is None or one.key != primary.key))


UNDONE = {
    "door": "the door",
    "ended": "the end",
    "moved": "who was moved",
    "removed": "who was taken out",
    "taken_back": "who was taken back",
    "opened": "opening the round",
    "paused": "the pause",
    "resumed": "taking answers again",
    "extended": "the time that was added",
    "closed": "closing the round",
    "set_aside": "beginning anew",
}


def second_vote(scene: Scene) -> Offer | None:
    """The vote after the talk, on the same statement."""
    shown = scene.round
    if shown is None:
        return None
    again = partial(facilitating.ask_again, workshop_id=scene.workshop.id, round_id=shown.id, minutes=_minutes())
    return Offer(f"step:again:{shown.id}", "Hold the second vote", again, "The second vote is open.")


def open_next(scene: Scene) -> Offer | None:
    """Put the next statement that has not been revealed to everybody; None where there is none left."""
    shown, done = scene.round, scene.pictures.keys() | _seen(scene)
    left = [one for one in scene.statements if one.id not in done]
    if not left:
        return None
    first = not scene.workshop.rounds
    words = "Open the first statement" if first else f"Open “{short(left[0].title)}”"
    opened = partial(
        facilitating.open_round,
        workshop_id=scene.workshop.id,
        statement_id=left[0].id,
        round_id=shown.id if shown else None,
        minutes=_minutes(),
    )
    key = f"step:open:{left[0].id}:{len(scene.workshop.rounds)}"
    return Offer(key, words, opened, f"“{left[0].title}” is open.")


def _seen(scene: Scene) -> set[str]:
    """The statements with a revealed round that counts, whether or not its picture may be shown."""
    return {one.statement_id for one in scene.workshop.rounds if one.stage == "revealed" and not one.set_aside}


def end(scene: Scene) -> Offer:
    """End the workshop."""
    ending = partial(convening.end, workshop_id=scene.workshop.id)
    return Offer(f"step:end:{len(scene.workshop.rounds)}", "End the workshop", ending, "The workshop has ended.")


def short(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"


def _minutes() -> float | None:
    """How long the soft timer runs, None for no timer."""
    said = state.get(MINUTES)
    return float(said) if isinstance(said, int | float) and said > 0 else None


def step_button(offer: Offer, scene: Scene, *, primary: bool = False) -> None:
    """A button that takes its step, once the page has kept what came with the press."""
    if st.button(one_line(offer.label), key=offer.key, type="primary" if primary else "secondary"):
        later(partial(take, offer, scene.workshop.id))


def later(act: Callable[[], None]) -> None:
    """Do this at the end of the page: what somebody typed before they pressed comes with the press, and is kept first.

    `act` draws the page anew.
    """
    state.put(PRESSED, act)


def nothing_pressed() -> bool:
    """Whether no button waits for the end of the page, so that a part of it may draw it anew."""
    return state.get(PRESSED) is None


def forget_presses() -> None:
    """At the beginning of the page: nothing of an earlier run is done in this one."""
    state.forget(PRESSED)


def take_pressed() -> None:
    """At the end of the page: take the step that was pressed, unless something on the page could not be saved."""
    act = cast(Callable[[], None] | None, state.get(PRESSED))
    state.forget(PRESSED)
    if act is not None and nothing_lost():
        act()


def look_at(workshop_id: int, statement_id: str | None) -> None:
    """Talk about this statement (None: about the one that is open), and draw the page anew."""
    state.talk_about(workshop_id, statement_id)
    st.rerun()


def take(offer: Offer, workshop_id: int) -> None:
    """Take the step, and draw the page anew: as it is now, with why, where the step was refused."""
    try:
        offer.act(state.database(), wiring.frameworks(), now=wiring.now())
    except Problem as problem:
        state.refuse_next(str(problem))
    else:
        state.talk_about(workshop_id, None)
        state.say_next(one_line(offer.said))
    st.rerun()
