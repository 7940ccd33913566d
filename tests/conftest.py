"""What every test may ask for. A room's own fixtures live in the conftest.py of its folder."""

import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from resilience_dash.domain.access import MACHINE
from resilience_dash.store.database import Database
from tests.builders import migrated_postgresql
from tests.compiled_once import compiled_once
from tests.postgres import HOW_TO_GET_IT, PostgreSQL, get, running

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    with compiled_once():
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The material beside the repository (real files, the agreed design), for tests that compare with it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("there is no folder shared/ beside the repository: this test compares with what is in it")
    return folder


@pytest.fixture
def world_folder() -> Iterator[Path]:
    """A folder that everybody on this machine may look into: pytest's own are closed to others."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


# PostgreSQL


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A server of the tests' own, for all of them. Whoever stops it starts it again."""
    programs = get()
    if programs is None:
        pytest.skip(HOW_TO_GET_IT)
    with running(programs) as server:
        for seal in (False, True):
            migrated_postgresql(server, seal=seal)
        yield server


_numbers = count(1)
Clone = Callable[..., Database]


@pytest.fixture
def clone(postgresql: PostgreSQL) -> Iterator[Clone]:
    """Databases of the test's own on that server: brought to shape once, and copied. `seal` as in `builders.sealed`."""
    made: list[Database] = []

    def clone(*, seal: bool = False, **how: object) -> Database:
        name = f"test_{next(_numbers)}"
        url = postgresql.create(name, like="sealed" if seal else "unsealed")
        made.append(Database(url, **how).asked_by(MACHINE))  # type: ignore[arg-type]
        return made[-1]

    yield clone
    for db in made:
        db.close()
        postgresql.drop(str(db.url.database))
