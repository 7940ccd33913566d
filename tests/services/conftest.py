"""An assessment in a real database that refuses to change or delete what may only be added to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from resilience_dash.store.database import Database
from tests.builders import Begun, begin, database


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    made = database(tmp_path, seal=True)
    yield made
    made.close()


@pytest.fixture
def begun(db: Database) -> Begun:
    """Two people of the council and one of the community have begun a small assessment."""
    return begin(db, {"council": 2, "community": 1})
