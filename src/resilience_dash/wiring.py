"""The one fuse box: settings from the environment, the open database, the frameworks and the councils."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Literal, cast

from platformdirs import user_data_path

from resilience_dash.content.frameworks import Frameworks, read_frameworks
from resilience_dash.content.places import Councils, read_places
from resilience_dash.domain.access import MACHINE
from resilience_dash.domain.problem import Problem
from resilience_dash.store.database import Database as Database  # the rooms above name it, and may not open one
from resilience_dash.store.migrating import prepare
from resilience_dash.store.problems import NoDatabase

ROOT = Path(__file__).resolve().parents[2]
Mode = Literal["personal", "served"]
LOOPBACK = ("127.0.0.1", "::1", "localhost")
_opening = Lock()


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says. Every setting is listed in docs/operating.md."""

    database_url: str
    data: Path
    host: str | None
    port: int | None
    mode: Mode


def settings() -> Settings:
    return Settings(
        database_url=os.environ.get("RESILIENCE_DASH_DATABASE_URL") or _own_database(),
        data=Path(os.environ.get("RESILIENCE_DASH_DATA") or ROOT / "data"),
        host=os.environ.get("RESILIENCE_DASH_HOST") or None,
        port=_port(os.environ.get("RESILIENCE_DASH_PORT")),
        mode=_mode(os.environ.get("RESILIENCE_DASH_MODE")),
    )


@cache
def _own_database() -> str:
    """A SQLite file in the folder that this system keeps for a person's data; the folder is made where it is new."""
    folder = user_data_path("resilience-dash", appauthor=False, ensure_exists=True)
    return f"sqlite:///{folder / 'resilience.db'}"


class BadSetting(Problem):
    """A setting in the environment that cannot be meant."""


def _port(said: str | None) -> int | None:
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and 0 < int(said) < 65536):
        raise BadSetting(f"RESILIENCE_DASH_PORT is “{said}”. Give a whole number from 1 to 65535, or leave it out.")
    return int(said)


def _mode(said: str | None) -> Mode:
    if said not in (None, "", "personal", "served"):
        raise BadSetting(f"RESILIENCE_DASH_MODE is “{said}”. Say “personal” or “served”, or leave it out.")
    return cast(Mode, said or "personal")


def database() -> Database:
    """The database named by the settings, opened and brought up to date once, as the person at this machine asks it.

    Whoever asks in somebody else's name says so with `asked_by`. Raises a DatabaseProblem.
    """
    with _opening:  # two sessions may come first at the same moment
        return _open(settings().database_url)


def existing_database() -> Database:
    """The same, for what only reads: where there is no database it makes none. Raises NoDatabase."""
    asked = Database(settings().database_url)
    if asked.path is not None and not asked.path.exists():
        raise NoDatabase(f"There is no database at {asked.path}. None was made. Check the name.")
    return database()


@cache
def _open(url: str) -> Database:
    opened = Database(url).asked_by(MACHINE)
    prepare(opened, now=now())
    return opened


def frameworks() -> Frameworks:
    """Every framework version there is. Raises BrokenFramework with all that is wrong."""
    return _frameworks(settings().data / "frameworks")


@cache
def _frameworks(root: Path) -> Frameworks:
    return read_frameworks(root)


def councils() -> Councils:
    """The principal councils of the UK. Raises the problems of the file, all at once."""
    return _councils(settings().data / "places.csv")


@cache
def _councils(path: Path) -> Councils:
    return read_places(path)


def now() -> datetime:
    """The moment it is, in UTC. Everything below takes it as an argument."""
    return datetime.now(UTC)
