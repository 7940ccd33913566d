"""The program as a council hosts it: served to members, on PostgreSQL, in one process or more."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
from playwright.sync_api import expect

from resilience_dash.content.places import read_places
from resilience_dash.domain.access import MACHINE, Role
from resilience_dash.services import inviting, starting
from resilience_dash.store.database import Database
from tests.browser.journey import Journey
from tests.browser.server import ROOT, Server
from tests.people import PASSWORD

SERVED = {"RESILIENCE_DASH_MODE": "served"}


class OnPostgreSQL(Server):
    """The program with its answers in a PostgreSQL database."""

    def __init__(self, folder: Path, url: str, settings: Mapping[str, str] | None = None) -> None:
        super().__init__(folder, settings)
        self.url = url

    @property
    def database_url(self) -> str:
        return self.url

    def rows(self, sql: str, *about: object) -> list[tuple[object, ...]]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(sql, about).fetchall()  # type: ignore[call-overload, no-any-return]


def invited(server: Server, council: str, role: Role) -> str:
    """A link to a place of this council, made as the person at the machine makes it; the place is added if need be."""
    db, now = Database(server.database_url).asked_by(MACHINE), datetime.now(UTC)
    found = read_places(ROOT / "data" / "places.csv").one(council, date(2026, 11, 23))
    place = starting.add_place(db, council=found, community="", now=now)
    db.close()
    return _link(server, place.id, role)


def invited_to(server: Server, assessment: int, role: Role) -> str:
    """A link to the place that this assessment is about."""
    ((place_id,),) = server.rows("SELECT place_id FROM assessment WHERE id = ?", assessment)
    return _link(server, place_id, role)


def _link(server: Server, place_id: int, role: Role) -> str:
    db = Database(server.database_url).asked_by(MACHINE)
    link = inviting.invite(db, place_id=place_id, role=role, note="", now=datetime.now(UTC))
    db.close()
    return f"{server.address}/invitation/{link.token}"


def joins(person: Journey, link: str, name: str) -> None:
    """Take up an invitation with a new account, as far as the home page."""
    person.page.goto(link)
    person.page.get_by_label("Your name").fill(name)
    person.page.get_by_label("E-mail address").fill(email(name))
    person.page.get_by_label("Password").fill(PASSWORD)
    person.press("Join")
    expect(person.page).to_have_url(f"{person.server.address}/")
    person.at("How resilient is our local economy?")


def email(name: str) -> str:
    return f"{name.split()[0].lower()}@example.org"
