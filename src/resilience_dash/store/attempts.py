"""Tries to get in, counted by key. Every function takes a session and never commits."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, insert
from sqlalchemy import select as columns
from sqlmodel import Session

from resilience_dash.store.tables import table
from resilience_dash.store.tables_members import AttemptRow

ATTEMPT = table(AttemptRow)


def add(session: Session, key: str, now: datetime) -> int:
    added = session.connection().execute(insert(ATTEMPT).values({"key": key, "at": now})).inserted_primary_key
    return int(added[0]) if added else 0


def since(session: Session, key: str, start: datetime) -> list[tuple[int, datetime]]:
    """The number and moment of each try under a key after `start`, oldest first."""
    asked = columns(ATTEMPT.c.id, ATTEMPT.c.at).where(ATTEMPT.c.key == key, ATTEMPT.c.at > start)
    rows = session.connection().execute(asked.order_by(ATTEMPT.c.at, ATTEMPT.c.id))
    return [(row.id, row.at) for row in rows]


def forget(
    session: Session, *, ids: Iterable[int] = (), key: str | None = None, before: datetime | None = None
) -> None:
    """Delete tries by number, all under a key, or all before a moment."""
    if numbers := list(ids):
        session.connection().execute(delete(ATTEMPT).where(ATTEMPT.c.id.in_(numbers)))
    if key is not None:
        session.connection().execute(delete(ATTEMPT).where(ATTEMPT.c.key == key))
    if before is not None:
        session.connection().execute(delete(ATTEMPT).where(ATTEMPT.c.at < before))
