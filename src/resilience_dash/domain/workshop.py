"""A workshop: people answer one statement at a time, hidden until it is revealed, and settle on a level together.

These are the rules alone. Each takes a workshop as it is and gives it as it is then, or raises a problem that says
why not; nothing here knows a database, a phone or a wall. What may be shown is in `domain.board`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Literal, cast

from resilience_dash.domain.assessment import Choice
from resilience_dash.domain.framework import Side
from resilience_dash.domain.problem import Problem, UnknownThing

Stage = Literal["preparing", "running", "ended"]
RoundStage = Literal["open", "paused", "closed", "revealed"]
StepKind = Literal[
    "door", "ended", "moved", "removed", "taken_back", "opened", "paused", "resumed", "extended", "closed", "set_aside"
]

SMALLEST_WHEN_ANONYMOUS = 5
SMALLEST_EVER = 3
MOST_SEATS = 250
MOST_SEATS_EVER = 2_000
LONGEST_TIMER = timedelta(hours=4)


class NotNow(Problem):
    """The step does not fit where the workshop is: the sentence says what comes first."""


class RoundClosed(Problem):
    """The answer came after its round had closed, or was set aside. It was not counted."""


class DoorClosed(Problem):
    """Nobody can join just now. Said alike of a workshop that is unknown, closed and full."""


class SeatTaken(Problem):
    """The seat was taken away by the facilitator."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One phone, and whoever answers on it. `name` is empty where the workshop is anonymous."""

    id: int
    perspective: str
    side: Side
    name: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Cast:
    """What a seat says in a round: its newest answer counts. `choice` as in an assessment's answer."""

    choice: Choice
    comment: str = ""


@dataclass(frozen=True)
class Round:
    """One vote on one statement. A second vote is a round of its own, and so is a vote that was begun anew.

    `frozen` is what the seats had said when it was revealed, and `sides` whose seats they were then: what comes later
    changes nothing that was shown.
    """

    id: int
    statement_id: str
    vote: Literal[1, 2] = 1
    stage: RoundStage = "open"
    ends_at: datetime | None = None
    set_aside: bool = False
    casts: Mapping[int, Cast] = field(default_factory=dict)
    frozen: Mapping[int, Cast] | None = None
    sides: Mapping[int, Side] = field(default_factory=dict)

    @property
    def takes_answers(self) -> bool:
        return self.stage == "open" and not self.set_aside


@dataclass(frozen=True, slots=True)
class Step:
    """The last step a facilitator took, and what it takes to undo it: which seat or round, and what was before."""

    kind: StepKind
    number: int = 0
    before: str = ""


@dataclass(frozen=True)
class Workshop:
    """Who is there, which statements are talked about in which order, and the rounds so far, oldest first.

    `code` is what people type to join, and `link_key` what the link and the square carry beside it. `led_by` is who
    leads it as the join page names them, and `last` the step that can be undone.
    """

    id: int
    assessment_id: int
    statements: tuple[str, ...]
    perspectives: tuple[str, ...]
    named: bool
    smallest: int = SMALLEST_WHEN_ANONYMOUS
    stage: Stage = "preparing"
    door_open: bool = False
    most_seats: int = MOST_SEATS
    seats: Mapping[int, Seat] = field(default_factory=dict)
    rounds: tuple[Round, ...] = ()
    code: str = ""
    link_key: str = field(default="", repr=False)
    led_by: str = ""
    begun_at: datetime | None = field(default=None, compare=False)
    revision: int = field(default=0, compare=False)
    last: Step | None = None

    @property
    def round(self) -> Round | None:
        """The round that is going on or was the last; where it was set aside, the one before it on that statement."""
        last = self.rounds[-1].statement_id if self.rounds else ""
        same = takewhile(lambda one: one.statement_id == last, reversed(self.rounds))
        return next((one for one in same if not one.set_aside), None)

    @property
    def left(self) -> tuple[str, ...]:
        """The statements that have no round yet which was revealed and counts, in their order."""
        done = {one.statement_id for one in self.rounds if one.stage == "revealed" and not one.set_aside}
        return tuple(one for one in self.statements if one not in done)

    @property
    def seated(self) -> tuple[Seat, ...]:
        """Who is counted. The facilitator has no seat."""
        return tuple(seat for seat in self.seats.values() if not seat.removed)

    def revealed(self, statement_id: str) -> Iterator[Round]:
        """The rounds of a statement that were shown, oldest first, those that were set aside later included."""
        return (one for one in self.rounds if one.statement_id == statement_id and one.frozen is not None)


Rule = Callable[[Workshop], Workshop]

# Beginning and ending


def prepared(workshop: Workshop) -> Workshop:
    """The workshop, if it can be run as it was put together. Raises NotNow."""
    if not workshop.statements:
        raise NotNow("No statement is chosen yet. Nothing was opened. Choose at least one to talk about.")
    if len(set(workshop.statements)) < len(workshop.statements):
        raise NotNow("A statement stands in the list twice. Nothing was opened. Take one of the two out.")
    if not workshop.perspectives:
        raise NotNow("No perspective is offered, so nobody could join. Nothing was opened. Offer at least one.")
    if len(set(workshop.perspectives)) < len(workshop.perspectives):
        raise NotNow("A perspective is offered twice. Nothing was opened. Take one of the two out.")
    if workshop.smallest > MOST_SEATS_EVER:
        raise NotNow(
            f"No workshop has a group of {workshop.smallest:,}, so nothing could be shown. Nothing was opened. "
            "Choose a smaller group."
        )
    if workshop.smallest < SMALLEST_EVER:
        raise NotNow(
            f"Groups of {workshop.smallest} are too small to hide anybody in. Nothing was opened. "
            f"Choose {SMALLEST_EVER} or more."
        )
    return workshop


def begun(workshop: Workshop) -> Workshop:
    """Open it and its door. From then on what people were told when they joined stays so. Raises NotNow."""
    if workshop.stage != "preparing":
        raise NotNow("This workshop has begun already. Nothing was changed.")
    return replace(prepared(workshop), stage="running", door_open=True)


def door(workshop: Workshop, *, open_: bool) -> Workshop:
    """Let people in, or nobody any more; whoever is in stays. Raises NotNow."""
    _running(workshop)
    return replace(workshop, door_open=open_, last=Step("door"))


def ended(workshop: Workshop) -> Workshop:
    """Close it for good. Raises NotNow while answers that somebody gave have not been shown."""
    _running(workshop)
    going_on = workshop.round
    if going_on and going_on.stage != "revealed":
        raise NotNow("A round has not been revealed yet. Nothing was ended. Reveal it, or set it aside.")
    return replace(workshop, stage="ended", door_open=False, last=Step("ended"))


def undone(workshop: Workshop) -> Workshop:
    """Take back the last step, where it can be: what was revealed has been seen. Raises NotNow."""
    last = workshop.last
    if last is None:
        raise NotNow("There is nothing to undo. What was revealed stays revealed: begin the round anew instead.")
    match last.kind:
        case "door":
            back = replace(workshop, door_open=not workshop.door_open)
        case "ended":
            back = replace(workshop, stage="running")
        case "moved":
            perspective, _, side = last.before.partition("/")
            back = moved(workshop, last.number, perspective, cast(Side, side))
        case "removed" | "taken_back":
            back = removed(workshop, last.number, away=last.kind == "taken_back")
        case "opened":
            back = set_aside(workshop)
        case "paused" | "resumed" | "closed":
            back = _changed(workshop, replace(_numbered(workshop, last.number), stage=cast(RoundStage, last.before)))
        case "extended":
            ends_at = datetime.fromisoformat(last.before) if last.before else None
            back = _changed(workshop, replace(_numbered(workshop, last.number), ends_at=ends_at))
        case "set_aside":
            back = _changed(workshop, replace(_numbered(workshop, last.number), set_aside=False))
    return replace(back, last=None)


# Seats


def joined(workshop: Workshop, seat: Seat) -> Workshop:
    """Somebody sits down, in the middle of a round too. Raises DoorClosed and UnknownThing."""
    if workshop.stage != "running" or not workshop.door_open or len(workshop.seated) >= workshop.most_seats:
        raise DoorClosed("Nobody can join with this code just now. Check it against the wall, or ask the facilitator.")
    if seat.perspective not in workshop.perspectives:
        raise UnknownThing("This workshop does not offer that. Nobody joined. Choose one of the list.")
    return _with_seat(workshop, replace(seat, name=seat.name if workshop.named else ""))


def moved(workshop: Workshop, seat_id: int, perspective: str, side: Side) -> Workshop:
    """Put somebody into another perspective. What was shown stays as it was shown. Raises UnknownThing."""
    _running(workshop)
    if perspective not in workshop.perspectives:
        raise UnknownThing("This workshop does not offer that perspective. Nobody was moved. Choose one of the list.")
    seat = seat_of(workshop, seat_id)
    there = _with_seat(workshop, replace(seat, perspective=perspective, side=side))
    return replace(there, last=Step("moved", seat_id, f"{seat.perspective}/{seat.side}"))


def removed(workshop: Workshop, seat_id: int, *, away: bool = True) -> Workshop:
    """Take somebody out of the count, or (`away` False) back into it with all they had said. Raises UnknownThing."""
    _running(workshop)
    there = _with_seat(workshop, replace(seat_of(workshop, seat_id), removed=away))
    return replace(there, last=Step("removed" if away else "taken_back", seat_id))


def seat_of(workshop: Workshop, seat_id: int) -> Seat:
    """The seat with this number. Raises UnknownThing."""
    try:
        return workshop.seats[seat_id]
    except KeyError:
        raise UnknownThing("There is no such seat in this workshop. Nothing was changed.") from None


def _with_seat(workshop: Workshop, seat: Seat) -> Workshop:
    return replace(workshop, seats={**workshop.seats, seat.id: seat})


# Rounds


def opened(workshop: Workshop, *, round_id: int, statement_id: str, ends_at: datetime | None = None) -> Workshop:
    """Put a statement to everybody. Raises NotNow and UnknownThing."""
    _running(workshop)
    if statement_id not in workshop.statements:
        raise UnknownThing("This statement is not part of the workshop. No round was opened. Choose one of its list.")
    _nothing_hidden(workshop)
    return _with_round(workshop, Round(round_id, statement_id, ends_at=ends_at))


def asked_again(workshop: Workshop, *, round_id: int, ends_at: datetime | None = None) -> Workshop:
    """Hold the second vote on the statement that was just talked about. Raises NotNow."""
    _running(workshop)
    last = workshop.round
    if last is None or last.stage != "revealed":
        raise NotNow("A second vote comes after the first was revealed and talked about. Nothing was opened.")
    if last.vote == 2:
        raise NotNow(
            "This statement has had its second vote. Nothing was opened. Record what you agree on, or that you do not."
        )
    return _with_round(workshop, Round(round_id, last.statement_id, vote=2, ends_at=ends_at))


def paused(workshop: Workshop) -> Workshop:
    """Take no answers for a while. Raises NotNow."""
    return _step(workshop, {"open"}, "The round is not open, so it cannot be paused.", stage="paused")


def resumed(workshop: Workshop) -> Workshop:
    """Take answers again, after a pause or after the round was closed by mistake. Raises NotNow."""
    return _step(
        workshop, {"paused", "closed"}, "Only a round that is paused or closed can be opened again.", stage="open"
    )


def extended(workshop: Workshop, *, by: timedelta, now: datetime) -> Workshop:
    """Let the timer end later. It is soft: a round closes when somebody closes it. Raises NotNow."""
    going_on = _going_on(workshop, {"open", "paused"}, "Only a round that is open or paused has time left to extend.")
    ends_at = going_on.ends_at or now
    # A timer that has run out, and one that a clock set back left far ahead, run anew from now.
    ends_at = (ends_at if now <= ends_at <= now + LONGEST_TIMER else now) + by
    if ends_at - now > LONGEST_TIMER:
        raise NotNow("That is more than four hours from now. Nothing was changed. Choose an earlier moment.")
    step = Step("extended", going_on.id, before=going_on.ends_at.isoformat() if going_on.ends_at else "")
    return replace(_changed(workshop, replace(going_on, ends_at=ends_at)), last=step)


def closed(workshop: Workshop) -> Workshop:
    """Take no more answers. Raises NotNow."""
    return _step(workshop, {"open", "paused"}, "The round is closed already.", stage="closed")


def revealed(workshop: Workshop) -> Workshop:
    """Show what was said. It is frozen now. Revealing twice shows the same. Raises NotNow."""
    going_on = _going_on(workshop, {"open", "paused", "closed", "revealed"}, "There is no round to reveal.")
    if going_on.stage == "revealed":
        return workshop
    sides = {seat.id: seat.side for seat in workshop.seated if seat.id in going_on.casts}
    frozen = {seat_id: going_on.casts[seat_id] for seat_id in sides}
    return replace(_changed(workshop, replace(going_on, stage="revealed", frozen=frozen, sides=sides)), last=None)


def set_aside(workshop: Workshop) -> Workshop:
    """Begin a round anew: the old run is kept, and counts no more. Raises NotNow."""
    going_on = _going_on(
        workshop, {"open", "paused", "closed", "revealed"}, "There is no round that could be begun anew."
    )
    return replace(_changed(workshop, replace(going_on, set_aside=True)), last=Step("set_aside", going_on.id))


def answered(workshop: Workshop, *, seat_id: int, round_id: int, said: Cast) -> Workshop:
    """Keep what a seat says, in place of what it said before. Raises RoundClosed, SeatTaken and UnknownThing."""
    seat = seat_of(workshop, seat_id)
    if seat.removed:
        raise SeatTaken("The facilitator has taken this seat out of the workshop. Your answer was not counted.")
    going_on = workshop.round
    if workshop.stage != "running" or going_on is None or going_on.id != round_id or not going_on.takes_answers:
        waits = going_on is not None and going_on.id == round_id and going_on.stage == "paused"
        raise RoundClosed(
            "The round is paused; your answer was not counted. Send it again when it goes on."
            if waits
            else "The round has closed; your answer was not counted."
        )
    return _changed(workshop, replace(going_on, casts={**going_on.casts, seat_id: said}))


def first_answer(workshop: Workshop, seat_id: int) -> Cast | None:
    """What this seat said in the first vote, while the second is going on: for its own phone, and nowhere else."""
    going_on = workshop.round
    if going_on is None or going_on.vote == 1:
        return None
    first = [one for one in workshop.revealed(going_on.statement_id) if one.vote == 1 and not one.set_aside]
    return first[-1].casts.get(seat_id) if first else None


def _running(workshop: Workshop) -> None:
    if workshop.stage == "preparing":
        raise NotNow("This workshop has not begun. Nothing was changed. Open it first.")
    if workshop.stage == "ended":
        raise NotNow("This workshop has ended. Nothing was changed.")


def _nothing_hidden(workshop: Workshop) -> None:
    going_on = workshop.round
    if going_on and going_on.stage != "revealed":
        raise NotNow("A round is going on. Nothing was opened. Reveal it first, or set it aside.")


def _going_on(workshop: Workshop, stages: set[RoundStage], why_not: str) -> Round:
    _running(workshop)
    going_on = workshop.round
    if going_on is None or going_on.stage not in stages:
        raise NotNow(f"{why_not} Nothing was changed.")
    return going_on


def _step(workshop: Workshop, stages: set[RoundStage], why_not: str, *, stage: RoundStage) -> Workshop:
    going_on = _going_on(workshop, stages, why_not)
    kinds: dict[RoundStage, StepKind] = {"open": "resumed", "paused": "paused", "closed": "closed"}
    step = Step(kinds[stage], going_on.id, before=going_on.stage)
    return replace(_changed(workshop, replace(going_on, stage=stage)), last=step)


def _with_round(workshop: Workshop, new: Round) -> Workshop:
    return replace(workshop, rounds=(*workshop.rounds, new), last=Step("opened"))


def _changed(workshop: Workshop, current: Round) -> Workshop:
    return replace(workshop, rounds=tuple(current if one.id == current.id else one for one in workshop.rounds))


def _numbered(workshop: Workshop, number: int) -> Round:
    return next(one for one in workshop.rounds if one.id == number)
