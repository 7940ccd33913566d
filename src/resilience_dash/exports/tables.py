"""Results as a table that a spreadsheet opens right: one row per statement, each row complete in itself."""

import csv
import io
from collections.abc import Iterable, Mapping

from resilience_dash.domain.framework import SIDES
from resilience_dash.domain.report import DimensionResult, GroupView, Report, StatementResult
from resilience_dash.domain.scoring import EVIDENCE_NEEDED_FROM, band

Cell = str | int | float | None

# Not “fewer than 3”: a larger group is hidden too where a small one could otherwise be worked out from it.
HIDDEN = "not shown, too few people"
JOINED = "counted with the community"
NOBODY = "nobody answered"
DID_NOT_AGREE = "did not agree"
NOT_NEEDED, NOT_YET = "not needed", "not yet"  # evidence is asked for from level 3
# A spreadsheet takes what begins like this for a formula, and runs it (CWE-1236). The last four are full-width forms.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")
BOM = "\ufeff"  # without it Excel reads UTF-8 as something else


def results_csv(report: Report) -> bytes:
    """One row per statement, UTF-8 with a byte order mark and CRLF. An empty cell is not a zero."""
    rows = [_row(report, dimension, statement) for dimension in report.dimensions for statement in dimension.statements]
    return table_csv(rows, COLUMNS)


def table_csv(rows: Iterable[Mapping[str, Cell]], columns: Iterable[str]) -> bytes:
    """Rows as CSV that a spreadsheet opens right, with no text that it would take for a formula."""
    columns = tuple(columns)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([disarmed(column) for column in columns])
    for row in rows:
        writer.writerow([disarmed(row[column]) for column in columns])
    return (BOM + out.getvalue()).encode("utf-8", "replace")


def disarmed(cell: Cell) -> Cell:
    """The cell, with an apostrophe before any text that a spreadsheet would run; numbers stay as they are."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(DANGEROUS) else cell


def _row(report: Report, dimension: DimensionResult, statement: StatementResult) -> dict[str, Cell]:
    spread = statement.spread
    views = {view.side: view for view in statement.groups}
    row: dict[str, Cell] = {
        "Dimension": dimension.name,
        "Kind": dimension.kind,
        "Statement id": statement.statement_id,
        "Statement": statement.title,
        "Result level": _plain(statement.level),
        "Result in words": _words(statement),
        "Median": _plain(spread.median) if spread else None,
        "Lowest": _plain(spread.lowest) if spread else None,
        "Highest": _plain(spread.highest) if spread else None,
        "People who gave a level": spread.n if spread else 0,
        "Don't know": statement.dont_know,
        "Not ours to answer": statement.not_ours,
        "Agreed level": DID_NOT_AGREE if statement.did_not_agree else statement.agreed,
        "Reason": statement.agreed_reason,
        "Aim": statement.aim,
        # The strength comes with an answer, so where nobody gave a level there is none, and not a strength of 0.
        "Evidence strength": statement.strength if spread else None,
        "Evidenced": _evidenced(statement),
    }
    for side in SIDES:
        row[f"{side.capitalize()} median"], row[f"{side.capitalize()} people"] = _side(views.get(side))
    return row | {
        "Gap (council minus community)": _plain(statement.gap),
        "Place": report.place,
        "Period": report.period,
        "Framework": report.framework,
        "Framework version": report.framework_version,
    }


def _words(statement: StatementResult) -> str:
    """“Established, not yet evidenced”; empty where there is no result."""
    if statement.level is None:
        return ""
    return band(statement.level) + ("" if statement.evidenced else f", {NOT_YET} evidenced")


def _evidenced(statement: StatementResult) -> str:
    """Whether a high level has its evidence. A lower one needs none, and where there is no level nothing is said."""
    if statement.level is None:
        return ""
    if statement.level < EVIDENCE_NEEDED_FROM:
        return NOT_NEEDED
    return "yes" if statement.evidenced else NOT_YET


def _side(view: GroupView | None) -> tuple[Cell, Cell]:
    if view is not None and view.typical is not None:
        return _plain(view.typical), f"{view.n}, with partners" if view.joined else view.n
    if view is not None and view.joined:
        return JOINED, JOINED
    return (NOBODY, 0) if view is not None and view.n == 0 else (HIDDEN, HIDDEN)


def _plain(value: float | None) -> int | float | None:
    """A level without a needless fraction, as people read it: 3 and 2.5."""
    return int(value) if value is not None and value == int(value) else value


COLUMNS = (
    "Dimension", "Kind", "Statement id", "Statement", "Result level", "Result in words", "Median", "Lowest", "Highest",
    "People who gave a level", "Don't know", "Not ours to answer", "Agreed level", "Reason", "Aim", "Evidence strength",
    "Evidenced", "Council median", "Council people", "Community median", "Community people", "Partners median",
    "Partners people", "Gap (council minus community)", "Place", "Period", "Framework", "Framework version",
)  # fmt: skip
