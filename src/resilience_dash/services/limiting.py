"""Limits on how often somebody may try to get in: for each account, and generously for each address.

A try is written down and committed before it is counted. So of many that come at the same moment, each sees all that
were written before it, and no more than the limit get through, without any lock.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from resilience_dash.domain.member import TooManyTries, email_key
from resilience_dash.services.auditing import noted
from resilience_dash.store import attempts
from resilience_dash.store.database import Database, Session


@dataclass(frozen=True, slots=True)
class Limit:
    """How many tries are taken within how long, and of what."""

    of: str
    times: int
    within: timedelta


# A hall of 200 sits behind one address, so that limit only stops machines; the account's is what stops guessing.
OF_ACCOUNT = Limit("account", 10, timedelta(minutes=15))
OF_ADDRESS = Limit("address", 300, timedelta(minutes=10))
OF_CODES = Limit("codes", 10, timedelta(minutes=15))
OF_INVITATION = Limit("invitation", 20, timedelta(minutes=15))
KEPT_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Tried:
    """The tries that were counted, so that a right one can be taken back."""

    ids: Mapping[str, int]


def account(email: str) -> str:
    """The key of an account. An e-mail that nobody has is counted like any other."""
    return _key("account", email_key(email))


def address(said: str) -> str:
    """The key of an address; the 64 bits that one household or hall gets of IPv6 are one."""
    try:
        found = ip_address(said.partition("%")[0])
    except ValueError:
        return _key("address", said[:100])
    if found.version == 6 and found.ipv4_mapped:
        return _key("address", str(found.ipv4_mapped))
    return _key("address", str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found))


def codes(member_id: int) -> str:
    return _key("codes", str(member_id))


def invitation(token_sha256: str) -> str:
    return _key("invitation", token_sha256)


def _key(kind: str, what: str) -> str:
    return hashlib.sha256(f"{kind}:{what}".encode("utf-8", "replace")).hexdigest()


def counted(db: Database, limits: Mapping[str, Limit], *, now: datetime) -> Tried:
    """Count one try under every key. Raises TooManyTries, and then it is not counted."""
    with db.write() as session:
        tried = Tried({key: attempts.add(session, key, now) for key in limits})
        attempts.forget(session, before=now - KEPT_FOR)
    with db.read() as session:
        found = {key: _again(session, key, limit, tried.ids[key], now) for key, limit in limits.items()}
    waits = {key: again for key, again in found.items() if again}
    if waits:
        with db.write() as session:
            # Otherwise whoever keeps trying would never get in again, and a stranger could keep somebody out for good.
            attempts.forget(session, ids=tried.ids.values())
            for key in waits:
                _note_once(session, key, limits[key], now)
        until = max(waits.values())
        minutes = max(1, -int((now - until).total_seconds() // 60))
        raise TooManyTries(
            f"Too many tries in a short time. Nothing was changed. Wait {minutes} minute{'s' * (minutes > 1)}, "
            f"until {until:%H:%M} UTC, then try again.",
            until,
        )
    return tried


def _again(session: Session, key: str, limit: Limit, own: int, now: datetime) -> datetime | None:
    others = [at for number, at in attempts.since(session, key, now - limit.within) if number != own]
    return None if len(others) < limit.times else others[len(others) - limit.times] + limit.within


def _note_once(session: Session, key: str, limit: Limit, now: datetime) -> None:
    """Say in the audit that tries were refused: once while they are, or a machine that tries would fill it for good.

    Which account or address it was stays out: the audit is never emptied.
    """
    told = _key("told", key)
    if not attempts.since(session, told, now - limit.within):
        attempts.add(session, told, now)
        noted(session, "tries_refused", place_id=None, at=now, of=limit.of)


def forgiven(session: Session, tried: Tried, *, whole: str) -> None:
    """Take back a try that was right, and every earlier one under the key `whole`, which it has made good."""
    attempts.forget(session, ids=tried.ids.values(), key=whole)


def reopened(session: Session, key: str) -> None:
    """Forget the tries under a key, after somebody has proved themselves in another way."""
    attempts.forget(session, key=key)
