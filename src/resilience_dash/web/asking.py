"""Who asks, where a browser asks our own routes."""

from functools import cache

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.types import Scope

from resilience_dash import wiring
from resilience_dash.domain.access import NOBODY, Caller
from resilience_dash.services import admitting, keeping_secrets
from resilience_dash.web import tickets

CALLER = "resilience_dash.caller"
MEMBER = b"x-resilience-member"  # named in .streamlit/config.toml


def named(scope: Scope, caller: Caller) -> Scope:
    """The request in somebody's name. Only the door says whose.

    Streamlit hands a session to whoever opens a socket with its number. It is told whose socket this is, and keeps each
    session to the one it began with.
    """
    if scope["type"] == "websocket":
        others = [(name, value) for name, value in scope["headers"] if name.lower() != MEMBER]
        scope = {**scope, "headers": [*others, (MEMBER, caller.ref.encode())]}
    return {**scope, CALLER: caller}


def caller(request: Request) -> Caller:
    """Who sent this request; nobody where it came past the door."""
    found: Caller = request.scope.get(CALLER, NOBODY)
    return found


def database(request: Request) -> wiring.Database:
    """The database, in the name of whoever sent this request. Routes ask no other."""
    return wiring.database().asked_by(caller(request))


def as_nobody() -> wiring.Database:
    """The database in nobody's name: for the phones of a hall, and for what looks on behalf of all who watch."""
    return wiring.database().asked_by(NOBODY)


def secret(name: str) -> str:
    """A secret of the program, with which it knows its own cookies again; every process has the same."""
    return _secret(wiring.settings().database_url, name)


@cache
def _secret(_database_url: str, name: str) -> str:
    return keeping_secrets.server_secret(wiring.database(), name=name)


def address(request: Request) -> str:
    """The address of the machine that asks, as the door believes it: tries are counted by it."""
    return request.client.host if request.client else "unknown"


async def looked_up(scope: Scope) -> Caller:
    """Whose sign-in the request's cookie stands for, as it is now. Read beside the loop: it waits for the database."""
    token = tickets.token(HTTPConnection(scope))
    if token is None:
        return NOBODY
    return await run_in_threadpool(_of_token, token)


def _of_token(token: str) -> Caller:
    return admitting.caller(as_nobody(), token=token, now=wiring.now())
