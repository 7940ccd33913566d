"""What a phone says: which state the workshop is in for one seat, and what was revealed, in words and numbers."""

from dataclasses import dataclass
from typing import Literal

from resilience_dash.domain.assessment import DONT_KNOW, NOT_OURS, Choice
from resilience_dash.domain.board import Picture, SideShown
from resilience_dash.domain.framework import Framework, Side
from resilience_dash.domain.scoring import level_words
from resilience_dash.services.voting import SeatView

State = Literal["waiting", "open", "paused", "closed", "revealed", "removed", "ended"]

SIDES: dict[Side, str] = {"council": "Council", "community": "Community", "partners": "Partners"}
CHOICES: dict[Choice, str] = {DONT_KNOW: "Don’t know", NOT_OURS: "Not ours to answer"}
TITLES: dict[State, str] = {
    "waiting": "You have a seat",
    "paused": "The round is paused",
    "closed": "The round is closed",
    "removed": "You were taken out of this workshop",
    "ended": "The workshop has ended",
}
# What is said aloud when a page changes by itself.
SAYS: dict[State, str] = {
    "waiting": "Waiting for the next statement.",
    "open": "A statement is open. Choose your answer.",
    "paused": "The round is paused. No answers are taken until it goes on.",
    "closed": "The round is closed. What everybody said is shown when it is revealed.",
    "revealed": "The answers are revealed.",
    "removed": "The facilitator has taken you out of this workshop.",
    "ended": "The workshop has ended.",
}


def state_of(view: SeatView) -> State:
    """Where the workshop is, as far as this seat is concerned."""
    if view.scene.stage == "ended":
        return "ended"
    if view.seat.removed:
        return "removed"
    return view.scene.round.stage if view.scene.round else "waiting"


def title(view: SeatView, state: State) -> str:
    """The heading of the page."""
    return TITLES.get(state) or (view.scene.round.statement.title if view.scene.round else TITLES["waiting"])


def where(view: SeatView) -> str:
    """Which statement this is, and whether it is asked a second time."""
    again = ", second vote" if view.scene.round and view.scene.round.vote == 2 else ""
    return f"Statement {view.scene.position} of {len(view.scene.statements)}{again}"


def said(choice: Choice, framework: Framework) -> str:
    """A choice as it stands on the page, such as “3 Established”."""
    return framework.levels[choice].label if isinstance(choice, int) else CHOICES[choice]


def typical(level: float | None) -> str:
    """A typical level as it stands on the page."""
    return "Nobody gave a level" if level is None else level_words(level)


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of what was revealed: how many chose it, of all and of each side that is shown."""

    label: str
    n: int
    share: int
    sides: tuple[str, ...]


def bars(picture: Picture, framework: Framework) -> tuple[Bar, ...]:
    """How many gave each level, and how many none."""
    most = max(*picture.levels, picture.dont_know, picture.not_ours, 1)
    of_levels = [
        Bar(
            level.label,
            picture.levels[level.value],
            round(100 * picture.levels[level.value] / most),
            tuple(str(side.levels[level.value]) for side in picture.sides),
        )
        for level in framework.levels
    ]
    none = tuple("" for _ in picture.sides)
    rest = [(CHOICES[DONT_KNOW], picture.dont_know), (CHOICES[NOT_OURS], picture.not_ours)]
    return (*of_levels, *(Bar(label, n, round(100 * n / most), none) for label, n in rest if n))


def side(shown: SideShown) -> str:
    """Whose answers a column has."""
    return "Community and partners" if shown.joined else SIDES[shown.side]


def why_hidden(picture: Picture, smallest: int) -> str:
    """Why nothing is shown of a round, and what counts all the same."""
    if picture.hidden == "few_changed":
        return (
            f"Since the vote before, fewer than {smallest} people gave another answer. So nothing is shown: it could "
            "be seen who they are."
        )
    return f"Fewer than {smallest} people answered. So nothing is shown: it could be seen who said what."


def agreement(picture: Picture) -> str:
    """The consensus in words, by the rule that the wall states too."""
    if picture.largely_agree is None or sum(picture.levels) < 2:
        return ""
    if picture.largely_agree:
        return "We largely agree: the middle half of the levels lies within one level."
    return "We differ: the middle half of the levels spans more than one level."
