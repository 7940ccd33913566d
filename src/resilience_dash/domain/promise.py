"""What a group promises at the end: actions with owner and date, and evidence that somebody goes and finds."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from resilience_dash.domain.assessment import LONGEST_NAME, checked_text
from resilience_dash.domain.problem import Problem

ENOUGH_ACTIONS = 3  # a workshop is not finished until so many have an owner and a date
LATEST = timedelta(days=5 * 366)


class PromiseRefused(Problem):
    """An action without what, owner or date is a wish. The sentence says what is missing."""


@dataclass(frozen=True, slots=True)
class Action:
    """One step: what, who sees to it, and by when. `statement_id` is empty where it belongs to none in particular."""

    id: int
    what: str
    owner: str
    by: date
    statement_id: str
    recorded_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EvidenceToFind:
    """What would settle a statement and is not at hand, and who goes and finds it."""

    id: int
    statement_id: str
    what: str
    who: str
    recorded_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """What was noted while a statement was talked about in a workshop."""

    statement_id: str
    text: str
    recorded_by: str
    at: datetime


def needed(text: str, what: str) -> str:
    """The text, if something is said and it is short enough. Raises PromiseRefused and TextTooLong."""
    text = " ".join(checked_text(text, what, LONGEST_NAME * 5).split())
    if not text:
        raise PromiseRefused(f"{what} is missing. Nothing was saved, and what you filled in is still here: add it.")
    return text


def due(by: date | None, today: date) -> date:
    """The day, if it can be meant. Raises PromiseRefused."""
    if by is None:
        raise PromiseRefused("The date is missing. Nothing was saved. An action needs a day by which it is done.")
    if not today <= by <= today + LATEST:
        raise PromiseRefused(
            f"{by.day} {by:%B %Y} is {'over' if by < today else 'more than five years away'}. Nothing was saved. "
            "Choose a day from today on, at most five years from now."
        )
    return by
