"""Backups: one file with everything that is kept, made while people work, and put back where there is nothing yet."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from resilience_dash.domain.problem import Problem
from resilience_dash.services import copying
from resilience_dash.services.allowing import granted
from resilience_dash.services.auditing import noted, verified
from resilience_dash.store import backups, checking, migrating, sign_ins
from resilience_dash.store.copying import counts
from resilience_dash.store.database import Database
from resilience_dash.store.problems import DatabaseForeign, DatabaseNewer, NotADatabase

NO_BACKUP = "No backup was made. "
NOT_RESTORED = "Nothing was restored. "


class BackupNotWritten(Problem):
    """The file to write is there already, or cannot be made."""


class NotABackup(Problem):
    """What was to be restored cannot be: it is damaged, another program's, newer than this one, or empty."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was written and read again: its file and its size, and how many rows each table has."""

    path: Path
    size: int
    tables: Mapping[str, int]

    @property
    def rows(self) -> int:
        return sum(self.tables.values())


def back_up(db: Database, target: Path, *, now: datetime) -> BackedUp:
    """Write everything as it is at this moment to a new SQLite file, whichever the database is, while people write.

    In a folder the file is called after the database and the moment. The file is under its name only when it is whole
    and was read again; it is never written over another. Raises BackupNotWritten, NotAllowed and what databases refuse.
    """
    granted(db.caller, "keep_server")
    try:
        if target.is_dir():
            target = target / f"{db.name}-{now:%Y%m%d-%H%M%S}.db"
        if target.exists() or target.is_symlink():
            raise _there_already(target)
    except OSError as error:  # the folder may not even be looked into
        raise _not_written(target, error) from error
    with _whole_or_not_at_all(target) as part:
        if db.is_sqlite:
            backups.write_backup(db, part, NO_BACKUP)
        else:
            with closing(backups.new_file(part).asked_by(db.caller)) as copy:
                copying.copy_database(db, copy, now=now)
        tables = _read_again(part)
        if not db.only_read:
            # Everything that anybody knows has left the server in one file, as when a member's data are handed over.
            with db.write(lost=NO_BACKUP) as session:
                noted(session, "backed_up", place_id=None, at=now, rows=sum(tables.values()))
    return BackedUp(target, target.stat().st_size, tables)


def _there_already(target: Path) -> BackupNotWritten:
    return BackupNotWritten(
        f"{NO_BACKUP}{target} is there already, and a backup never takes another file's place. Give another name, or "
        "a folder: the file is then called after the moment."
    )


@contextmanager
def _whole_or_not_at_all(target: Path) -> Iterator[Path]:
    """A file to fill, which only its owner may read; it gets its name when the block has ended well."""
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".backup-", suffix=".part")
        os.close(handle)
    except OSError as error:
        raise _not_written(target, error) from error
    part = Path(name)
    try:
        yield part
        target.touch(mode=0o600, exist_ok=False)
        part.replace(target)
    except FileExistsError as error:  # somebody was quicker
        raise _there_already(target) from error
    except OSError as error:
        raise _not_written(target, error) from error
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(f"{part}{ending}").unlink(missing_ok=True)


def _not_written(target: Path, error: OSError) -> BackupNotWritten:
    return BackupNotWritten(
        f"{NO_BACKUP}{target} could not be written: {error.strerror}. Give this program the right to write to that "
        "folder, or make room there, or name another one."
    )


def _read_again(part: Path) -> dict[str, int]:
    with part.open("rb+") as file:
        os.fsync(file.fileno())  # SQLite leaves that to whoever asks for a copy
    with closing(backups.to_read(part)) as copy:
        if found := checking.quick_damage(copy):
            raise BackupNotWritten(f"{NO_BACKUP}What was written could not be read again ({found[0]}). Try again.")
        with copy.read() as session:
            return counts(session)


def restore(source: Path, db: Database, *, now: datetime) -> copying.Copied:
    """Put everything from a backup into a database that is empty, or not there yet: all of it, or nothing.

    The backup is looked through first, and left as it is; one of an older version is brought to shape on the way.
    Every sign-in ends, since some may have been ended for good reason after the backup was made.
    Raises NotABackup, NotAllowed, TargetNotEmpty, CopyIncomplete and what keeps databases from being opened.
    """
    granted(db.caller, "keep_server")
    with _sound(source, now=now) as backup:
        _refuse_tampered(backup, source)
        copied = copying.copy_database(backup.asked_by(db.caller), db, now=now)
    with db.write(lost="Everything was restored, and that could not be noted in the audit. ") as session:
        sign_ins.end_everybodys(session, now)
        noted(session, "restored", place_id=None, at=now, rows=copied.rows)
    return copied


@contextmanager
def _sound(source: Path, *, now: datetime) -> Iterator[Database]:
    """The backup, or a copy of it that was brought to this program's shape. Raises NotABackup."""
    try:
        if not source.is_file():
            raise NotABackup(f"{NOT_RESTORED}There is no file {source}. Check the name.")
    except OSError as error:
        raise _no_backup(source, f"cannot be read: {error.strerror}. Give this program the right") from error
    with closing(backups.to_read(source)) as found:
        if _in_shape(found, source):
            yield found
            return
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            file = Path(folder) / "older.db"
            backups.write_backup(found, file, NOT_RESTORED)
            with closing(backups.new_file(file)) as newer:
                migrating.prepare(newer, now=now)
                yield newer


def _in_shape(found: Database, source: Path) -> bool:
    """Whether a backup can be copied as it is, and not only after it was brought to shape. Raises NotABackup."""
    try:
        in_shape = migrating.is_in_shape(found)
        damage = checking.damage(found)
    except NotADatabase as problem:
        raise _no_backup(source, "is damaged or is not a database. Take another backup") from problem
    except DatabaseForeign as problem:
        raise _no_backup(source, "belongs to another program. Check the name") from problem
    except DatabaseNewer as problem:
        raise _no_backup(source, "was written by a newer version of this program. Update the program") from problem
    if in_shape is None:
        raise _no_backup(source, "is empty. Check the name")
    if damage:
        raise _no_backup(source, f"is damaged ({damage[0]}). Take another backup")
    return in_shape


def _refuse_tampered(backup: Database, source: Path) -> None:
    with backup.read() as session:
        faults = verified(session, None).faults
    if faults:
        raise _no_backup(
            source,
            f"has an audit that was tampered with ({faults[0].about}: {faults[0].found}). Take another backup. If "
            "there is no other, `copy-database` copies it as it is",
        )


def _no_backup(source: Path, why: str) -> NotABackup:
    return NotABackup(f"{NOT_RESTORED}{source} {why}.")
