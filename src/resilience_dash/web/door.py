"""Who may ask. In personal mode the person at this machine and nobody else; in served mode whoever is signed in.

A name server under a stranger's control can point its own name at 127.0.0.1, and a proxy can bring in strangers: so
the Host header, the Origin, forwarding headers and the address that was connected to are all looked at.
"""

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from resilience_dash import wiring
from resilience_dash.domain.access import MACHINE
from resilience_dash.web import asking, served_door, whence
from resilience_dash.web.refusing import refuse

OUR_NAME = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?", re.IGNORECASE | re.ASCII)
NOT_FROM_ELSEWHERE = (
    "This program runs for the person at its own machine, so this request was refused and nothing was changed. "
    "On that machine, open http://localhost and the port that was printed at the start."
)
NOT_THROUGH_A_PROXY = (
    "This program runs for the person at its own machine and refuses requests that were passed on by a proxy. "
    "Nothing was changed. To let others in, serve it with sign-in: RESILIENCE_DASH_MODE=served."
)


class Door:
    """Refuses, before anything else sees it, what may not come in; says of the rest in whose name it comes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.serving = wiring.settings().serving

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif self.serving.served:
            await served_door.let_in(self.app, self.serving, scope, receive, send)
        elif (refused := refusal(scope)) is not None:
            await refuse(scope, receive, send, refused, 403)
        else:
            await self.app(asking.named(scope, MACHINE), receive, send)


def refusal(scope: Scope) -> str | None:
    """Why the request is refused in personal mode; None where it may come in."""
    headers = Headers(scope=scope)
    if whence.passed_on(headers):
        return NOT_THROUGH_A_PROXY
    server, client = scope.get("server"), scope.get("client")
    if any(end and not whence.is_loopback(end[0]) for end in (server, client)):
        return NOT_FROM_ELSEWHERE
    hosts = headers.getlist("host")
    if len(hosts) != 1 or not OUR_NAME.fullmatch(hosts[0]):
        return NOT_FROM_ELSEWHERE
    unsaid = whence.says_null_of_our_own_form(scope, headers)
    if any(_site(origin) != hosts[0].lower() for origin in headers.getlist("origin")) and not unsaid:
        return NOT_FROM_ELSEWHERE
    return None


def _site(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None
