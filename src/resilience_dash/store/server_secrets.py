"""Secrets that the program made for itself, once. Every function takes a session and never commits."""

from sqlalchemy import insert
from sqlalchemy import select as columns
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from resilience_dash.store.tables import table
from resilience_dash.store.tables_members import ServerSecretRow

SECRET = table(ServerSecretRow)


def secret(session: Session, name: str) -> str | None:
    found: str | None = session.connection().execute(columns(SECRET.c.value).where(SECRET.c.name == name)).scalar()
    return found


def keep(session: Session, name: str, value: str) -> str:
    """The secret of this name: `value`, or the one that somebody else kept first."""
    try:
        with session.begin_nested():
            session.connection().execute(insert(SECRET).values({"name": name, "value": value}))
    except IntegrityError:
        return secret(session, name) or value
    return value
