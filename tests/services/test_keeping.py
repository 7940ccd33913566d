"""What the check finds wrong with what is kept, and what the probe of writing says."""

import sqlite3
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import event

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain.access import MACHINE
from resilience_dash.services import keeping
from resilience_dash.store.database import Database
from resilience_dash.store.problems import DatabaseAway, DatabaseReadOnly
from tests.builders import NOW, begin, database, dimension, framework, later, only_reading, statement
from tests.conftest import Clone
from tests.postgres import PostgreSQL


@pytest.fixture
def kept(tmp_path: Path):
    """An assessment that was signed off, in a database without seals, closed so that others may change it."""
    db = database(tmp_path)
    begun = begin(db, {"council": 1, "community": 1})
    begun.answer_all(2)
    begun.sign("council", "community")
    assert keeping.check(db, begun.frameworks) == ()
    db.close()
    yield begun
    db.close()


def tampered(path: Path, deed: str) -> None:
    careless = sqlite3.connect(path)
    assert careless.execute(deed).rowcount == 1
    careless.commit()
    careless.close()


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE snapshot SET content = replace(content, '\"median\":2.0', '\"median\":4.0')",
        "UPDATE snapshot SET content = content || ' '",
        "UPDATE snapshot SET sha256 = upper(sha256) || 'x'",
    ],
)
def test_results_changed_after_signing_are_found(kept, deed: str) -> None:
    tampered(kept.db.path, deed)
    (finding,) = keeping.check(kept.db, kept.frameworks)
    assert finding.about == f"assessment {kept.id}"
    assert "signed results are not what was signed" in finding.found


def test_an_answer_to_a_statement_that_is_gone_is_found(kept) -> None:
    other = Frameworks((framework([dimension("trust", [statement("trust.s1")])]),))
    found = keeping.check(kept.db, other)
    assert len(found) == 7
    assert "it has an answer to “money.s1”, which its framework does not have" in {f.found for f in found}


def test_a_framework_version_that_is_gone_is_found(kept) -> None:
    (finding,) = keeping.check(kept.db, Frameworks((framework(version="2.0"),)))
    assert "There is no version 1.0 of Small" in finding.found
    (finding,) = keeping.check(kept.db, Frameworks((framework(slug="other"),)))
    assert "There is no framework “small”" in finding.found


def test_a_row_that_points_at_nothing_is_found(kept) -> None:
    tampered(kept.db.path, "DELETE FROM respondent WHERE id = 1")
    found = keeping.check(kept.db, kept.frameworks)
    assert found
    assert all((f.about, f.found) == ("database", "a row of “answer” points at nothing") for f in found)


def test_preparing_again_changes_nothing(kept) -> None:
    assert keeping.prepare(kept.db, now=later()) is None


def test_a_database_that_can_be_written_is_said_to_be(tmp_path: Path) -> None:
    db = database(tmp_path)
    keeping.can_write(db)
    db.close()


def test_a_database_that_may_only_be_read_is_not_said_to_be_ready() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        database(folder).close()
        with only_reading(folder):
            db = Database(f"sqlite:///{folder / 'resilience.db'}", wait_ms=50).asked_by(MACHINE)
            with pytest.raises(DatabaseReadOnly):
                keeping.can_write(db)
            db.close()


@pytest.mark.postgres
def test_a_server_that_is_away_or_takes_no_changes_is_not_said_to_be_ready(
    clone: Clone, postgresql: PostgreSQL
) -> None:
    db = clone()
    keeping.can_write(db)
    postgresql.ask(f"ALTER DATABASE {db.url.database} SET default_transaction_read_only = on")
    db.close()
    with pytest.raises(DatabaseReadOnly):
        keeping.can_write(db)
    postgresql.stop()
    try:
        with pytest.raises(DatabaseAway):
            keeping.can_write(db)
    finally:
        postgresql.start()


def test_the_probe_of_writing_takes_the_lock(tmp_path: Path) -> None:
    db = database(tmp_path)
    said: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda _c, _cu, statement, *_: said.append(statement))
    keeping.can_write(db)
    assert said[0] == "BEGIN IMMEDIATE"
    keeping.prepare(db, now=NOW)
    db.close()
