"""A disk that is full and pages that are damaged: nothing is lost, and it is said."""

import sqlite3

import pytest
from sqlalchemy import event

from resilience_dash.domain.assessment import Answer
from resilience_dash.store import answers, checking
from resilience_dash.store.database import Database
from resilience_dash.store.problems import DatabaseFull, DatabaseProblem, NotADatabase
from tests.builders import NOW
from tests.store.recording import a_place


@pytest.fixture
def db(in_a_file: Database) -> Database:
    """These are about files."""
    return in_a_file


def test_a_full_disk_keeps_what_was_saved_and_says_that_the_rest_is_not(db: Database) -> None:
    assessment_id, (person,) = a_place(db)
    db.close()
    small = Database(str(db.url))
    event.listen(small.engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count=120"))
    acknowledged: list[int] = []

    def fill_up() -> None:
        for nth in range(1_000):
            with small.write() as session:
                answer = Answer(0, f"s{nth}", person, 2, NOW, comment="x" * 3_000)
                kept = answers.add_answer(session, assessment_id, answer)
            acknowledged.append(kept.id)

    with pytest.raises(DatabaseFull, match=r"Not saved yet; .* The disk is full\. Make room on the disk that holds"):
        fill_up()
    assert 5 < len(acknowledged) < 100
    with small.read() as session:
        assert [a.id for a in answers.latest_answers(session, assessment_id)] == acknowledged
    assert checking.damage(small) == []
    small.close()
    with db.write() as session:  # there is room again
        answers.add_answer(session, assessment_id, Answer(0, "s9999", person, 2, NOW))
    with db.read() as session:
        assert len(answers.latest_answers(session, assessment_id)) == len(acknowledged) + 1


def test_a_sound_database_has_no_damage(db: Database) -> None:
    assert checking.damage(db) == []


def test_a_row_that_points_at_nothing_is_found(db: Database) -> None:
    a_place(db)
    db.close()
    careless = sqlite3.connect(db.path)  # foreign keys are off where nobody asks for them
    careless.execute("DELETE FROM place")
    careless.commit()
    careless.close()
    assert checking.damage(db) == ["a row of “assessment” points at nothing"]


def test_a_damaged_page_is_found_or_said(db: Database) -> None:
    assessment_id, (person,) = a_place(db)
    with db.write() as session:
        for nth in range(300):
            answers.add_answer(session, assessment_id, Answer(0, f"s{nth}", person, 2, NOW, comment="x" * 300))
    db.close()
    whole = bytearray(db.path.read_bytes())
    middle = len(whole) // 2 // 4096 * 4096
    whole[middle : middle + 4096] = b"\xa5" * 4096
    db.path.write_bytes(whole)
    try:
        found = checking.damage(db)
    except NotADatabase:
        return
    assert found


def test_what_the_database_says_otherwise_is_passed_on(db: Database) -> None:
    with pytest.raises(DatabaseProblem, match="The database said: no such table: cheese"), db.read() as session:
        session.connection().exec_driver_sql("SELECT * FROM cheese")
