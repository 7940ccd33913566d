"""PostgreSQL alone: what is refused at the start, what a server that is away or full says, and who waits for whom."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from resilience_dash.domain.assessment import Answer
from resilience_dash.domain.problem import NotJustNow, UnknownThing
from resilience_dash.store import answers, assessments, evidence
from resilience_dash.store.database import Database
from resilience_dash.store.migrating import prepare
from resilience_dash.store.problems import (
    CharacterRefused,
    DatabaseAway,
    DatabaseForeign,
    DatabaseLocked,
    DatabaseNewer,
    DatabaseProblem,
    DatabaseReadOnly,
    DatabaseRefused,
    NoDatabase,
    OutcomeUnknown,
)
from tests.builders import NOW
from tests.conftest import Clone
from tests.postgres import PostgreSQL
from tests.store.recording import ENVIRONMENT, ROOT, a_place
from tests.store.test_migrating import newest, scripts

pytestmark = pytest.mark.postgres


@pytest.fixture
def db(on_a_server: Database) -> Database:
    return on_a_server


@pytest.fixture
def new(postgresql: PostgreSQL) -> Iterator[str]:
    """The address of an empty database."""
    yield postgresql.create("new")
    postgresql.drop("new")


def refused(url: str, problem: type[DatabaseProblem]) -> str:
    """The sentence with which the database is refused, said by a program that starts."""
    db = Database(url, wait_ms=200)
    with pytest.raises(problem) as caught:
        prepare(db, now=NOW)
    db.close()
    assert ":secret" not in str(caught.value)
    return str(caught.value)


def on_the_side(url: str, statement: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement)


# The address


@pytest.mark.parametrize("name", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_write_the_address_means_the_same(postgresql: PostgreSQL, clone: Clone, name: str) -> None:
    made = clone()
    db = Database(f"{name}://resilience:secret@127.0.0.1:{postgresql.port}/{made.url.database}")
    assert prepare(db, now=NOW) is None
    assert db.where == f"postgresql://resilience@127.0.0.1:{postgresql.port}/{made.url.database}"
    assert db.described.startswith("PostgreSQL 1")
    db.close()


def test_a_socket_in_a_folder_is_an_address_too(postgresql: PostgreSQL, db: Database) -> None:
    other = Database(f"postgresql://resilience@/{db.url.database}?host={postgresql.folder}&port={postgresql.port}")
    assert prepare(other, now=NOW) is None
    assert other.where == f"postgresql://resilience@/{db.url.database}?host={postgresql.folder}"
    other.close()


@pytest.mark.parametrize("url", ["postgresql+psycopg2://h/x", "postgresql+asyncpg://h/x", "mysql://h/x"])
def test_other_drivers_and_databases_are_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(DatabaseProblem, match=r"not one this program knows. Look at RESILIENCE_DASH_DATABASE_URL"):
        Database(url)


def test_the_server_keeps_the_promises(db: Database) -> None:
    wanted = {
        "synchronous_commit": "on",
        "TimeZone": "UTC",
        "statement_timeout": "30s",
        "lock_timeout": "10s",
        "idle_in_transaction_session_timeout": "1min",
    }
    on_the_side(str(db.url), f"ALTER DATABASE {db.url.database} SET synchronous_commit = off")
    with db.write() as session:
        run = session.connection().exec_driver_sql
        assert {name: run(f"SHOW {name}").scalar() for name in wanted} == wanted
        assert run("SHOW transaction_isolation").scalar() == "read committed"
    with db.read() as session:
        run = session.connection().exec_driver_sql
        assert run("SHOW transaction_isolation").scalar() == "repeatable read"
        assert run("SHOW transaction_read_only").scalar() == "on"


# What is refused at the start


def test_another_programs_database_is_refused_and_left_as_it_is(new: str) -> None:
    on_the_side(new, "CREATE TABLE recipe (name text)")
    assert "belongs to another program. It was left as it is. Name another database" in refused(new, DatabaseForeign)
    db = Database(new)
    with db.read() as session:
        found = session.connection().exec_driver_sql("SELECT relname FROM pg_stat_user_tables").scalars().all()
    db.close()
    assert found == ["recipe"]


def test_a_newer_database_is_refused(db: Database) -> None:
    on_the_side(str(db.url), "UPDATE alembic_version SET version_num = '9999'")
    assert "was written by a newer version" in refused(str(db.url), DatabaseNewer)


def test_a_database_that_is_not_there_and_a_name_that_is_unknown_are_said(postgresql: PostgreSQL) -> None:
    said = refused(postgresql.url("nowhere"), NoDatabase)
    assert said == f"There is no database {postgresql.url('nowhere')}. Create it on the server, or name another one."
    said = refused(postgresql.url("postgres").replace("resilience@", "stranger:secret@"), DatabaseRefused)
    assert 'refuses this program: role "stranger" does not exist. Look at the name and the password' in said


def test_a_wrong_password_is_said_and_not_told(postgresql: PostgreSQL) -> None:
    rules = postgresql.data / "pg_hba.conf"
    before = rules.read_text()
    postgresql.ask("CREATE ROLE guarded LOGIN PASSWORD 'right'")
    rules.write_text(f"host all guarded 127.0.0.1/32 scram-sha-256\n{before}")
    try:
        postgresql.ask("SELECT pg_reload_conf()")
        for secret in ("guarded:secret@", "guarded@"):
            said = refused(postgresql.url("postgres").replace("resilience@", secret), DatabaseRefused)
            assert "password" in said.partition("refuses this program:")[2].partition(". Look at")[0]
    finally:
        rules.write_text(before)
        postgresql.ask("SELECT pg_reload_conf()")


def test_a_name_that_may_not_make_tables_is_told_so(postgresql: PostgreSQL, new: str) -> None:
    postgresql.ask("CREATE ROLE guest LOGIN")
    postgresql.ask("REVOKE CREATE ON SCHEMA public FROM public", "new")
    said = refused(new.replace("resilience@", "guest@"), DatabaseRefused)
    assert "permission denied for schema public" in said


def test_a_database_that_does_not_keep_every_letter_is_refused(postgresql: PostgreSQL) -> None:
    postgresql.ask("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'")
    said = refused(postgresql.url("latin"), DatabaseProblem)
    assert "keeps its texts in LATIN1, in which names would be lost. It was left as it is." in said
    postgresql.drop("latin")


def test_a_migration_that_fails_leaves_everything_as_it_was(db: Database, tmp_path: Path) -> None:
    assessment_id, (person,) = a_place(db)
    with db.write() as session:
        answers.add_answer(session, assessment_id, Answer(0, "s1", person, 3, NOW, comment="keep me"))
    with pytest.raises(RuntimeError, match=r"half way"):
        prepare(db, now=NOW, scripts=scripts(tmp_path / "scripts", 'raise RuntimeError("half way")'))
    with db.read() as session:
        run = session.connection().exec_driver_sql
        assert run("SELECT to_regclass('hall')").scalar() is None
        assert run("SELECT version_num FROM alembic_version").scalar() == newest()
        assert [a.comment for a in answers.latest_answers(session, assessment_id)] == ["keep me"]
    assert prepare(db, now=NOW) is None


def test_an_upgrade_keeps_every_answer_and_says_that_it_made_no_copy(
    db: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assessment_id, (person,) = a_place(db)
    with db.write() as session:
        answers.add_answer(session, assessment_id, Answer(0, "s1", person, 3, NOW, comment="keep me"))
    caplog.set_level("INFO", "resilience_dash")
    assert prepare(db, now=NOW, scripts=scripts(tmp_path / "scripts", "pass")) is None
    assert [r.message.partition(" goes ")[2] for r in caplog.records if r.name == "resilience_dash"] == [
        f"from {newest()} to 9999; only pg_dump makes a copy of it"
    ]
    with db.read() as session:
        rows = session.connection().exec_driver_sql("SELECT choice, comment, extra FROM answer").all()
    assert rows == [("3", "keep me", "migrated")]


START = """
import sys
from resilience_dash.store.database import Database
from resilience_dash.store.migrating import prepare
from tests.builders import NOW
db = Database(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
from sqlalchemy import event
said = []
event.listen(db.engine, "before_cursor_execute", lambda _c, _cu, statement, *_: said.append(statement))
prepare(db, now=NOW)
print(sum("CREATE TABLE place (" in " ".join(statement.split()) for statement in said))
"""


def test_of_processes_that_start_together_exactly_one_migrates(new: str) -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    children = [
        subprocess.Popen([sys.executable, "-c", START, new], cwd=ROOT, env=ENVIRONMENT, **pipes) for _ in range(3)
    ]
    for child in children:
        assert child.stdout.readline() == "ready\n"
    for child in children:
        child.stdin.write("\n")
        child.stdin.flush()
    said = [child.communicate(timeout=60) for child in children]
    assert sorted(out.strip() for out, _ in said) == ["0", "0", "1"], said


# Who waits for whom


def together(*works: object) -> list[object]:
    """Let everybody begin at the same moment; gives what they gave, or raised."""
    barrier = threading.Barrier(len(works))

    def begin(work) -> object:
        barrier.wait()
        try:
            return work()
        except Exception as error:  # noqa: BLE001  (that is what is looked at)
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(begin, works))


def test_the_same_place_and_the_same_file_from_many_at_once_are_kept_once(db: Database) -> None:
    def keep() -> int:
        with db.write() as session:
            evidence.keep_file(session, "0" * 64, b"x" * 100_000)
            return assessments.find_or_add_place(
                session, council_code="X1", council_name="Ashby", nation="England", community="", made_up=True, now=NOW
            ).id

    assert len(set(together(*[keep] * 12))) == 1
    with db.read() as session:
        run = session.connection().exec_driver_sql
        assert run("SELECT (SELECT count(*) FROM place), (SELECT count(*) FROM evidence_file)").one() == (1, 1)


def test_who_changes_an_assessment_waits_for_whoever_does_and_others_do_not(db: Database) -> None:
    (mine, _), (other, _) = a_place(db), a_place(db)
    impatient = Database(str(db.url), wait_ms=100)
    with db.write() as holding:
        assessments.locked(holding, mine)
        with impatient.write() as session:
            assessments.touch(session, other)
        with (
            pytest.raises(DatabaseLocked, match=r"Not saved yet; .* Other people are saving to the same place"),
            impatient.write() as session,
        ):
            assessments.locked(session, mine)
        with impatient.read() as session:
            assert assessments.revision(session, mine) == 0
    impatient.close()


# What cannot be kept


@pytest.mark.parametrize("text", ["a\x00b", "half \ud83d a face"])
def test_a_character_that_cannot_be_kept_is_a_sentence(db: Database, text: str) -> None:
    assessment_id, _ = a_place(db)
    with (
        pytest.raises(CharacterRefused, match=r"Not saved yet; .* a character in it that no database can keep"),
        db.write() as session,
    ):
        assessments.add_respondent(session, assessment_id=assessment_id, name=text, perspective="x", now=NOW)
    with db.read() as session:
        assert len(assessments.respondents(session, assessment_id)) == 1


def test_what_is_done_while_reading_is_refused(db: Database) -> None:
    assessment_id, (person,) = a_place(db)
    with pytest.raises(DatabaseReadOnly), db.read() as session:
        answers.add_answer(session, assessment_id, Answer(0, "s1", person, 2, NOW))


def test_a_server_that_takes_no_changes_is_said(db: Database) -> None:
    assessment_id, _ = a_place(db)
    on_the_side(str(db.url), f"ALTER DATABASE {db.url.database} SET default_transaction_read_only = on")
    db.close()
    with (
        pytest.raises(DatabaseReadOnly, match=r"Not saved yet; .* can only be read: it may be a standby"),
        db.write() as session,
    ):
        assessments.touch(session, assessment_id)


@pytest.mark.parametrize(
    ("code", "problem", "said"),
    [
        ("53100", "DatabaseFull", "The disk is full. Make room on the disk of the server"),
        ("53300", "DatabaseAway", "does not answer just now"),
        ("57P03", "DatabaseAway", "does not answer just now"),
        ("40P01", "DatabaseLocked", "Other people are saving"),
        ("57014", "DatabaseLocked", "or it took too long"),
        ("XX001", "NotADatabase", "is damaged"),
        ("P0001", "DatabaseProblem", "The database said: so it is"),
    ],
)
def test_what_the_server_says_becomes_a_sentence(db: Database, code: str, problem: str, said: str) -> None:
    raising = f"DO $$ BEGIN RAISE EXCEPTION 'so it is' USING ERRCODE = '{code}'; END $$"
    with pytest.raises(DatabaseProblem, match=f"Not saved yet; .*{said}") as caught, db.write() as session:
        session.connection().exec_driver_sql(raising)
    assert type(caught.value).__name__ == problem


def test_a_number_larger_than_any_is_unknown(db: Database) -> None:
    with pytest.raises(UnknownThing, match=r"so large a number"), db.read() as session:
        answers.newest_answer(session, 2**40, "s1")


# When the server goes away


def test_a_connection_that_was_cut_while_nobody_used_it_is_not_noticed(postgresql: PostgreSQL, db: Database) -> None:
    assessment_id, _ = a_place(db)
    postgresql.restart()
    with db.write() as session:
        assessments.touch(session, assessment_id)


def test_a_server_that_is_away_is_said_and_comes_back(
    postgresql: PostgreSQL, db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    assessment_id, _ = a_place(db)
    postgresql.stop()
    try:
        with (
            pytest.raises(DatabaseAway, match=r"^Not saved yet; .* The database does not answer just now\."),
            db.write() as session,
        ):
            assessments.touch(session, assessment_id)
        with pytest.raises(NotJustNow, match=r"^The database does not answer just now\. Try again"), db.read():
            pass
        assert any("Connection refused" in record.message for record in caplog.records)
    finally:
        postgresql.start()
    with db.write() as session:
        assessments.touch(session, assessment_id)


def cut(postgresql: PostgreSQL, db: Database) -> None:
    postgresql.ask(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{db.url.database}'")  # noqa: S608


def test_a_connection_that_breaks_in_the_middle_has_kept_nothing_and_says_so(
    postgresql: PostgreSQL, db: Database
) -> None:
    assessment_id, _ = a_place(db)

    def save() -> None:
        with db.write() as session:
            assessments.touch(session, assessment_id)
            cut(postgresql, db)
            assessments.touch(session, assessment_id)

    with pytest.raises(DatabaseAway, match=r"^Not saved yet") as caught:
        save()
    assert not isinstance(caught.value, OutcomeUnknown)
    with db.read() as session:
        assert assessments.revision(session, assessment_id) == 0


@pytest.mark.parametrize("kept", [True, False])
def test_when_nobody_knows_whether_it_was_kept_nobody_claims_to(
    postgresql: PostgreSQL, db: Database, monkeypatch: pytest.MonkeyPatch, kept: bool
) -> None:
    """The connection breaks just before the commit, or just after it, so that the word of it does not get out."""
    assessment_id, _ = a_place(db)
    commit = db.engine.dialect.do_commit

    def breaks_off(connection) -> None:
        if kept:
            commit(connection)
        cut(postgresql, db)
        connection.cursor().execute("SELECT 1")

    monkeypatch.setattr(db.engine.dialect, "do_commit", breaks_off)
    said = r"may be saved or not\. Nothing that said “Saved” is lost\."
    with pytest.raises(OutcomeUnknown, match=said), db.write() as session:
        assessments.touch(session, assessment_id)
    with db.read() as session:
        assert assessments.revision(session, assessment_id) == int(kept)
