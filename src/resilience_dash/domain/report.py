"""Where a place stands, as plain data: what the page shows and the exporters write, already suppressed."""

from dataclasses import dataclass
from datetime import datetime

from resilience_dash.domain.framework import Kind, Mode, Side


@dataclass(frozen=True, slots=True)
class Spread:
    """How a group answered one statement: median, lowest and highest level, and how many people gave one."""

    median: float
    lowest: float
    highest: float
    n: int


@dataclass(frozen=True, slots=True)
class GroupView:
    """One side's median and number of people: `n` is 0 where nobody answered, None where the group is hidden.

    `joined` says that community and partners are shown as one, under the community, because one of them is too small.
    """

    side: Side
    typical: float | None
    n: int | None
    joined: bool = False

    @property
    def title(self) -> str:
        """What the group is called where its result stands."""
        return "Community and partners" if self.joined and self.side == "community" else self.side.capitalize()


@dataclass(frozen=True, slots=True)
class StatementResult:
    """What came out for one statement. `spread` is None where nobody gave a level: that is not zero.

    `level` is what counts as the result: the agreed level where there is one, else the median.
    """

    statement_id: str
    title: str
    dimension: str
    spread: Spread | None
    dont_know: int
    not_ours: int
    agreed: int | None
    did_not_agree: bool
    agreed_reason: str
    aim: int
    strength: int
    evidenced: bool
    groups: tuple[GroupView, ...]
    gap: float | None

    @property
    def level(self) -> float | None:
        if self.agreed is not None:
            return float(self.agreed)
        return self.spread.median if self.spread else None


@dataclass(frozen=True, slots=True)
class DimensionResult:
    """What came out for one dimension: the mean of its statement medians, or None for “not enough answers”.

    `lowest` and `highest` are the means of the statements' lowest and highest answers; `n` is how many people answered
    at least one of its statements; `agreed` is the mean of the agreed levels where enough were agreed.
    """

    code: str
    kind: Kind
    name: str
    short_name: str
    typical: float | None
    lowest: float | None
    highest: float | None
    agreed: float | None
    aim: float
    n: int
    answered: int
    asked: int
    dont_know: int
    not_ours: int
    not_yet_evidenced: int
    importance: int
    groups: tuple[GroupView, ...]
    gap: float | None
    statements: tuple[StatementResult, ...]


@dataclass(frozen=True, slots=True)
class SuggestedAction:
    """A statement below its aim with its first move, in the suggested order."""

    statement_id: str
    title: str
    dimension: str
    level: float
    aim: int
    gap: float | None
    first_move: str
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """One side's name under the results."""

    side: Side
    name: str
    role: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """The results of one assessment. Groups too small to show are already hidden; there is no total and no rank.

    `format` grows when a field changes its meaning, so that results signed long ago are still read as they were meant.
    """

    assessment_id: int
    place: str
    made_up: bool
    nation: str
    period: str
    mode: Mode
    framework: str
    framework_version: str
    respondents: int
    to_confirm: int
    people_by_side: tuple[tuple[Side, int], ...]
    dimensions: tuple[DimensionResult, ...]
    actions: tuple[SuggestedAction, ...]
    signed: tuple[Signed, ...] = ()
    signed_off_at: datetime | None = None
    format: int = 1

    def of_kind(self, kind: Kind) -> tuple[DimensionResult, ...]:
        return tuple(d for d in self.dimensions if d.kind == kind)

    @property
    def statements(self) -> tuple[StatementResult, ...]:
        return tuple(s for d in self.dimensions for s in d.statements)
