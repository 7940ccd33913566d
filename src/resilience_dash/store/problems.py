"""What a database can refuse, turned into sentences that say what happened to the answers first."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from resilience_dash.domain.problem import Problem, UnknownThing


class DatabaseProblem(Problem):
    """The database could not do what was asked; nothing of it was kept."""


class DatabaseLocked(DatabaseProblem):
    """Another program holds the database."""


class DatabaseFull(DatabaseProblem):
    """There is no room left to write."""


class DatabaseReadOnly(DatabaseProblem):
    """The file, or its folder, may only be read."""


class NotADatabase(DatabaseProblem):
    """The file is something else, or damaged."""


class DatabaseNewer(DatabaseProblem):
    """The database was made by a newer version of the program."""


class NoDatabase(DatabaseProblem):
    """There is nothing where the database is said to be."""


class DatabaseForeign(DatabaseProblem):
    """The database belongs to another program."""


@contextmanager
def explained(where: str, raw: type[Exception], lost: str) -> Iterator[None]:
    """Turn what the driver raises, through SQLAlchemy or past it (`raw`), into the Problem a person can act on."""
    try:
        yield
    except (DBAPIError, raw) as error:
        said = getattr(error, "orig", None) or error
        raise _problem(str(said).lower(), where, lost) from error
    except PermissionError as error:  # the folder may not even be looked into
        raise DatabaseReadOnly(
            f"{lost}The database cannot be reached: this program has no right to look into the folder of {where}. "
            "Give it that right, or name another file in RESILIENCE_DASH_DATABASE_URL."
        ) from error
    except NoConnectionFree as error:  # every connection is taken by somebody who waits for the lock
        raise _problem("busy", "", lost) from error
    except OverflowError as error:  # SQLite has no integer so large, so nothing can have it as its number
        raise UnknownThing(
            "There is nothing here with so large a number. Open it from the list on the home page."
        ) from error


def only_read(where: str, lost: str, *, asked_for: bool = False) -> DatabaseReadOnly:
    """What is said where nothing can be saved: the address asks for that, or a right is missing."""
    said = f"{lost}The database can only be read. "
    if asked_for:
        return DatabaseReadOnly(f"{said}To save in {where}, take “mode=ro” out of its address and start again.")
    return DatabaseReadOnly(f"{said}Give this program the right to write to {where} and its folder, then try again.")


def _problem(said: str, where: str, lost: str) -> DatabaseProblem:
    if "locked" in said or "busy" in said:
        return DatabaseLocked(f"{lost}Another program is using the database. Close it, or wait a moment and try again.")
    if "full" in said or "no space" in said:
        return DatabaseFull(f"{lost}The disk is full. Make room on the disk that holds {where}, then try again.")
    if "readonly" in said or "read-only" in said or "unable to open" in said or "permission" in said:
        return only_read(where, lost)
    if "not a database" in said or "malformed" in said or "corrupt" in said:
        return NotADatabase(
            f"{where} is damaged or is not a database. It was left as it is. "
            "Put back a copy from the “backups” folder beside it, or name another file."
        )
    return DatabaseProblem(f"{lost}The database said: {said}. Try again; if it stays, look in the log.")
