"""A workshop on paper: what the printed sheet says, and what somebody typed from the sheets that came back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from resilience_dash.domain.assessment import DONT_KNOW, LONGEST_NAME, NOT_OURS, Choice
from resilience_dash.domain.framework import Level, Perspective, Statement
from resilience_dash.domain.problem import Problem, UnknownThing
from resilience_dash.domain.workshop import NotNow, Round, Seat, Workshop

LEFT_EMPTY = "-"
SIGNS: dict[str, Choice | None] = {
    **{str(level): level for level in range(5)},
    "?": DONT_KNOW,
    "n": NOT_OURS,
    LEFT_EMPTY: None,
}
MEANT = {"N": "n", "–": LEFT_EMPTY, "—": LEFT_EMPTY, "−": LEFT_EMPTY, "？": "?"}  # what keyboards make of them
EVERY_SIGN = "0 to 4, ? for “Don’t know”, n for “Not ours to answer”, - where nothing is ticked"
LONGEST_QUOTED = 20


class PaperRefused(Problem):
    """A line that was typed from a sheet cannot be meant so. The sentence says which, where and what to do."""


@dataclass(frozen=True, slots=True)
class Handout:
    """What a printed sheet says: whose workshop, what is shown of whoever answers, how to join, and the statements."""

    place: str
    period: str
    framework: str
    led_by: str
    named: bool
    smallest: int
    perspectives: tuple[Perspective, ...]
    statements: tuple[Statement, ...]
    levels: tuple[Level, ...]
    address: str
    code: str


@dataclass(frozen=True, slots=True)
class Line:
    """What was understood of one line: the sheet of one person. `problems` are sentences; there is no sheet then.

    `number` is the line's, from 1. `choices` are in the order of the printed sheet, None where nothing is ticked.
    """

    number: int
    name: str = ""
    choices: tuple[Choice | None, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def answers(self) -> int:
        """How many statements the sheet says something to."""
        return sum(choice is not None for choice in self.choices)


def read_lines(text: str, *, statements: int, named: bool) -> tuple[Line, ...]:
    """One sheet a line, such as `3 2 ? n 4 -`, in a named workshop `Asha: 3 2 ? n 4 -`. Empty lines are passed over."""
    lines = enumerate(re.split(r"\r\n|[\r\n]", text), start=1)
    return tuple(_line(number, typed, statements, named) for number, typed in lines if typed.strip())


def _line(number: int, typed: str, statements: int, named: bool) -> Line:
    said, colon, signs = typed.rpartition(":")
    name, problems = " ".join(said.split()), []
    if named and not name:
        problems.append(
            f"Line {number} has no name. Begin it with the name on the sheet and a colon, as in “Asha: 3 2”."
        )
    if not named and colon:
        problems.append(
            f"Line {number} has a colon. This workshop is anonymous: type the answers alone, without a name."
        )
    if len(name) > LONGEST_NAME:
        problems.append(f"Line {number} has a name of {len(name):,} signs. Shorten it to {LONGEST_NAME}.")
    choices: list[Choice | None] = []
    tokens = _tokens(signs)
    for position, token in enumerate(tokens[:statements], start=1):
        sign = MEANT.get(token, token)
        if sign in SIGNS:
            choices.append(SIGNS[sign])
        else:
            problems.append(
                f"Line {number}, statement {position}: “{_quoted(token)}” is no answer. Type one of {EVERY_SIGN}."
            )
    if len(tokens) != statements:
        problems.append(_how_many(number, len(tokens), statements))
    elif not problems and all(choice is None for choice in choices):
        problems.append(f"Line {number} says nothing to any statement. Leave the line out.")
    return Line(number, problems=tuple(problems)) if problems else Line(number, name, tuple(choices))


def _tokens(signs: str) -> list[str]:
    """The answers of a line: set apart by blanks or commas, or typed in one go."""
    apart = [token for token in re.split(r"[\s,;]+", signs) if token]
    return list(apart[0]) if len(apart) == 1 else apart


def _how_many(number: int, found: int, statements: int) -> str:
    what = "1 answer" if found == 1 else f"{found:,} answers"
    do = "Type - for each that was left empty." if found < statements else "Compare it with the sheet."
    return f"Line {number} has {what}, and the sheet has {statements} statements. {do}"


def _quoted(token: str) -> str:
    return token if len(token) <= LONGEST_QUOTED else f"{token[:LONGEST_QUOTED]}…"


def checked(lines: Sequence[Line]) -> None:
    """Nothing, where every line can be kept. Raises PaperRefused with what is wrong first."""
    problems = [problem for line in lines for problem in line.problems]
    if problems:
        more = f" The preview shows all {len(problems):,} that were found." if len(problems) > 1 else ""
        raise PaperRefused(f"{problems[0]}{more} Nothing was entered.")
    if not lines:
        raise PaperRefused("No line was typed. Nothing was entered. Type one line for each sheet.")


def as_typed(choices: Sequence[Any]) -> str:
    """Choices the way they are typed, for a preview that can be held beside the sheet."""
    signs = {choice: sign for sign, choice in SIGNS.items()}
    return " ".join(signs[choice] for choice in choices)


# In a workshop


def seated_on_paper(workshop: Workshop, seat: Seat) -> Workshop:
    """A sheet takes a seat, whether the door is open or not: whoever filled it in was let in. Raises NotNow."""
    if workshop.stage != "running":
        when = "has ended" if workshop.stage == "ended" else "has not begun"
        raise NotNow(f"This workshop {when}, so no sheet can count. Nothing was entered.")
    if len(workshop.seated) >= workshop.most_seats:
        raise NotNow(
            f"There is room for {workshop.most_seats:,} people, and so many are there now. Nothing was entered. "
            "Enter fewer sheets, or take somebody out of the workshop first."
        )
    if seat.perspective not in workshop.perspectives:
        raise UnknownThing("This workshop does not offer that. Nothing was entered. Choose one of the list.")
    return replace(workshop, seats={**workshop.seats, seat.id: seat})


def counts_in(workshop: Workshop) -> Round | None:
    """The round in which sheets count at once: a first vote that nobody has seen the answers of yet."""
    going_on = workshop.round
    return going_on if going_on and going_on.vote == 1 and going_on.frozen is None else None


def too_late_for(workshop: Workshop) -> tuple[str, ...]:
    """The statements whose answers were seen: sheets that come now change nothing there until the next first vote."""
    now = counts_in(workshop)
    seen = {one.statement_id for one in workshop.rounds if one.frozen is not None and not one.set_aside}
    return tuple(one for one in workshop.statements if one in seen and not (now and now.statement_id == one))
