"""Links that open nothing any more because of whose they were: taken back together, and each of them noted."""

from collections.abc import Iterable
from datetime import datetime

from resilience_dash.domain.member import Invitation
from resilience_dash.services.auditing import noted
from resilience_dash.store import invitations
from resilience_dash.store.database import Session


def void(
    session: Session, now: datetime, *, by: int | None = None, of: int | None = None, place_id: int | None = None
) -> tuple[Invitation, ...]:
    """Take back the open links a member made (`by`), to one place or all, or was given (`of`). Those that still opened.

    Otherwise somebody who is shut out could have left a door open for themselves. `note_voided` writes it down.
    """
    taken = invitations.revoke(session, now, invited_by=by, member_id=of, place_id=place_id)
    return tuple(one for one in taken if now < one.expires_at)


def note_voided(session: Session, links: Iterable[Invitation], *, member_id: int, now: datetime) -> None:
    """An entry for each link, in the ledger where its making stands: the server's first, then the places' in order."""
    for one in sorted(links, key=lambda link: (link.place_id or 0, link.id)):
        noted(session, "invitation_voided", place_id=one.place_id, at=now, invitation=one.id, member=member_id)
