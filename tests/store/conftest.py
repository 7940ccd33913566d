"""Databases as this folder needs them: real files, closed when the test is over."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from resilience_dash.store.database import Database, sqlite_driver
from tests.builders import database


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """A database in a file, prepared."""
    made = database(tmp_path)
    yield made
    made.close()


@pytest.fixture(params=[sqlite_driver(), sqlite3], ids=["bundled", "pythons-own"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """The same on the SQLite that is bundled, and on Python's own, which may be old."""
    made = database(tmp_path, driver=request.param)
    yield made
    made.close()
