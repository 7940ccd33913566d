"""One line of data/places.csv, read cell by cell."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from resilience_dash.content.problems import ContentProblem

T = TypeVar("T")

CODE = re.compile(r"(E0[6-9]|E10|N09|S12|W06)\d{6}")
SPACES = re.compile(r"^\s|\s$|\s{2}")


@dataclass
class Row:
    """One line of the file, read cell by cell; what is wrong is added to `problems`."""

    file: str
    line: int
    cells: dict[str, str]
    problems: list[ContentProblem] = field(default_factory=list)

    def wrong(self, found: str, do: str) -> None:
        where = f"line {self.line}" + (f", {self.cells['code']}" if self.cells.get("code") else "")
        self.problems.append(ContentProblem(self.file, where, found, do))

    def text(self, column: str, *, may_be_empty: bool = False) -> str:
        cell = self.cells[column]
        if not cell and not may_be_empty:
            self.wrong(f"“{column}” is empty.", "Write it.")
        if SPACES.search(cell):
            self.wrong(f"“{column}” has a space too many in “{cell}”.", "Take it away.")
        return cell

    def parsed(self, column: str, parse: Callable[[str], T], otherwise: T, what: str) -> T:
        """A cell as a number, a date or one of a few words; `otherwise` where it is none."""
        with suppress(ValueError, KeyError):
            return parse(self.cells[column])
        self.wrong(f"“{column}” is “{self.cells[column]}”.", f"Write {what}.")
        return otherwise

    def number(self, column: str, lowest: float, highest: float) -> float:
        what = f"a number from {lowest:g} to {highest:g}"
        number = self.parsed(column, float, lowest, what)
        if not lowest <= number <= highest:
            self.wrong(f"“{column}” is {self.cells[column]}.", f"Write {what}.")
        return number

    def whole_number(self, column: str, lowest: int, highest: int) -> int:
        what = f"a whole number from {lowest} to {highest}"
        number = self.parsed(column, int, lowest, what)
        if not lowest <= number <= highest:
            self.wrong(f"“{column}” is {number}.", f"Write {what}.")
        return number

    def day(self, column: str) -> date | None:
        what = "a date such as 2027-03-31, or nothing"
        return self.parsed(column, date.fromisoformat, None, what) if self.cells[column] else None

    def code(self, code: str, column: str) -> str:
        if not CODE.fullmatch(code):
            self.wrong(f"“{column}” is “{code}”, which is no council’s code.", "Write a GSS code such as E08000033.")
        return code
