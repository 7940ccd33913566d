"""Who has what role where. Every function takes a session and never commits."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import delete, insert, update
from sqlalchemy import select as columns
from sqlmodel import Session

from resilience_dash.domain.access import Role
from resilience_dash.domain.framework import Nation
from resilience_dash.domain.member import Membership
from resilience_dash.domain.place import Place
from resilience_dash.store.members import ACTIVE, MEMBER, members
from resilience_dash.store.tables import PlaceRow, table
from resilience_dash.store.tables_members import MembershipRow

MEMBERSHIP, PLACE = table(MembershipRow), table(PlaceRow)


def place(session: Session, place_id: int, *, lock: bool = False) -> Place | None:
    """A place by its number; `lock` lets one at a time change who belongs to it."""
    asked = columns(PLACE).where(PLACE.c.id == place_id)
    row = session.connection().execute(asked.with_for_update() if lock else asked).first()
    return None if row is None else _place(row)


def places(session: Session, among: list[int] | None = None) -> list[Place]:
    """Every place, or those `among` the numbers given, by name."""
    asked = columns(PLACE).order_by(PLACE.c.council_name, PLACE.c.community)
    if among is not None:
        asked = asked.where(PLACE.c.id.in_(among))
    return [_place(row) for row in session.connection().execute(asked)]


def _place(row: Any) -> Place:
    return Place(row.id, row.council_code, row.council_name, cast(Nation, row.nation), row.community, row.made_up)


def role(session: Session, place_id: int, member_id: int) -> Role | None:
    asked = columns(MEMBERSHIP.c.role).where(MEMBERSHIP.c.place_id == place_id, MEMBERSHIP.c.member_id == member_id)
    return cast(Role | None, session.connection().execute(asked).scalar())


def roles(session: Session, member_id: int) -> dict[int, Role]:
    """A member's role in each place."""
    asked = columns(MEMBERSHIP).where(MEMBERSHIP.c.member_id == member_id).order_by(MEMBERSHIP.c.place_id)
    return {row.place_id: row.role for row in session.connection().execute(asked)}


def memberships(session: Session, place_id: int) -> list[Membership]:
    """Everybody with a role in a place, by name."""
    asked = columns(MEMBERSHIP).where(MEMBERSHIP.c.place_id == place_id)
    rows = {row.member_id: row for row in session.connection().execute(asked)}
    found = members(session, list(rows))
    return [Membership(who, place_id, rows[n].role, rows[n].at) for n, who in found.items()]


def owners(session: Session, place_id: int) -> list[int]:
    """The owners of a place who may come in."""
    asked = (
        columns(MEMBERSHIP.c.member_id)
        .join(MEMBER, MEMBER.c.id == MEMBERSHIP.c.member_id)
        .where(MEMBERSHIP.c.place_id == place_id, MEMBERSHIP.c.role == "owner", *ACTIVE)
    )
    return list(session.connection().execute(asked).scalars())


def add(session: Session, *, place_id: int, member_id: int, role: Role, now: datetime) -> None:
    values = {"place_id": place_id, "member_id": member_id, "role": role, "at": now}
    session.connection().execute(insert(MEMBERSHIP).values(values))


def set_role(session: Session, *, place_id: int, member_id: int, role: Role, now: datetime) -> None:
    one = (MEMBERSHIP.c.place_id == place_id, MEMBERSHIP.c.member_id == member_id)
    session.connection().execute(update(MEMBERSHIP).where(*one).values(role=role, at=now))


def remove(session: Session, *, member_id: int, place_id: int | None = None) -> None:
    """Take a member's role in a place, or in every place."""
    done = delete(MEMBERSHIP).where(MEMBERSHIP.c.member_id == member_id)
    if place_id is not None:
        done = done.where(MEMBERSHIP.c.place_id == place_id)
    session.connection().execute(done)
