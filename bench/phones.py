"""What a browser does over plain HTTP, as light as it can be: the driver shares the machine with the server.

A `Line` is one connection that is kept open, a `Browser` has one with its cookies, and `stream` follows server-sent
events on a line of its own.
"""

import asyncio
import contextlib
import html
import re
import time
import zlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from bench.driver import PageFailed

PATIENCE = 60.0  # seconds for one page
TOO_OLD = 4.0  # seconds after which a server may close a line: a browser opens another then, and so do we
REDIRECTS = (301, 302, 303, 307)
FORM = {"content-type": "application/x-www-form-urlencoded"}
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@dataclass(slots=True)
class Page:
    """What came back: the status, the address it came from, the text, and the headers as they were sent."""

    status: int
    path: str
    text: str
    headers: list[tuple[str, str]]

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")

    def hidden(self, name: str) -> str:
        """What a form carries along unseen."""
        return html.unescape(dict(HIDDEN.findall(self.text)).get(name, ""))


class Line:
    """One connection to 127.0.0.1, which counts the bytes that come in."""

    def __init__(self, port: int) -> None:
        self.port, self.received, self.used = port, 0, 0.0
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Page:
        """One request and its whole answer."""
        reader = await self.send(method, path, headers, body)
        status, found = await self.head(reader)
        read = await self._body(reader, {key: value for key, value in found if key != "set-cookie"})
        self.used = time.monotonic()
        return Page(status, path, read.decode("utf-8", "replace"), found)

    async def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> asyncio.StreamReader:
        if self._writer is None or time.monotonic() - self.used > TOO_OLD:
            self.close()
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        assert self._reader
        lines = [f"{method} {path} HTTP/1.1", f"host: 127.0.0.1:{self.port}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += [f"content-length: {len(body)}"] if method == "POST" else []
        self._writer.write("\r\n".join((*lines, "", "")).encode() + body)
        return self._reader

    async def head(self, reader: asyncio.StreamReader) -> tuple[int, list[tuple[str, str]]]:
        """The status and the headers of an answer."""
        raw = await reader.readuntil(b"\r\n\r\n")
        self.received += len(raw)
        first, *rest = raw.decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in rest if line)
        return int(first.split(" ", 2)[1]), [(name.lower(), value.strip()) for name, _, value in pairs]

    async def _body(self, reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
        if headers.get("transfer-encoding") == "chunked":
            read = b"".join([chunk async for chunk in self.chunks(reader)])
        else:
            read = await reader.readexactly(int(headers.get("content-length") or 0))
            self.received += len(read)
        if headers.get("connection") == "close":
            self.close()
        return zlib.decompress(read, 47) if headers.get("content-encoding") == "gzip" else read

    async def chunks(self, reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
        """The parts of an answer that comes in parts."""
        while size := int(await reader.readuntil(b"\n"), 16):
            chunk = (await reader.readexactly(size + 2))[:-2]
            self.received += size
            yield chunk
        await reader.readline()

    def close(self) -> None:
        if self._writer is not None:
            self._writer.transport.abort()
        self._reader = self._writer = None


@dataclass
class Browser:
    """A browser that keeps cookies and follows redirects."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.line = Line(self.port)

    async def get(self, path: str) -> Page:
        return await self._asked("GET", path)

    async def post(self, path: str, form: Mapping[str, object], **headers: str) -> Page:
        return await self._asked("POST", path, urlencode(form).encode(), headers)

    async def _asked(self, method: str, path: str, body: bytes = b"", more: Mapping[str, str] | None = None) -> Page:
        async with asyncio.timeout(PATIENCE):
            for _ in range(8):
                page = await self.line.ask(method, path, self.headers(method) | dict(more or {}), body)
                self._keep(page)
                if page.status not in REDIRECTS:
                    return page
                there = urlsplit(page.header("location"))
                path = there.path + (f"?{there.query}" if there.query else "")
                method, body, more = "GET", b"", None
        raise PageFailed(f"{path} leads round in circles")

    def headers(self, method: str = "GET") -> dict[str, str]:
        said = {"accept": "text/html", "accept-encoding": "gzip", "user-agent": "bench"}
        if self.cookies:
            said["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return said | (FORM | {"origin": f"http://127.0.0.1:{self.port}"} if method == "POST" else {})

    def _keep(self, page: Page) -> None:
        for name, value in page.headers:
            if name == "set-cookie":
                self.cookies |= {key: kept.coded_value for key, kept in SimpleCookie(value).items()}

    def close(self) -> None:
        self.line.close()


async def stream(browser: Browser, path: str, line: Line) -> AsyncIterator[str]:
    """The data of each event, for as long as the line is open."""
    reader = await line.send("GET", path, browser.headers() | {"accept": "text/event-stream"})
    status, _ = await line.head(reader)
    if status != 200:
        raise PageFailed(f"{path} answered {status}")
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        async for chunk in line.chunks(reader):
            for said in chunk.decode().splitlines():
                if said.startswith("data:"):
                    yield said[5:].strip()
