"""Limits on how often somebody may try to get in: for each account, and generously for each address.

A try is written down and committed before it is counted. So of many that come at the same moment, each sees all that
were written before it, and no more than the limit get through, without any lock.
"""

import hashlib
from collections.abc import Iterable, Mapping
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
# Wrong codes of workshops. A hall behind one address may mistype for a while. A machine that guesses gets nowhere:
# with a hundred workshops open, 1,000 of the 28 to the power of 8 codes that there are hit once in millions of days.
OF_PHONE = Limit("phone", 10, timedelta(minutes=1))
OF_HALL = Limit("hall", 300, timedelta(minutes=10))
OF_HALL_IN_A_DAY = Limit("hall", 1_000, timedelta(days=1))
KEPT_FOR = timedelta(hours=25)  # longer than the longest limit looks back


@dataclass(frozen=True, slots=True)
class Tried:
    """The tries that were counted, so that a right one can be taken back."""

    ids: Mapping[str, int]


def account(email: str) -> str:
    """The key of an account. An e-mail that nobody has is counted like any other."""
    return _key("account", email_key(email))


def address(said: str) -> str:
    """The key of an address; the 64 bits that one household or hall gets of IPv6 are one."""
    return _address("address", said)


def _address(kind: str, said: str) -> str:
    try:
        found = ip_address(said.partition("%")[0])
    except ValueError:
        return _key(kind, said[:100])
    if found.version == 6 and found.ipv4_mapped:
        return _key(kind, str(found.ipv4_mapped))
    return _key(kind, str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found))


def codes(member_id: int) -> str:
    return _key("codes", str(member_id))


def invitation(token_sha256: str) -> str:
    return _key("invitation", token_sha256)


def knocks(*, device: str, address: str) -> tuple[tuple[str, Limit], ...]:
    """What wrong codes of workshops are counted by. Of a browser that keeps no cookies only the address is known."""
    whole = _address("hall", address)
    of_device = ((_key("phone", device), OF_PHONE),) if device else ()
    return (*of_device, (whole, OF_HALL), (whole, OF_HALL_IN_A_DAY))


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
        raise _too_many(max(waits.values()), now)
    return tried


def _too_many(until: datetime, now: datetime) -> TooManyTries:
    minutes = max(1, -int((now - until).total_seconds() // 60))
    return TooManyTries(
        f"Too many tries in a short time. Nothing was changed. Wait {minutes} minute{'s' * (minutes > 1)}, "
        f"until {until:%H:%M} UTC, then try again.",
        until,
    )


def checked(db: Database, limits: Iterable[tuple[str, Limit]], *, now: datetime) -> None:
    """Nothing, while none of these limits is reached. It counts nothing. Raises TooManyTries."""
    with db.read() as session:
        waits = [again for key, limit in limits if (again := _again(session, key, limit, 0, now))]
    if waits:
        raise _too_many(max(waits), now)


def missed(db: Database, limits: Iterable[tuple[str, Limit]], *, now: datetime) -> None:
    """Count a try that was wrong under every key, once each, and say in the audit that a limit is reached with it."""
    limits = tuple(limits)
    with db.write() as session:
        for key in dict(limits):
            attempts.add(session, key, now)
        attempts.forget(session, before=now - KEPT_FOR)
        for key, limit in limits:
            if _again(session, key, limit, 0, now):
                _note_once(session, key, limit, now)


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
