"""What a probe asks: is it up, can it save, which version is it."""

import tempfile
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from resilience_dash import __version__, wiring
from tests.builders import database, only_reading


def test_it_lives(client: TestClient) -> None:
    assert client.get("/livez").json() == {"status": "ok"}


def test_it_says_its_version(client: TestClient) -> None:
    assert client.get("/version").json() == {"version": __version__}


@pytest.mark.usefixtures("wired")
def test_it_is_ready(client: TestClient) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_it_is_not_ready_where_the_database_may_only_be_read(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        database(folder).close()
        monkeypatch.setenv("RESILIENCE_DASH_DATABASE_URL", f"sqlite:///{folder / 'resilience.db'}")
        with only_reading(folder):
            refused = client.get("/readyz")
        assert (refused.status_code, refused.json()) == (503, {"status": "not ready"})
        assert client.get("/livez").status_code == 200
        assert client.get("/readyz").status_code == 200  # the rights are back, and no restart was needed
        wiring.database().close()


@pytest.mark.parametrize("content", [b"Dear councillor" * 100, b"\x00" * 4096])
def test_it_is_not_ready_where_the_database_is_none(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    (tmp_path / "letter.db").write_bytes(content)
    monkeypatch.setenv("RESILIENCE_DASH_DATABASE_URL", f"sqlite:///{tmp_path / 'letter.db'}")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "not ready"})
    assert (tmp_path / "letter.db").read_bytes() == content
