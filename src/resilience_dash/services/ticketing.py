"""What lets a browser in: random tokens, of which only the hash is kept, and the sign-ins they stand for."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from resilience_dash.domain.access import Caller, NotAllowed
from resilience_dash.domain.member import SignInWay
from resilience_dash.services.allowing import caller_of
from resilience_dash.services.auditing import noted
from resilience_dash.store import sign_ins
from resilience_dash.store.database import Session
from resilience_dash.store.members import Account


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a sign-in gives: a `token` for the cookie, or, where a code is still missing, what is `pending` on it."""

    token: str | None
    second_factor: bool = False
    pending: str | None = None


def new_token() -> str:
    """256 random bits, fit for an address and a cookie."""
    return secrets.token_urlsafe(32)


def new_ref() -> str:
    """What stands for a member where no name may: random, so that nothing can be read from it."""
    return secrets.token_hex(8)


def kept(token: str) -> str:
    """What is kept of a token and looked up by: its SHA-256, so that a copy of the database opens nothing."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def let_in(session: Session, account: Account, *, how: SignInWay, now: datetime, second_factor: bool = False) -> Ticket:
    """Begin a sign-in for somebody who has proved who they are."""
    token = new_token()
    sign_ins.add_sign_in(
        session,
        token_sha256=kept(token),
        member_id=account.member.id,
        how=how,
        second_factor=second_factor,
        now=now,
    )
    member = account.member
    way = "password_and_code" if second_factor else how
    noted(session, "signed_in", place_id=None, at=now, actor=member.ref, member=member.id, how=way)
    return Ticket(token, second_factor)


def wait_for_code(session: Session, account: Account, *, now: datetime) -> Ticket:
    """The password was right; nothing opens before the code is."""
    token = new_token()
    sign_ins.add_pending(session, token_sha256=kept(token), member_id=account.member.id, now=now)
    return Ticket(None, second_factor=True, pending=token)


def is_of(caller: Caller, member_id: int) -> bool:
    """Whether it is this very member who asks."""
    return caller.kind == "member" and caller.member_id is not None and caller.member_id == member_id


def signed_in(session: Session) -> int:
    """The number of the member who asks. Raises NotAllowed where it is nobody, or the person at the machine."""
    caller: Caller = caller_of(session)
    if caller.kind != "member" or caller.member_id is None:
        raise NotAllowed("Nothing was changed. This is about your own account: sign in first.")
    return caller.member_id
