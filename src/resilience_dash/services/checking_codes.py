"""The second factor: six digits from an app, new every 30 seconds, each good once."""

import hmac
from dataclasses import dataclass
from datetime import datetime

import pyotp

from resilience_dash.domain.access import NotAllowed
from resilience_dash.domain.member import CodeRefused, SecondFactorSet, SignInRefused
from resilience_dash.services import limiting, ticketing
from resilience_dash.services.auditing import noted
from resilience_dash.services.keeping_passwords import confirm_password
from resilience_dash.services.ticketing import Ticket, signed_in
from resilience_dash.store import members, sign_ins
from resilience_dash.store.database import Database
from resilience_dash.store.members import Account

ISSUER = "Local economic resilience"
SECONDS = 30
DIGITS = 6
WRONG = (
    "The code is not right, or has been used already. Nothing was changed. Wait until your app shows the next one, "
    "and check that its clock is right."
)


@dataclass(frozen=True, slots=True)
class Secret:
    """What an app needs to make codes: an address for the square to scan, and the letters to type instead."""

    uri: str
    letters: str


def second_factor(db: Database, *, pending: str, code: str, now: datetime) -> Ticket:
    """Finish a sign-in with the code. Raises CodeRefused, SignInRefused and TooManyTries."""
    key = ticketing.kept(pending)
    with db.write() as session:
        member_id = sign_ins.take_try(session, key, now)
    if member_id is None:
        raise SignInRefused(
            "You are not signed in: the code came too late, or was wrong too often. Begin again with your password."
        )
    theirs = limiting.codes(member_id)
    tried = limiting.counted(db, {theirs: limiting.OF_CODES}, now=now)
    with db.write() as session:
        account = members.account(session, member_id, lock=True)
        step = _step_of(account.totp_secret, code, now) if account.member.second_factor else None
        if step is None or not members.use_totp_step(session, member_id, step):
            raise CodeRefused(WRONG)
        if not sign_ins.end_pending(session, key, now):
            raise SignInRefused("You are not signed in: this was finished elsewhere. Begin again with your password.")
        limiting.forgiven(session, tried, whole=theirs)
        return ticketing.let_in(session, account, how="password", second_factor=True, now=now)


def _step_of(secret: str | None, code: str, now: datetime) -> int | None:
    """Which step the code belongs to: this one, or one to either side, because clocks differ."""
    digits = "".join(code[:50].split())
    if secret is None or len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    codes, this = pyotp.TOTP(secret), int(now.timestamp()) // SECONDS
    found = None
    for step in (this - 1, this, this + 1):
        if hmac.compare_digest(codes.generate_otp(step), digits):
            found = step
    return found


def start_second_factor(db: Database, *, password: str, now: datetime) -> Secret:
    """Make a secret for the caller's app. It counts once a code has confirmed it.

    Their password is asked for, or whoever finds their page open could lock them out with an app of their own.
    Raises SecondFactorSet, SignInRefused, TooManyTries and NotAllowed.
    """
    with db.read() as session:
        _may_set_one_up(members.account(session, signed_in(session)))
    confirm_password(db, password=password, now=now)
    with db.write() as session:
        account = members.account(session, signed_in(session), lock=True)
        _may_set_one_up(account)  # another tab may have been quicker
        letters = pyotp.random_base32()
        members.set_totp(session, account.member.id, secret=letters, confirmed_at=None, last_step=None)
    label = account.member.email or account.member.name
    return Secret(pyotp.TOTP(letters).provisioning_uri(name=label, issuer_name=ISSUER), letters)


def _may_set_one_up(account: Account) -> None:
    if account.member.second_factor:
        raise SecondFactorSet(
            "You have a second factor already, and it was left as it is. Remove it first to set up another."
        )
    if account.password_hash is None:
        raise NotAllowed(
            "Nothing was changed. A second factor belongs to a password, and you sign in through your "
            "organisation: set it up there."
        )


def confirm_second_factor(db: Database, *, code: str, token: str, now: datetime) -> None:
    """Ask for codes from now on, and end the caller's other sign-ins; the one of `token` stays. Raises CodeRefused."""
    with db.read() as session:
        theirs = limiting.codes(signed_in(session))
    tried = limiting.counted(db, {theirs: limiting.OF_CODES}, now=now)
    with db.write() as session:
        account = members.account(session, signed_in(session), lock=True)
        if account.member.second_factor:
            raise SecondFactorSet("Your second factor is set up already. Nothing was changed.")
        step = _step_of(account.totp_secret, code, now)
        if step is None:
            raise CodeRefused(WRONG)
        members.set_totp(session, account.member.id, secret=account.totp_secret, confirmed_at=now, last_step=step)
        limiting.forgiven(session, tried, whole=theirs)
        sign_ins.end_all(session, account.member.id, now, but=ticketing.kept(token))
        noted(session, "second_factor_set", place_id=None, at=now, member=account.member.id)


def remove_second_factor(db: Database, *, password: str, token: str, now: datetime) -> None:
    """Ask for no codes any more, and end the caller's other sign-ins. Raises SignInRefused and TooManyTries."""
    confirm_password(db, password=password, now=now)
    with db.write() as session:
        member_id = signed_in(session)
        members.set_totp(session, member_id, secret=None, confirmed_at=None, last_step=None)
        sign_ins.end_all(session, member_id, now, but=ticketing.kept(token))
        noted(session, "second_factor_removed", place_id=None, at=now, member=member_id)
