"""A ledger of the audit as a file that can be verified without this program."""

import json
from collections.abc import Iterable
from dataclasses import asdict

from resilience_dash.domain.audit import Entry, Ledger, hashed_text, one_line
from resilience_dash.domain.audit_words import Told
from resilience_dash.exports.tables import Cell, table_csv

HOW_TO_VERIFY = (
    "The SHA-256 of “hashed” (UTF-8) is “sha256”. “previous” is the “sha256” of the entry before, 64 zeros for the "
    "first; “seq” counts from 1 without a gap. “head” is where the database says that the entries end. An end that was "
    "cut off shows only against an anchor that was kept elsewhere."
)
COLUMNS = ("ledger", "seq", "at", "actor", "action", "place_id", "about", "previous", "sha256", "hashed")
TOLD = ("When", "Who", "What")


def ledger_csv(ledger: Ledger) -> bytes:
    """One row per entry, with the very text that was hashed in the last column."""
    return table_csv(map(_row, ledger.entries), COLUMNS)


def told_csv(told: Iterable[Told]) -> bytes:
    """The same, with when, who and what in words before it: names that people typed, which no spreadsheet may run."""
    rows = ({"When": one.entry.at, "Who": one.who, "What": one.what, **_row(one.entry)} for one in told)
    return table_csv(rows, (*TOLD, *COLUMNS))


def told_json_lines(told: Iterable[Told]) -> bytes:
    """One entry a line, as it is chained and in words, in UTF-8."""
    lines = ({"who": one.who, "what": one.what, **asdict(one.entry), "hashed": hashed_text(one.entry)} for one in told)
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode("utf-8", "replace")


def _row(entry: Entry) -> dict[str, Cell]:
    return {**asdict(entry), "about": one_line(entry.about), "hashed": hashed_text(entry)}


def ledger_json(ledger: Ledger) -> bytes:
    """Everything, with the way to verify it, in UTF-8."""
    facts = {
        "ledger": ledger.name,
        "how": HOW_TO_VERIFY,
        "head": asdict(ledger.head),
        "entries": [{**asdict(entry), "hashed": hashed_text(entry)} for entry in ledger.entries],
    }
    return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
