"""The program's own routes behind its own door, with Streamlit's real page and files where Streamlit would be."""

import importlib.util
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from resilience_dash import web, wiring
from resilience_dash.services import hashing
from resilience_dash.store.database import Database
from tests.builders import DATA, NOW, Begun, begun_in, database, delivered

STREAMLIT = Path(importlib.util.find_spec("streamlit").submodule_search_locations[0]) / "static"
HERE = "http://localhost:8501"


def broken(_request: Request) -> None:
    """A fault in the program."""
    raise KeyError("secret detail")


async def stream(socket: WebSocket) -> None:
    """Where Streamlit's own socket would be."""
    await socket.accept()
    await socket.send_text("hello")
    await socket.close()


APP = Starlette(
    routes=[
        *web.routes(),
        Route("/broken", broken),
        WebSocketRoute("/_stcore/stream", stream),
        Mount("/", StaticFiles(directory=STREAMLIT, html=True)),
    ],
    middleware=[*web.middleware(), Middleware(GZipMiddleware)],
)


def client_from(address: str = "127.0.0.1", base_url: str = HERE) -> TestClient:
    return TestClient(APP, base_url=base_url, client=(address, 50000), raise_server_exceptions=False)


@pytest.fixture
def client() -> TestClient:
    """A browser at this machine."""
    return client_from()


@pytest.fixture
def wired(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The database that the program opens by itself, in a file of this test's own, migrated once for all."""
    database(tmp_path, name="wired.db").close()
    monkeypatch.setenv("RESILIENCE_DASH_DATABASE_URL", f"sqlite:///{tmp_path / 'wired.db'}")
    monkeypatch.setenv("RESILIENCE_DASH_DATA", str(DATA))
    db = wiring.database()
    yield db
    db.close()


@pytest.fixture
def begun(wired: Database) -> Begun:
    """The taster, answered by seven people."""
    started = begun_in(wired, {"council": 3, "community": 3, "partners": 1}, frameworks=delivered(), mode="taster")
    started.answer_all(2)
    return started


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed in a moment."""
    monkeypatch.setattr(hashing, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    hashing._of_nobody.cache_clear()


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, wired: Database, quick_hashes: None) -> Database:
    """Served mode under a public address, behind one proxy; the clock stands still."""
    monkeypatch.setenv("RESILIENCE_DASH_MODE", "served")
    monkeypatch.setenv("RESILIENCE_DASH_ADDRESS", "https://resilience.example.org")
    monkeypatch.setenv("RESILIENCE_DASH_PROXIES", "10.0.0.7,10.0.0.8")
    monkeypatch.setattr(wiring, "now", Clock())
    return wired


class Clock:
    """The time on the wall of a test: it stands still until somebody turns it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)
