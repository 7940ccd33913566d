"""Bringing a database up to date: a copy first, then all of it or nothing."""

import shutil
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from resilience_dash.domain.assessment import Answer
from resilience_dash.store import answers
from resilience_dash.store.checking import damage
from resilience_dash.store.database import Database, sqlite_driver
from resilience_dash.store.migrating import HERE, back_up, prepare
from resilience_dash.store.problems import DatabaseProblem
from tests.builders import NOW, later, only_reading
from tests.store.recording import a_place

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    op.create_table("hall", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("answer", sa.Column("extra", sa.String(), nullable=True))
    op.execute("UPDATE answer SET extra = 'migrated'")
    {then}
"""


def scripts(folder: Path, then: str) -> Path:
    """Our migrations with one more, which does `then` at its end."""
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "v9999_next.py").write_text(NEXT.replace("{then}", then).replace("{head}", newest()))
    return folder


def newest() -> str:
    """Our newest migration."""
    return str(ScriptDirectory(str(HERE)).get_current_head())


def content(path: Path) -> dict[str, object]:
    """Everything in a database: what each table was made with, and its rows."""
    # Of the same SQLite as the program's: two of them in one process would take each other's locks away.
    connection = sqlite_driver().connect(path)
    made = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall()
    tables = [name for kind, name, _ in made if kind == "table"]
    rows = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables}  # noqa: S608
    connection.close()
    return {"made": made, **rows}


@pytest.fixture
def db(in_a_file: Database) -> Database:
    """These are about files."""
    return in_a_file


@pytest.fixture
def filled(db: Database) -> Database:
    assessment_id, (person,) = a_place(db)
    with db.write() as session:
        answers.add_answer(session, assessment_id, Answer(0, "s1", person, 3, NOW, comment="keep me"))
    return db


def test_a_migration_that_fails_leaves_the_database_as_it_was_and_a_copy_beside_it(
    filled: Database, tmp_path: Path
) -> None:
    before = content(filled.path)
    with pytest.raises(RuntimeError, match="half way"):
        prepare(filled, now=NOW, scripts=scripts(tmp_path / "scripts", 'raise RuntimeError("half way")'))
    assert content(filled.path) == before
    (copy,) = (tmp_path / "backups").iterdir()
    assert copy.name == "resilience-20261123-100000-000000-before-9999.db"
    assert content(copy) == before
    with filled.read() as session:
        assert [a.comment for a in answers.latest_answers(session, 1)] == ["keep me"]
    assert prepare(filled, now=NOW) is None


def test_a_migration_refused_by_the_database_leaves_nothing_either(filled: Database, tmp_path: Path) -> None:
    before = content(filled.path)
    with pytest.raises(DatabaseProblem):
        prepare(filled, now=NOW, scripts=scripts(tmp_path / "scripts", 'op.execute("SELECT * FROM not_there")'))
    assert content(filled.path) == before


def test_an_upgrade_makes_a_copy_first_and_keeps_every_answer(filled: Database, tmp_path: Path) -> None:
    before = content(filled.path)
    folder = scripts(tmp_path / "scripts", "pass")
    copy = prepare(filled, now=NOW, scripts=folder)
    assert copy is not None
    assert content(copy) == before
    assert damage(Database(f"sqlite:///{copy}")) == []
    with filled.read() as session:
        rows = session.connection().exec_driver_sql("SELECT choice, comment, extra FROM answer").all()
        assert rows == [("3", "keep me", "migrated")]
    assert prepare(filled, now=later(), scripts=folder) is None
    assert len(list((tmp_path / "backups").iterdir())) == 1


def test_a_second_upgrade_in_the_same_second_does_not_stop_at_its_copy(filled: Database, tmp_path: Path) -> None:
    folder = scripts(tmp_path / "scripts", 'raise RuntimeError("half way")')
    for _ in range(2):
        with pytest.raises(RuntimeError, match="half way"):
            prepare(filled, now=NOW, scripts=folder)
    assert len(list((tmp_path / "backups").iterdir())) == 1


def test_a_copy_is_made_while_somebody_writes(filled: Database) -> None:
    with filled.write() as session:
        answers.add_answer(session, 1, Answer(0, "s2", 1, 4, NOW))
        copy = back_up(filled, now=NOW, why="by-hand")
    assert copy is not None
    assert [row[3] for row in content(copy)["answer"]] == ["s1"]


def test_a_copy_that_cannot_be_made_stops_the_upgrade_with_a_sentence(world_folder: Path) -> None:
    db = Database(f"sqlite:///{world_folder / 'resilience.db'}")
    prepare(db, now=NOW)
    db.close()
    before = content(world_folder / "resilience.db")
    folder = scripts(world_folder / "scripts", "pass")
    with only_reading(world_folder):
        db = Database(f"sqlite:///{world_folder / 'resilience.db'}", wait_ms=50)
        with pytest.raises(DatabaseProblem, match="can only be read"):
            prepare(db, now=NOW, scripts=folder)
        db.close()
    assert content(world_folder / "resilience.db") == before


def test_what_stands_where_the_copies_go_stops_the_upgrade_with_a_sentence(filled: Database, tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("not a folder")
    before = content(filled.path)
    with pytest.raises(DatabaseProblem, match="backups"):
        prepare(filled, now=NOW, scripts=scripts(tmp_path / "scripts", "pass"))
    assert content(filled.path) == before


def test_nothing_is_undone_by_going_back(filled: Database) -> None:
    """There is no downgrade: the copy is put back instead."""
    from importlib import import_module

    first = import_module("resilience_dash.store.migrations.versions.v0001_first_tables")
    with pytest.raises(NotImplementedError, match="Put back the copy"):
        first.downgrade()
