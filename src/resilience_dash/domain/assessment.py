"""One place, one framework version, one period: who answers, what they answer, what the group settles on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import ceil
from typing import Literal

from resilience_dash.domain.framework import Dimension, Framework, Mode, Side
from resilience_dash.domain.place import Place
from resilience_dash.domain.problem import Problem, TextTooLong, UnknownThing

LONGEST_TEXT = 5_000
LONGEST_NAME = 200

Status = Literal["not started", "in progress", "done"]
EvidenceKind = Literal["note", "link", "file"]
Choice = int | Literal["dont_know", "not_ours"]
DONT_KNOW: Literal["dont_know"] = "dont_know"
NOT_OURS: Literal["not_ours"] = "not_ours"
SIGNING_SIDES: tuple[Side, ...] = ("council", "community")


class UnknownLevel(Problem):
    """A level, or another choice, that the statement does not have."""


class SignedOff(Problem):
    """The assessment is frozen: its answers can be read but not changed."""


class NothingToSign(Problem):
    """An assessment without a single answer cannot be signed off."""


class StatementNotAsked(UnknownThing):
    """The statement exists, but this assessment's mode does not ask it."""


@dataclass(frozen=True, slots=True)
class Respondent:
    """Somebody who answers, by name, in one perspective. `member_id` is whose account it is, where that is known.

    `workshop` is where they answered from a seat. Where it was anonymous there is neither seat, name nor perspective,
    and the side only where it may be shown: such a respondent is an answer in the hall, not always the same person's.
    """

    id: int
    name: str
    perspective: str
    member_id: int | None = None
    workshop: int | None = None
    seat: int | None = None
    side: Side | None = None

    @property
    def anonymous(self) -> bool:
        return self.workshop is not None and self.seat is None


@dataclass(frozen=True, slots=True)
class Answer:
    """What one respondent said to one statement at a moment: never changed, only superseded by a newer one.

    `choice` is a level, “don't know”, “not ours to answer”, or None while only a comment or a strength was given.
    `carried` marks an answer taken over from the round before and not yet confirmed.
    """

    id: int
    statement_id: str
    respondent_id: int
    choice: Choice | None
    at: datetime
    reason: str = ""
    strength: int = 0
    comment: str = ""
    carried: bool = False
    device: str = ""

    @property
    def level(self) -> int | None:
        return self.choice if isinstance(self.choice, int) else None

    @property
    def says_nothing(self) -> bool:
        """Whether nothing at all was said: no choice, reason, comment or strength of evidence."""
        return self.choice is None and not (self.reason or self.comment or self.strength)

    def says_the_same(self, other: "Answer") -> bool:
        return self.substance == other.substance

    @property
    def substance(self) -> tuple[Choice | None, str, int, str, bool]:
        return (self.choice, self.reason, self.strength, self.comment, self.carried)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the group settled on for a statement: a level with its reason, or (`level` None) “we did not agree”."""

    id: int
    statement_id: str
    level: int | None
    reason: str
    recorded_by: str
    at: datetime
    carried: bool = False
    member_id: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A note, link or file that supports the answers to a statement. Files are kept under their SHA-256."""

    id: int
    statement_id: str
    kind: EvidenceKind
    added_by: str
    at: datetime
    note: str = ""
    link: str = ""
    file_name: str = ""
    size: int = 0
    sha256: str = ""
    dated: date | None = None
    member_id: int | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """One side's sign-off: who, in what role, and the fingerprint (SHA-256) of the results they signed."""

    side: Side
    name: str
    role: str
    at: datetime
    results_sha256: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """The head of an assessment. `revision` grows with every change, so that nothing is worked out twice."""

    id: int
    place: Place
    framework_slug: str
    framework_version: str
    period: str
    mode: Mode
    revision: int
    created_at: datetime
    previous_id: int | None = None
    signed_off_at: datetime | None = None

    @property
    def title(self) -> str:
        return f"{self.place.name}, {self.period}"

    @property
    def signed_off(self) -> bool:
        return self.signed_off_at is not None


@dataclass(frozen=True)
class Sheet:
    """Everything that has been said in one assessment, newest answers only, as the pages and the report read it."""

    assessment: Assessment
    framework: Framework
    respondents: tuple[Respondent, ...]
    answers: Mapping[tuple[int, str], Answer]
    agreements: Mapping[str, Agreement]
    aims: Mapping[str, int]
    importance: Mapping[str, int]
    evidence: tuple[Evidence, ...]
    signatures: tuple[Signature, ...] = ()

    @property
    def asked(self) -> tuple[str, ...]:
        return tuple(s.id for s in self.framework.statements_in(self.assessment.mode))

    def asked_in(self, dimension: Dimension) -> tuple[str, ...]:
        asked = set(self.asked)
        return tuple(s.id for s in dimension.statements if s.id in asked)

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """The dimensions with at least one statement asked, in the framework's order."""
        return tuple(d for d in self.framework.dimensions if self.asked_in(d))

    def answer(self, respondent_id: int, statement_id: str) -> Answer | None:
        return self.answers.get((respondent_id, statement_id))

    def answers_to(self, statement_id: str) -> tuple[Answer, ...]:
        return tuple(
            found
            for r in self.respondents
            if (found := self.answers.get((r.id, statement_id))) and found.choice is not None
        )

    def respondent(self, respondent_id: int) -> Respondent:
        """The respondent with this id. Raises UnknownThing."""
        for respondent in self.respondents:
            if respondent.id == respondent_id:
                return respondent
        raise UnknownThing("That person is not on this assessment. Choose who is answering from the list.")

    def side_of(self, respondent: Respondent) -> Side | None:
        """The side somebody speaks for; None for what was said in a hall by sides too small to tell apart."""
        return respondent.side if respondent.anonymous else self.framework.perspective(respondent.perspective).side

    def aim(self, statement_id: str) -> int:
        return self.aims.get(statement_id, self.framework.default_aim)

    def evidence_for(self, statement_id: str) -> tuple[Evidence, ...]:
        return tuple(e for e in self.evidence if e.statement_id == statement_id)


@dataclass(frozen=True, slots=True)
class DimensionProgress:
    """How far one respondent has come in one dimension. Carried-over answers count once they are confirmed."""

    dimension: Dimension
    asked: int
    answered: int
    to_confirm: int

    @property
    def status(self) -> Status:
        if self.answered == self.asked:
            return "done"
        return "in progress" if self.answered or self.to_confirm else "not started"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one respondent has come in the whole assessment."""

    dimensions: tuple[DimensionProgress, ...]
    minutes_per_statement: float

    @property
    def asked(self) -> int:
        return sum(d.asked for d in self.dimensions)

    @property
    def answered(self) -> int:
        return sum(d.answered for d in self.dimensions)

    @property
    def minutes_left(self) -> int:
        """About how many minutes the rest takes; above ten rounded up to the next five, since it is a guess."""
        minutes = ceil((self.asked - self.answered) * self.minutes_per_statement)
        return minutes if minutes <= 10 else 5 * ceil(minutes / 5)

    @property
    def next_dimension(self) -> Dimension | None:
        """Where to go on: the first dimension in progress, else the first not started."""
        unfinished = [d for d in self.dimensions if d.status != "done"]
        started = [d for d in unfinished if d.status == "in progress"]
        return next((d.dimension for d in started + unfinished), None)


def progress(sheet: Sheet, respondent_id: int | None) -> Progress:
    """Count what a respondent has answered, dimension by dimension."""

    def count(dimension: Dimension) -> DimensionProgress:
        asked = sheet.asked_in(dimension)
        given = [
            found
            for statement_id in asked
            if respondent_id is not None
            and (found := sheet.answer(respondent_id, statement_id))
            and found.choice is not None
        ]
        carried = sum(answer.carried for answer in given)
        return DimensionProgress(dimension, len(asked), len(given) - carried, carried)

    return Progress(tuple(count(d) for d in sheet.dimensions), sheet.framework.minutes_per_statement)


def heirs(old: Framework, newer: Iterable[Framework]) -> dict[str, str]:
    """Where the answers to each statement of a version belong now, through every version after it, oldest first.

    A statement that was renamed is found by its `was`; one whose meaning changed (`carry` false) has no heir.
    """
    found = {statement.id: statement.id for statement in old.statements}
    for framework in newer:
        following = {s.was or s.id: s.id for s in framework.statements if s.carry}
        found = {first: following[last] for first, last in found.items() if last in following}
    return found


def carry_over(answers: Iterable[Answer], now_at: Mapping[str, str]) -> tuple[Answer, ...]:
    """The answers of a finished round that still stand, each under its statement's heir and marked as carried."""
    return tuple(
        replace(answer, statement_id=now_at[answer.statement_id], carried=True)
        for answer in answers
        if answer.choice is not None and answer.statement_id in now_at
    )


def checked_choice(framework: Framework, statement_id: str, choice: Choice | None) -> Choice | None:
    """The choice, if the statement offers it. Raises UnknownLevel and UnknownStatement."""
    if choice is None or choice in (DONT_KNOW, NOT_OURS):
        framework.statement(statement_id)
        return choice
    return checked_level(framework, statement_id, choice, or_else=", “Don't know” or “Not ours to answer”")


def checked_level(framework: Framework, statement_id: str, level: object, *, or_else: str = "") -> int:
    """The level, if the statement has it: to agree on or to aim at. Raises UnknownLevel and UnknownStatement."""
    statement = framework.statement(statement_id)
    if isinstance(level, bool) or not isinstance(level, int) or not 0 <= level < len(statement.levels):
        raise UnknownLevel(
            f"“{statement.title}” has no level “{level}”. Nothing was changed. "
            f"Choose a level from 0 to {len(statement.levels) - 1}{or_else}."
        )
    return level


def checked_text(text: str, what: str, longest: int = LONGEST_TEXT) -> str:
    """The text without surrounding space, if it is short enough to keep. Raises TextTooLong."""
    # What no database can keep is taken out: a null character, and half of a character from a broken copy.
    text = text.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()
    if len(text) > longest:
        raise TextTooLong(
            f"{what} is not saved yet: it has {len(text):,} characters and the most is {longest:,}. "
            f"Take out {len(text) - longest:,} and it will be saved. What you typed is still in the box."
        )
    return text
