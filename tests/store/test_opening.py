"""What is refused at the start, with a sentence, and left exactly as it was."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from resilience_dash.domain.assessment import Answer
from resilience_dash.store import answers, assessments
from resilience_dash.store.database import Database
from resilience_dash.store.migrating import prepare
from resilience_dash.store.problems import (
    DatabaseForeign,
    DatabaseLocked,
    DatabaseNewer,
    DatabaseProblem,
    DatabaseReadOnly,
    NoDatabase,
    NotADatabase,
)
from tests.builders import NOW, closed_to_us, database, only_reading
from tests.store.recording import a_place


@pytest.fixture
def db(in_a_file: Database) -> Database:
    """These are about files."""
    return in_a_file


def opened(path: Path, **how: object) -> Database:
    db = Database(f"sqlite:///{path}", **how)  # type: ignore[arg-type]
    try:
        prepare(db, now=NOW)
    finally:
        db.close()
    return db


def refused(path: Path, problem: type[DatabaseProblem]) -> str:
    """The sentence with which the file is refused; fails if a byte of it changed or anything was put beside it."""
    before, beside = path.read_bytes(), set(path.parent.iterdir())
    with pytest.raises(problem) as caught:
        opened(path)
    assert path.read_bytes() == before
    assert set(path.parent.iterdir()) == beside
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_a_folder_that_is_not_there_is_not_made_since_it_may_be_a_drive_that_is_unplugged(tmp_path: Path) -> None:
    path = tmp_path / "a folder" / "50%" / "Ynys Môn.db"
    with pytest.raises(NoDatabase, match="is not there, so nothing was opened and nothing was made"):
        opened(path)
    assert list(tmp_path.iterdir()) == []
    path.parent.mkdir(parents=True)
    opened(path)
    assert path.exists()
    assert not (path.parent / "backups").exists()


def test_an_empty_file_is_taken_for_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    opened(path)
    assert path.read_bytes().startswith(b"SQLite format 3")


def test_what_is_current_is_opened_without_a_copy(tmp_path: Path) -> None:
    database(tmp_path).close()
    again = Database(f"sqlite:///{tmp_path / 'resilience.db'}")
    assert prepare(again, now=NOW) is None
    again.close()
    assert not (tmp_path / "backups").exists()


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotADatabase, match=r"is a folder. Name a file in it, such as .*resilience\.db"):
        opened(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_path_through_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file.txt").write_text("hello")
    with pytest.raises(DatabaseProblem, match=r"file\.txt"):
        opened(tmp_path / "file.txt" / "resilience.db")
    assert (tmp_path / "file.txt").read_text() == "hello"


@pytest.mark.parametrize(
    "content",
    [
        b"Dear councillor,\n" * 400,
        b"\x00" * 8192,
        b"\x00" * 100,
        b"PK\x03\x04x",
        b"SQLite format 3\x00" + b"\xff" * 5000,
    ],
    ids=["text", "zeros", "few zeros", "zip", "only the first line of one"],
)
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "letter.db"
    path.write_bytes(content)
    said = refused(path, NotADatabase)
    assert "is damaged or is not a database. It was left as it is." in said
    assert "backups" in said


@pytest.mark.parametrize("kept", [0.05, 0.3, 0.5, 0.9, "all but a page"])
def test_a_truncated_database_is_refused_and_left_as_it_is(tmp_path: Path, kept: float | str) -> None:
    db = database(tmp_path)
    a_place(db, 30)
    db.close()
    path = tmp_path / "resilience.db"
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept) if isinstance(kept, float) else len(whole) - 4096])
    refused(path, NotADatabase)


def test_another_programs_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE recipe (name TEXT)")
    other.commit()
    other.close()
    said = refused(path, DatabaseForeign)
    assert "belongs to another program. It was left as it is. Name another file in RESILIENCE_DASH_DATABASE_URL" in said


@pytest.mark.parametrize("revision", ["0001", "ae1027a6acf"])
def test_another_programs_database_is_refused_although_it_is_migrated_with_the_same_tool(
    tmp_path: Path, revision: str
) -> None:
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE recipe (name TEXT)")
    other.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    other.execute("INSERT INTO alembic_version VALUES (?)", (revision,))
    other.commit()
    other.close()
    assert "belongs to another program" in refused(path, DatabaseForeign)


def test_a_newer_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    database(tmp_path).close()
    path = tmp_path / "resilience.db"
    newer = sqlite3.connect(path)
    newer.execute("UPDATE alembic_version SET version_num = '9999'")
    newer.commit()
    newer.close()
    said = refused(path, DatabaseNewer)
    assert "was written by a newer version of this program. It was left as it is. Update the program" in said


def test_an_address_that_is_none_is_refused_with_a_sentence() -> None:
    for url in ("nonsense://x", "://", "resilience.db", ""):
        with pytest.raises(DatabaseProblem, match="RESILIENCE_DASH_DATABASE_URL"):
            Database(url)


@pytest.mark.parametrize("url", ["sqlite://x", "sqlite://srv/resilience.db"])
def test_an_address_with_too_few_slashes_says_how_many_there_must_be(url: str) -> None:
    with pytest.raises(DatabaseProblem, match=r"too few slashes.*three before.*four before a whole path"):
        Database(url)


def test_a_password_is_never_said(tmp_path: Path) -> None:
    with pytest.raises(DatabaseProblem) as caught:
        Database("nonsense://me:secret@host/x")
    assert "secret" not in str(caught.value)


# What may only be read


def test_a_file_that_may_only_be_read_is_read_and_not_written(world_folder: Path) -> None:
    db = database(world_folder)
    assessment_id, _ = a_place(db)
    db.close()
    with only_reading(world_folder):
        db = Database(f"sqlite:///{world_folder / 'resilience.db'}", wait_ms=50)
        said = r"Not saved yet; .* can only be read\. Give this program the right"
        with pytest.raises(DatabaseReadOnly, match=said), db.write() as session:
            assessments.touch(session, assessment_id)
        db.close()


def test_a_new_database_in_a_folder_that_may_only_be_read_is_refused(world_folder: Path) -> None:
    with only_reading(world_folder), pytest.raises(DatabaseReadOnly, match="can only be read"):
        opened(world_folder / "resilience.db")
    assert list(world_folder.iterdir()) == []


def everything_beside(path: Path) -> dict[str, bytes]:
    return {thing.name: thing.read_bytes() for thing in path.parent.iterdir()}


@pytest.mark.parametrize("journal", ["WAL", "DELETE"])
def test_a_database_that_may_only_be_read_is_opened_and_read_and_left_as_it_is(
    world_folder: Path, journal: str
) -> None:
    path = world_folder / "resilience.db"
    db = database(world_folder)
    assessment_id, _ = a_place(db)
    db.close()
    with closing(sqlite3.connect(path)) as plain:
        plain.execute(f"PRAGMA journal_mode={journal}")
    before = everything_beside(path)
    with only_reading(world_folder):
        reading = opened(path, wait_ms=50)
        assert reading.only_read
        assert "only to be read" in reading.described
        with reading.read() as session:
            assert [head.id for head in assessments.all_assessments(session)] == [assessment_id]
        with pytest.raises(DatabaseReadOnly, match=r"Not saved yet; .* can only be read"), reading.write():
            pass
        assert everything_beside(path) == before
    assert not reading.may_only_be_read()


@pytest.mark.parametrize("url", ["sqlite:///{}?mode=ro", "sqlite:///file:{}?mode=ro&uri=true"])
def test_an_address_can_ask_only_to_read(tmp_path: Path, url: str) -> None:
    made = database(tmp_path)
    a_place(made)
    made.close()
    before = everything_beside(tmp_path / "resilience.db")
    reading = Database(url.format(tmp_path / "resilience.db"))
    assert prepare(reading, now=NOW) is None
    with reading.read() as session:
        assert len(assessments.all_assessments(session)) == 1
    with pytest.raises(DatabaseReadOnly, match="take “mode=ro” out of its address"), reading.write():
        pass
    assert everything_beside(tmp_path / "resilience.db") == before
    missing = Database(url.format(tmp_path / "missing.db"))
    with pytest.raises(NoDatabase, match=r"There is no database at .*missing\.db\. None was made"):
        prepare(missing, now=NOW)
    assert not (tmp_path / "missing.db").exists()


def test_what_another_program_is_writing_is_read_with_its_newest_changes(tmp_path: Path) -> None:
    writing = database(tmp_path)
    reading = Database(f"sqlite:///{tmp_path / 'resilience.db'}?mode=ro")
    with reading.read() as session:
        assert assessments.all_assessments(session) == []
    a_place(writing)  # which is in the file beside it, as long as that program runs
    assert (tmp_path / "resilience.db-wal").stat().st_size > 0
    with reading.read() as session:
        assert len(assessments.all_assessments(session)) == 1
    writing.close()
    with reading.read() as session:
        assert len(assessments.all_assessments(session)) == 1


def test_a_database_of_before_that_may_only_be_read_is_not_brought_up_to_date(world_folder: Path) -> None:
    path = world_folder / "resilience.db"
    path.touch()
    with only_reading(world_folder), pytest.raises(DatabaseReadOnly, match="must first be brought up to date, but"):
        opened(path)
    assert path.read_bytes() == b""


def test_a_folder_that_may_not_be_looked_into_is_said(world_folder: Path) -> None:
    closed = world_folder / "closed"
    closed.mkdir()
    path = closed / "resilience.db"
    database(closed).close()
    with closed_to_us(closed), pytest.raises(DatabaseReadOnly, match="no right to look into the folder of"):
        opened(path)


# Held by somebody else


HOLD = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute(sys.argv[2]); print(flush=True); input()"


@contextmanager
def held(path: Path, how: str) -> Iterator[None]:
    """The database is held by another process until the block ends."""
    arguments = [sys.executable, "-c", HOLD, str(path), how]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        other.stdout.readline()
        try:
            yield
        finally:
            other.communicate("\n")


def test_a_database_that_another_program_holds_says_so_and_loses_nothing(db: Database) -> None:
    assessment_id, (person,) = a_place(db)
    impatient = Database(str(db.url), wait_ms=50)
    answer = Answer(0, "s1", person, 2, NOW)

    def save() -> None:
        with impatient.write() as session:
            answers.add_answer(session, assessment_id, answer)

    with held(db.path, "BEGIN IMMEDIATE"):
        with pytest.raises(DatabaseLocked, match=r"Not saved yet; .* Another program is using the database\."):
            save()
        with impatient.read() as session:
            assert answers.latest_answers(session, assessment_id) == []
    save()
    with impatient.read() as session:
        assert len(answers.latest_answers(session, assessment_id)) == 1
    impatient.close()


def test_a_short_wait_is_no_failure(db: Database) -> None:
    """The lock is let go while the write waits for it."""
    assessment_id, _ = a_place(db)
    with ThreadPoolExecutor(1) as pool:
        with held(db.path, "BEGIN IMMEDIATE"):

            def save() -> None:
                with db.write() as session:
                    assessments.touch(session, assessment_id)

            saving = pool.submit(save)
        saving.result()
    with db.read() as session:
        assert assessments.revision(session, assessment_id) == 1


def test_a_new_database_that_another_program_holds_says_so(tmp_path: Path) -> None:
    path = tmp_path / "resilience.db"
    with held(path, "BEGIN EXCLUSIVE"), pytest.raises(DatabaseLocked, match="Another program is using the database"):
        opened(path, wait_ms=50)
    opened(path)


def test_when_too_many_ask_at_once_the_last_is_told_to_try_again(tmp_path: Path) -> None:
    db = database(tmp_path, wait_ms=50)
    assert db.engine.pool.timeout() == 0.05  # as long as for the lock, and not half a minute
    busy = [db.engine.connect() for _ in range(db.engine.pool.size() + db.engine.pool._max_overflow)]
    with (
        pytest.raises(DatabaseLocked, match="Another program is using the database"),
        db.read() as session,
    ):
        assessments.all_assessments(session)
    for connection in busy:
        connection.close()
    db.close()
