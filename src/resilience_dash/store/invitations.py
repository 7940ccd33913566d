"""Links that let somebody in, found by their hash. Every function takes a session and never commits."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_, update
from sqlalchemy import select as columns
from sqlmodel import Session

from resilience_dash.domain.access import Role
from resilience_dash.domain.member import Invitation, InvitationKind
from resilience_dash.store.tables import table
from resilience_dash.store.tables_members import InvitationRow

INVITATION = table(InvitationRow)
OPEN = (INVITATION.c.used_at.is_(None), INVITATION.c.revoked_at.is_(None))


def add(
    session: Session,
    *,
    token_sha256: str,
    kind: InvitationKind,
    place_id: int | None = None,
    role: Role | None = None,
    administrator: bool = False,
    member_id: int | None = None,
    invited_by: int | None = None,
    note: str = "",
    expires_at: datetime,
    now: datetime,
) -> int:
    values = {
        "token_sha256": token_sha256,
        "kind": kind,
        "place_id": place_id,
        "role": role,
        "administrator": administrator,
        "member_id": member_id,
        "invited_by": invited_by,
        "note": note,
        "created_at": now,
        "expires_at": expires_at,
    }
    added = session.connection().execute(insert(INVITATION).values(values)).inserted_primary_key
    return int(added[0]) if added else 0


def by_token(session: Session, token_sha256: str) -> Invitation | None:
    row = session.connection().execute(columns(INVITATION).where(INVITATION.c.token_sha256 == token_sha256)).first()
    return _invitation(row) if row else None


def by_id(session: Session, invitation_id: int) -> Invitation | None:
    row = session.connection().execute(columns(INVITATION).where(INVITATION.c.id == invitation_id)).first()
    return _invitation(row) if row else None


def of_place(session: Session, place_id: int | None) -> list[Invitation]:
    """The invitations to a place, or (None) those of the server, newest first."""
    asked = columns(INVITATION).order_by(INVITATION.c.id.desc())
    whose = INVITATION.c.place_id.is_(None) if place_id is None else INVITATION.c.place_id == place_id
    return [_invitation(row) for row in session.connection().execute(asked.where(whose))]


def about(session: Session, member_id: int) -> list[Invitation]:
    """The invitations a member made, took up, or was given."""
    theirs = or_(*(INVITATION.c[name] == member_id for name in ("invited_by", "used_by", "member_id")))
    asked = columns(INVITATION).where(theirs).order_by(INVITATION.c.id)
    return [_invitation(row) for row in session.connection().execute(asked)]


def _invitation(row: Any) -> Invitation:
    return Invitation(
        id=row.id,
        kind=row.kind,
        place_id=row.place_id,
        role=row.role,
        administrator=row.administrator,
        member_id=row.member_id,
        invited_by=row.invited_by,
        note=row.note,
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        used_by=row.used_by,
        revoked_at=row.revoked_at,
    )


def use(session: Session, invitation_id: int, now: datetime) -> bool:
    """Whether it was still open; it is used now, by one even where two take it up at the same moment."""
    one = (INVITATION.c.id == invitation_id, *OPEN, INVITATION.c.expires_at > now)
    return session.connection().execute(update(INVITATION).where(*one).values(used_at=now)).rowcount == 1


def used_by(session: Session, invitation_id: int, member_id: int) -> None:
    session.connection().execute(update(INVITATION).where(INVITATION.c.id == invitation_id).values(used_by=member_id))


def revoke(
    session: Session,
    now: datetime,
    *,
    invitation_id: int | None = None,
    kind: InvitationKind | None = None,
    place_id: int | None = None,
    invited_by: int | None = None,
    member_id: int | None = None,
) -> list[Invitation]:
    """Take back every open invitation that fits all that is said, and say which. Something must be said."""
    said = {"id": invitation_id, "kind": kind, "place_id": place_id, "invited_by": invited_by, "member_id": member_id}
    fits = [INVITATION.c[name] == value for name, value in said.items() if value is not None]
    if not fits:
        raise ValueError("which invitations?")
    taken = update(INVITATION).where(*fits, *OPEN).values(revoked_at=now).returning(INVITATION)
    return [_invitation(row) for row in session.connection().execute(taken)]


def clear_notes(session: Session, *, member_id: int | None = None, before: datetime | None = None) -> int:
    """Empty the notes of what a member took up, or of what expired before a moment: they may say who it was.

    How many there were.
    """
    whose = [INVITATION.c.note != ""]
    if member_id is not None:
        whose.append(or_(INVITATION.c.used_by == member_id, INVITATION.c.member_id == member_id))
    if before is not None:
        whose.append(INVITATION.c.expires_at < before)
    return session.connection().execute(update(INVITATION).where(*whose).values(note="")).rowcount
