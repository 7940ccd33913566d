"""Databases as this folder needs them: real files, closed when the test is over."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from resilience_dash.store.database import Database, sqlite_driver
from tests.builders import database
from tests.conftest import Clone


@pytest.fixture
def in_a_file(tmp_path: Path) -> Iterator[Database]:
    """A SQLite database, prepared."""
    made = database(tmp_path)
    yield made
    made.close()


@pytest.fixture
def on_a_server(clone: Clone) -> Database:
    """A PostgreSQL database, prepared."""
    return clone()


@pytest.fixture(params=["in_a_file", pytest.param("on_a_server", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest) -> Database:
    """A database, prepared: what is asked of one is asked of the other."""
    found: Database = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=[sqlite_driver(), sqlite3], ids=["bundled", "pythons-own"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """The same on the SQLite that is bundled, and on Python's own, which may be old."""
    made = database(tmp_path, driver=request.param)
    yield made
    made.close()
