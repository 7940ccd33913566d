"""Writing down who did what when, reading it back, handing over a place's part, and finding what was tampered with."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from resilience_dash.domain import audit_faults
from resilience_dash.domain.access import MACHINE, Action, Caller
from resilience_dash.domain.audit import ChainHead, Entry, Ledger, chained, ledger_of
from resilience_dash.domain.audit_faults import Fault
from resilience_dash.services.allowing import allowed
from resilience_dash.services.anchoring import read_anchors
from resilience_dash.store import audit
from resilience_dash.store.database import Database, Session


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was looked at, what it was compared with, and what is wrong. `newest` is the newest anchor's moment."""

    entries: int
    ledgers: int
    anchors: int
    newest: str
    faults: tuple[Fault, ...]


def noted(
    session: Session, action: str, *, place_id: int | None, at: datetime, actor: str = "", **about: int | str
) -> None:
    """Add an entry, in the transaction of the change it tells of and after it is known that something changes.

    `actor` is who did it, where that is not who asks: at the door everybody is nobody until they are let in. Call it
    after every other row was written, for the server before any place, and for places in the order of their numbers:
    whoever notes holds the ledger until the transaction ends, and two must not wait for each other.

    `about` holds numbers, codes and words: which statement, which respondent. Never a level or a choice, since a
    small group could be read from it, and never what somebody typed. Raises ValueError for a slip in code.
    """
    caller: Caller = session.info.get("caller", MACHINE)
    head = audit.head_to_follow(session, ledger_of(place_id))
    actor = actor or caller.ref or caller.kind
    audit.append(session, chained(head, at=at, actor=actor, action=action, place_id=place_id, about=about))


def list_entries(db: Database, *, place_id: int | None) -> tuple[Entry, ...]:
    """The entries of a place, or of the server (None), oldest first. Raises NotAllowed, UnknownThing."""
    return export_entries(db, place_id=place_id).entries


def export_entries(db: Database, *, place_id: int | None) -> Ledger:
    """A whole ledger, as `exports` writes it to a file. Raises NotAllowed, UnknownThing."""
    name = ledger_of(place_id)
    asked: Action = "read_server_audit" if place_id is None else "read_audit"
    with db.read() as session:
        allowed(session, asked, place_id)
        head = audit.heads(session).get(name, ChainHead())
        return Ledger(name, head, tuple(audit.entries(session, name)))


def verify(db: Database, *, anchors: Path | None) -> Verified:
    """Look at every entry, and compare with the anchors in a folder. Raises NotAllowed."""
    with db.read() as session:
        allowed(session, "read_server_audit")
        return verified(session, anchors)


def verified(session: Session, folder: Path | None) -> Verified:
    """The same, within a transaction of somebody who may: all of it on one view of the database."""
    anchors, unreadable = read_anchors(folder)
    heads = audit.heads(session)
    count = 0

    def counted(entry: Entry) -> Entry:
        nonlocal count
        count += 1
        return entry

    faults = audit_faults.verify(map(counted, audit.entries(session)), anchors, heads)
    return Verified(
        entries=count,
        ledgers=len(heads),
        anchors=len(anchors),
        newest=max((anchor.at for anchor in anchors), default=""),
        faults=(*unreadable, *faults),
    )
