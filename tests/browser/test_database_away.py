"""PostgreSQL goes away while somebody answers: the card stays, says that it tries again, and then says “Saved”."""

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.server import Server
from tests.postgres import PostgreSQL

pytestmark = [pytest.mark.browser, pytest.mark.fault, pytest.mark.postgres]
FIRST, SECOND = "leadership.commitment", "leadership.champions"


class OnPostgreSQL(Server):
    """The program with its answers in a PostgreSQL database."""

    def __init__(self, folder: Path, url: str) -> None:
        super().__init__(folder)
        self.url = url

    @property
    def _environment(self) -> dict[str, str]:
        return {**super()._environment, "RESILIENCE_DASH_DATABASE_URL": self.url}

    def rows(self, sql: str, *about: object) -> list[tuple[object, ...]]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(sql, about).fetchall()  # type: ignore[call-overload, no-any-return]


@pytest.fixture
def served(postgresql: PostgreSQL, tmp_path: Path) -> Iterator[OnPostgreSQL]:
    server = OnPostgreSQL(tmp_path, postgresql.create("browsed"))
    server.start()
    try:
        yield server
    finally:
        server.stop()
        postgresql.drop("browsed")


def test_an_answer_given_while_the_database_is_away_is_saved_by_itself(
    postgresql: PostgreSQL, served: OnPostgreSQL, visit: Visit
) -> None:
    person = visit(served)
    person.open()
    person.start_assessment("Calderdale", "Enablers", "Jo Ainsworth", "Councillor")
    person.press("Start answering")
    person.at("Top-level leadership")
    person.answer(FIRST, 1)
    postgresql.stop("immediate")
    try:
        person.choose_level(FIRST, 3)
        says = person.card(FIRST).get_by_role("alert")
        expect(says).to_have_text(re.compile("Not saved yet: the database does not answer just now. Trying again…"))
        expect(person.chosen(FIRST)).to_have_accessible_name(re.compile("^3 Established"))
    finally:
        postgresql.start()
    person.saved(FIRST)
    expect(says).to_have_count(0)
    expect(person.chosen(FIRST)).to_have_accessible_name(re.compile("^3 Established"))
    person.answer(SECOND, 2)
    kept = served.rows("SELECT statement_id, choice FROM answer ORDER BY id")
    assert kept == [(FIRST, "1"), (FIRST, "3"), (SECOND, "2")]
