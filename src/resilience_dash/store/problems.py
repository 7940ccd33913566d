"""What a database can refuse, turned into sentences that say what happened to the answers first."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from resilience_dash.domain.problem import NotJustNow, Problem, UnknownThing


class DatabaseProblem(Problem):
    """The database could not do what was asked; nothing of it was kept."""


class DatabaseLocked(DatabaseProblem):
    """Another program, or somebody else who saves, holds what is needed."""


class DatabaseFull(DatabaseProblem):
    """There is no room left to write."""


class DatabaseReadOnly(DatabaseProblem):
    """The file, its folder or the server may only be read."""


class NotADatabase(DatabaseProblem):
    """The file is something else, or damaged."""


class DatabaseNewer(DatabaseProblem):
    """The database was made by a newer version of the program."""


class NoDatabase(DatabaseProblem):
    """There is nothing where the database is said to be."""


class DatabaseForeign(DatabaseProblem):
    """The database belongs to another program."""


class DatabaseRefused(DatabaseProblem):
    """The server does not let this program in, or not do what it must."""


class DatabaseAway(DatabaseProblem, NotJustNow):
    """The server does not answer, or has no connection free; nothing of what was asked was kept."""

    def __init__(self, lost: str) -> None:
        super().__init__(f"{lost}The database does not answer just now. Try again in a moment.")
        self.unsaved = "Not saved yet: the database does not answer just now."
        self.meanwhile = self.unsaved if lost else "The database does not answer just now."


class OutcomeUnknown(DatabaseAway):
    """The server went away in the middle of keeping: what was asked may be kept or not."""

    def __init__(self) -> None:
        Problem.__init__(
            self,
            "The database stopped answering at the very end, so what you did may be saved or not. Nothing that said "
            "“Saved” is lost. Load the page again in a moment and look, before you do it once more.",
        )
        self.meanwhile = self.unsaved = "The database stopped answering at the very end: this may be saved or not."


class CharacterRefused(DatabaseProblem):
    """A text holds what no database keeps: a null character, or half of a character."""


Saying = Callable[[Exception, str, str], Problem]  # the driver's error, where, what happened to the answers


@contextmanager
def explained(where: str, raw: type[Exception], lost: str, saying: Saying) -> Iterator[None]:
    """Turn what the driver raises, through SQLAlchemy or past it (`raw`), into the Problem a person can act on."""
    try:
        yield
    except (DBAPIError, raw) as error:
        raise saying(error, where, lost) from error
    except PermissionError as error:  # the folder may not even be looked into
        raise DatabaseReadOnly(
            f"{lost}The database cannot be reached: this program has no right to look into the folder of {where}. "
            "Give it that right, or name another file in RESILIENCE_DASH_DATABASE_URL."
        ) from error
    except NoConnectionFree as error:  # every connection is taken by somebody who waits for the lock
        raise _busy(lost) from error
    except OverflowError as error:  # SQLite has no integer so large, so nothing can have it as its number
        raise number_too_large() from error
    except UnicodeEncodeError as error:
        raise character_refused(lost) from error


def number_too_large() -> UnknownThing:
    return UnknownThing("There is nothing here with so large a number. Open it from the list on the home page.")


def character_refused(lost: str) -> CharacterRefused:
    return CharacterRefused(
        f"{lost}There is a character in it that no database can keep: a null character, or half of a character from a "
        "broken copy. Take it out and try again."
    )


def _busy(lost: str) -> DatabaseLocked:
    return DatabaseLocked(f"{lost}Another program is using the database. Close it, or wait a moment and try again.")


def only_read(where: str, lost: str, *, asked_for: bool = False) -> DatabaseReadOnly:
    """What is said where nothing can be saved: the address asks for that, or a right is missing."""
    said = f"{lost}The database can only be read. "
    if asked_for:
        return DatabaseReadOnly(f"{said}To save in {where}, take “mode=ro” out of its address and start again.")
    return DatabaseReadOnly(f"{said}Give this program the right to write to {where} and its folder, then try again.")


def of_sqlite(error: Exception, where: str, lost: str) -> Problem:
    """What SQLite said; it has nothing but its words to tell one failure from another."""
    said = str(getattr(error, "orig", None) or error).lower()
    if "locked" in said or "busy" in said:
        return _busy(lost)
    if "full" in said or "no space" in said:
        return DatabaseFull(f"{lost}The disk is full. Make room on the disk that holds {where}, then try again.")
    if "readonly" in said or "read-only" in said or "unable to open" in said or "permission" in said:
        return only_read(where, lost)
    if "not a database" in said or "malformed" in said or "corrupt" in said:
        return NotADatabase(
            f"{where} is damaged or is not a database. It was left as it is. "
            "Put back a copy from the “backups” folder beside it, or name another file."
        )
    return unforeseen(said, lost)


def unforeseen(said: str, lost: str) -> DatabaseProblem:
    return DatabaseProblem(f"{lost}The database said: {said}. Try again; if it stays, look in the log.")
