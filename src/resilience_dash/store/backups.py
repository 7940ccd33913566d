"""A backup is one SQLite file with everything in it. It is written while people work, and from then on only read."""

from pathlib import Path

from sqlalchemy.engine import URL

from resilience_dash.domain.problem import Problem
from resilience_dash.store.database import Database, sqlite_driver
from resilience_dash.store.problems import NotADatabase, explained, of_sqlite


def new_file(file: Path) -> Database:
    """A SQLite file that nothing has been written to yet."""
    return Database(URL.create("sqlite", database=str(file)))


def to_read(file: Path) -> Database:
    """A backup, opened so that nothing is written to it or beside it."""
    return Database(URL.create("sqlite", database=str(file), query={"mode": "ro"}))


def write_copy(database: Database, file: Path) -> None:
    """Copy a SQLite database as it is at this moment into a file that is empty, or not there. Nobody waits for it."""
    raw = database.engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM INTO ?", (str(file),))
    finally:
        raw.close()


def write_backup(database: Database, file: Path, lost: str) -> None:
    """The same, where what goes wrong is told of the copy: that its disk is full, for one. Raises DatabaseProblem."""

    def told(error: Exception, where: str, lost: str) -> Problem:
        problem = of_sqlite(error, where, lost)
        # The copy is new, so what is damaged is what was to be copied.
        return of_sqlite(error, database.where, lost) if isinstance(problem, NotADatabase) else problem

    with explained(str(file), (database.driver or sqlite_driver()).Error, lost, told):
        write_copy(database, file)
