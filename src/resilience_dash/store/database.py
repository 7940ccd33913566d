"""The one database: how it is opened, read in a consistent view, written one transaction at a time, and refused.

SQLite runs in WAL mode with `synchronous=FULL`, because “Saved” is a promise, and every write begins with
BEGIN IMMEDIATE, because a read that turns into a write loses other people's updates (decision 6). PostgreSQL lets
people write at once: who changes an assessment first takes its row (`store.assessments.locked`, decision 19).
"""

import copy
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, Self, cast

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool
from sqlmodel import Session as Session  # a transaction, as services pass it on

from resilience_dash.domain.access import NOBODY, Caller
from resilience_dash.store import postgresql
from resilience_dash.store.problems import DatabaseProblem, OutcomeUnknown, explained, of_sqlite, only_read

try:
    # Debian's and Python's own SQLite are often older than the fix of the WAL-reset race; this wheel is not.
    from pysqlite3 import dbapi2 as bundled_sqlite
except ImportError:  # no wheel for this platform
    bundled_sqlite = None

WAL_RACE_FIXED_IN = (3, 51, 3)
WAIT_FOR_LOCK_MS = 10_000
NOT_SAVED = "Not saved yet; what you typed is still on the page. "


def sqlite_driver() -> ModuleType:
    """The newest SQLite at hand: the bundled one where there is a wheel for this platform, else Python's."""
    return bundled_sqlite or sqlite3


def sqlite_has_wal_race(driver: ModuleType) -> bool:
    """Whether two connections writing at once could meet the WAL-reset race of SQLite before 3.51.3."""
    version: tuple[int, ...] = driver.sqlite_version_info
    return version < WAL_RACE_FIXED_IN


class Database:
    """An opened database. Make one with `Database(url)`; `store.migrating.prepare` must have run before first use.

    Raises DatabaseProblem for an address that is none.
    """

    def __init__(self, url: str | URL, *, driver: ModuleType | None = None, wait_ms: int = WAIT_FOR_LOCK_MS) -> None:
        self.url = _address(url)
        self.wait_ms = wait_ms
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.driver = (driver or sqlite_driver()) if self.is_sqlite else None
        # An old SQLite gets one writer at a time in this process, and checkpoints only happen inside that writer.
        self.one_writer = self.driver is not None and sqlite_has_wal_race(self.driver)
        self._turn = threading.Lock()
        # Every read is one view of the database, and can change nothing; SQLite has that by beginning.
        self._reads = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self.only_read = self.may_only_be_read()
        self.engine = self._engine()
        self.caller = NOBODY

    def asked_by(self, caller: Caller) -> Self:
        """The same database in somebody's name: every transaction carries who asks, so no service can forget to."""
        named = copy.copy(self)
        named.caller = caller
        return named

    @property
    def path(self) -> Path | None:
        """The SQLite file, or None for another database or one in memory."""
        name = (self.url.database or "").removeprefix("file:")
        return Path(name) if self.is_sqlite and name and name != ":memory:" else None

    @property
    def name(self) -> str:
        """What the folder of its anchors is called: the file without its ending, or the database's own name."""
        return self.path.stem if self.path else Path(self.url.database or "database").name

    @property
    def _asked_only_to_read(self) -> bool:
        return self.url.query.get("mode") == "ro"

    def may_only_be_read(self) -> bool:
        """Whether the address says so (mode=ro), or this program may not write to a file that is there."""
        if self.path is None:
            return False
        if self._asked_only_to_read:
            return True
        with self.explained(lost=""):
            return self.path.is_file() and not (_may_write(self.path) and _may_write(self.path.parent))

    @property
    def where(self) -> str:
        """The file, or the address without its password, as messages name it."""
        return str(self.path or self.url.render_as_string()) if self.is_sqlite else postgresql.shown(self.url)

    def explained(self, lost: str = NOT_SAVED) -> AbstractContextManager[None]:
        """A block in which the driver's errors become problems that say what happened to the answers (`lost`) first."""
        if self.driver:
            return explained(self.where, self.driver.Error, lost, of_sqlite)
        return explained(self.where, DBAPIError, lost, postgresql.of_postgresql)

    @property
    def described(self) -> str:
        """What the program stands on, for the start-up line."""
        if self.driver is None:
            return postgresql.described(self.engine)
        how = "one writer at a time, because it is older than 3.51.3" if self.one_writer else "WAL, many readers"
        if self.only_read:
            how = "only to be read: nothing can be saved in it"
        return f"SQLite {self.driver.sqlite_version} ({how})"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session on one consistent view of the database. Nothing it does is kept."""
        with (
            self.explained(lost=""),
            self.engine.connect() as plain,
            plain.execution_options(**self._reads) as connection,
            Session(connection) as session,
        ):
            session.info["caller"] = self.caller
            yield session

    @contextmanager
    def write(self, lost: str = NOT_SAVED) -> Iterator[Session]:
        """A session whose changes are kept, all or none, when the block ends. Raises a DatabaseProblem otherwise."""
        if self.only_read:
            raise only_read(self.where, lost, asked_for=self._asked_only_to_read)
        with (
            self.explained(lost),
            self._my_turn(),
            self.engine.connect() as plain,
            plain.execution_options(writes=True) as connection,
            Session(connection, expire_on_commit=False) as session,
        ):
            session.info["caller"] = self.caller
            session.connection()  # begins here and not with the first statement, so that an empty block asks too
            yield session
            session.flush()
            self._commit(session)

    def _commit(self, session: Session) -> None:
        try:
            session.commit()
        except DBAPIError as error:
            if self.is_sqlite or not postgresql.went_away(error):
                raise
            raise OutcomeUnknown from error

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        """SQLite takes one writer at a time, and lets the others sleep and try again, for longer and longer: in a hall
        that answers at once most of the time would be slept away. In one process they stand in line instead.
        """
        if not self.is_sqlite:
            yield
            return
        if not self._turn.acquire(timeout=self.wait_ms / 1000):
            raise DatabaseProblem("Other people are saving just now. Nothing was changed. Try again in a moment.")
        try:
            yield
        finally:
            self._turn.release()

    def _engine(self) -> Engine:
        if self.driver is None:
            return postgresql.reached(self.url, self.wait_ms)
        wait = self.wait_ms / 1000
        if self.only_read:
            # Opened anew for each reading: whether another program is writing to it shows at that moment.
            how: dict[str, Any] = {"creator": self._connect_to_read, "poolclass": NullPool}
            engine = create_engine("sqlite://", module=self.driver, hide_parameters=True, **how)
        else:
            pool: dict[str, Any] = {"pool_timeout": wait} if self.path else {}
            # Errors are written to the log, and what somebody said is no part of it.
            how = {"connect_args": {"timeout": wait}, **pool}
            engine = create_engine(self.url, module=self.driver, hide_parameters=True, **how)
        event.listen(engine, "connect", self._on_connect)
        event.listen(engine, "begin", _begin)
        return engine

    def _connect_to_read(self) -> Any:
        """A connection that writes nothing, not even the files that SQLite puts beside a database in WAL mode.

        SQLite does not need them (“immutable”) where nobody else has the file open, as the files beside it show.
        Where somebody has, it reads by way of theirs.
        """
        file = cast(Path, self.path).absolute()
        beside = [Path(f"{file}{ending}") for ending in ("-wal", "-shm", "-journal")]
        alone = "" if any(other.exists() and other.stat().st_size for other in beside) else "&immutable=1"
        return cast(ModuleType, self.driver).connect(
            f"{file.as_uri()}?mode=ro{alone}", uri=True, timeout=self.wait_ms / 1000, check_same_thread=False
        )

    def _on_connect(self, connection: Any, _record: object) -> None:
        # The driver's own transaction handling is switched off; `_begin` says BEGIN, so that it also covers DDL.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={self.wait_ms:d}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA mmap_size=0")
        cursor.close()


def _address(url: str | URL) -> URL:
    try:
        address = make_url(url)
        if address.drivername in postgresql.NAMES:
            address = postgresql.spelled(address)
        elif address.get_backend_name() != "sqlite":
            raise ArgumentError(address.drivername)
        address.get_dialect().import_dbapi()
    except (ArgumentError, ImportError, ValueError) as error:
        raise DatabaseProblem(
            "The database cannot be opened, because its address is not one this program knows. Look at "
            "RESILIENCE_DASH_DATABASE_URL: it must be like sqlite:////home/me/resilience.db, or like "
            "postgresql://name:password@server/database, where signs such as @ and / in a password are written as %40 "
            "and %2F."
        ) from error
    if address.get_backend_name() == "sqlite" and address.host:
        raise DatabaseProblem(
            "The database cannot be opened, because its address has too few slashes. In RESILIENCE_DASH_DATABASE_URL, "
            f"write three before a name in this folder, like sqlite:///{address.host}, and four before a whole path, "
            "like sqlite:////home/me/resilience.db."
        )
    if address.get_backend_name() == "sqlite" and address.database in (None, "", ":memory:"):
        raise DatabaseProblem(
            "The database would be in memory only, and everything would be gone when the program ends. "
            "Name a file in RESILIENCE_DASH_DATABASE_URL, like sqlite:////home/me/resilience.db."
        )
    return address


def _may_write(path: Path) -> bool:
    # Whose rights count is who the program runs as, where the system can tell.
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
