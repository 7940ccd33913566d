"""Who may see signed results, and how long a place keeps raw answers."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from resilience_dash.domain.problem import Problem

Sharing = Literal["private", "members", "public"]
SHARINGS: dict[Sharing, str] = {
    "private": "Only the members of this place",
    "members": "Every member of this server",
    "public": "Everybody who has the address",
}
MOST_MONTHS = 1_200
LONGEST_SAID = 20  # characters, where a sentence says what is wrong with them


class NotShared(Problem):
    """Only signed results can be shared, and only in the ways there are."""


class MonthsRefused(Problem):
    """Answers are kept for a whole number of months, at least one."""


@dataclass(frozen=True, slots=True)
class KeptFor:
    """How many months a place keeps raw answers: of drafts after the last change, of signed ones after the sign-off."""

    unsigned: int = 24
    signed: int = 72


@dataclass(frozen=True, slots=True)
class Retained:
    """What retention deleted, or would delete: raw answers of these assessments. Snapshots and signatures stay."""

    assessments: tuple[int, ...]
    answers: int
    dry_run: bool


def checked_months(months: int) -> int:
    """The number of months, if answers can be kept for so long. Raises MonthsRefused."""
    if isinstance(months, bool) or not isinstance(months, int) or not 1 <= months <= MOST_MONTHS:
        raise MonthsRefused(
            f"Answers cannot be kept for “{months}” months. Nothing was changed. "
            f"Choose a number from 1 to {MOST_MONTHS}."
        )
    return months


def months_said(said: str) -> int:
    """The number that somebody typed, if answers can be kept for so many months. Raises MonthsRefused."""
    digits = said.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_SAID):
        raise MonthsRefused(
            f"Answers cannot be kept for “{said[:LONGEST_SAID]}” months. Nothing was changed. "
            f"Write a whole number from 1 to {MOST_MONTHS}, in digits."
        )
    return checked_months(int(digits))


def months_before(moment: datetime, months: int) -> datetime:
    """The same day and hour so many months earlier, or the last day of that month where it has no such day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
