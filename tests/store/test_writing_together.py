"""Many people save at once: everything is kept, and nobody is told that the database is locked."""

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event

from resilience_dash.domain.assessment import Answer
from resilience_dash.store import answers, assessments, checking
from resilience_dash.store.database import Database, sqlite_driver, sqlite_has_wal_race
from resilience_dash.store.problems import DatabaseProblem
from tests.builders import NOW, database
from tests.store.recording import a_place, start_recorder

THREADS, EACH = 24, 10


def together(work: Callable[[int], None], threads: int = THREADS) -> None:
    """Let threads begin at the same moment; raises what any of them raised."""
    barrier = threading.Barrier(threads)

    def begin(number: int) -> None:
        barrier.wait()
        work(number)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(begin, range(threads)))


def test_two_dozen_people_answer_at_once_and_every_answer_is_kept(either: Database) -> None:
    assessment_id, people = a_place(either, THREADS)
    acknowledged: set[int] = set()

    def answer(number: int) -> None:
        for nth in range(EACH):
            with either.write() as session:
                # Reads before it writes, as every service does: this is what the driver's defaults lose.
                assert len(answers.latest_answers(session, assessment_id, respondent_id=people[number])) == nth
                kept = answers.add_answer(session, assessment_id, Answer(0, f"s{nth}", people[number], 2, NOW))
                assessments.touch(session, assessment_id)
            acknowledged.add(kept.id)

    together(answer)
    with either.read() as session:
        kept = answers.latest_answers(session, assessment_id)
        assert {a.id for a in kept} == acknowledged
        assert len(kept) == THREADS * EACH
        assert assessments.revision(session, assessment_id) == THREADS * EACH
    assert checking.damage(either) == []


def test_two_processes_answer_at_once_and_every_answer_is_kept(db: Database) -> None:
    assessment_id, people = a_place(db, 2)
    children = [start_recorder(db, assessment_id, person, 60) for person in people]
    for child in children:
        child.stdin.write("\n")
        child.stdin.flush()
    said = [child.communicate(timeout=60)[0].splitlines() for child in children]
    assert [lines[-1] for lines in said] == ["done", "done"]
    acknowledged = {int(line.split()[0]) for lines in said for line in lines[:-1]}
    assert len(acknowledged) == 120
    with db.read() as session:
        assert assessments.revision(session, assessment_id) == 120
        rows = session.connection().exec_driver_sql("SELECT id FROM answer").all()
    assert {row[0] for row in rows} == acknowledged


def test_a_reader_sees_one_moment_while_others_write(db: Database) -> None:
    assessment_id, (person,) = a_place(db)
    with db.read() as reading:
        assert answers.latest_answers(reading, assessment_id) == []
        with db.write() as session:
            answers.add_answer(session, assessment_id, Answer(0, "s1", person, 2, NOW))
        assert answers.latest_answers(reading, assessment_id) == []
    with db.read() as reading:
        assert len(answers.latest_answers(reading, assessment_id)) == 1


def test_what_goes_wrong_in_the_middle_leaves_nothing(db: Database) -> None:
    assessment_id, (person,) = a_place(db)

    def add_and_fail() -> None:
        with db.write() as session:
            answers.add_answer(session, assessment_id, Answer(0, "s1", person, 2, NOW))
            raise KeyError("something")

    with pytest.raises(KeyError):
        add_and_fail()
    with db.read() as session:
        assert answers.latest_answers(session, assessment_id) == []


def test_what_is_done_while_reading_is_not_kept(in_a_file: Database) -> None:
    assessment_id, (person,) = a_place(in_a_file)
    with in_a_file.read() as session:
        answers.add_answer(session, assessment_id, Answer(0, "s1", person, 2, NOW))
    with in_a_file.read() as session:
        assert answers.latest_answers(session, assessment_id) == []


def test_every_write_begins_by_taking_the_lock(in_a_file: Database) -> None:
    said: list[str] = []
    event.listen(in_a_file.engine, "before_cursor_execute", lambda _c, _cu, statement, *_: said.append(statement))
    a_place(in_a_file)
    assert said[0] == "BEGIN IMMEDIATE"
    said.clear()
    with in_a_file.read() as session:
        assessments.all_assessments(session)
    assert said[0] == "BEGIN"


# Python's own SQLite


def test_python_and_the_bundled_sqlite_are_told_apart_by_the_race() -> None:
    class Driver:
        sqlite_version_info = (3, 51, 2)

    assert sqlite_has_wal_race(Driver)  # type: ignore[arg-type]
    Driver.sqlite_version_info = (3, 51, 3)
    assert not sqlite_has_wal_race(Driver)  # type: ignore[arg-type]


def test_the_bundled_sqlite_is_taken_where_there_is_one() -> None:
    pysqlite3 = pytest.importorskip("pysqlite3", reason="there is no wheel of pysqlite3 for this platform")
    assert sqlite_driver() is pysqlite3.dbapi2
    assert not sqlite_has_wal_race(sqlite_driver())


@pytest.mark.skipif(not sqlite_has_wal_race(sqlite3), reason="this Python's own SQLite has no race to guard against")
def test_an_old_sqlite_lets_one_write_at_a_time(tmp_path: Path) -> None:
    db = database(tmp_path, driver=sqlite3, wait_ms=50)
    assert db.one_writer
    assert "one writer at a time" in db.described
    inside: list[int] = []

    def write(number: int) -> None:
        with db.write() as session:
            inside.append(number)
            assert len(inside) == 1
            assessments.all_assessments(session)
            inside.remove(number)

    assessment_id, _ = a_place(db)
    db.wait_ms = 10_000
    together(write, 12)
    db.wait_ms = 50
    with (
        db.write(),
        ThreadPoolExecutor(1) as pool,
        pytest.raises(DatabaseProblem, match=r"Other people are saving just now. Nothing was changed"),
    ):
        pool.submit(write, 1).result()
    with db.read() as session:
        assert assessments.revision(session, assessment_id) == 0
    db.close()
