"""The audit's entries and where each ledger ends. Core statements: every change that anybody makes waits for these."""

import json
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import bindparam, func, insert, text, update
from sqlalchemy import select as columns
from sqlmodel import Session

from resilience_dash.domain.audit import BEFORE_THE_FIRST, ChainHead, Entry, one_line
from resilience_dash.store.tables import AuditEntryRow, AuditHeadRow, table

ENTRY, HEAD = table(AuditEntryRow), table(AuditHeadRow)
# PostgreSQL lets others wait here until this transaction ends; SQLite has let only one begin (decision 6).
HEAD_OF = columns(HEAD.c.seq, HEAD.c.sha256).where(HEAD.c.ledger == bindparam("ledger")).with_for_update()
# The same words for both databases. Two who begin a ledger at once: the second waits, and finds it begun.
BEGIN = text("INSERT INTO audit_head (ledger, seq, sha256) VALUES (:ledger, 0, :sha256) ON CONFLICT DO NOTHING")
ADD = insert(ENTRY)
MOVE_ON = (
    update(HEAD)
    .where(HEAD.c.ledger == bindparam("of"))
    .values(seq=bindparam("new_seq"), sha256=bindparam("new_sha256"))
)
IN_ORDER = columns(ENTRY).order_by(ENTRY.c.ledger, ENTRY.c.seq)
OF_LEDGER = IN_ORDER.where(ENTRY.c.ledger == bindparam("ledger"))
AT_ONCE = 2_000  # rows fetched together, so that a long audit is not held in memory as a whole


def head_to_follow(session: Session, ledger: str) -> ChainHead:
    """Where the ledger ends, kept still until this transaction does."""
    connection = session.connection()
    found = connection.execute(HEAD_OF, {"ledger": ledger}).first()
    if found is None:
        connection.execute(BEGIN, {"ledger": ledger, "sha256": BEFORE_THE_FIRST})
        found = connection.execute(HEAD_OF, {"ledger": ledger}).one()
    return ChainHead(found.seq, found.sha256)


def append(session: Session, entry: Entry) -> None:
    """Add the entry that follows the head of its ledger, and move the head on to it."""
    connection = session.connection()
    connection.execute(
        ADD,
        {
            "ledger": entry.ledger,
            "seq": entry.seq,
            "at": entry.at,
            "actor": entry.actor,
            "action": entry.action,
            "place_id": entry.place_id,
            "about": one_line(entry.about),
            "previous": entry.previous,
            "sha256": entry.sha256,
        },
    )
    connection.execute(MOVE_ON, {"of": entry.ledger, "new_seq": entry.seq, "new_sha256": entry.sha256})


def heads(session: Session) -> dict[str, ChainHead]:
    """Where every ledger ends."""
    rows = session.connection().execute(columns(HEAD).order_by(HEAD.c.ledger))
    return {_text(row.ledger): ChainHead(_whole(row.seq), _text(row.sha256)) for row in rows}


def entries(session: Session, ledger: str | None = None) -> Iterator[Entry]:
    """The entries of one ledger, or of all, one ledger after another, oldest first."""
    asked = (IN_ORDER, {}) if ledger is None else (OF_LEDGER, {"ledger": ledger})
    return map(_entry, session.connection().execute(*asked, execution_options={"yield_per": AT_ONCE}))


def count(session: Session, ledger: str, actions: Collection[str] | None = None) -> int:
    """How many entries a ledger has, of these actions if any are named."""
    asked = columns(func.count()).select_from(ENTRY).where(*_of(ledger, actions))
    return int(session.connection().execute(asked).scalar_one())


def newest(
    session: Session, ledger: str, actions: Collection[str] | None = None, *, after: int, most: int
) -> list[Entry]:
    """At most so many entries of a ledger, newest first, `after` so many newer ones."""
    asked = columns(ENTRY).where(*_of(ledger, actions)).order_by(ENTRY.c.seq.desc()).offset(after).limit(most)
    return [_entry(row) for row in session.connection().execute(asked)]


def _of(ledger: str, actions: Collection[str] | None) -> list[Any]:
    whose = [ENTRY.c.ledger == ledger]
    return whose if actions is None else [*whose, ENTRY.c.action.in_(list(actions))]


def _entry(row: Any) -> Entry:
    # A database that was tampered with may hold anything in any column. It is read all the same, as something whose
    # fingerprint cannot be right.
    return Entry(
        ledger=_text(row.ledger),
        seq=_whole(row.seq),
        at=_text(row.at),
        actor=_text(row.actor),
        action=_text(row.action),
        place_id=None if row.place_id is None else _whole(row.place_id),
        about=_about(row.about),
        previous=_text(row.previous),
        sha256=_text(row.sha256),
    )


def _text(found: object) -> str:
    return found if isinstance(found, str) else f"not a text: {found!r}"


def _whole(found: object) -> int:
    return found if isinstance(found, int) else -1


def _about(found: object) -> dict[str, int | str]:
    said = _text(found)
    try:
        about: dict[str, int | str] = json.loads(said)
        if isinstance(about, dict) and one_line(about) == said:
            return about
    except (ValueError, RecursionError):
        pass
    return {"not as it was written": said}
