"""Who belongs to a place and as what: changing a role, and taking one away."""

from datetime import datetime

from resilience_dash.domain.access import ROLES, Role
from resilience_dash.domain.member import LastOwner, Membership
from resilience_dash.domain.problem import Problem, UnknownThing
from resilience_dash.services.allowing import allowed
from resilience_dash.services.auditing import noted
from resilience_dash.services.inviting import checked_place
from resilience_dash.services.voiding import note_voided, void
from resilience_dash.store import memberships
from resilience_dash.store.database import Database, Session


def list_members(db: Database, *, place_id: int) -> tuple[Membership, ...]:
    """Everybody with a role in a place, by name, for those who may change that. Raises NotAllowed."""
    with db.read() as session:
        allowed(session, "manage_members", place_id)
        return tuple(memberships.memberships(session, place_id))


def change_role(db: Database, *, place_id: int, member_id: int, role: Role, now: datetime) -> None:
    """Give a member of a place another role; it counts from their next click. Raises LastOwner and NotAllowed."""
    if role not in ROLES:
        raise Problem(f"There is no role “{role}”. Nothing was changed. Choose one of {', '.join(ROLES)}.")
    with db.write() as session:
        before = _role(session, place_id, member_id)
        if before == role:
            return
        _keep_an_owner(session, place_id, member_id)
        memberships.set_role(session, place_id=place_id, member_id=member_id, role=role, now=now)
        links = void(session, now, by=member_id, place_id=place_id) if before == "owner" else ()
        noted(session, "role_changed", place_id=place_id, at=now, member=member_id, before=before, role=role)
        note_voided(session, links, member_id=member_id, now=now)


def remove_member(db: Database, *, place_id: int, member_id: int, now: datetime) -> None:
    """Take a member's role in a place, and the open invitations they made to it. What they answered stays.

    Raises LastOwner and NotAllowed.
    """
    with db.write() as session:
        role = _role(session, place_id, member_id)
        _keep_an_owner(session, place_id, member_id)
        memberships.remove(session, place_id=place_id, member_id=member_id)
        links = void(session, now, by=member_id, place_id=place_id)
        noted(session, "member_removed", place_id=place_id, at=now, member=member_id, role=role)
        note_voided(session, links, member_id=member_id, now=now)


def _role(session: Session, place_id: int, member_id: int) -> Role:
    checked_place(session, place_id)
    found = memberships.role(session, place_id, member_id)
    if found is None:
        raise UnknownThing("They do not belong to this place. Nothing was changed. Load the list again.")
    return found


def _keep_an_owner(session: Session, place_id: int, but: int) -> None:
    owners = memberships.owners(session, place_id)
    if owners == [but]:
        raise LastOwner(
            "They are the only owner of this place, so nobody could open its door any more. Nothing was changed. "
            "Make somebody else an owner first."
        )
