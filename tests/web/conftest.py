"""The program's own routes behind its own door, with Streamlit's real page and files where Streamlit would be."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from resilience_dash import web, wiring
from resilience_dash.store.database import Database
from tests.builders import DATA, Begun, begin, delivered

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
    """The database that the program opens by itself, in a file of this test's own."""
    monkeypatch.setenv("RESILIENCE_DASH_DATABASE_URL", f"sqlite:///{tmp_path / 'wired.db'}")
    monkeypatch.setenv("RESILIENCE_DASH_DATA", str(DATA))
    db = wiring.database()
    yield db
    db.close()


@pytest.fixture
def begun(wired: Database) -> Begun:
    """The taster, answered by seven people."""
    started = begin(wired, {"council": 3, "community": 3, "partners": 1}, frameworks=delivered(), mode="taster")
    started.answer_all(2)
    return started
