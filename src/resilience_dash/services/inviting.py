"""Inviting people: links that let one person in, once, until they expire or are taken back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from resilience_dash.domain.access import ROLES, Caller, Role
from resilience_dash.domain.assessment import LONGEST_NAME, checked_text
from resilience_dash.domain.member import Invitation, InvitationKind
from resilience_dash.domain.problem import Problem, UnknownThing
from resilience_dash.services import ticketing
from resilience_dash.services.allowing import NOT_HERE, allowed, caller_of
from resilience_dash.services.auditing import noted
from resilience_dash.services.joining import Offer as Offer
from resilience_dash.services.joining import accept as accept
from resilience_dash.services.joining import accept_as as accept_as
from resilience_dash.services.joining import look_at_invitation as look_at_invitation
from resilience_dash.store import invitations, members, memberships
from resilience_dash.store.database import Database, Session

GOOD_FOR: dict[InvitationKind, timedelta] = {
    "member": timedelta(days=14),
    "setup": timedelta(days=1),
    "password_reset": timedelta(days=1),
}


@dataclass(frozen=True, slots=True)
class Invited:
    """A new invitation. This is the only moment at which its `token` is known."""

    token: str
    id: int
    expires_at: datetime


def invite(db: Database, *, place_id: int, role: Role, note: str, now: datetime) -> Invited:
    """Make a link that gives a role in a place. `note` is for whoever invites: whom it is for. Raises NotAllowed."""
    if role not in ROLES:
        raise Problem(f"There is no role “{role}”. Nobody was invited. Choose one of {', '.join(ROLES)}.")
    note = _checked_note(note)
    with db.write() as session:
        checked_place(session, place_id)
        made = _made(session, kind="member", place_id=place_id, role=role, note=note, now=now)
        noted(session, "invited", place_id=place_id, at=now, invitation=made.id, role=role)
        return made


def checked_place(session: Session, place_id: int) -> None:
    """Nothing, if the caller may say who belongs to this place; nobody else may meanwhile.

    Raises NotAllowed and UnknownThing.
    """
    allowed(session, "manage_members", place_id)
    # An administrator may for every place, so the rule above does not say that there is such a place.
    if memberships.place(session, place_id, lock=True) is None:
        raise UnknownThing(NOT_HERE)


def invite_administrator(db: Database, *, note: str, now: datetime) -> Invited:
    """Make a link for one more administrator of the server. Raises NotAllowed."""
    note = _checked_note(note)
    with db.write() as session:
        allowed(session, "manage_accounts")
        made = _made(session, kind="member", administrator=True, note=note, now=now)
        noted(session, "administrator_invited", place_id=None, at=now, invitation=made.id)
        return made


def invite_to_reset(db: Database, *, member_id: int, now: datetime) -> Invited:
    """Make a link with which a member sets a new password; older such links are void. Raises NotAllowed."""
    with db.write() as session:
        allowed(session, "manage_accounts")
        members.account(session, member_id)
        invitations.revoke(session, now, kind="password_reset", member_id=member_id)
        made = _made(session, kind="password_reset", member_id=member_id, now=now)
        noted(session, "password_reset_offered", place_id=None, at=now, invitation=made.id, member=member_id)
        return made


def first_administrator(db: Database, *, now: datetime) -> str | None:
    """A token to set up the first administrator with, as long as there is none; older ones are void.

    Only the person at the machine is given it: whoever starts the program reads the link in the log.
    """
    with db.write() as session:
        allowed(session, "manage_accounts")
        if members.administrators(session):
            return None
        invitations.revoke(session, now, kind="setup")
        made = _made(session, kind="setup", administrator=True, now=now)
        noted(session, "set_up_offered", place_id=None, at=now, invitation=made.id)
        return made.token


def _checked_note(note: str) -> str:
    return checked_text(note, "The note", LONGEST_NAME)


def _made(
    session: Session,
    *,
    kind: InvitationKind,
    place_id: int | None = None,
    role: Role | None = None,
    administrator: bool = False,
    member_id: int | None = None,
    note: str = "",
    now: datetime,
) -> Invited:
    token, expires_at = ticketing.new_token(), now + GOOD_FOR[kind]
    made = invitations.add(
        session,
        token_sha256=ticketing.kept(token),
        kind=kind,
        place_id=place_id,
        role=role,
        administrator=administrator,
        member_id=member_id,
        invited_by=caller_of(session).member_id,
        note=note,
        expires_at=expires_at,
        now=now,
    )
    return Invited(token, made, expires_at)


def revoke_invitation(db: Database, *, invitation_id: int, now: datetime) -> None:
    """Take a link back, so that it opens nothing. Raises NotAllowed and UnknownThing."""
    with db.write() as session:
        found = invitations.by_id(session, invitation_id)
        caller = caller_of(session)
        if found is None or not (
            caller.may("manage_accounts") if found.place_id is None else _sees(caller, found.place_id)
        ):
            raise UnknownThing("There is no such invitation. Nothing was changed. Choose one from the list.")
        _may(session, found.place_id)
        if invitations.revoke(session, now, invitation_id=invitation_id):
            noted(session, "invitation_revoked", place_id=found.place_id, at=now, invitation=invitation_id)


def _sees(caller: Caller, place_id: int) -> bool:
    return caller.may("see", place_id) or caller.may("manage_members", place_id)


def list_invitations(db: Database, *, place_id: int | None) -> tuple[Invitation, ...]:
    """The invitations to a place, or (None) those of the server, newest first. Raises NotAllowed."""
    with db.read() as session:
        _may(session, place_id)
        return tuple(invitations.of_place(session, place_id))


def _may(session: Session, place_id: int | None) -> None:
    if place_id is None:
        allowed(session, "manage_accounts")
    else:
        allowed(session, "manage_members", place_id)
