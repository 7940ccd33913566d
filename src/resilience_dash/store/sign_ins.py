"""Who is signed in, found by the hash of a token. Every function takes a session and never commits."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, or_, update
from sqlalchemy import select as columns
from sqlmodel import Session

from resilience_dash.domain.access import Caller
from resilience_dash.domain.member import CODE_TRIES, CODE_WAITS, SignIn, SignInWay
from resilience_dash.store.members import ACTIVE, MEMBER
from resilience_dash.store.memberships import MEMBERSHIP
from resilience_dash.store.tables import table
from resilience_dash.store.tables_members import PendingSignInRow, SignInRow

SIGN_IN, PENDING = table(SignInRow), table(PendingSignInRow)

# Asked at every rerun, so everything comes in one statement: one row for each role, or one without a role.
CALLER = (
    columns(
        SIGN_IN,
        *(MEMBER.c[name] for name in ("ref", "name", "administrator")),
        MEMBERSHIP.c.place_id,
        MEMBERSHIP.c.role,
    )
    .join(MEMBER, MEMBER.c.id == SIGN_IN.c.member_id)
    .outerjoin(MEMBERSHIP, MEMBERSHIP.c.member_id == MEMBER.c.id)
    .where(SIGN_IN.c.token_sha256 == bindparam("token_sha256"), SIGN_IN.c.ended_at.is_(None), *ACTIVE)
)


def add_sign_in(
    session: Session, *, token_sha256: str, member_id: int, how: SignInWay, second_factor: bool, now: datetime
) -> None:
    values = {
        "token_sha256": token_sha256,
        "member_id": member_id,
        "how": how,
        "second_factor": second_factor,
        "created_at": now,
        "seen_at": now,
    }
    session.connection().execute(insert(SIGN_IN).values(values))


def caller(session: Session, token_sha256: str) -> tuple[SignIn, Caller] | None:
    """The sign-in of this token and who it is, with every role; None where it was ended or they may not come in."""
    rows = session.connection().execute(CALLER, {"token_sha256": token_sha256}).all()
    if not rows:
        return None
    first = rows[0]
    roles = {row.place_id: row.role for row in rows if row.place_id is not None}
    who = Caller("member", first.ref, first.member_id, first.name, first.administrator, roles)
    return _sign_in(first), who


def _sign_in(row: Any) -> SignIn:
    return SignIn(row.member_id, row.created_at, row.seen_at, row.how, row.second_factor, row.ended_at)


def of_member(session: Session, member_id: int) -> list[SignIn]:
    """Every sign-in of a member that is still kept, newest first."""
    asked = columns(SIGN_IN).where(SIGN_IN.c.member_id == member_id).order_by(SIGN_IN.c.created_at.desc())
    return [_sign_in(row) for row in session.connection().execute(asked)]


def seen(session: Session, token_sha256: str, now: datetime) -> None:
    one = (SIGN_IN.c.token_sha256 == token_sha256, SIGN_IN.c.ended_at.is_(None), SIGN_IN.c.seen_at < now)
    session.connection().execute(update(SIGN_IN).where(*one).values(seen_at=now))


def end(session: Session, token_sha256: str, now: datetime) -> int | None:
    """End the sign-in of this token, and say whose it was; None where there was none to end."""
    one = SIGN_IN.c.token_sha256 == token_sha256
    ended = session.connection().execute(update(SIGN_IN).where(one, SIGN_IN.c.ended_at.is_(None)).values(ended_at=now))
    if ended.rowcount != 1:
        return None
    found: int | None = session.connection().execute(columns(SIGN_IN.c.member_id).where(one)).scalar()
    return found


def end_begun(session: Session, member_id: int, created_at: datetime, now: datetime) -> bool:
    """End the sign-in of a member that began at this moment. Whether there was one to end."""
    one = (SIGN_IN.c.member_id == member_id, SIGN_IN.c.created_at == created_at, SIGN_IN.c.ended_at.is_(None))
    return session.connection().execute(update(SIGN_IN).where(*one).values(ended_at=now)).rowcount > 0


def end_all(session: Session, member_id: int, now: datetime, *, but: str = "") -> int:
    """End every sign-in of a member, and whatever waits for a code, `but` the one with this hash. How many."""
    theirs = (SIGN_IN.c.member_id == member_id, SIGN_IN.c.ended_at.is_(None), SIGN_IN.c.token_sha256 != but)
    ended = session.connection().execute(update(SIGN_IN).where(*theirs).values(ended_at=now)).rowcount
    waiting = (PENDING.c.member_id == member_id, PENDING.c.ended_at.is_(None))
    return ended + session.connection().execute(update(PENDING).where(*waiting).values(ended_at=now)).rowcount


def end_everybodys(session: Session, now: datetime) -> None:
    """End every sign-in there is, and whatever waits for a code."""
    for one in (SIGN_IN, PENDING):
        session.connection().execute(update(one).where(one.c.ended_at.is_(None)).values(ended_at=now))


def add_pending(session: Session, *, token_sha256: str, member_id: int, now: datetime) -> None:
    values = {"token_sha256": token_sha256, "member_id": member_id, "created_at": now}
    session.connection().execute(insert(PENDING).values(values))


def take_try(session: Session, token_sha256: str, now: datetime) -> int | None:
    """Whose code is awaited under this token, one try less from now on; None where nothing is."""
    one = PENDING.c.token_sha256 == token_sha256
    open_ = (PENDING.c.ended_at.is_(None), PENDING.c.tries < CODE_TRIES, PENDING.c.created_at >= now - CODE_WAITS)
    taken = session.connection().execute(update(PENDING).where(one, *open_).values(tries=PENDING.c.tries + 1))
    if taken.rowcount != 1:
        return None
    found: int | None = session.connection().execute(columns(PENDING.c.member_id).where(one)).scalar()
    return found


def end_pending(session: Session, token_sha256: str, now: datetime) -> bool:
    """Whether it was this call that ended it."""
    one = (PENDING.c.token_sha256 == token_sha256, PENDING.c.ended_at.is_(None))
    return session.connection().execute(update(PENDING).where(*one).values(ended_at=now)).rowcount == 1


def forget(session: Session, *, member_id: int | None = None, before: datetime | None = None) -> int:
    """Delete the sign-ins of a member, or those that ended or were last seen before a moment. How many there were."""
    whose = [] if member_id is None else [SIGN_IN.c.member_id == member_id]
    waiting = [] if member_id is None else [PENDING.c.member_id == member_id]
    if before is not None:
        whose.append(or_(SIGN_IN.c.ended_at < before, SIGN_IN.c.seen_at < before - timedelta(hours=12)))
        waiting.append(PENDING.c.created_at < before)
    session.connection().execute(delete(PENDING).where(*waiting))
    return session.connection().execute(delete(SIGN_IN).where(*whose)).rowcount
