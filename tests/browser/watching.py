"""What a browser met that nobody should meet: other hosts, refused scripts, errors, answers without headers."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError, WebSocket
from playwright.sync_api import Page as BrowserPage

HEADERS = (
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "permissions-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
)
# What a browser says while there is no server to talk to.
OUTAGE = (
    "ERR_CONNECTION",
    "ERR_EMPTY_RESPONSE",
    "ERR_INTERNET_DISCONNECTED",
    "ERR_INCOMPLETE_CHUNKED",
    "WebSocket",
    "when disconnected from server",
)
# The policy's refusals reach the page as events; written to the console they are collected with everything else.
TELL_REFUSALS = """
document.addEventListener("securitypolicyviolation", (refused) => {
  console.error(`CSP refused ${refused.violatedDirective}: ${refused.blockedURI || refused.sample}`);
});
"""


class Watch:
    """Collects problems of every page in a context. `problems` must be empty at the end."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.origin = origin
        self.problems: list[str] = []
        self.addresses: list[str] = []
        self.outage = False  # while the server is down on purpose, failed requests are what should happen
        self.refusing = False  # while a page is asked for what it must refuse
        context.add_init_script(TELL_REFUSALS)
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("page", self._page)

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """A block in which the server refuses, and the browser says so: a page that says why is what should come."""
        self.refusing = True
        try:
            yield
        finally:
            self.refusing = False

    def _page(self, page: BrowserPage) -> None:
        page.on("websocket", self._socket)

    def _request(self, request: Request) -> None:
        self.addresses.append(request.url)
        self._must_be_ours(request.url)

    def _socket(self, socket: WebSocket) -> None:
        self._must_be_ours(socket.url.replace("ws://", "http://", 1))

    def _must_be_ours(self, address: str) -> None:
        if not address.startswith((f"{self.origin}/", "data:", "blob:", "about:blank")):
            self.problems.append(f"request to another host: {address}")

    def _response(self, response: Response) -> None:
        if not response.url.startswith(self.origin):
            return
        if missing := [name for name in HEADERS if name not in response.headers]:
            self.problems.append(f"{response.url} came without {', '.join(missing)}")
        if self.refusing and (400 <= response.status < 500 or response.status == 503):
            return
        if response.status >= 400 and not self._looked_up_by_streamlit(response.url):
            self.problems.append(f"{response.status} for {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        where = message.location["url"]
        if message.type != "error" or self._looked_up_by_streamlit(where):
            return
        if self.refusing and message.text.startswith("Failed to load resource"):
            return
        if self.outage and any(words in message.text for words in OUTAGE):
            return
        self.problems.append(f"console: {message.text} ({where})")

    def _error(self, error: WebError) -> None:
        self.problems.append(f"script error: {error.error}")

    def _looked_up_by_streamlit(self, address: str) -> bool:
        """On a deep link Streamlit first looks for its server beneath the page's own address, then at the top."""
        parts = urlsplit(address)
        return address.startswith(self.origin) and bool(
            re.fullmatch(r"(/[a-z-]+)+/_stcore/(health|host-config)", parts.path)
        )
