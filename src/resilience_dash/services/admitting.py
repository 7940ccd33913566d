"""Letting people in and out: by password or provider, and asking at every rerun who it is.

Nobody is signed in yet when these are called, so they ask no role; what they need is proved by what is given.
"""

from datetime import datetime

from resilience_dash.domain.access import NOBODY, Caller
from resilience_dash.domain.member import SEEN_EVERY, SignIn, SignInRefused, UnknownIdentity, email_key
from resilience_dash.domain.passwords import as_kept
from resilience_dash.services import hashing, limiting, ticketing
from resilience_dash.services.allowing import allowed, caller_of
from resilience_dash.services.auditing import noted
from resilience_dash.services.checking_codes import confirm_second_factor as confirm_second_factor
from resilience_dash.services.checking_codes import remove_second_factor as remove_second_factor
from resilience_dash.services.checking_codes import second_factor as second_factor
from resilience_dash.services.checking_codes import start_second_factor as start_second_factor
from resilience_dash.services.inviting import first_administrator as first_administrator
from resilience_dash.services.joining import bind_identity as bind_identity
from resilience_dash.services.joining import name_said
from resilience_dash.services.joining import set_up as set_up
from resilience_dash.services.keeping_passwords import change_password as change_password
from resilience_dash.services.keeping_passwords import confirm_password as confirm_password
from resilience_dash.services.keeping_passwords import reset_password as reset_password
from resilience_dash.services.ticketing import Ticket as Ticket
from resilience_dash.services.ticketing import signed_in
from resilience_dash.store import members, sign_ins
from resilience_dash.store.database import Database
from resilience_dash.store.problems import DatabaseProblem

# Said alike of an unknown e-mail, a wrong password, an account without one, and one that was suspended.
REFUSED = (
    "You are not signed in: the e-mail or the password is not right. Try again, or ask whoever looks after this "
    "program for a link to set a new password."
)


def sign_in(db: Database, *, email: str, password: str, address: str, now: datetime) -> Ticket:
    """Let somebody in by e-mail and password, or ask for their code. Raises SignInRefused and TooManyTries."""
    theirs = limiting.account(email)
    limits = {theirs: limiting.OF_ACCOUNT, limiting.address(address): limiting.OF_ADDRESS}
    tried = limiting.counted(db, limits, now=now)
    with db.read() as session:
        found = members.account_by_email(session, email_key(email))
    # Outside any transaction: the work takes a tenth of a second, and others want to write meanwhile.
    right = hashing.matches(found.password_hash if found and found.member.active else None, password)
    if found is None or found.password_hash is None or not right:
        raise SignInRefused(REFUSED)
    renewed = hashing.hashed(as_kept(password)) if hashing.outdated(found.password_hash) else None
    with db.write() as session:
        account = members.account_by_email(session, email_key(email), lock=True)
        if account is None or not account.member.active or account.password_hash != found.password_hash:
            raise SignInRefused(REFUSED)  # erased, suspended, or the password changed, while it was checked
        limiting.forgiven(session, tried, whole=theirs)
        if renewed:
            members.set_password(session, account.member.id, renewed)
        if account.member.second_factor:
            return ticketing.wait_for_code(session, account, now=now)
        return ticketing.let_in(session, account, how="password", now=now)


def enter_with(db: Database, *, issuer: str, subject: str, name: str, now: datetime) -> str:
    """Let somebody in whom an identity provider vouches for; the token. Raises UnknownIdentity.

    Who has no password here is called what the provider calls them.
    """
    with db.write() as session:
        account = members.account_by_identity(session, issuer, subject)
        if account is None or not account.member.active:
            raise UnknownIdentity(
                "You are not signed in: your organisation knows you, but nobody here has invited you yet. "
                "Ask an owner of your place for an invitation, and open its link first."
            )
        if account.password_hash is None and name.strip():
            members.set_name(session, account.member.id, name_said(name))
        return str(ticketing.let_in(session, account, how="provider", now=now).token)


def caller(db: Database, *, token: str | None, now: datetime) -> Caller:
    """Who this token stands for, with their roles as they are now; nobody where it is not, or no longer, good."""
    if not token:
        return NOBODY
    key = ticketing.kept(token)
    with db.read() as session:
        found = sign_ins.caller(session, key)
    if found is None or not found[0].lasts(now):
        return NOBODY
    if now - found[0].seen_at >= SEEN_EVERY:
        _seen(db, key, now)
    return found[1]


def _seen(db: Database, key: str, now: datetime) -> None:
    try:
        with db.write() as session:
            sign_ins.seen(session, key, now)
    except DatabaseProblem:
        return  # a database that can only be read just now still lets people read; the next rerun tries again


def sign_out(db: Database, *, token: str, now: datetime) -> None:
    """End this sign-in. A token that is none does no harm."""
    with db.write() as session:
        member_id = sign_ins.end(session, ticketing.kept(token), now)
        if member_id is not None:
            ref = members.account(session, member_id).member.ref
            noted(session, "signed_out", place_id=None, at=now, actor=ref, member=member_id)


def sign_out_everywhere(db: Database, *, member_id: int, now: datetime) -> None:
    """End every sign-in of a member: their own, or anybody's for whoever looks after accounts. Raises NotAllowed."""
    with db.write() as session:
        if not ticketing.is_of(caller_of(session), member_id):
            allowed(session, "manage_accounts")
        if sign_ins.end_all(session, member_id, now):
            noted(session, "signed_out_everywhere", place_id=None, at=now, member=member_id)


def list_sign_ins(db: Database, *, now: datetime) -> tuple[SignIn, ...]:
    """Where the caller is signed in just now, newest first, so that they can see a stranger among them."""
    with db.read() as session:
        found = sign_ins.of_member(session, signed_in(session))
    return tuple(one for one in found if one.lasts(now))
