"""What the pages' tests begin with: an empty database, a full one, a clock, and an assessment with people in it."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from resilience_dash import wiring
from resilience_dash.domain.access import MACHINE
from resilience_dash.domain.framework import Mode, Side
from resilience_dash.services import demonstrating, hashing
from resilience_dash.store.database import Database
from resilience_dash.store.migrating import prepare
from tests.builders import NOW, Begun, begun_in, database, delivered
from tests.pages.hall import Hall, furnished

SETTING = "RESILIENCE_DASH_DATABASE_URL"


class Clock:
    """The time on the wall of a test: it stands still until somebody turns it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def turn(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """10:00 on 23 November 2026, for every page."""
    made = Clock()
    monkeypatch.setattr(wiring, "now", made)
    return made


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """An empty and a full database, made once."""
    folder = tmp_path_factory.mktemp("databases")
    for name in ("empty", "full"):
        made = Database(f"sqlite:///{folder / name}.db").asked_by(MACHINE)
        prepare(made, now=NOW)
        if name == "full":
            demonstrating.fill(made, delivered(), now=demonstrating.demonstration_moment())
        made.close()
    return {name: folder / f"{name}.db" for name in ("empty", "full")}


@pytest.fixture
def empty(files: Mapping[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty database of the test's own; the path of its file."""
    path = tmp_path / "resilience.db"
    shutil.copyfile(files["empty"], path)
    monkeypatch.setenv(SETTING, f"sqlite:///{path}")
    opened = wiring.database()
    yield path
    opened.close()


@pytest.fixture(scope="session")
def read_only(files: Mapping[str, Path]) -> Iterator[str]:
    """The address of the full database, opened once for all: it refuses every new row."""
    url = f"sqlite:///{files['full']}"
    made = Database(url)
    with made.write() as session:
        run = session.connection().exec_driver_sql
        for (table,) in run("SELECT name FROM sqlite_master WHERE type = 'table'").all():
            refuse = "BEGIN SELECT RAISE(ABORT, 'only for reading'); END"
            run(f"CREATE TRIGGER no_{table} BEFORE INSERT ON {table} {refuse}")
    made.close()
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(SETTING, url)
        opened = wiring.database()
    yield url
    opened.close()


@pytest.fixture
def full(read_only: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database full of made-up places, to look at."""
    monkeypatch.setenv(SETTING, read_only)


@pytest.fixture
def started(empty: Path) -> Callable[..., Begun]:
    """Start an assessment of Surrey Heath with people in it: the taster, unless another way is asked for."""

    def start(people: Mapping[Side, int] | None = None, mode: Mode = "taster", **how: object) -> Begun:
        return begun_in(wiring.database(), people, frameworks=wiring.frameworks(), mode=mode, **how)  # type: ignore[arg-type]

    return start


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Hall]:
    """The hall, made once; every test has a copy of its file."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(hashing, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        db = database(tmp_path_factory.mktemp("hall"))
        hall = furnished(db)
        db.close()
    assert db.path
    return db.path, hall


@pytest.fixture
def hall(made: tuple[Path, Hall], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    monkeypatch.setattr(hashing, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    file, hall = made
    shutil.copyfile(file, tmp_path / "hall.db")
    monkeypatch.setenv("RESILIENCE_DASH_DATABASE_URL", f"sqlite:///{tmp_path / 'hall.db'}")
    db = wiring.database()
    monkeypatch.setenv("RESILIENCE_DASH_MODE", "served")
    yield Hall(replace(hall.begun, db=db), hall.people)
    db.close()
