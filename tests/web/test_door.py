"""Who may ask: the person at this machine, by its own name, and nobody else."""

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from resilience_dash.web.door import NOT_FROM_ELSEWHERE, NOT_THROUGH_A_PROXY
from tests.web.conftest import client_from

FOREIGN_HOSTS = [
    "evil.example", "evil.example:8501", "localhost.evil.example", "evil.localhost", "127.0.0.1.evil.example",
    "127.0.0.2", "0.0.0.0:8501", "192.168.0.7:8501", "[::2]:8501", "[::1", "localhost:8501, evil.example",
    "", "@", "localhost.", "localhost:", "localhost:8501/x", "evil@localhost", "localhost:८५०१".encode(),
]  # fmt: skip
FOREIGN_ORIGINS = [
    "https://evil.example", "http://localhost:9999", "http://localhost", "http://127.0.0.1:8501", "null", "", "file://",
    "http://localhost:8501.evil.example", "http://evil.example/localhost:8501",
    "http://[::1", "http://evil.example@localhost:8501", "localhost:8501",
]  # fmt: skip
FORWARDED = {
    "Forwarded": "for=192.0.2.1", "X-Forwarded-For": "192.0.2.1", "X-Forwarded-Host": "localhost:8501",
    "X-Forwarded-Proto": "https", "X-Real-IP": "127.0.0.1", "Via": "1.1 proxy",
}  # fmt: skip


@pytest.mark.parametrize("host", ["localhost:8501", "localhost", "LOCALHOST:8501", "127.0.0.1:8501", "[::1]:8501"])
def test_this_machines_own_names_are_let_in(client: TestClient, host: str) -> None:
    assert client.get("/livez", headers={"Host": host}).json() == {"status": "ok"}


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_a_foreign_name_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/livez", headers={"Host": host})
    assert (answer.status_code, answer.text) == (403, NOT_FROM_ELSEWHERE)


def test_two_names_at_once_are_refused(client: TestClient) -> None:
    for names in (("localhost:8501", "evil.example"), ("evil.example", "localhost:8501"), ("localhost:8501",) * 2):
        answer = client.get("/livez", headers=[("Host", name) for name in names])
        assert (answer.status_code, answer.text) == (403, NOT_FROM_ELSEWHERE)


@pytest.mark.parametrize(("name", "value"), FORWARDED.items())
def test_what_a_proxy_passed_on_is_refused(client: TestClient, name: str, value: str) -> None:
    answer = client.get("/livez", headers={name: value})
    assert (answer.status_code, answer.text) == (403, NOT_THROUGH_A_PROXY)


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_a_foreign_origin_is_refused(client: TestClient, origin: str) -> None:
    for method in ("GET", "POST", "OPTIONS"):
        answer = client.request(method, "/livez", headers={"Origin": origin})
        assert (answer.status_code, answer.text) == (403, NOT_FROM_ELSEWHERE)


def test_two_origins_at_once_are_refused(client: TestClient) -> None:
    origins = [("Origin", "http://localhost:8501"), ("Origin", "https://evil.example")]
    assert client.get("/livez", headers=origins).status_code == 403


def test_a_form_of_a_page_without_referrers_is_let_in_where_the_browser_says_that_it_is_ours(
    client: TestClient,
) -> None:
    said = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    assert client.get("/livez", headers=said).status_code == 200
    for site in ("cross-site", "same-site", "none"):
        assert client.get("/livez", headers=said | {"Sec-Fetch-Site": site}).status_code == 403


@pytest.mark.parametrize("origin", ["http://localhost:8501", "http://LOCALHOST:8501"])
def test_its_own_origin_is_let_in(client: TestClient, origin: str) -> None:
    assert client.get("/livez", headers={"Origin": origin}).status_code == 200


@pytest.mark.parametrize("address", ["192.168.0.7", "10.0.0.1", "8.8.8.8", "::2", "fe80::1", "1127.0.0.1"])
def test_another_machine_is_refused(address: str) -> None:
    answer = client_from(address).get("/livez")
    assert (answer.status_code, answer.text) == (403, NOT_FROM_ELSEWHERE)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.53", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_let_in(address: str) -> None:
    assert client_from(address).get("/livez").status_code == 200


@pytest.mark.parametrize("server", ["http://192.168.0.7:8501", "http://evil.example:8501"])
def test_another_address_of_this_machine_is_refused(server: str) -> None:
    """A name server under a stranger's control points its name here: the name gives it away."""
    answer = client_from(base_url=server).get("/livez", headers={"Host": "localhost:8501"})
    assert (answer.status_code, answer.text) == (403, NOT_FROM_ELSEWHERE)


@pytest.mark.parametrize(
    "path", ["/", "/look/page.css", "/files/results/1/results.csv", "/files/evidence/1", "/readyz", "/not-there"]
)
def test_the_door_stands_before_everything(client: TestClient, path: str) -> None:
    assert client.get(path, headers={"Host": "evil.example"}).status_code == 403


SOCKET = "ws://localhost:8501/_stcore/stream"


def test_its_own_socket_is_let_in(client: TestClient) -> None:
    with client.websocket_connect(SOCKET, headers={"Origin": "http://localhost:8501"}) as socket:
        assert socket.receive_text() == "hello"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Host": "evil.example"},
        {"Host": "evil.example", "Origin": "http://evil.example"},
        {"X-Forwarded-For": "192.0.2.1"},
    ],
    ids=range(5),
)
def test_a_foreign_socket_is_refused_before_it_opens(client: TestClient, headers: dict[str, str]) -> None:
    with pytest.raises(WebSocketDisconnect) as closed, client.websocket_connect(SOCKET, headers=headers):
        pass
    assert closed.value.code == 1008


def test_a_socket_from_another_machine_is_refused() -> None:
    elsewhere = client_from("192.168.0.7")
    with pytest.raises(WebSocketDisconnect), elsewhere.websocket_connect(SOCKET):
        pass
