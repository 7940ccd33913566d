"""The program in served mode behind its own door, with browsers that keep cookies and send what browsers send."""

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient

from resilience_dash import web
from resilience_dash.domain.organisation import Organisations
from tests.web.conftest import broken, stream

PUBLIC = "https://resilience.example.org"
PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
OURS = {"Origin": PUBLIC}
PROXY = "10.0.0.7"
Browser = Callable[..., TestClient]


async def seen(request: Request) -> Response:
    """Stands where Streamlit would: says what reached it."""
    if "text/html" in request.headers.get("accept", ""):
        return HTMLResponse("<title>Streamlit</title>the page")
    client = request.client.host if request.client else ""
    return PlainTextResponse(f"{request.url.scheme} {request.headers['host']} {client} {sorted(request.headers)}")


def program(organisations: Organisations | None = None) -> Starlette:
    """As `app.py` puts it together. The settings must be there before."""
    return Starlette(
        routes=[
            *web.routes(organisations),
            Route("/broken", broken),
            WebSocketRoute("/_stcore/stream", stream),
            Route("/{path:path}", seen, methods=["GET", "PUT", "POST", "DELETE"]),
        ],
        middleware=web.middleware(),
    )


def browser(app: Starlette, *, base_url: str = PUBLIC, client: str = "203.0.113.9", port: int = 50000) -> TestClient:
    """A browser that follows nothing by itself, so that each step can be looked at."""
    return TestClient(
        app,
        base_url=base_url,
        client=(client, port),
        follow_redirects=False,
        raise_server_exceptions=False,
        headers=PAGE | {"Origin": base_url},
    )
