"""Bringing a database to the shape this program knows: checked first, copied before, all steps or none."""

import logging
from datetime import datetime
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from resilience_dash.store.backups import write_copy
from resilience_dash.store.database import Database
from resilience_dash.store.problems import (
    DatabaseForeign,
    DatabaseNewer,
    DatabaseProblem,
    DatabaseReadOnly,
    NoDatabase,
    NotADatabase,
)

HERE = Path(__file__).parent / "migrations"
QUICKLY_CHECKED = 300 * 1024 * 1024  # bytes; about a second of reading
# Other programs are migrated with Alembic too: its table alone does not make a database ours.
OURS = {"alembic_version", "place", "assessment", "answer"}
TURN = 5_219_174_230_261_117_033  # names the lock of whoever migrates; any number that is never changed
LONGEST_MIGRATION = "10min"
log = logging.getLogger("resilience_dash")


def prepare(database: Database, *, now: datetime, scripts: Path = HERE) -> Path | None:
    """Create or upgrade the tables. Returns the copy made before an upgrade, or None where none was needed.

    Two processes that start together take turns, by BEGIN IMMEDIATE or a lock of PostgreSQL: the second finds the
    work done. Of a PostgreSQL database no copy is made: the log says so.
    Raises DatabaseNewer, DatabaseForeign, NotADatabase and the other problems of `store.problems`.
    """
    known = _known(scripts)
    head = known.get_current_head()
    with database.explained(lost=""):
        if database.path is not None:
            _make_room(database.path)
            if database.only_read and not database.path.exists():
                raise NoDatabase(f"There is no database at {database.path}. None was made. Check the name.")
        with database.engine.connect() as connection:
            found = _version(connection, known, database)
        if database.is_sqlite:
            _refuse_damage(database)
            if not database.only_read:
                _use_wal(database)
        if found == head:
            return None
        if database.only_read:
            raise DatabaseReadOnly(
                f"{database.where} must first be brought up to date, but it can only be read. It was left as it is. "
                "Give this program the right to write to it and its folder, or open a copy of it."
            )
        copy = back_up(database, now=now, why=f"before-{head}") if found is not None else None
        with database.engine.connect() as plain, plain.execution_options(writes=True) as connection:
            if not database.is_sqlite:
                _wait_for_my_turn(connection, database)
            # Looked up again: another process may have done the work while this one waited for its turn.
            at = _version(connection, known, database)
            if at != head:
                if at is not None and not database.is_sqlite:
                    log.info("%s goes from %s to %s; only pg_dump makes a copy of it", database.where, at, head)
                config = _config(scripts)
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
            connection.commit()
        return copy


def is_in_shape(database: Database, *, scripts: Path = HERE) -> bool | None:
    """Whether a database is as this program needs it; None where it is empty. Nothing is changed.

    Raises DatabaseNewer, DatabaseForeign, NotADatabase and the other problems of `store.problems`.
    """
    known = _known(scripts)
    with database.explained(lost=""), database.engine.connect() as connection:
        found = _version(connection, known, database)
    return None if found is None else found == known.get_current_head()


@cache
def _known(scripts: Path) -> ScriptDirectory:
    """The migrations, read once: each is compiled anew whenever Alembic reads it."""
    return ScriptDirectory.from_config(_config(scripts))


def _config(scripts: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    return config


def _wait_for_my_turn(connection: Connection, database: Database) -> None:
    """One process migrates, in one transaction; how long it may take is not what a click may take."""
    encoding = connection.execute(text("SHOW server_encoding")).scalar()
    if encoding != "UTF8":
        raise DatabaseProblem(
            f"{database.where} keeps its texts in {encoding}, in which names would be lost. It was left as it is. "
            "Create a database with ENCODING 'UTF8' and name that one in RESILIENCE_DASH_DATABASE_URL."
        )
    for name, value in {
        "statement_timeout": "0",
        "idle_in_transaction_session_timeout": "0",
        "lock_timeout": LONGEST_MIGRATION,
    }.items():
        connection.execute(text("SELECT set_config(:name, :value, true)"), {"name": name, "value": value})
    connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})
    # From here on the locks are those of tables: where people still work with them, nobody else is made to wait long.
    connection.execute(text("SELECT set_config('lock_timeout', :value, true)"), {"value": str(database.wait_ms)})


def back_up(database: Database, *, now: datetime, why: str) -> Path | None:
    """Copy a SQLite database, while people write, into “backups” beside it. Returns the copy's path."""
    if database.path is None or not database.path.exists():
        return None
    folder = database.path.parent / "backups"
    _make_folder(folder)
    copy = folder / f"{database.path.stem}-{now:%Y%m%d-%H%M%S-%f}-{why}.db"
    copy.unlink(missing_ok=True)
    with database.explained(lost=""):
        write_copy(database, copy)
    return copy


def _make_room(path: Path) -> None:
    if not path.parent.is_dir():
        raise NoDatabase(
            f"The folder {path.parent} is not there, so nothing was opened and nothing was made. "
            "If it is on another drive, connect it; else make the folder, or name another file."
        )
    if path.exists() and path.is_dir():
        raise NotADatabase(f"{path} is a folder. Name a file in it, such as {path / 'resilience.db'}.")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseProblem(
            f"The folder {folder} could not be made: {error.strerror}. Nothing was changed. "
            "Give this program the right to make it, or name another file in RESILIENCE_DASH_DATABASE_URL."
        ) from error


def _refuse_damage(database: Database) -> None:
    """SQLite's quick check of every page, unless the file is so large that people would wait for it."""
    if database.path is None or not database.path.exists() or database.path.stat().st_size > QUICKLY_CHECKED:
        return
    raw = database.engine.raw_connection()
    try:
        said = raw.cursor().execute("PRAGMA quick_check(1)").fetchone()
    finally:
        raw.close()
    if said is not None and said[0] != "ok":
        raise NotADatabase(
            f"{database.where} is damaged ({said[0]}). It was left as it is. "
            "Put back a copy from the “backups” folder beside it, or name another file."
        )


def _use_wal(database: Database) -> None:
    raw = database.engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA journal_mode=WAL").close()
    finally:
        raw.close()


def _version(connection: Connection, scripts: ScriptDirectory, database: Database) -> str | None:
    """The version the database is at; None where it is empty. Raises what makes it unusable."""
    tables = set(inspect(connection).get_table_names())
    where = database.where
    if not tables:
        return None
    if not tables >= OURS:
        raise DatabaseForeign(
            f"{where} belongs to another program. It was left as it is. "
            f"Name another {'file' if database.is_sqlite else 'database'} in RESILIENCE_DASH_DATABASE_URL"
            f"{', or leave that setting out' if database.is_sqlite else ''}."
        )
    version = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in scripts.walk_revisions()}
    if version is not None and version not in known:
        raise DatabaseNewer(
            f"{where} was written by a newer version of this program. It was left as it is. "
            "Update the program, then start it again."
        )
    return version
