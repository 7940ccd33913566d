"""What is special to PostgreSQL: how it is reached, how long anybody waits, what its refusals mean (decision 19)."""

import logging
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError

from resilience_dash.domain.problem import Problem
from resilience_dash.store.problems import (
    DatabaseAway,
    DatabaseFull,
    DatabaseLocked,
    DatabaseReadOnly,
    DatabaseRefused,
    NoDatabase,
    NotADatabase,
    character_refused,
    number_too_large,
    unforeseen,
)

NAMES = ("postgres", "postgresql", "postgresql+psycopg")
LONGEST_STATEMENT_MS = 30_000
LONGEST_PAUSE_MS = 60_000  # inside a transaction: a process that hangs must not hold what others wait for
HOW_TO_CONNECT: dict[str, Any] = {
    "application_name": "resilience-dash",
    "client_encoding": "utf8",
    "connect_timeout": 5,
    # A server that vanished from the network is noticed within half a minute, not after hours.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    # Statements that the server keeps prepared break behind a pooler, and when another process migrates.
    "prepare_threshold": None,
}
AWAY = ("08", "57P01", "57P02", "57P03", "57P05", "25P03", "25P04", "53300")
LOCKED = ("55P03", "40P01", "40001", "57014")
REFUSED = ("28", "42501")
# A connection that is refused comes without a code: these are the server's own words.
WORDS = (
    ("28P01", ("authentication failed",)),
    ("28P01", ("no password supplied",)),
    ("28000", ("pg_hba.conf",)),
    ("28000", ('role "', "does not exist")),
    ("3D000", ('database "', "does not exist")),
    ("28000", ("is not permitted to log in",)),
)
log = logging.getLogger("resilience_dash")


def spelled(address: URL) -> URL:
    """The address with psycopg 3 as its driver, however it was written."""
    return address.set(drivername="postgresql+psycopg")


def shown(address: URL) -> str:
    """The address without passwords and settings, as messages name it."""
    host = {"host": named} if not address.host and (named := address.query.get("host")) else {}
    bare = URL.create("postgresql", address.username, None, address.host, address.port, address.database, host)
    return bare.render_as_string().replace("%2F", "/")


def reached(address: URL, wait_ms: int) -> Engine:
    """An engine whose connections never wait for ever, speak UTC and say “kept” only when it is on the disk."""
    how = {name: value for name, value in HOW_TO_CONNECT.items() if name not in address.query}
    pool = {"pool_pre_ping": True, "pool_timeout": wait_ms / 1000}
    # Errors are written to the log, and what somebody said is no part of it.
    engine = create_engine(address, hide_parameters=True, connect_args=how, **pool)
    settings = {
        "TimeZone": "UTC",
        "statement_timeout": str(LONGEST_STATEMENT_MS),
        "lock_timeout": str(wait_ms),
        "idle_in_transaction_session_timeout": str(LONGEST_PAUSE_MS),
    }

    def on_connect(connection: Any, _record: object) -> None:
        connection.autocommit = True
        for name, value in settings.items():
            connection.execute("SELECT set_config(%s, %s, false)", (name, value))
        # “Saved” is a promise: a server that was told to be quick about commits is told otherwise here.
        connection.execute(
            "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
        )
        connection.autocommit = False

    event.listen(engine, "connect", on_connect)
    return engine


def described(engine: Engine) -> str:
    version = getattr(engine.dialect, "server_version_info", None) or ()
    return " ".join(["PostgreSQL", *([".".join(map(str, version))] if version else [])])


def of_postgresql(error: Exception, where: str, lost: str) -> Problem:
    """What PostgreSQL, or the way to it, said: by its code, which is the same in every language."""
    orig = getattr(error, "orig", None) or error
    diagnosis = getattr(orig, "diag", None)
    said = str(getattr(diagnosis, "message_primary", None) or orig).strip()
    code = getattr(orig, "sqlstate", None) or next(
        (code for code, words in WORDS if all(word in said for word in words)), ""
    )
    if went_away(error, code):
        log.warning("the database does not answer: %s", " ".join(said.split()))
        return DatabaseAway(lost)
    return _by_code(code, said, where, lost) or _by_kind(error, said, lost)


def went_away(error: Exception, code: str | None = None) -> bool:
    """Whether the connection is gone, or could not be made, so that the same may succeed in a moment."""
    code = getattr(getattr(error, "orig", None), "sqlstate", None) or "" if code is None else code
    if code:
        return code.startswith(AWAY)
    return isinstance(error, OperationalError | InterfaceError) or (
        isinstance(error, DBAPIError) and error.connection_invalidated
    )


def _by_code(code: str, said: str, where: str, lost: str) -> Problem | None:
    if code.startswith(LOCKED):
        return DatabaseLocked(
            f"{lost}Other people are saving to the same place just now, or it took too long. Try again in a moment."
        )
    if code == "53100":
        return DatabaseFull(f"{lost}The disk is full. Make room on the disk of the server {where}, then try again.")
    if code == "25006":
        return DatabaseReadOnly(
            f"{lost}The database can only be read: it may be a standby. Name the server that takes changes in "
            "RESILIENCE_DASH_DATABASE_URL, or let this one take them, then try again."
        )
    if code in ("3D000", "57P04"):
        return NoDatabase(f"{lost}There is no database {where}. Create it on the server, or name another one.")
    if code.startswith(REFUSED):
        said = said.rpartition("FATAL:")[2].strip()
        return DatabaseRefused(
            f"{lost}The database {where} refuses this program: {said}. Look at the name and the password in "
            "RESILIENCE_DASH_DATABASE_URL, and at what the server lets that name do."
        )
    if code in ("XX001", "XX002"):
        return NotADatabase(f"{lost}The database {where} is damaged: {said}. Put back a backup.")
    return number_too_large() if code == "22003" else None


def _by_kind(error: Exception, said: str, lost: str) -> Problem:
    if isinstance(error, DataError) and ("NUL" in said or "0x00" in said):
        return character_refused(lost)
    return unforeseen(said, lost)
