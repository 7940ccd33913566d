"""An assessment in a real database that refuses to change or delete what may only be added to."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from resilience_dash.services import hashing
from resilience_dash.store.database import Database
from tests.builders import Begun, begun_in, database
from tests.conftest import Clone


@pytest.fixture
def in_a_file(tmp_path: Path) -> Iterator[Database]:
    made = database(tmp_path, seal=True)
    yield made
    made.close()


@pytest.fixture
def on_a_server(clone: Clone) -> Database:
    return clone(seal=True)


@pytest.fixture(params=["in_a_file", pytest.param("on_a_server", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest) -> Database:
    """SQLite and PostgreSQL: what a person does, they do on both."""
    found: Database = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def begun(db: Database) -> Begun:
    """Two people of the council and one of the community have begun a small assessment."""
    return begun_in(db, {"council": 2, "community": 1})


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed in a moment; one test looks at what they cost in earnest."""
    monkeypatch.setattr(hashing, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    hashing._of_nobody.cache_clear()


@pytest.fixture
def place_id(begun: Begun) -> int:
    """The place of the assessment that was begun."""
    return begun.sheet.assessment.place.id
