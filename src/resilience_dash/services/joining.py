"""Taking up an invitation: with a new account, as who one is already, or through an identity provider."""

from dataclasses import dataclass
from datetime import datetime

from resilience_dash.domain.access import ROLES, Role
from resilience_dash.domain.assessment import LONGEST_NAME
from resilience_dash.domain.member import (
    AlreadyMember,
    Invitation,
    InvitationKind,
    InvitationRefused,
    NameRefused,
    UnknownIdentity,
    checked_email,
    checked_name,
)
from resilience_dash.domain.passwords import checked_password
from resilience_dash.services import hashing, limiting, ticketing
from resilience_dash.services.auditing import noted
from resilience_dash.services.taking_up import REFUSED, found, looked_at, taken_up
from resilience_dash.services.ticketing import Ticket, signed_in
from resilience_dash.store import invitations, members, memberships
from resilience_dash.store.database import Database, Session
from resilience_dash.store.members import Account

LONGEST_SUBJECT = 1_000


@dataclass(frozen=True, slots=True)
class Offer:
    """What an invitation says before it is taken up: the place and role, or that it is for the server, and who asks."""

    kind: InvitationKind
    place_name: str | None
    role: Role | None
    administrator: bool
    expires_at: datetime
    invited_by: str | None = None


def look_at_invitation(db: Database, *, token: str, now: datetime) -> Offer:
    """What a link offers whoever holds it. Raises InvitationRefused."""
    with db.read() as session:
        offered = found(session, token=token, kinds=("member", "setup", "password_reset"), now=now)
        place = None if offered.place_id is None else memberships.place(session, offered.place_id)
        inviter = None if offered.invited_by is None else members.account(session, offered.invited_by).member.name
    name = place.name if place else None
    return Offer(offered.kind, name, offered.role, offered.administrator, offered.expires_at, inviter)


def accept(db: Database, *, token: str, name: str, email: str, password: str, now: datetime) -> Ticket:
    """Take up an invitation with a new account, and be signed in.

    Raises InvitationRefused, NameRefused, EmailRefused, EmailTaken, PasswordRefused, TooManyTries.
    """
    return _with_new_account(db, "member", token=token, name=name, email=email, password=password, now=now)


def set_up(db: Database, *, token: str, name: str, email: str, password: str, now: datetime) -> Ticket:
    """Become the first administrator, through the link of the first start. Raises what `accept` raises."""
    return _with_new_account(db, "setup", token=token, name=name, email=email, password=password, now=now)


def _with_new_account(
    db: Database, kind: InvitationKind, *, token: str, name: str, email: str, password: str, now: datetime
) -> Ticket:
    looked_at(db, token=token, kinds=(kind,), now=now)  # first, so that only a good link costs the work of hashing
    name, email = checked_name(name), checked_email(email)
    checked = checked_password(password, email=email)
    # Whoever holds a link learns whether an e-mail is taken, and so may not ask often.
    limiting.counted(db, {limiting.invitation(ticketing.kept(token)): limiting.OF_INVITATION}, now=now)
    made = hashing.hashed(checked)
    with db.write() as session:
        invitation = taken_up(session, token=token, kinds=(kind,), now=now)
        account = _join(session, invitation, name=name, email=email, password_hash=made, now=now)
        _noted_on_server(session, invitation, account, now, new=True)
        ticket = ticketing.let_in(session, account, how="password", now=now)
        _noted_in_place(session, invitation, account, now)
        return ticket


def _join(
    session: Session, invitation: Invitation, *, name: str, email: str | None, password_hash: str | None, now: datetime
) -> Account:
    if invitation.kind == "setup" and members.administrators(session):
        raise InvitationRefused(REFUSED)
    administrator = invitation.administrator
    member_id = members.add_member(
        session,
        ref=ticketing.new_ref(),
        name=name,
        email=email,
        password_hash=password_hash,
        administrator=administrator,
        now=now,
    )
    invitations.used_by(session, invitation.id, member_id)
    if invitation.place_id is not None and invitation.role is not None:
        memberships.add(session, place_id=invitation.place_id, member_id=member_id, role=invitation.role, now=now)
    return members.account(session, member_id)


def _noted_on_server(session: Session, invitation: Invitation, account: Account, now: datetime, *, new: bool) -> None:
    """That an account was made, or an office given. Called before the one for the place."""
    whose: dict[str, int | str] = {"invitation": invitation.id, "member": account.member.id}
    if new:
        noted(session, "account_made", place_id=None, at=now, actor=account.member.ref, **whose)
    if invitation.administrator:
        noted(session, "administrator_set", place_id=None, at=now, actor=account.member.ref, **whose)


def _noted_in_place(session: Session, invitation: Invitation, account: Account, now: datetime) -> None:
    """That somebody belongs to the place, if it is one that the invitation was for."""
    if invitation.place_id is not None and invitation.role is not None:
        noted(
            session,
            "invitation_taken_up",
            place_id=invitation.place_id,
            at=now,
            actor=account.member.ref,
            invitation=invitation.id,
            member=account.member.id,
            role=invitation.role,
        )


def accept_as(db: Database, *, token: str, now: datetime) -> None:
    """Take up an invitation as the member who asks. Raises InvitationRefused and AlreadyMember."""
    with db.write() as session:
        account = members.account(session, signed_in(session))
        invitation = _add_to(session, account.member.id, token=token, now=now)
        _noted_on_server(session, invitation, account, now, new=False)
        _noted_in_place(session, invitation, account, now)


def _add_to(session: Session, member_id: int, *, token: str, now: datetime) -> Invitation:
    invitation = taken_up(session, token=token, kinds=("member",), by=member_id, now=now)
    if invitation.administrator:
        members.set_administrator(session, member_id, administrator=True)
    if invitation.place_id is None or invitation.role is None:
        return invitation
    there = memberships.role(session, invitation.place_id, member_id)
    if there is not None:
        raise AlreadyMember(
            f"You belong to this place already, as {ROLES[there].lower()}. Nothing was changed, and the link can still "
            "be used. An owner of the place can change your role."
        )
    memberships.add(session, place_id=invitation.place_id, member_id=member_id, role=invitation.role, now=now)
    return invitation


def bind_identity(db: Database, *, invitation_token: str, issuer: str, subject: str, name: str, now: datetime) -> str:
    """Take up an invitation through an identity provider, and be signed in; the token.

    Who it is, is issuer and subject and never an e-mail, which others may come to have. Raises InvitationRefused,
    AlreadyMember, UnknownIdentity.
    """
    if not issuer or not subject or max(len(issuer), len(subject)) > LONGEST_SUBJECT:
        raise UnknownIdentity("You are not signed in: your organisation did not say who you are. Ask whoever runs it.")
    with db.write() as session:
        account = members.account_by_identity(session, issuer, subject)
        new = account is None
        if account is None:
            invitation = taken_up(session, token=invitation_token, kinds=("member", "setup"), now=now)
            account = _join(session, invitation, name=name_said(name), email=None, password_hash=None, now=now)
            members.add_identity(session, issuer=issuer, subject=subject, member_id=account.member.id, now=now)
        elif account.member.active:
            invitation = _add_to(session, account.member.id, token=invitation_token, now=now)
        else:
            raise InvitationRefused(REFUSED)
        _noted_on_server(session, invitation, account, now, new=new)
        ticket = ticketing.let_in(session, account, how="provider", now=now)
        _noted_in_place(session, invitation, account, now)
        return str(ticket.token)


def name_said(name: str) -> str:
    """The name as the provider says it, which nobody here can correct just now."""
    try:
        return checked_name(name[:LONGEST_NAME])
    except NameRefused:
        return "A member without a name"
