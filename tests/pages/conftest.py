"""What the pages' tests begin with: an empty database, a full one, a clock, and an assessment with people in it."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from resilience_dash import wiring
from resilience_dash.domain.framework import Mode, Side
from resilience_dash.services import demonstrating
from resilience_dash.store.database import Database
from resilience_dash.store.migrating import prepare
from tests.builders import NOW, Begun, begin, delivered

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
        made = Database(f"sqlite:///{folder / name}.db")
        prepare(made, now=NOW)
        if name == "full":
            demonstrating.fill(made, delivered(), now=demonstrating.demonstration_moment())
        made.close()
    return {name: folder / f"{name}.db" for name in ("empty", "full")}


@pytest.fixture
def use(files: Mapping[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Path]]:
    """Let the program use a copy of the empty or the full database."""
    opened = []

    def copied(name: str) -> Path:
        path = tmp_path / f"{name}.db"
        shutil.copyfile(files[name], path)
        monkeypatch.setenv(SETTING, f"sqlite:///{path}")
        opened.append(wiring.database())
        return path

    yield copied
    for each in opened:
        each.close()


@pytest.fixture
def empty(use: Callable[..., Path]) -> Path:
    """An empty database; the path of its file."""
    return use("empty")


@pytest.fixture
def full(use: Callable[..., Path]) -> Path:
    """A database full of made-up places; the path of its file."""
    return use("full")


@pytest.fixture
def started(empty: Path) -> Callable[..., Begun]:
    """Start an assessment of Surrey Heath with people in it: the taster, unless another way is asked for."""

    def start(people: Mapping[Side, int] | None = None, mode: Mode = "taster", **how: object) -> Begun:
        return begin(wiring.database(), people, frameworks=wiring.frameworks(), mode=mode, **how)  # type: ignore[arg-type]

    return start
