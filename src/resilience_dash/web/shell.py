"""Our own words in the page that Streamlit serves: language, title, look, and the cookie that tells devices apart."""

import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from resilience_dash import wiring

NAME = "Local economic resilience"
DEVICE_COOKIE = "resilience_device"
ASKS_FOR_LESS = (b"if-none-match", b"if-modified-since", b"accept-encoding")
A_YEAR = 365 * 24 * 3600
SERVED = (
    *("_stcore", "component", "files", "look", "media", "static", "auth"),
    *("sign-in", "invitation", "set-up", "password", "public", "board", "join", "vote"),
)
# What else there is at the top: our own answers, and the files of Streamlit's page.
PLACES = frozenset(
    (
        *("", "livez", "readyz", "version", "index.html", "favicon.png", "manifest.json"),
        *("second-factor", "sign-out", "sign-out-everywhere", "enter", "oauth2callback", "accessibility", "privacy"),
    )
)
PAGES = frozenset(page.stem.replace("_", "-") for page in (wiring.ROOT / "pages").glob("*.py")) - {"home"}
NOWHERE = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>That is not here · Local economic resilience</title></head>
<body style="font: 18px/1.5 Arial, sans-serif; max-width: 38em; margin: 3em auto; padding: 0 1em">
<h1>That is not here</h1><p>There is no page at this address. Nothing was changed, and every saved answer is kept.</p>
<p><a href="/">Go to the home page</a></p></body></html>
"""
LOOK = (
    b'<link rel="preload" as="font" type="font/woff2" crossorigin '
    b'href="/look/atkinson-hyperlegible-next-latin-wght-normal.woff2">'
    b'<link rel="stylesheet" href="/look/page.css"><script src="/look/page.js" defer></script>'
)
REPLACED = (
    (b'<html lang="en">', b'<html lang="en-GB">'),
    (b"<title>Streamlit</title>", f"<title>{NAME}</title>".encode()),
    (
        b"You need to enable JavaScript to run this app.",
        b"This page needs JavaScript. Switch it on in this browser and load the page again. Saved answers are safe.",
    ),
    (b"</head>", LOOK + b"</head>"),
)


class Shell:
    """Rewrites the one HTML page, and gives a new device its cookie in the same answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        request = Headers(scope=scope)
        start: Message | None = None
        body = b""

        async def rewrite(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif message["type"] == "http.response.body" and start is not None:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    await send(_head(start, request, None if scope["method"] == "HEAD" else len(rewritten(body))))
                    await send({"type": "http.response.body", "body": rewritten(body)})
            else:
                await send(message)

        if "text/html" in request.get("accept", "") and is_nowhere(scope["path"]):
            await HTMLResponse(NOWHERE, status_code=404)(scope, receive, send)
            return
        # The page is asked for whole and unpacked: a “not modified”, or a packed page, would keep Streamlit's words.
        plain = [(name, value) for name, value in scope["headers"] if name not in ASKS_FOR_LESS]
        wants_page = "text/html" in request.get("accept", "")
        await self.app({**scope, "headers": plain} if wants_page else scope, receive, rewrite)


def is_nowhere(path: str) -> bool:
    """Whether there is nothing at an address: Streamlit would send its page there, which then shows another one."""
    first, _, rest = path.strip("/").partition("/")
    if first in SERVED:
        return False
    return bool(rest) or first not in PAGES | PLACES


def rewritten(page: bytes) -> bytes:
    """Streamlit's page in our words; any other page as it is."""
    if b"<title>Streamlit</title>" not in page:
        return page
    for old, new in REPLACED:
        page = page.replace(old, new, 1)
    return page


def _is_page(message: Message) -> bool:
    headers = MutableHeaders(scope=message)
    # Our own plain pages are never kept, and say so: they are left as they are, and need no cookie.
    plain = headers.get("cache-control") == "no-store"
    return message["status"] == 200 and not plain and headers.get("content-type", "").startswith("text/html")


def _head(start: Message, request: Headers, length: int | None) -> Message:
    headers = MutableHeaders(raw=list(start["headers"]))
    for gone in ("etag", "last-modified", "content-length"):
        if gone in headers:
            del headers[gone]
    if length is not None:
        headers["content-length"] = str(length)
    headers["cache-control"] = "no-store"
    if DEVICE_COOKIE not in cookie_parser(request.get("cookie", "")):
        headers.append(
            "set-cookie",
            f"{DEVICE_COOKIE}={secrets.token_urlsafe(16)}; Path=/; HttpOnly; SameSite=Lax; Max-Age={A_YEAR}",
        )
    return {**start, "headers": headers.raw}
