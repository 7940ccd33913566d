"""The hall without internet: a second listener for the phones of a laptop's own network, with their few pages alone.

The program itself stays with the person at the machine. Nothing of it is part of this application, so no mistake in a
check can lead there: whatever is not for phones is simply not here.
"""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers as RequestHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from resilience_dash import wiring
from resilience_dash.domain.problem import Problem
from resilience_dash.web import join_pages, vote_pages, whence
from resilience_dash.web.headers import Headers
from resilience_dash.web.refusing import refuse

LOOK = Path(__file__).parent / "look"
LOOK_OF_PHONES = ("phone.css", "vote.js", "mark.svg")
NOT_HERE = "There is nothing here at this address. To join a workshop, open the address that is on the wall."
log = logging.getLogger("resilience_dash")


class HallDoor:
    """Lets in what asks for this machine by the name or number that phones were given, from no other site."""

    def __init__(self, app: ASGIApp, *, hall: wiring.Hall) -> None:
        self.app = app
        self.hall = hall

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and (refused := self._refusal(scope)):
            await refuse(scope, receive, send, refused, 403)
        elif scope["type"] == "http":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await refuse(scope, receive, send, NOT_HERE, 404)

    def _refusal(self, scope: Scope) -> str | None:
        headers = RequestHeaders(scope=scope)
        if whence.passed_on(headers):
            return whence.NOT_THIS_PROXY
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or hosts[0].lower() not in self._ours(scope):
            return whence.OTHER_NAME
        changes = scope["type"] == "websocket" or scope["method"] not in whence.SAFE
        if (changes and not origins) or any(one.lower() != f"http://{hosts[0].lower()}" for one in origins):
            return whence.OTHER_SITE
        return None

    def _ours(self, scope: Scope) -> set[str]:
        """The name that was given, and the number that was connected to, as browsers say them."""
        port = "" if self.hall.port == 80 else f":{self.hall.port}"
        reached = scope.get("server")
        return {f"{name}{port}" for name in (self.hall.named, str(reached[0]) if reached else "") if name}


def application(hall: wiring.Hall) -> Starlette:
    """Join, vote, the news of a round, and what these look like. Nothing else is here."""
    return Starlette(
        routes=[
            *join_pages.routes(),
            *vote_pages.routes(),
            *(Route(f"/look/{name}", _file(name), methods=["GET"]) for name in LOOK_OF_PHONES),
        ],
        # A browser without Sec-Fetch-Site, which it sends over TLS alone, says where a form is only if it may.
        middleware=[Middleware(Headers, referrer="same-origin"), Middleware(HallDoor, hall=hall)],
        exception_handlers={404: _not_here, 405: _not_here},
    )


def _file(name: str) -> Callable[[Request], Awaitable[FileResponse]]:
    async def file(_request: Request) -> FileResponse:
        return FileResponse(LOOK / name, headers={"Cache-Control": "max-age=3600"})

    return file


async def _not_here(_request: Request, _error: Exception) -> PlainTextResponse:
    return PlainTextResponse(NOT_HERE, status_code=404, headers={"Cache-Control": "no-store"})


class HallTaken(Problem):
    """Nothing can listen where RESILIENCE_DASH_HALL says."""


class _Beside(uvicorn.Server):
    """A server in another's process: that one is told when to stop."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def open_hall(hall: wiring.Hall | None) -> AsyncIterator[None]:
    """The hall is open while this lasts, if there is one. Raises HallTaken."""
    if hall is None:
        yield
        return
    listening = _listening(hall)
    how = uvicorn.Config(
        application(hall), log_config=None, lifespan="off", proxy_headers=False, server_header=False, ws="none",
        timeout_graceful_shutdown=5,
    )  # fmt: skip
    server = _Beside(how)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        log.info("Phones in this hall find the workshop at %s/join", _said(hall))
        yield
    finally:
        server.should_exit = True
        await asyncio.wait([serving])
        listening.close()


def _said(hall: wiring.Hall) -> str:
    try:
        return hall.origin
    except Problem:
        return f"port {hall.port} of this machine, once it is in a network:"


def _listening(hall: wiring.Hall) -> socket.socket:
    try:
        return socket.create_server((hall.listens_on, hall.port), backlog=1024)
    except OSError as error:
        raise HallTaken(
            f"Phones cannot be let in at {hall.listens_on}, port {hall.port}: {error.strerror or error}. Give another "
            "port, or this machine’s own address in the hall, in RESILIENCE_DASH_HALL."
        ) from error
