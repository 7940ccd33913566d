"""data/places.csv line by line: each line becomes a council or says what is wrong with it."""

import csv
import io
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import get_args

from resilience_dash.content.cells import CODE, Row
from resilience_dash.content.problems import ContentProblem
from resilience_dash.domain.framework import Nation
from resilience_dash.domain.place import Council, Tier

COLUMNS = tuple(column.name for column in fields(Council))
NATIONS: dict[str, Nation] = {nation: nation for nation in get_args(Nation)}
TIERS: dict[str, Tier] = {tier: tier for tier in get_args(Tier)}


def read_rows(path: Path) -> tuple[list[Council], list[ContentProblem]]:
    """The councils of a file, and every problem in it; what could not be read is left out of the councils."""
    rows, problems = _lines(path)
    councils = [_council(row) for row in rows]
    for row, council in zip(rows, councils, strict=True):
        _check_council(row, council)
    _check_codes(rows, councils)
    _check_counties(rows, councils)
    return councils, problems + [problem for row in rows for problem in row.problems]


def _lines(path: Path) -> tuple[list[Row], list[ContentProblem]]:
    """The lines that have every cell, and what is wrong with the file and its other lines."""
    file = path.name
    try:
        written = path.read_bytes().decode("utf-8-sig")
        head, *lines = _cells(written)
    except OSError as error:
        return [], [ContentProblem(file, "", f"The file cannot be read ({error.strerror}).", "Bring it back.")]
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return [], [ContentProblem(file, f"line {line}", "It is not UTF-8 text.", "Save it again as CSV UTF-8.")]
    except csv.Error as error:
        return [], [ContentProblem(file, "", f"The file is not CSV ({error}).", "Save it again as CSV UTF-8.")]
    problems = list(_check_columns(file, head[1]))
    if problems:
        return [], problems
    rows = []
    for line, cells in lines:
        if len(cells) == len(head[1]):
            rows.append(Row(file, line, dict(zip(head[1], cells, strict=True))))
        else:
            found = f"It has {len(cells)} cells, but the first line names {len(head[1])} columns."
            problems.append(ContentProblem(file, f"line {line}", found, "Look for a comma too many or too few."))
    if not rows and not problems:
        problems.append(ContentProblem(file, "", "There is no council in it.", "Add one line for each."))
    return rows, problems


def _cells(written: str) -> list[tuple[int, list[str]]]:
    """The lines that are not empty, each with its number in the file; at least one."""
    reader = csv.reader(io.StringIO(written, newline=""))
    return [(reader.line_num, cells) for cells in reader if cells] or [(1, [])]


def _check_columns(file: str, head: list[str]) -> Iterator[ContentProblem]:
    for column in COLUMNS:
        if column not in head:
            yield ContentProblem(file, "line 1", f"The column “{column}” is missing.", "Add it.")
    for column in head:
        if column not in COLUMNS or head.count(column) > 1:
            yield ContentProblem(
                file, "line 1", f"The column “{column}” is not known here, or stands twice.", "Take it away."
            )


def _council(row: Row) -> Council:
    return Council(
        code=row.code(row.cells["code"], "code"),
        name=row.text("name"),
        official_name=row.text("official_name"),
        nation=row.parsed("nation", NATIONS.__getitem__, "England", f"one of {', '.join(NATIONS)}"),
        region=row.text("region"),
        council_type=row.text("council_type"),
        tier=row.parsed("tier", TIERS.__getitem__, "single", "single, upper or lower"),
        county_code=row.text("county_code", may_be_empty=True),
        county_name=row.text("county_name", may_be_empty=True),
        population=row.whole_number("population", 1, 20_000_000),
        population_year=row.whole_number("population_year", 1990, 2100),
        latitude=row.number("latitude", 49.5, 61.5),  # from Scilly to Shetland
        longitude=row.number("longitude", -9, 2.5),  # from Fermanagh and the Western Isles to Lowestoft
        former_codes=tuple(row.code(code, "former_codes") for code in row.cells["former_codes"].split()),
        valid_from=row.day("valid_from"),
        valid_to=row.day("valid_to"),
        other_names=tuple(
            name.strip() for name in row.text("other_names", may_be_empty=True).split(";") if name.strip()
        ),
    )


def _check_council(row: Row, council: Council) -> None:
    nation = row.cells["nation"]
    if CODE.fullmatch(council.code) and nation in NATIONS and council.code[0] != nation[0]:
        row.wrong(f"The code begins with {council.code[0]}, but “nation” is {nation}.", "Correct one of them.")
    if council.valid_from and council.valid_to and council.valid_from > council.valid_to:
        row.wrong("“valid_to” is before “valid_from”.", "Correct one of them; “valid_to” is the last day.")


def _check_codes(rows: list[Row], councils: list[Council]) -> None:
    first: dict[str, Row] = {}
    for row, council in zip(rows, councils, strict=True):
        for code in (council.code, *council.former_codes):
            if code in first:
                row.wrong(f"The code {code} stands in line {first[code].line} too.", "Leave it where it belongs.")
            first.setdefault(code, row)


def _check_counties(rows: list[Row], councils: list[Council]) -> None:
    counties = {council.code: council.name for council in councils if council.tier == "upper"}
    for row in rows:
        tier, code, name = (row.cells[column] for column in ("tier", "county_code", "county_name"))
        if tier == "lower" and counties.get(code) != name:
            row.wrong(
                f"There is no county council “{name}” with the code “{code}”.",
                "Write the name and code of a line whose tier is upper.",
            )
        if tier in ("single", "upper") and (code or name):
            row.wrong("A council that is not a district names a county.", "Empty the county, or correct “tier”.")
