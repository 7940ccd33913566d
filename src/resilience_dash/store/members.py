"""Accounts and the identities that lead to them. Every function takes a session and never commits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy import select as columns
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from resilience_dash.domain.member import EmailTaken, Member
from resilience_dash.domain.problem import UnknownThing
from resilience_dash.store.tables import table
from resilience_dash.store.tables_members import IdentityRow, MemberRow

MEMBER, IDENTITY = table(MemberRow), table(IdentityRow)
ACTIVE = (MEMBER.c.suspended_at.is_(None), MEMBER.c.erased_at.is_(None))


@dataclass(frozen=True, slots=True)
class Account:
    """A member with what they prove themselves by. It stays between store and services."""

    member: Member
    password_hash: str | None
    totp_secret: str | None
    totp_last_step: int | None


def add_member(
    session: Session,
    *,
    ref: str,
    name: str,
    email: str | None,
    password_hash: str | None,
    administrator: bool,
    now: datetime,
) -> int:
    """Keep a new account. Raises EmailTaken."""
    values = {
        "ref": ref,
        "name": name,
        "email": email,
        "password_hash": password_hash,
        "administrator": administrator,
        "created_at": now,
    }
    try:
        with session.begin_nested():
            added = session.connection().execute(insert(MEMBER).values(values)).inserted_primary_key
    except IntegrityError as error:
        raise EmailTaken(
            "No account was made, and the link can still be used: this e-mail has an account already. "
            "If it is yours, sign in first, then open the link again."
        ) from error
    return int(added[0]) if added else 0


def account(session: Session, member_id: int, *, lock: bool = False) -> Account:
    """An account that was not erased; `lock` keeps others from changing it meanwhile. Raises UnknownThing."""
    asked = columns(MEMBER).where(MEMBER.c.id == member_id, MEMBER.c.erased_at.is_(None))
    row = session.connection().execute(asked.with_for_update() if lock else asked).first()
    if row is None:
        raise UnknownThing("There is no such member here. Nothing was changed. Choose one from the list.")
    return _account(row)


def account_by_email(session: Session, email: str, *, lock: bool = False) -> Account | None:
    asked = columns(MEMBER).where(MEMBER.c.email == email)
    row = session.connection().execute(asked.with_for_update() if lock else asked).first()
    return _account(row) if row else None


def account_by_identity(session: Session, issuer: str, subject: str) -> Account | None:
    asked = (
        columns(MEMBER)
        .join(IDENTITY, IDENTITY.c.member_id == MEMBER.c.id)
        .where(IDENTITY.c.issuer == issuer, IDENTITY.c.subject == subject)
    )
    row = session.connection().execute(asked).first()
    return _account(row) if row else None


def _account(row: Any) -> Account:
    return Account(_member(row), row.password_hash, row.totp_secret, row.totp_last_step)


def _member(row: Any) -> Member:
    return Member(
        id=row.id,
        ref=row.ref,
        name=row.name,
        email=row.email,
        administrator=row.administrator,
        created_at=row.created_at,
        suspended_at=row.suspended_at,
        erased_at=row.erased_at,
        has_password=row.password_hash is not None,
        second_factor=row.totp_confirmed_at is not None,
    )


def members(session: Session, among: list[int] | None = None) -> dict[int, Member]:
    """Everybody who was not erased, or those `among` the numbers given, by name."""
    asked = columns(MEMBER).where(MEMBER.c.erased_at.is_(None)).order_by(MEMBER.c.name, MEMBER.c.id)
    if among is not None:
        asked = asked.where(MEMBER.c.id.in_(among))
    return {row.id: _member(row) for row in session.connection().execute(asked)}


def everybody(session: Session, refs: Collection[str], numbers: Collection[int]) -> list[Member]:
    """The members with these references or numbers, whatever became of them; an erased one has no name."""
    asked = columns(MEMBER).where(MEMBER.c.ref.in_(list(refs)) | MEMBER.c.id.in_(list(numbers)))
    return [_member(row) for row in session.connection().execute(asked)]


def administrators(session: Session, *, lock: bool = False) -> list[int]:
    """Those who look after the server and may come in."""
    asked = columns(MEMBER.c.id).where(MEMBER.c.administrator, *ACTIVE).order_by(MEMBER.c.id)
    return list(session.connection().execute(asked.with_for_update() if lock else asked).scalars())


def set_name(session: Session, member_id: int, name: str) -> None:
    _change(session, member_id, name=name)


def set_password(session: Session, member_id: int, password_hash: str) -> None:
    _change(session, member_id, password_hash=password_hash)


def set_suspended(session: Session, member_id: int, at: datetime | None) -> None:
    _change(session, member_id, suspended_at=at)


def set_administrator(session: Session, member_id: int, administrator: bool) -> None:
    _change(session, member_id, administrator=administrator)


def set_totp(
    session: Session, member_id: int, *, secret: str | None, confirmed_at: datetime | None, last_step: int | None
) -> None:
    _change(session, member_id, totp_secret=secret, totp_confirmed_at=confirmed_at, totp_last_step=last_step)


def _change(session: Session, member_id: int, **values: object) -> None:
    session.connection().execute(update(MEMBER).where(MEMBER.c.id == member_id).values(**values))


def use_totp_step(session: Session, member_id: int, step: int) -> bool:
    """Whether this step was still unused; it is used now, also where two ask at the same moment."""
    unused = MEMBER.c.totp_last_step.is_(None) | (MEMBER.c.totp_last_step < step)
    used = update(MEMBER).where(MEMBER.c.id == member_id, unused, *ACTIVE).values(totp_last_step=step)
    return session.connection().execute(used).rowcount == 1


def add_identity(session: Session, *, issuer: str, subject: str, member_id: int, now: datetime) -> None:
    values = {"issuer": issuer, "subject": subject, "member_id": member_id, "at": now}
    session.connection().execute(insert(IDENTITY).values(values))


def identities(session: Session, member_id: int) -> list[tuple[str, str, datetime]]:
    """Issuer, subject and the day of every identity of a member."""
    asked = columns(IDENTITY).where(IDENTITY.c.member_id == member_id).order_by(IDENTITY.c.issuer, IDENTITY.c.subject)
    return [(row.issuer, row.subject, row.at) for row in session.connection().execute(asked)]


def erase(session: Session, member_id: int, now: datetime) -> None:
    """Leave nothing of an account but its `ref` and the day it was erased."""
    session.connection().execute(delete(IDENTITY).where(IDENTITY.c.member_id == member_id))
    _change(
        session,
        member_id,
        name="",
        email=None,
        password_hash=None,
        totp_secret=None,
        totp_last_step=None,
        totp_confirmed_at=None,
        administrator=False,
        suspended_at=None,
        created_at=now,
        erased_at=now,
    )
