"""A framework's files as written: each read, each table checked for its shape, nothing joined up yet."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from resilience_dash.content.faults import in_plain_words
from resilience_dash.content.problems import ContentProblem
from resilience_dash.content.shapes import (
    AnyShape,
    DimensionShape,
    FrameworkShape,
    IndicatorShape,
    LevelShape,
    NationShape,
    PerspectiveShape,
    RunSheetShape,
    Shape,
    StatementShape,
    StrengthShape,
    TermShape,
)
from resilience_dash.content.words import Raw, check_words, name_of

FIXED = ("framework", "levels", "perspectives", "glossary", "notes", "indicators", "workshop")


@dataclass
class DimensionDraft:
    """One dimension's file: its head where that could be read, and the statements that could."""

    head: DimensionShape | None
    statements: list[StatementShape]


@dataclass
class Draft:
    """All that could be read of one framework version, and all that could not.

    `unsure` holds the names of the files that were not read whole: rules that need every entry of a file leave
    those out, so that one slip is reported once and not as forty missing entries.
    """

    folder: Path
    head: FrameworkShape | None = None
    levels: list[LevelShape] = field(default_factory=list)
    strengths: list[StrengthShape] = field(default_factory=list)
    perspectives: list[PerspectiveShape] = field(default_factory=list)
    terms: list[TermShape] = field(default_factory=list)
    nations: list[NationShape] = field(default_factory=list)
    indicators: list[IndicatorShape] = field(default_factory=list)
    sheets: list[RunSheetShape] = field(default_factory=list)
    dimensions: dict[str, DimensionDraft] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)
    problems: list[ContentProblem] = field(default_factory=list)

    def file(self, stem: str) -> str:
        """A file as problems name it: keep-it-local/1.0/money.toml"""
        return f"{self.folder.parent.name}/{self.folder.name}/{stem}.toml"

    def problem(self, stem: str, where: str, found: str, do: str) -> ContentProblem:
        return ContentProblem(self.file(stem), where, found, do)

    @property
    def statements(self) -> Iterator[tuple[str, StatementShape]]:
        """Every statement that could be read, with the code of the file it stands in."""
        return ((code, s) for code, dimension in self.dimensions.items() for s in dimension.statements)

    @property
    def unsure_dimensions(self) -> set[str]:
        return self.unsure - set(FIXED)


def read_draft(folder: Path) -> Draft:
    """Read every file of a framework version. Problems are gathered in the draft, none is raised."""
    draft = Draft(folder)
    raw = {stem: _read_file(draft, stem) for stem in FIXED}
    draft.head = _table(draft, "framework", raw["framework"], FrameworkShape)
    draft.levels = _tables(draft, "levels", raw["levels"], "level", LevelShape)
    draft.strengths = _tables(draft, "levels", raw["levels"], "strength", StrengthShape)
    draft.perspectives = _tables(draft, "perspectives", raw["perspectives"], "perspective", PerspectiveShape)
    draft.terms = _tables(draft, "glossary", raw["glossary"], "term", TermShape)
    draft.nations = _tables(draft, "notes", raw["notes"], "nation", NationShape)
    draft.indicators = _tables(draft, "indicators", raw["indicators"], "indicator", IndicatorShape)
    draft.sheets = _tables(draft, "workshop", raw["workshop"], "sheet", RunSheetShape)
    for stem in FIXED[1:]:
        _table(draft, stem, raw[stem], Shape)
    names = (path.stem for path in folder.glob("*.toml") if not path.name.startswith("."))
    for stem in sorted(set(names) - set(FIXED)):
        written = _read_file(draft, stem)
        statements = _tables(draft, stem, written, "statement", StatementShape)
        draft.dimensions[stem] = DimensionDraft(_table(draft, stem, written, DimensionShape), statements)
    return draft


def _read_file(draft: Draft, stem: str) -> dict[str, object] | None:
    """The tables of a file, looked over for their words; None (and a problem) where it cannot be read."""
    try:
        raw: dict[str, object] = tomllib.loads((draft.folder / f"{stem}.toml").read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        found, do = "The file is missing.", "Write it, or bring it back."
    except OSError as error:
        found, do = f"The file cannot be read ({error.strerror}).", "Check that it is a file and may be read."
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        found, do = f"Line {line} is not UTF-8 text.", "Save the file again with the encoding UTF-8."
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        line_said = f"line {place[1]}" if place else "the last line"
        found, do = f"The TOML breaks off: {error}.", f"Look at {line_said} and the line before it."
    else:
        draft.problems += check_words(raw, draft.file(stem))
        return raw
    draft.unsure.add(stem)
    draft.problems.append(draft.problem(stem, "", found, do))
    return None


def _tables(draft: Draft, stem: str, raw: dict[str, object] | None, key: str, shape: type[AnyShape]) -> list[AnyShape]:
    """The tables of one list that have the right shape; takes the list out of `raw`."""
    if raw is None:
        return []
    written = raw.pop(key, None)
    if not isinstance(written, list) or not written:
        draft.unsure.add(stem)
        draft.problems.append(draft.problem(stem, "", f"There is no [[{key}]] table.", "Write at least one."))
        return []
    checked = (_table(draft, stem, item, shape, name_of(item, n, key)) for n, item in enumerate(written))
    return [table for table in checked if table is not None]


def _table(draft: Draft, stem: str, raw: Raw | None, shape: type[AnyShape], where: str = "") -> AnyShape | None:
    if raw is None:
        return None
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        draft.unsure.add(stem)
        draft.problems += [draft.problem(stem, where, found, do) for found, do in in_plain_words(error, shape)]
        return None
