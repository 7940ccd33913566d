"""The minutes of a workshop as plain data, already suppressed: nothing in them that its wall could not show."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from resilience_dash.domain import board
from resilience_dash.domain.assessment import Agreement
from resilience_dash.domain.board import Picture
from resilience_dash.domain.board_words import SIDE_NAMES
from resilience_dash.domain.framework import SIDES, Framework, Level, Side, Statement
from resilience_dash.domain.promise import ENOUGH_ACTIONS, Action, EvidenceToFind
from resilience_dash.domain.scoring import visible_sides
from resilience_dash.domain.workshop import Round, Workshop


@dataclass(frozen=True, slots=True)
class Talked:
    """What came of one statement. `first` and `second` are pictures as the wall shows them, None where none was shown.

    `set_aside` counts runs that were begun anew; `let_go` says that answers were shown and are kept no more. `comments`
    carry names, and there are none in an anonymous workshop.
    """

    statement: Statement
    first: Picture | None
    second: Picture | None
    set_aside: int
    going_on: bool
    let_go: bool
    agreement: Agreement | None
    note: str
    comments: tuple[tuple[str, str], ...]
    to_find: tuple[EvidenceToFind, ...]

    @property
    def dissent(self) -> tuple[int, int] | None:
        """How many had chosen another level than the agreed one, and of how many; None where that is not known."""
        last = self.second if self.second and not self.second.hidden else self.first
        if not self.agreement or self.agreement.level is None or last is None or last.hidden:
            return None
        return sum(last.levels) - last.levels[self.agreement.level], sum(last.levels)


@dataclass(frozen=True, slots=True)
class Minutes:
    """What a workshop came to. `people` took part, and `took_part` says how many of whom as far as that may be told."""

    place: str
    period: str
    framework: str
    levels: tuple[Level, ...]
    led_by: str
    began: datetime | None
    ended: datetime | None
    named: bool
    smallest: int
    people: int
    took_part: tuple[tuple[str, int], ...]
    talked: tuple[Talked, ...]
    actions: tuple[Action, ...]

    @property
    def finished(self) -> bool:
        """A workshop is finished by the rule: enough actions, each with owner and date."""
        return len(self.actions) >= ENOUGH_ACTIONS


def took_part(whole: Workshop, framework: Framework) -> tuple[tuple[str, int], ...]:
    """How many took part: by perspective where it was by name, else by side, as far as the sides are large enough."""
    if whole.named:
        there = Counter(seat.perspective for seat in whole.seated)
        return tuple((framework.perspective(one).name, there[one]) for one in whole.perspectives if there[one])
    people: dict[Side, int] = {side: sum(seat.side == side for seat in whole.seated) for side in SIDES}
    shown = visible_sides(people, smallest=whole.smallest)
    return tuple((_together(group), sum(people[side] for side in group)) for group in shown.values())


def _together(group: tuple[Side, ...]) -> str:
    first, *others = (SIDE_NAMES[side] for side in group)
    return " and ".join([first, *(other.lower() for other in others)])


def votes(whole: Workshop, statement_id: str) -> tuple[Picture | None, Picture | None]:
    """The pictures of the first vote that counts and of the second vote on it, where there were such."""
    first, second = _counted(whole, statement_id)
    return board.picture(whole, first) if first else None, board.picture(whole, second) if second else None


def _counted(whole: Workshop, statement_id: str) -> tuple[Round | None, Round | None]:
    counted = [one for one in whole.revealed(statement_id) if not one.set_aside]
    first = next((one for one in reversed(counted) if one.vote == 1), None)
    return first, next((one for one in reversed(counted) if one.vote == 2 and first and one.id > first.id), None)


def comments(whole: Workshop, statement_id: str) -> tuple[tuple[str, str], ...]:
    """Who said what beside their choice, each once, in a workshop by name. Minutes go further than the hall."""
    if not whole.named:
        return ()
    shown = [one.frozen or {} for one in _counted(whole, statement_id) if one]
    said = [(seat, cast.comment) for frozen in shown for seat, cast in sorted(frozen.items()) if cast.comment]
    return tuple((whole.seats[seat].name, comment) for seat, comment in dict.fromkeys(said))
