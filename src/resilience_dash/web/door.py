"""Who may ask. In personal mode that is the person at this machine and nobody else.

A name server under a stranger's control can point its own name at 127.0.0.1, and a proxy can bring in strangers: so
the Host header, the Origin, forwarding headers and the address that was connected to are all looked at.
"""

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

OUR_NAME = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?", re.IGNORECASE | re.ASCII)
FORWARDED = ("forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip")
NOT_FROM_ELSEWHERE = (
    "This program runs for the person at its own machine, so this request was refused and nothing was changed. "
    "On that machine, open http://localhost and the port that was printed at the start."
)
NOT_THROUGH_A_PROXY = (
    "This program runs for the person at its own machine and refuses requests that were passed on by a proxy. "
    "Nothing was changed. Serving it to others needs sign-in, which this version does not have yet."
)


class Door:
    """Refuses, before anything else sees it, what does not come from this machine."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            refused = refusal(scope)
            if refused is not None:
                await _refuse(scope, receive, send, refused)
                return
        await self.app(scope, receive, send)


def refusal(scope: Scope) -> str | None:
    """Why the request is refused; None where it may come in."""
    headers = Headers(scope=scope)
    if any(name in FORWARDED or name.startswith("x-forwarded") for name in headers):
        return NOT_THROUGH_A_PROXY
    server, client = scope.get("server"), scope.get("client")
    if any(end and not _is_loopback(end[0]) for end in (server, client)):
        return NOT_FROM_ELSEWHERE
    hosts = headers.getlist("host")
    if len(hosts) != 1 or not OUR_NAME.fullmatch(hosts[0]):
        return NOT_FROM_ELSEWHERE
    if any(_site(origin) != hosts[0].lower() for origin in headers.getlist("origin")):
        return NOT_FROM_ELSEWHERE
    return None


def _is_loopback(address: str) -> bool:
    return address in ("::1", "localhost") or address.startswith(("127.", "::ffff:127."))


def _site(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None


async def _refuse(scope: Scope, receive: Receive, send: Send, why: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": "refused"})
        return
    await PlainTextResponse(why, status_code=403)(scope, receive, send)
