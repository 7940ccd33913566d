"""The tables as they stand in the file: as the migrations made them, with aware moments, and only added to."""

import inspect
import re
import sqlite3
from datetime import UTC, datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.exc import StatementError

from resilience_dash.domain.assessment import Agreement, Answer
from resilience_dash.store import answers, assessments
from resilience_dash.store.database import Database
from resilience_dash.store.problems import DatabaseProblem
from resilience_dash.store.tables import Row
from tests.builders import NASTY, NOW, later, sealed
from tests.store.recording import a_place


def test_the_classes_are_what_the_migrations_make(db: Database) -> None:
    with db.engine.connect() as connection:
        how = {"compare_type": True, "compare_server_default": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=how), Row.metadata) == []


def test_saved_means_saved(either: Database) -> None:
    with either.write() as session:
        asked = {
            name: session.connection().exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("synchronous", "foreign_keys", "journal_mode", "busy_timeout", "mmap_size")
        }
    full = 2
    assert asked == {
        "synchronous": full,
        "foreign_keys": 1,
        "journal_mode": "wal",
        "busy_timeout": 10_000,
        "mmap_size": 0,
    }


def test_a_moment_without_a_time_zone_is_refused(db: Database) -> None:
    assessment_id, (person,) = a_place(db)
    naive = datetime(2026, 11, 23, 10, 0)  # noqa: DTZ001  (that is the point)
    with pytest.raises((StatementError, ValueError, DatabaseProblem)), db.write() as session:
        answers.add_answer(session, assessment_id, Answer(0, "s1", person, 2, naive))
    with db.read() as session:
        assert answers.latest_answers(session, assessment_id) == []


@pytest.mark.parametrize("hours", [0, 1, -5, 13])
def test_a_moment_comes_back_in_utc(db: Database, hours: int) -> None:
    assessment_id, (person,) = a_place(db)
    at = datetime(2026, 3, 29, 1, 30, 59, 123456, tzinfo=timezone(timedelta(hours=hours)))
    with db.write() as session:
        answers.add_answer(session, assessment_id, Answer(0, "s1", person, 2, at))
    with db.read() as session:
        (found,) = answers.latest_answers(session, assessment_id)
    assert found.at == at
    assert found.at.tzinfo is UTC or found.at.utcoffset() == timedelta(0)


@pytest.mark.parametrize("choice", [0, 1, 2, 3, 4, "dont_know", "not_ours", None])
def test_a_choice_comes_back_as_it_was_given(db: Database, choice) -> None:
    assessment_id, (person,) = a_place(db)
    with db.write() as session:
        kept = answers.add_answer(session, assessment_id, Answer(0, "s1", person, choice, NOW, "r", 3, "c", True, "d"))
    with db.read() as session:
        assert answers.latest_answers(session, assessment_id) == [kept]
    assert (kept.choice, type(kept.choice)) == (choice, type(choice))


def test_nasty_texts_come_back_equal(db: Database) -> None:
    assessment_id, (person,) = a_place(db)
    with db.write() as session:
        for nasty in NASTY:
            answers.add_answer(session, assessment_id, Answer(0, nasty, person, 2, NOW, reason=nasty, comment=nasty))
            answers.add_agreement(session, assessment_id, Agreement(0, nasty, 2, nasty, nasty, NOW))
    with db.read() as session:
        found = answers.latest_answers(session, assessment_id)
        agreements = answers.latest_agreements(session, assessment_id)
    assert [(a.statement_id, a.reason, a.comment) for a in found] == [(nasty,) * 3 for nasty in NASTY]
    assert [(a.statement_id, a.reason, a.recorded_by) for a in agreements.values()] == [(n,) * 3 for n in NASTY]


def test_the_newest_answer_counts_and_the_older_ones_stay(db: Database) -> None:
    assessment_id, people = a_place(db, 2)
    with db.write() as session:
        for level in (0, 4, 2):
            for person in people:
                answers.add_answer(session, assessment_id, Answer(0, "s1", person, level, NOW))
    with db.read() as session:
        assert [a.choice for a in answers.latest_answers(session, assessment_id)] == [2, 2]
        assert [a.choice for a in answers.answer_history(session, people[0], "s1")] == [2, 4, 0]
        assert [a.respondent_id for a in answers.latest_answers(session, assessment_id, respondent_id=people[1])] == [
            people[1]
        ]
        assert answers.statements_answered(session)[assessment_id].statements == 1


def test_the_order_is_that_of_writing_and_not_of_the_clock(db: Database) -> None:
    """The clock went back between the two: the later one still counts."""
    assessment_id, (person,) = a_place(db)
    with db.write() as session:
        answers.add_answer(session, assessment_id, Answer(0, "s1", person, 1, later(60)))
        answers.add_answer(session, assessment_id, Answer(0, "s1", person, 2, NOW))
    with db.read() as session:
        assert [a.choice for a in answers.latest_answers(session, assessment_id)] == [2]


def test_a_sealed_database_refuses_to_change_an_answer(db: Database) -> None:
    """What other tests stand on: the triggers do refuse."""
    assessment_id, (person,) = a_place(db)
    sealed(db)
    with db.write() as session:
        answers.add_answer(session, assessment_id, Answer(0, "s1", person, 1, NOW))
    for deed in ("UPDATE answer SET choice = '4'", "DELETE FROM answer"):
        with pytest.raises(DatabaseProblem, match=r"answer: (update|delete)"), db.write() as session:
            session.connection().exec_driver_sql(deed)
    with db.read() as session:
        assert [a.choice for a in answers.latest_answers(session, assessment_id)] == [1]


def test_no_function_of_answers_changes_or_takes_away_a_row() -> None:
    source = inspect.getsource(answers)
    assert not re.findall(r"(?i)\b(?:update|delete|merge|get_one)\b\s*\(", source)


def test_a_row_that_points_at_nothing_is_refused(db: Database) -> None:
    assessment_id, _ = a_place(db)
    with pytest.raises(DatabaseProblem, match="foreign key"), db.write() as session:
        answers.add_answer(session, assessment_id, Answer(0, "s1", 999, 2, NOW))


def test_the_same_place_is_kept_once(db: Database) -> None:
    a_place(db)
    a_place(db)
    with db.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM place").scalar() == 1


def test_the_file_is_plain_sqlite_that_other_programs_read(in_a_file: Database) -> None:
    assessment_id, (person,) = a_place(in_a_file)
    with in_a_file.write() as session:
        answers.add_answer(session, assessment_id, Answer(0, "s1", person, 2, NOW, comment="Ynys Môn 👍"))
    in_a_file.close()
    other = sqlite3.connect(in_a_file.path)
    assert other.execute("SELECT choice, comment FROM answer").fetchall() == [("2", "Ynys Môn 👍")]
    other.close()


@pytest.mark.parametrize("number", [0, -1, 10**9, 2**63, 10**30])
def test_a_number_nothing_has_is_said_to_be_unknown(db: Database, number: int) -> None:
    with pytest.raises(assessments.UnknownThing, match="There is no"), db.read() as session:
        assessments.assessment(session, number)
