"""Ending one of several sign-ins: a member sees where they are signed in and ends the one they do not know."""

from datetime import datetime

from resilience_dash.services import ticketing
from resilience_dash.services.auditing import noted
from resilience_dash.services.ticketing import signed_in
from resilience_dash.store import sign_ins
from resilience_dash.store.database import Database


def began(db: Database, *, token: str) -> datetime | None:
    """When the caller's sign-in of this token began: it tells their own browser from the others in the list."""
    with db.read() as session:
        member_id, found = signed_in(session), sign_ins.caller(session, ticketing.kept(token))
    return found[0].created_at if found and found[0].member_id == member_id else None


def end_sign_in(db: Database, *, created_at: datetime, now: datetime) -> None:
    """End the caller's sign-in that began at this moment; one that is over, or not theirs, is left alone."""
    with db.write() as session:
        member_id = signed_in(session)
        if sign_ins.end_begun(session, member_id, created_at, now):
            noted(session, "signed_out", place_id=None, at=now, member=member_id)
