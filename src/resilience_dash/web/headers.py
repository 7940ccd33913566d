"""The security headers of every answer. No answer leaves without them, errors and refusals included."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers as RequestHeaders
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
PLAIN_HOST = re.compile(r"[A-Za-z0-9.\-:\[\]]+")
FAULT = (
    "Something went wrong in this program. Every answer that said “Saved” is kept. "
    "Try again; if it stays, look in the program’s log."
)


class Headers:
    """Adds the headers."""

    def __init__(self, app: ASGIApp, *, referrer: str = "no-referrer") -> None:
        self.app = app
        self.referrer = referrer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        host = RequestHeaders(scope=scope).get("host", "")
        answered = False

        async def with_headers(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = True
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", policy(host))
                headers["X-Content-Type-Options"] = "nosniff"
                headers["X-Frame-Options"] = "DENY"
                headers["Referrer-Policy"] = self.referrer
                headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
                headers["Cross-Origin-Opener-Policy"] = "same-origin"
                headers["Cross-Origin-Resource-Policy"] = "same-origin"
            await send(message)

        try:
            await self.app(scope, receive, with_headers)
        except Exception:
            # Starlette's own answer to a fault is made outside of this class: it would leave without the headers.
            if not answered:
                await PlainTextResponse(FAULT, status_code=500)(scope, receive, with_headers)
            raise


def policy(host: str) -> str:
    """The content security policy: everything from here, nothing from elsewhere, no `unsafe-eval`.

    Vega runs on its interpreter; WebAssembly is what deck.gl needs. Styles are inline because Streamlit's are.
    """
    sockets = f" ws://{host} wss://{host}" if PLAIN_HOST.fullmatch(host) else ""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'wasm-unsafe-eval' {inline_scripts()}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self'{sockets}",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        )
    )


@cache
def inline_scripts() -> str:
    """The fingerprints of the scripts that stand inside Streamlit's own page, so that only those may run."""
    return " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(found).digest()).decode()}'"
        for found in INLINE_SCRIPT.findall(streamlit_page())
    )


def streamlit_page() -> bytes:
    """Streamlit's page as installed, found without importing Streamlit here."""
    import importlib.util

    spec = importlib.util.find_spec("streamlit")
    folder = Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else Path()
    page = folder / "static" / "index.html"
    return page.read_bytes() if page.exists() else b""
