"""A ledger of the audit as a file that can be verified without this program."""

import json
from dataclasses import asdict

from resilience_dash.domain.audit import Ledger, hashed_text, one_line
from resilience_dash.exports.tables import table_csv

HOW_TO_VERIFY = (
    "The SHA-256 of “hashed” (UTF-8) is “sha256”. “previous” is the “sha256” of the entry before, 64 zeros for the "
    "first; “seq” counts from 1 without a gap. “head” is where the database says that the entries end. An end that was "
    "cut off shows only against an anchor that was kept elsewhere."
)
COLUMNS = ("ledger", "seq", "at", "actor", "action", "place_id", "about", "previous", "sha256", "hashed")


def ledger_csv(ledger: Ledger) -> bytes:
    """One row per entry, with the very text that was hashed in the last column."""
    rows = [{**asdict(entry), "about": one_line(entry.about), "hashed": hashed_text(entry)} for entry in ledger.entries]
    return table_csv(rows, COLUMNS)


def ledger_json(ledger: Ledger) -> bytes:
    """Everything, with the way to verify it, in UTF-8."""
    facts = {
        "ledger": ledger.name,
        "how": HOW_TO_VERIFY,
        "head": asdict(ledger.head),
        "entries": [{**asdict(entry), "hashed": hashed_text(entry)} for entry in ledger.entries],
    }
    return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
