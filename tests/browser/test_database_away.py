"""PostgreSQL goes away while somebody answers: the card stays, says that it tries again, and then says “Saved”."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.hosted import SERVED, OnPostgreSQL, invited, joins
from tests.browser.journey import Journey
from tests.postgres import PostgreSQL

pytestmark = [pytest.mark.browser, pytest.mark.fault, pytest.mark.postgres]
FIRST, SECOND = "leadership.commitment", "leadership.champions"


@pytest.fixture
def program(postgresql: PostgreSQL, tmp_path: Path) -> Iterator[OnPostgreSQL]:
    """For the person at this machine."""
    yield from _running(OnPostgreSQL(tmp_path, postgresql.create("browsed")), postgresql)


@pytest.fixture
def served(postgresql: PostgreSQL, tmp_path: Path) -> Iterator[OnPostgreSQL]:
    """For members who sign in."""
    yield from _running(OnPostgreSQL(tmp_path, postgresql.create("browsed"), SERVED), postgresql)


def _running(server: OnPostgreSQL, postgresql: PostgreSQL) -> Iterator[OnPostgreSQL]:
    server.start()
    try:
        yield server
    finally:
        server.stop()
        postgresql.drop("browsed")


def test_an_answer_given_while_the_database_is_away_is_saved_by_itself(
    postgresql: PostgreSQL, program: OnPostgreSQL, visit: Visit
) -> None:
    person = visit(program)
    person.open()
    person.start_assessment("Calderdale", "Enablers", "Jo Ainsworth", "Councillor")
    person.press("Start answering")
    person.at("Top-level leadership")
    _answers_while_it_is_away(person, program, postgresql)


def test_so_is_the_answer_of_a_member_of_whom_it_cannot_be_looked_up_who_they_are(
    postgresql: PostgreSQL, served: OnPostgreSQL, visit: Visit
) -> None:
    person = visit(served)
    joins(person, invited(served, "Calderdale", "editor"), "Jo Ainsworth")
    person.press("Start an assessment")
    person.at("Start an assessment")
    person.tick(re.compile("^Enablers"))
    person.tick("Councillor")
    person.press("Start answering")
    person.at("Task list")
    person.press("Start answering")
    person.at("Top-level leadership")
    _answers_while_it_is_away(person, served, postgresql)

    # Nor is a whole page refused: it comes by itself, and what was typed and not sent is still in its box.
    person.open_box(SECOND)
    comment = person.card(SECOND).get_by_role("textbox", name=re.compile("^Comment"))
    comment.press_sequentially("The promise was made in May.")
    postgresql.stop("immediate")
    try:
        person.press("Continue")
        expect(person.text("Trying again…").first).to_be_in_viewport()  # at the foot of a long page as well
        expect(person.page.get_by_role("button", name="Sign in")).to_have_count(0)
    finally:
        postgresql.start()
    expect(person.text("Trying again…")).to_have_count(0)
    person.settled()

    # Whoever loads the page anew meanwhile is not told to go and sign in, and comes to the page that was asked for.
    address, heading = person.page.url, person.heading.inner_text()
    with person.watch.refusals():
        postgresql.stop("immediate")
        try:
            person.page.reload()
            expect(person.text("The database does not answer just now. Trying again…")).to_be_visible()
        finally:
            postgresql.start()
        person.at(heading)
    assert person.page.url == address
    kept = served.rows("SELECT comment FROM answer WHERE statement_id = %s ORDER BY id DESC", SECOND)
    assert kept[0] == ("The promise was made in May.",)


def _answers_while_it_is_away(person: Journey, server: OnPostgreSQL, postgresql: PostgreSQL) -> None:
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
    kept = server.rows("SELECT statement_id, choice FROM answer ORDER BY id")
    assert kept == [(FIRST, "1"), (FIRST, "3"), (SECOND, "2")]
