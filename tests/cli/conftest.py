"""A command line on a database of the test's own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from resilience_dash import wiring
from resilience_dash.cli import app
from tests.builders import DATA, begun_in, database, delivered

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs a command on a database of this test's own."""
    monkeypatch.setenv("RESILIENCE_DASH_DATABASE_URL", f"sqlite:///{tmp_path / 'resilience.db'}")
    monkeypatch.setenv("RESILIENCE_DASH_DATA", str(DATA))
    monkeypatch.delenv("RESILIENCE_DASH_ANCHORS", raising=False)
    yield lambda *words: CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    # The program keeps what it opened; the next test opens another one.
    if wiring.settings().database_url.startswith("sqlite:///") and (tmp_path / "resilience.db").is_file():
        wiring.database().close()


@pytest.fixture
def surrey(tmp_path: Path) -> Path:
    """A database with one real assessment, answered by seven people."""
    db = database(tmp_path)
    begun_in(db, {"council": 3, "community": 3, "partners": 1}, frameworks=delivered(), mode="taster").answer_all(2)
    db.close()
    return tmp_path / "resilience.db"
