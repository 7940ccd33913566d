"""Who did what when, as entries that hang together: each holds the fingerprint (SHA-256) of the one before.

Nothing in an entry tells about a person or about what they chose: only numbers, codes and words from fixed lists.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from resilience_dash.domain.canonical import sha256

SERVER = "server"
BEFORE_THE_FIRST = "0" * 64
WORD = re.compile(r"[a-z0-9._:-]{1,64}")
ONE_WAY = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
ACTOR = re.compile(r"[A-Za-z0-9._:-]{1,64}")  # a random reference, which may have capitals


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done, number `seq` of its ledger, counted from 1.

    `at` is in UTC, as ISO 8601 to the microsecond: the very text that was hashed. `actor` is a reference without
    meaning. `previous` is the fingerprint of the entry before, `sha256` this one's own.
    """

    ledger: str
    seq: int
    at: str
    actor: str
    action: str
    place_id: int | None
    about: Mapping[str, int | str]
    previous: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ChainHead:
    """Where a ledger ends: the number and the fingerprint of its last entry."""

    seq: int = 0
    sha256: str = BEFORE_THE_FIRST


@dataclass(frozen=True, slots=True)
class Ledger:
    """One chain of entries, a place's or the server's, and where the database says that it ends."""

    name: str
    head: ChainHead
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where every ledger ended at one moment, kept outside the database. `name` is what it is found under."""

    name: str
    at: str
    heads: Mapping[str, ChainHead] = field(default_factory=dict)


def ledger_of(place_id: int | None) -> str:
    """Each place has a ledger of its own, so that its part can be handed over and verified alone."""
    return SERVER if place_id is None else f"place:{place_id}"


def chained(
    head: ChainHead,
    *,
    at: datetime,
    actor: str,
    action: str,
    place_id: int | None,
    about: Mapping[str, int | str],
) -> Entry:
    """The entry that follows `head`. Raises ValueError for what could be a name or a text: that is a slip in code."""
    if at.tzinfo is None:
        raise ValueError("an audit entry needs a moment with a time zone")
    if not ACTOR.fullmatch(actor):
        raise ValueError("the actor of an audit entry must be a reference, and not a name")
    for said in (action, *about, *about.values()):
        _refuse_what_could_be_personal(said)
    facts: dict[str, Any] = {
        "ledger": ledger_of(place_id),
        "seq": head.seq + 1,
        "at": moment(at),
        "actor": actor,
        "action": action,
        "place_id": place_id,
        "about": dict(about),
        "previous": head.sha256,
    }
    return Entry(**facts, sha256=sha256(one_line(facts)))


def _refuse_what_could_be_personal(said: object) -> None:
    # The text itself stays out of the message: it would end up in the log.
    if (
        isinstance(said, bool)
        or not isinstance(said, int | str)
        or (isinstance(said, str) and not WORD.fullmatch(said))
    ):
        raise ValueError("an audit entry holds only whole numbers and words of a-z 0-9 . _ : - up to 64 characters")


def moment(at: datetime) -> str:
    """A moment as entries and anchors write it, always equally long."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def hashed_text(entry: Entry) -> str:
    """The exact text whose SHA-256 an entry carries: everything but that fingerprint."""
    return one_line(
        {
            "ledger": entry.ledger,
            "seq": entry.seq,
            "at": entry.at,
            "actor": entry.actor,
            "action": entry.action,
            "place_id": entry.place_id,
            "about": dict(entry.about),
            "previous": entry.previous,
        }
    )


def one_line(facts: Mapping[str, Any]) -> str:
    """Facts as JSON in exactly one way: sorted keys, no spaces, ASCII only."""
    return ONE_WAY.encode(facts)


def fingerprint(entry: Entry) -> str:
    """What the entry's fingerprint must be, worked out anew."""
    return sha256(hashed_text(entry))
