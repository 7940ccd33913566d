"""Links that let somebody in: looked at, and taken up once."""

from datetime import datetime

from resilience_dash.domain.member import Invitation, InvitationKind, InvitationRefused
from resilience_dash.services import ticketing
from resilience_dash.store import invitations, memberships
from resilience_dash.store.database import Database, Session

# Said alike of a link nobody made, one that was used, and one that was taken back.
REFUSED = (
    "This link does not open anything: it has been used, or taken back, or was not copied whole. Nothing was changed. "
    "Sign in if you have an account; otherwise ask for a new link."
)
EXPIRED = "This link has expired. Nothing was changed. Ask whoever sent it for a new one."


def looked_at(db: Database, *, token: str, kinds: tuple[InvitationKind, ...], now: datetime) -> Invitation:
    """What the link opens, without opening it. Raises InvitationRefused."""
    with db.read() as session:
        return found(session, token=token, kinds=kinds, now=now)


def found(session: Session, *, token: str, kinds: tuple[InvitationKind, ...], now: datetime) -> Invitation:
    """What the link opens, within a transaction. Raises InvitationRefused."""
    invitation = invitations.by_token(session, ticketing.kept(token))
    if invitation is None or invitation.kind not in kinds:
        raise InvitationRefused(REFUSED)
    if invitation.only_expired(now):
        raise InvitationRefused(EXPIRED)
    if not invitation.opens(now):
        raise InvitationRefused(REFUSED)
    return invitation


def taken_up(
    session: Session, *, token: str, kinds: tuple[InvitationKind, ...], by: int | None = None, now: datetime
) -> Invitation:
    """Use the link, so that nobody else can. Raises InvitationRefused, also for the second of two at one moment."""
    invitation = found(session, token=token, kinds=kinds, now=now)
    if invitation.place_id is not None:
        # Before the invitation and not after it, as everybody does who changes who belongs to a place.
        memberships.place(session, invitation.place_id, lock=True)
    if not invitations.use(session, invitation.id, now):
        raise InvitationRefused(REFUSED)
    if by is not None:
        invitations.used_by(session, invitation.id, by)
    return invitation
