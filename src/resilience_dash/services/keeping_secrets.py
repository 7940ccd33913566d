"""Secrets of the server: made once, by itself, and kept in the database, so that every process has the same."""

import secrets

from resilience_dash.domain.access import NotAllowed
from resilience_dash.services.allowing import caller_of
from resilience_dash.store import server_secrets
from resilience_dash.store.database import Database


def server_secret(db: Database, *, name: str) -> str:
    """The secret of this name, made the first time somebody asks. Only the program itself may: raises NotAllowed."""
    with db.read() as session:
        if caller_of(session).kind != "machine":
            raise NotAllowed("Only the program itself reads its secrets. Nothing was changed.")
        found = server_secrets.secret(session, name)
    if found is not None:
        return found
    with db.write() as session:
        return server_secrets.keep(session, name, secrets.token_urlsafe(48))
