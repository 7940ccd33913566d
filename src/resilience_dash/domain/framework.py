"""What places are assessed against: dimensions, statements, levels and the words around them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from resilience_dash.domain.problem import UnknownThing

Kind = Literal["enabler", "characteristic"]
Side = Literal["council", "community", "partners"]
Mode = Literal["taster", "enablers", "characteristics", "full"]
Direction = Literal["higher", "lower", "context"]
Nation = Literal["England", "Scotland", "Wales", "Northern Ireland"]

KINDS: tuple[Kind, ...] = ("enabler", "characteristic")
SIDES: tuple[Side, ...] = ("council", "community", "partners")
MODES: tuple[Mode, ...] = ("taster", "enablers", "characteristics", "full")


class UnknownStatement(UnknownThing):
    """A statement id that this framework version does not have."""


class UnknownDimension(UnknownThing):
    """A dimension code that this framework version does not have."""


@dataclass(frozen=True, slots=True)
class Level:
    """How far a claim is true: a value from 0 to 4, its name and its general meaning."""

    value: int
    name: str
    meaning: str

    @property
    def label(self) -> str:
        return f"{self.value} {self.name}"


@dataclass(frozen=True, slots=True)
class Strength:
    """How strong the evidence behind an answer is, 0 (none) to 3 (data, or confirmed by the other side)."""

    value: int
    meaning: str


@dataclass(frozen=True, slots=True)
class Perspective:
    """The capacity in which somebody answers, and the side of the charter it belongs to."""

    code: str
    name: str
    side: Side


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim a place is assessed on, with its own words for each level.

    `was` is the id this statement had in the version before; `carry` says whether an old answer still stands.
    """

    id: str
    title: str
    question: str
    levels: tuple[str, ...]
    evidence: tuple[str, ...]
    indicators: tuple[str, ...]
    first_move: str
    ask: tuple[str, ...]
    was: str | None = None
    carry: bool = True

    @property
    def dimension(self) -> str:
        """The code of the dimension the statement belongs to: the id up to its first dot."""
        return self.id.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Case:
    """A real example of a characteristic, with its figure where one is published, and where it was read."""

    title: str
    place: str
    text: str
    figure: str
    source: str
    link: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """An enabler or a characteristic: four statements and the words that introduce them."""

    code: str
    kind: Kind
    name: str
    short_name: str
    meaning: str
    warning_signs: tuple[str, ...]
    statements: tuple[Statement, ...]
    first_indicator: str
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """A published or counted measure of a place: unit, good direction, source and how often it comes."""

    id: str
    name: str
    unit: str
    direction: Direction
    source: str
    frequency: str
    note: str


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the field with its plain meaning."""

    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class NationNote:
    """Hints about the law in one nation; `check` names what must still be checked there."""

    nation: Nation
    hints: tuple[str, ...]
    check: str


@dataclass(frozen=True, slots=True)
class RunSheetStep:
    """One step of a run sheet: from which minute to which, what it is called and what is done in it."""

    starts: int
    ends: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class RunSheet:
    """How a workshop of one kind goes: for which modes and when, what is done before, and its steps by the minute."""

    code: str
    name: str
    when: str
    before: str
    modes: tuple[Mode, ...]
    steps: tuple[RunSheetStep, ...]

    @property
    def minutes(self) -> int:
        return self.steps[-1].ends

    def step_at(self, minute: float) -> RunSheetStep | None:
        """The step one is at, so many minutes after the workshop began; None once it should be over."""
        return next((step for step in self.steps if minute < step.ends), None)


@dataclass(frozen=True)
class Framework:
    """One version of a framework, whole. Built by `content.frameworks` after all of it was checked."""

    slug: str
    version: str
    name: str
    about: str
    credit: str
    levels: tuple[Level, ...]
    strengths: tuple[Strength, ...]
    perspectives: tuple[Perspective, ...]
    dimensions: tuple[Dimension, ...]
    taster: tuple[str, ...]
    glossary: tuple[Term, ...]
    nation_notes: tuple[NationNote, ...]
    indicators: tuple[Indicator, ...]
    run_sheets: tuple[RunSheet, ...] = ()
    default_aim: int = 3
    evidenced_from: int = 2
    minutes_per_statement: float = 1.25
    wording_rules: tuple[str, ...] = field(default=())

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(s for d in self.dimensions for s in d.statements)

    @cached_property
    def _statement_by_id(self) -> Mapping[str, Statement]:
        return {s.id: s for s in self.statements}

    @cached_property
    def _dimension_by_code(self) -> Mapping[str, Dimension]:
        return {d.code: d for d in self.dimensions}

    @cached_property
    def _perspective_by_code(self) -> Mapping[str, Perspective]:
        return {p.code: p for p in self.perspectives}

    @cached_property
    def _indicator_by_id(self) -> Mapping[str, Indicator]:
        return {i.id: i for i in self.indicators}

    def indicator(self, indicator_id: str) -> Indicator:
        """The indicator with this id; the reader of the files has checked that each one named is there."""
        return self._indicator_by_id[indicator_id]

    def has_statement(self, statement_id: str) -> bool:
        return statement_id in self._statement_by_id

    def statement(self, statement_id: str) -> Statement:
        """The statement with this id. Raises UnknownStatement."""
        try:
            return self._statement_by_id[statement_id]
        except KeyError:
            raise UnknownStatement(
                f"There is no statement “{statement_id}” in version {self.version} of {self.name}. "
                "Go back to the task list and choose it there."
            ) from None

    def dimension(self, code: str) -> Dimension:
        """The dimension with this code. Raises UnknownDimension."""
        try:
            return self._dimension_by_code[code]
        except KeyError:
            raise UnknownDimension(
                f"There is no part “{code}” in version {self.version} of {self.name}. "
                "Go back to the task list and choose one there."
            ) from None

    def perspective(self, code: str) -> Perspective:
        """The perspective with this code. Raises UnknownThing."""
        try:
            return self._perspective_by_code[code]
        except KeyError:
            raise UnknownThing(f"There is no perspective “{code}”. Choose one from the list.") from None

    def of_kind(self, kind: Kind) -> tuple[Dimension, ...]:
        return tuple(d for d in self.dimensions if d.kind == kind)

    @cached_property
    def _by_mode(self) -> Mapping[Mode, tuple[Statement, ...]]:
        return {mode: self._asked_in(mode) for mode in MODES}

    def statements_in(self, mode: Mode) -> tuple[Statement, ...]:
        """The statements asked in a mode, in the framework's order."""
        return self._by_mode[mode]

    def _asked_in(self, mode: Mode) -> tuple[Statement, ...]:
        if mode == "taster":
            return tuple(s for s in self.statements if s.id in self.taster)
        if mode == "full":
            return self.statements
        kind: Kind = "enabler" if mode == "enablers" else "characteristic"
        return tuple(s for d in self.of_kind(kind) for s in d.statements)

    def level_label(self, value: int) -> str:
        """A whole level as number and name, such as “3 Established”."""
        return self.levels[value].label

    def note_for(self, nation: str) -> NationNote | None:
        return next((n for n in self.nation_notes if n.nation == nation), None)
