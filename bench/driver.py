"""A browser tab without the browser: opens a page over Streamlit's websocket, keeps what it is sent, and acts on it.

It does what Streamlit's own JavaScript does: asks for the page's HTML first and keeps the cookies, names the page and
the query string in its first message, sends the values of all widgets with every further one, and runs only the
fragment that holds the widget that was used.
"""

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import Any, Self

import websockets
from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

PATIENCE = 60.0
Place = tuple[int, ...]


class PageFailed(Exception):
    """The page showed an error or did not finish, so what was timed means nothing."""


@dataclass(slots=True)
class Node:
    """One element or block, where it stands on the page, and the fragment that drew it."""

    message: Message
    fragment: str
    drawn_in: str

    @property
    def kind(self) -> str:
        return str(self.message.WhichOneof("type") or "container")

    @property
    def content(self) -> Any:
        """The element itself, such as a Radio; the block's own message for a bare container."""
        return getattr(self.message, self.kind) if self.message.WhichOneof("type") else self.message

    @property
    def is_block(self) -> bool:
        return not isinstance(self.message, Element)


@dataclass
class Browser:
    """One tab. `async with Browser(port, page, query) as tab:` shows the page; `choose` and `rerun` act on it.

    `cookie` is what a member was signed in with.
    """

    port: int
    page: str
    query: str
    cookie: str = ""
    nodes: dict[Place, Node] = field(default_factory=dict)
    values: dict[str, WidgetState] = field(default_factory=dict)
    configs: list[Message] = field(default_factory=list)
    navigation: Any = None
    logo: Any = None
    messages: int = 0
    _script: str = ""
    _run: str = ""
    _cache: dict[str, ForwardMsg] = field(default_factory=dict)
    _socket: ClientConnection | None = None

    async def __aenter__(self) -> Self:
        self._socket = await connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            origin=f"http://127.0.0.1:{self.port}",
            additional_headers={"Cookie": await asyncio.to_thread(self._cookies)},
            compression=None,
            max_size=None,
            open_timeout=PATIENCE,
        )
        await self._send()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._socket is not None:
            await self._socket.close()

    def _cookies(self) -> str:
        """Ask for the page's HTML as a browser does, and keep the cookies that come with it."""
        given, _ = ask(self.port, f"/{self.page}?{self.query}", cookie=self.cookie)
        kept = [cookie.partition(";")[0] for cookie in given.get_all("set-cookie") or []]
        return "; ".join([*([self.cookie] if self.cookie else []), *kept])

    def keep(self, address: str, folder: Path) -> str:
        """Fetch a picture the page shows, and return the file it is now in; a word such as an icon's name stays."""
        if not address.startswith("/media/"):
            return address
        file = folder / address.rpartition("/")[2]
        file.write_bytes(fetch(self.port, address))
        return str(file)

    # What a person does

    async def rerun(self) -> float:
        """Run the page again, as when something on it was clicked. Returns the seconds it took."""
        return await self._timed("")

    async def choose(self, position: int, *, among: int) -> float:
        """Choose another of the first `among` options of a radio on the page. Returns the seconds until it was drawn.

        `position` counts the radios that lie in the open, not those inside a closed box or popover.
        """
        found = self.radios()[position]
        radio = found.content
        now = self.values[radio.id].string_value if radio.id in self.values else None
        options = list(radio.options[:among])
        following = (options.index(now) + 1) % len(options) if now in options else 0
        self.values[radio.id] = WidgetState(id=radio.id, string_value=options[following])
        return await self._timed(found.fragment)

    def radios(self) -> list[Node]:
        """The radios in the open, from the top of the page to its foot."""
        inside = [path for path, node in self.nodes.items() if node.kind == "popover"]
        return [
            self.nodes[path]
            for path in sorted(self.nodes)
            if self.nodes[path].kind == "radio" and not any(path[: len(box)] == box for box in inside)
        ]

    def __contains__(self, words: str) -> bool:
        """Whether a Markdown text on the page holds these words."""
        return any(node.kind == "markdown" and words in node.content.body for node in self.nodes.values())

    # What goes over the wire

    async def _timed(self, fragment: str) -> float:
        started = time.perf_counter()
        await self._send(fragment)
        return time.perf_counter() - started

    async def _send(self, fragment: str = "") -> None:
        said = BackMsg()
        asked = said.rerun_script
        asked.query_string = self.query
        asked.page_script_hash = self._script
        asked.page_name = "" if self._script else self.page
        asked.fragment_id = fragment
        asked.cached_message_hashes.extend(self._cache)
        asked.widget_states.widgets.extend(self.values.values())
        asked.context_info.timezone = "Europe/London"
        asked.context_info.locale = "en-GB"
        asked.context_info.url = f"http://127.0.0.1:{self.port}/{self.page}"
        asked.context_info.color_scheme = "light"
        assert self._socket is not None
        await self._socket.send(said.SerializeToString())
        try:
            async with asyncio.timeout(PATIENCE):
                await self._until_finished()
        except (TimeoutError, websockets.ConnectionClosed) as problem:
            raise PageFailed(f"/{self.page}?{self.query} did not finish: {problem!r}") from problem

    async def _until_finished(self) -> None:
        """Take what the server sends until the run has ended, and forget what that run no longer drew."""
        assert self._socket is not None
        self.messages, fragments = 0, set[str]()
        async for packed in self._socket:
            message = ForwardMsg.FromString(packed)
            self.messages += 1
            if message.WhichOneof("type") == "ref_hash":
                whole = ForwardMsg()
                whole.CopyFrom(self._cache[message.ref_hash])
                whole.metadata.CopyFrom(message.metadata)
                message = whole
            elif message.metadata.cacheable:
                self._cache[message.hash] = message
            match message.WhichOneof("type"):
                case "new_session":
                    self._run = message.metadata.run.script_run_id
                    fragments = set(message.metadata.run.fragment_ids)
                    self._script = message.new_session.page_script_hash
                    if not fragments:
                        self.configs.clear()
                case "navigation":
                    self.navigation = message.navigation
                    self._script = message.navigation.page_script_hash
                case "logo":
                    self.logo = message.logo
                case "page_info_changed":
                    self.query = message.page_info_changed.query_string
                case "page_config_changed":
                    self.configs.append(message.page_config_changed)
                case "page_not_found":
                    raise PageFailed(f"there is no page “{self.page}”")
                case "delta":
                    self._take(message)
                case "script_finished":
                    if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                        continue
                    if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                        raise PageFailed(f"/{self.page} does not compile")
                    self._forget_stale(fragments)
                    return

    def _take(self, message: ForwardMsg) -> None:
        delta = message.delta
        kind = delta.WhichOneof("type")
        if kind not in ("new_element", "add_block"):
            return
        node = Node(getattr(delta, kind), delta.fragment_id, self._run)
        if node.kind == "exception":
            raise PageFailed(f"/{self.page}: {node.content.type}: {node.content.message}")
        if node.kind == "alert" and node.content.format in (node.content.ERROR, node.content.WARNING):
            raise PageFailed(f"/{self.page} says: {node.content.body}")
        path = tuple(message.metadata.delta_path)
        self.nodes[path] = node
        self._hold_value(node)

    def _hold_value(self, node: Node) -> None:
        """Keep a widget's first value, or the one the server gave it, as the browser does."""
        widget = node.content
        name = getattr(widget, "id", "")
        if not name or (name in self.values and not getattr(widget, "set_value", False)):
            return
        value = WidgetState(id=name)
        match node.kind:
            case "radio" | "selectbox":
                if widget.set_value and widget.HasField("raw_value"):
                    value.string_value = widget.raw_value
                elif widget.HasField("default"):
                    value.string_value = widget.options[widget.default]
            case "text_input" | "text_area":
                value.string_value = widget.value if widget.set_value else widget.default
            case "button_group":
                options = [option.content for option in widget.options]
                chosen = list(widget.raw_values) if widget.set_value else [options[i] for i in widget.default]
                value.string_array_value.data.extend(chosen)
            case "checkbox":
                value.bool_value = widget.value if widget.set_value else widget.default
            case "expandable":
                value.bool_value = widget.expanded
            case "file_uploader":
                value.file_uploader_state_value.SetInParent()
        if value.WhichOneof("value"):
            self.values[name] = value

    def _forget_stale(self, fragments: set[str]) -> None:
        stale = [
            path
            for path, node in self.nodes.items()
            if node.drawn_in != self._run and (not fragments or node.fragment in fragments)
        ]
        for path in stale:
            del self.nodes[path]
        there = {getattr(node.content, "id", "") for node in self.nodes.values()}
        self.values = {name: value for name, value in self.values.items() if name in there}


def fetch(port: int, address: str) -> bytes:
    """A file the server has. Raises PageFailed."""
    return ask(port, address)[1]


def ask(port: int, address: str, *, cookie: str = "") -> tuple[HTTPMessage, bytes]:
    """The headers and the body of what the server answers to a plain request. Raises PageFailed."""
    asked = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    with contextlib.closing(asked):
        asked.request("GET", address, headers={"Accept": "text/html", **({"Cookie": cookie} if cookie else {})})
        answer = asked.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise PageFailed(f"{address} was answered with {answer.status}: {body[:200]!r}")
        return answer.headers, body
