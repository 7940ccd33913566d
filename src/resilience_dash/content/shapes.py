"""What each table of a framework's files must hold: the keys, and the kind of value behind each."""

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from resilience_dash.domain.framework import Direction, Kind, Mode, Nation, Side

Some = Annotated[list[str], Field(min_length=1)]


class Shape(BaseModel):
    """A table whose keys are all known and whose values are of the right kind as written, not converted."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


AnyShape = TypeVar("AnyShape", bound=Shape)


class FrameworkShape(Shape):
    """framework.toml"""

    slug: str
    version: str
    name: str
    about: str
    credit: str
    dimensions: Some
    taster: Some
    statements_per_dimension: int = Field(gt=0)
    default_aim: int
    evidenced_from: int
    minutes_per_statement: float = Field(gt=0)
    wording_rules: list[str] = []


class LevelShape(Shape):
    """[[level]] in levels.toml"""

    value: int
    name: str
    meaning: str


class StrengthShape(Shape):
    """[[strength]] in levels.toml"""

    value: int
    meaning: str


class PerspectiveShape(Shape):
    """[[perspective]] in perspectives.toml"""

    code: str
    name: str
    side: Side


class TermShape(Shape):
    """[[term]] in glossary.toml"""

    word: str
    meaning: str


class NationShape(Shape):
    """[[nation]] in notes.toml"""

    nation: Nation
    hints: Some
    check: str


class IndicatorShape(Shape):
    """[[indicator]] in indicators.toml"""

    id: str
    name: str
    unit: str
    direction: Direction
    source: str
    frequency: str
    note: str


class RunSheetStepShape(Shape):
    """[[sheet.step]] in workshop.toml"""

    minutes: int = Field(gt=0)
    title: str
    text: str


class RunSheetShape(Shape):
    """[[sheet]] in workshop.toml"""

    code: str
    name: str
    when: str
    before: str
    modes: Annotated[list[Mode], Field(min_length=1)]
    step: Annotated[list[RunSheetStepShape], Field(min_length=1)]


class CaseShape(Shape):
    """[case] in a dimension's file"""

    title: str
    place: str
    text: str
    figure: str
    source: str
    link: str


class DimensionShape(Shape):
    """The head of a dimension's file"""

    kind: Kind
    name: str
    short_name: str
    meaning: str
    warning_signs: Some
    first_indicator: str
    case: CaseShape | None = None


class StatementShape(Shape):
    """[[statement]] in a dimension's file"""

    id: str
    title: str
    question: str
    levels: list[str]
    evidence: Some
    indicators: list[str]
    first_move: str
    ask: Some
    was: str | None = None
    carry: bool | None = None
