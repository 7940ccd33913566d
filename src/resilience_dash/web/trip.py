"""The way through an organisation is Streamlit's. Where it ends is ours: at /enter, or on a page that can be read.

Streamlit sends everybody home afterwards, with cookies for 30 days, and says “Authentication error” where the
organisation is away.
"""

import logging
import re

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from resilience_dash import wiring
from resilience_dash.web import plain
from resilience_dash.web.organisation_pages import BACK

OUT, HOME = "/auth/login", "/oauth2callback"
TOKENS = b"_streamlit_user_tokens"  # the organisation's own tokens: nobody here needs them
USER = b"_streamlit_user"
DELETED = re.compile(rb"max-age=0\b", re.IGNORECASE)
LASTS = re.compile(rb"max-age=\d+", re.IGNORECASE)
AWAY = (
    "Your organisation’s sign-in does not answer as it should just now. Nothing was changed. "
    "Try again in a few minutes; if it stays, tell whoever looks after this program."
)
log = logging.getLogger("resilience_dash")


class Trip:
    """Changes the answers of Streamlit's two addresses for this."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.served = wiring.settings().serving.served

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.served or scope["type"] != "http" or scope["path"] not in (OUT, HOME):
            await self.app(scope, receive, send)
            return
        failed = answered = False

        async def changed(message: Message) -> None:
            nonlocal failed, answered
            if message["type"] == "http.response.start":
                failed = message["status"] >= 400
                message = _changed(message, scope["path"])
            if not failed:
                answered = True
                await send(message)

        try:
            await self.app(scope, receive, changed)
        except Exception:  # whatever an organisation can make the libraries raise
            log.warning("The sign-in through an organisation failed.", exc_info=True)
            failed = True
        if failed and not answered:
            page = plain.notice(Request(scope), "The sign-in does not work just now", AWAY, status=502, way=BACK)
            await page(scope, receive, send)


def _changed(message: Message, path: str) -> Message:
    headers = MutableHeaders(raw=[header for kept in message.get("headers", []) if (header := _cookie(*kept))])
    to = headers.get("location", "")
    if path == HOME and to:
        headers["location"] = "/enter"
    elif to.startswith("/"):
        headers["location"] = "/sign-in"  # the page had been open for too long
    headers["cache-control"] = "no-store"
    return {**message, "headers": headers.raw}


def _cookie(name: bytes, value: bytes) -> tuple[bytes, bytes] | None:
    """The header as it may leave; None where it may not. What is only needed for the next step lasts for that long."""
    if name.lower() != b"set-cookie" or not value.startswith(USER) or DELETED.search(value):
        return name, value
    return None if value.startswith(TOKENS) else (name, LASTS.sub(b"Max-Age=120", value))
