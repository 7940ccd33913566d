"""Two members of two councils in two browsers, and what one can reach of the other's with all that went over the wire.

What needs no browser is in tests/web/test_served_door.py. Here are the things that only a running page has: its socket
with the number of its session, the messages it sends, and the links by which it uploads.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from socket import create_connection

import pytest
from playwright.sync_api import Page, WebSocket, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.browser.conftest import Visit
from tests.browser.hosted import SERVED, invited, joins
from tests.browser.journey import Journey
from tests.browser.server import Server

pytestmark = pytest.mark.browser

STATEMENT = "leadership.commitment"
COMMENT = "The promise was made in May, says the clerk."
PDF = b"%PDF-1.4\ntrailer<</Root 1 0 R>>\n%%EOF\n"
OTHER_PDF = b"%PDF-1.4\n1 0 obj<</Evil true>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SECRET = (b"Calderdale", b"Asha", COMMENT.encode(), b"Minute.pdf")
LISTENS = 3  # seconds without a message, after which a socket has said all it will


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("served"), SERVED)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@dataclass
class Overheard:
    """What went through a page's sockets and its upload links: the most that anybody could have got hold of."""

    session: str = ""
    sent: list[bytes] = field(default_factory=list)
    uploads: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("websocket", self._socket)
        page.on("request", lambda asked: self.uploads.append(asked.url) if asked.method == "PUT" else None)

    def _socket(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda payload: self.sent.append(_bytes(payload)))
        socket.on("framereceived", lambda payload: self._received(_bytes(payload)))

    def _received(self, frame: bytes) -> None:
        said = ForwardMsg.FromString(frame)
        if said.WhichOneof("type") == "new_session":
            self.session = said.new_session.initialize.session_id or self.session


def _bytes(payload: str | bytes) -> bytes:
    return payload.encode("latin-1") if isinstance(payload, str) else payload


def _answered(person: Journey) -> int:
    """An assessment with an answer, a comment and a file in it."""
    person.press("Start an assessment")
    person.at("Start an assessment")
    person.tick(re.compile("^Taster"))
    person.tick("Council officer")
    person.press("Start answering")
    person.at("Task list")
    person.press("Start answering")
    person.at("Top-level leadership")
    person.answer(STATEMENT, 3)
    person.open_box(STATEMENT)
    card = person.card(STATEMENT)
    person.write(re.compile("^Comment"), COMMENT, within=card)
    person.tick("A file", within=card)
    what = {"name": "Minute.pdf", "mimeType": "application/pdf", "buffer": PDF}
    card.locator("input[type=file]").set_input_files(what)  # type: ignore[arg-type]
    expect(card.get_by_role("link", name="Minute.pdf")).to_be_visible()
    person.settled()
    assert person.server.answers(STATEMENT, assessment=person.assessment)[-1][2] == COMMENT
    return person.assessment


def _socket(person: Journey, session: str, **headers: str) -> ClientConnection:
    """A socket as this person's browser opens it, but with any session's number in it."""
    kept = {cookie["name"]: cookie["value"] for cookie in person.page.context.cookies()}
    address = person.server.address
    said = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in kept.items()),
        "Origin": address,
        "Sec-WebSocket-Protocol": ", ".join(filter(None, ["streamlit", kept.get("_streamlit_xsrf", "x"), session])),
        **headers,
    }
    origin, protocols = said.pop("Origin"), said.pop("Sec-WebSocket-Protocol").split(", ")
    host = said.pop("Host", f"localhost:{person.server.port}")
    return connect(
        f"ws://{host}/_stcore/stream",
        sock=create_connection(("127.0.0.1", person.server.port)),  # whatever the Host header says
        origin=origin,  # type: ignore[arg-type]
        subprotocols=protocols,  # type: ignore[arg-type]
        additional_headers=said,
        max_size=None,
    )


def _said(socket: ClientConnection) -> list[ForwardMsg]:
    """All it says until it falls silent."""
    heard = []
    while True:
        try:
            heard.append(ForwardMsg.FromString(socket.recv(timeout=LISTENS)))  # type: ignore[arg-type]
        except TimeoutError:
            return heard


def test_another_councils_session_is_not_taken_over_by_its_number(served: Server, visit: Visit) -> None:
    asha, bilal, ear = visit(served), visit(served), Overheard()
    ear.listen(asha.page)
    joins(asha, invited(served, "Calderdale", "editor"), "Asha Patel")
    joins(bilal, invited(served, "Kirklees", "owner"), "Bilal Khan")
    number = _answered(asha)
    assert ear.session
    assert len(ear.sent) > 5
    before = served.rows("select choice, comment from answer order by id")

    with _socket(bilal, ear.session) as socket:
        ask = BackMsg()
        ask.rerun_script.query_string = f"assessment={number}&dimension=leadership"
        for frame in (ask.SerializeToString(), *ear.sent):  # first politely, then every message of hers once more
            socket.send(frame)
        heard = _said(socket)
    assert heard, "the socket said nothing, so nothing was tried"
    sessions = {m.new_session.initialize.session_id for m in heard if m.WhichOneof("type") == "new_session"}
    assert ear.session not in sessions, "her session was handed to him"
    for message in heard:
        for secret in SECRET:
            assert secret not in message.SerializeToString()
    assert served.rows("select choice, comment from answer order by id") == before

    # She has noticed nothing: her page is still hers, and goes on where it was.
    asha.continue_()
    asha.page.go_back()
    asha.at("Top-level leadership")
    asha.choose_level(STATEMENT, 2)
    served.keeps(STATEMENT, "2", assessment=number)


def test_an_upload_link_of_another_council_changes_and_shows_nothing(served: Server, visit: Visit) -> None:
    asha, bilal, ear = visit(served), visit(served), Overheard()
    ear.listen(asha.page)
    joins(asha, invited(served, "Leeds", "editor"), "Anna Price")
    joins(bilal, invited(served, "Wakefield", "owner"), "Ben Katz")
    _answered(asha)
    (link,) = ear.uploads
    bilal.open("/")
    cookies = {cookie["name"]: cookie["value"] for cookie in bilal.page.context.cookies()}
    his = bilal.page.context.request
    forged = his.put(
        link,
        multipart={"file": {"name": "Minute.pdf", "mimeType": "application/pdf", "buffer": OTHER_PDF}},
        headers={"X-Xsrftoken": cookies["_streamlit_xsrf"], "Origin": served.address},
    )
    assert forged.status in (204, 403, 404), "it is taken, and waits in vain, or it is not"
    for reader in (his, asha.page.context.request):
        assert b"%PDF" not in reader.get(link).body(), "what was sent can be read at its link"
    newest = served.rows("select max(id) from evidence")[0][0]
    hers = asha.page.context.request.get(f"{served.address}/files/evidence/{newest}")
    assert hers.body() == PDF
    assert his.get(f"{served.address}/files/evidence/{newest}").status == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Host": "evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"Cookie": ""},
        {"Cookie": "resilience_session=" + "x" * 43},
    ],
    ids=lambda headers: ", ".join(headers) + "=" + "".join(headers.values())[:24],
)
def test_a_socket_with_forged_headers_does_not_open(served: Server, visit: Visit, headers: dict[str, str]) -> None:
    person = visit(served)
    name = f"P{time.monotonic_ns()} Katz"
    joins(person, invited(served, "Bradford", "viewer"), name)
    with _socket(person, "") as socket:
        assert socket.protocol, "with nothing forged it opens"
    with pytest.raises(InvalidStatus) as refused, _socket(person, "", **headers):
        pass
    assert refused.value.response.status_code == 403
