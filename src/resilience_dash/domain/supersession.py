"""How a newer answer takes the place of an older one, and when it must ask first.

Two people can work on one answer: the same person in two tabs, or two colleagues answering as one group. Each page
remembers the answer it showed. A change is taken when nobody else changed that same part since; otherwise the page
shows both and asks. A page that lost its memory (the server was restarted, a phone slept) is judged by what it sends.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from resilience_dash.domain.assessment import Answer, Choice
from resilience_dash.domain.problem import Problem


class AnswerMoved(Problem):
    """Somebody else changed this answer after the page showed it. `stored` is what they left."""

    def __init__(self, stored: Answer) -> None:
        self.stored = stored
        super().__init__(
            "This answer was changed after your page showed it. Nothing was overwritten: choose which to keep."
        )


class Unset:
    """Marks a part of an answer that a change leaves alone."""


UNSET = Unset()


@dataclass(frozen=True, slots=True)
class Change:
    """The parts of an answer a person just changed. `confirmed` says that a carried-over answer still stands."""

    choice: Choice | Unset | None = UNSET
    reason: str | Unset = UNSET
    strength: int | Unset = UNSET
    comment: str | Unset = UNSET
    confirmed: bool = False

    @property
    def parts(self) -> dict[str, object]:
        given = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "confirmed"}
        changed = {name: value for name, value in given.items() if not isinstance(value, Unset)}
        if self.confirmed or "choice" in changed:
            changed["carried"] = False
        return changed

    def and_also(self, other: "Change") -> "Change":
        """Both changes as one; where both change a part, the other's counts."""
        mine = {f.name: getattr(self, f.name) for f in fields(self)}
        theirs = {f.name: getattr(other, f.name) for f in fields(other)}
        merged = {name: mine[name] if isinstance(theirs[name], Unset) else theirs[name] for name in mine}
        return Change(**{**merged, "confirmed": self.confirmed or other.confirmed})


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page showed when the person acted: `answer_id` 0 for “nothing yet”, None for a page without memory."""

    answer_id: int | None
    device: str = ""


def supersede(
    history: Sequence[Answer], change: Change, *, respondent_id: int, statement_id: str, seen: Seen, now: datetime
) -> Answer | None:
    """The answer to append (its id still 0), or None where it would say the same. Raises AnswerMoved.

    `history` is this respondent's newest two answers to this statement and the one that was seen, newest first.
    """
    stored = history[0] if history else _blank(respondent_id, statement_id, now)
    wanted = replace(stored, **change.parts, id=0, at=now, device=seen.device)  # type: ignore[arg-type]
    if history and wanted.says_the_same(stored):
        return None
    if not history and wanted.substance == stored.substance:
        return None
    if history and _must_ask(history, change, seen):
        raise AnswerMoved(stored)
    return wanted


def _must_ask(history: Sequence[Answer], change: Change, seen: Seen) -> bool:
    stored = history[0]
    if seen.answer_id is None:
        # Without memory, another device's answer is never overwritten unasked; and a value that was superseded
        # just before may only be what an old page still shows, not what the person chose now.
        stale = len(history) > 1 and all(getattr(history[1], part) == value for part, value in change.parts.items())
        return stored.device != seen.device or stale
    if seen.answer_id == stored.id:
        return False
    shown = next(
        (a for a in history if a.id == seen.answer_id), _blank(stored.respondent_id, stored.statement_id, stored.at)
    )
    return any(getattr(shown, part) != getattr(stored, part) for part in change.parts if part != "carried")


def _blank(respondent_id: int, statement_id: str, at: datetime) -> Answer:
    return Answer(id=0, statement_id=statement_id, respondent_id=respondent_id, choice=None, at=at)
