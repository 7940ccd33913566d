"""An assessment in a real database that refuses to change or delete what may only be added to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from resilience_dash.store.database import Database
from tests.builders import Begun, begin, database
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
    return begin(db, {"council": 2, "community": 1})
