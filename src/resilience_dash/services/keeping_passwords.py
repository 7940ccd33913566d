"""Changing a password, setting a new one through a link, and asking for it before something weighty."""

from datetime import datetime

from resilience_dash.domain.member import SignInRefused
from resilience_dash.domain.passwords import checked_password
from resilience_dash.services import hashing, limiting, ticketing
from resilience_dash.services.auditing import noted
from resilience_dash.services.taking_up import looked_at, taken_up
from resilience_dash.services.ticketing import signed_in
from resilience_dash.store import members, sign_ins
from resilience_dash.store.database import Database
from resilience_dash.store.members import Account

WRONG = "The password is not right. Nothing was changed. Try again."


def confirm_password(db: Database, *, password: str, now: datetime) -> Account:
    """The caller's account, if this is their password. Raises SignInRefused and TooManyTries."""
    with db.read() as session:
        account = members.account(session, signed_in(session))
    theirs = limiting.account(account.member.email or account.member.ref)
    tried = limiting.counted(db, {theirs: limiting.OF_ACCOUNT}, now=now)
    if not hashing.matches(account.password_hash, password):
        raise SignInRefused(WRONG)
    with db.write() as session:
        limiting.forgiven(session, tried, whole=theirs)
    return account


def change_password(db: Database, *, old: str, new: str, token: str, now: datetime) -> None:
    """Set another password for the caller, and end their other sign-ins; the one of `token` stays.

    Raises PasswordRefused, SignInRefused and TooManyTries.
    """
    account = confirm_password(db, password=old, now=now)
    made = hashing.hashed(checked_password(new, email=account.member.email))
    with db.write() as session:
        if members.account(session, signed_in(session), lock=True).password_hash != account.password_hash:
            raise SignInRefused("The password was changed elsewhere just now. Nothing was changed here. Sign in again.")
        members.set_password(session, account.member.id, made)
        sign_ins.end_all(session, account.member.id, now, but=ticketing.kept(token))
        noted(session, "password_changed", place_id=None, at=now, member=account.member.id)


def reset_password(db: Database, *, token: str, password: str, now: datetime) -> None:
    """Set a new password through a link, and end every sign-in. The second factor, if there is one, stays.

    Raises InvitationRefused and PasswordRefused.
    """
    whose = looked_at(db, token=token, kinds=("password_reset",), now=now).member_id
    with db.read() as session:
        account = members.account(session, whose or 0)
    made = hashing.hashed(checked_password(password, email=account.member.email))
    with db.write() as session:
        link = taken_up(session, token=token, kinds=("password_reset",), by=account.member.id, now=now)
        members.set_password(session, account.member.id, made)
        sign_ins.end_all(session, account.member.id, now)
        if account.member.email:
            limiting.reopened(session, limiting.account(account.member.email))
        member = account.member
        noted(session, "password_reset", place_id=None, at=now, actor=member.ref, member=member.id, invitation=link.id)
