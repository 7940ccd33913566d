"""Members made as they are made in earnest: invited, joined with a password, and looked up by their token."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from threading import Barrier

from resilience_dash.domain.access import MACHINE, NOBODY, Caller, Role
from resilience_dash.services import admitting, inviting
from resilience_dash.store.database import Database
from resilience_dash.store.tables import Row
from tests.builders import NOW, later

PASSWORD = "kettle marble oxen"
ADDRESS = "203.0.113.7"


@dataclass
class Person:
    """A member, the token in their browser, and the database before it is told who asks."""

    everybody: Database
    email: str
    token: str

    def caller(self, now: datetime = NOW) -> Caller:
        return admitting.caller(self.everybody, token=self.token, now=now)

    @property
    def id(self) -> int:
        found = self.caller().member_id
        assert found is not None
        return found

    @property
    def db(self) -> Database:
        """The database as this person asks it now."""
        return self.everybody.asked_by(self.caller())


def machine(db: Database) -> Database:
    return db.asked_by(MACHINE)


def nobody(db: Database) -> Database:
    return db.asked_by(NOBODY)


def joined(db: Database, place_id: int, role: Role, name: str = "Ann") -> Person:
    """Somebody who took up an invitation to a place."""
    link = inviting.invite(machine(db), place_id=place_id, role=role, note="", now=NOW)
    return _accepted(db, link.token, name)


def an_administrator(db: Database, name: str = "Root") -> Person:
    return _accepted(db, inviting.invite_administrator(machine(db), note="", now=NOW).token, name)


def _accepted(db: Database, token: str, name: str) -> Person:
    email = f"{name.lower()}@example.org"
    ticket = inviting.accept(nobody(db), token=token, name=name, email=email, password=PASSWORD, now=NOW)
    assert ticket.token is not None
    return Person(nobody(db), email, ticket.token)


def everything(db: Database) -> str:
    """All that stands in the database, as text."""
    with db.read() as session:
        return "\n".join(repr(session.connection().execute(t.select()).all()) for t in Row.metadata.sorted_tables)


def signs_in(db: Database, email: str, password: str = PASSWORD, *, now: datetime | None = None) -> admitting.Ticket:
    """A try to sign in, from the usual address."""
    return admitting.sign_in(nobody(db), email=email, password=password, address=ADDRESS, now=now or later())


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """What each gives, or what it raises, when all are done at the same moment."""
    barrier = Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return deed()
        except Exception as error:  # noqa: BLE001  (it is what the test looks at)
            return error

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))
