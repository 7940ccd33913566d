"""The hall without internet: phones are let in at a second address, and nothing else of the program is there."""

import asyncio
import re
import socket
from contextlib import closing

import httpx2 as httpx
import pytest
from starlette.routing import Mount, Route
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from resilience_dash import web, wiring
from resilience_dash.store.database import Database
from resilience_dash.web import hall as the_hall
from resilience_dash.web.hall import HallTaken, application, open_hall
from tests.web.conftest import APP
from tests.web.phones import Hall, Phone

LAN = "192.168.1.20"
HALL = f"http://{LAN}:8600"
OPEN = {"/join", "/join/{code}", "/vote", "/vote/events", "/look/phone.css", "/look/vote.js", "/look/mark.svg"}


@pytest.fixture
def hall(wired: Database, monkeypatch: pytest.MonkeyPatch) -> Hall:
    monkeypatch.setenv("RESILIENCE_DASH_HALL", HALL)
    return Hall(wired)


def phone(base_url: str = HALL) -> Phone:
    found = Phone(application(wiring.Hall(8600, LAN)), base_url=base_url, address="192.168.1.77")
    found.asks.headers["Host"] = base_url.removeprefix("http://")
    return found


def test_a_phone_of_the_halls_network_joins_and_answers(hall: Hall) -> None:
    sitting = phone().join(hall)
    assert sitting.say(hall.open(), 3).status_code == 303
    assert "Your answer is saved: 3 Established" in sitting.see()
    for file in ("phone.css", "vote.js", "mark.svg"):
        assert sitting.asks.get(f"/look/{file}").status_code == 200
    assert "/privacy" not in sitting.asks.get("/vote").text  # which is not there


def test_browsers_say_where_a_form_is(hall: Hall) -> None:
    """Without TLS there is no Sec-Fetch-Site, and a page without referrers would send “null”."""
    assert phone().asks.get("/join").headers["referrer-policy"] == "same-origin"


def addresses() -> list[str]:
    """Every address that the program answers itself, and those of Streamlit that matter."""
    found = [
        "/",
        "/assess",
        "/settings",
        "/index.html",
        "/favicon.png",
        "/media/x",
        "/static/index.html",
        "/auth/login",
    ]
    found += [f"/_stcore/{one}" for one in ("health", "stream", "metrics", "host-config", "upload_file/1/1")]
    for route in APP.routes:
        if isinstance(route, Route) and route.path not in OPEN:
            found.append(re.sub(r"\{[^}]*\}", "1", route.path))
        elif isinstance(route, Mount):
            found += [f"{route.path}/page.css", f"{route.path}/page.js", f"{route.path}/plain.css", f"{route.path}/"]
    return found


def test_no_page_file_or_socket_of_the_program_can_be_reached(hall: Hall) -> None:
    asks = phone().join(hall).asks
    tried = addresses()
    assert len(tried) > 20
    for path in [*tried, "/files/results/1/results.csv", "/files/evidence/1", "/files/audit/1/audit.csv"]:
        for method in ("GET", "POST", "PUT", "DELETE"):
            answer = asks.request(method, path)
            assert answer.status_code == 404, (method, path)
            assert answer.text == the_hall.NOT_HERE
    for path in ("/_stcore/stream", "/vote", "/join", "/"):
        with pytest.raises(WebSocketDisconnect), asks.websocket_connect(path, headers={"Origin": HALL}):
            pass  # never opened
    for path in (
        "/look/../page.css",
        "/look/%2e%2e/plain.css",
        "/vote/../assess",
        "//assess",
        "/vote/",
        "/look/page.css",
    ):
        assert asks.get(path).status_code in (404, 307), path
    assert {route.path for route in application(wiring.Hall(8600)).routes} == OPEN  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": "localhost:8600"}, 403),
        ({"Host": LAN}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"X-Forwarded-For": "10.0.0.1"}, 403),
        ({"Forwarded": "for=10.0.0.1"}, 403),
    ],
)
def test_who_asks_for_another_name_or_through_a_proxy_is_refused(hall: Hall, said: dict[str, str], status: int) -> None:
    assert phone().asks.get("/join", headers=said).status_code == status


def test_a_form_of_another_site_is_refused(hall: Hall) -> None:
    sitting = phone().join(hall)
    said = {"round": str(hall.open()), "choice": "4"}
    for origin in ("null", "http://evil.example", "https://192.168.1.20:8600"):
        assert sitting.asks.post("/vote", data=said, headers={"Origin": origin}).status_code == 403
    del sitting.asks.headers["Origin"]
    assert sitting.asks.post("/vote", data=said).status_code == 403


def test_the_number_that_was_connected_to_is_a_name_too() -> None:
    """A machine has several, and only a port was given."""
    asks = TestClient(application(wiring.Hall(8600)), base_url="http://10.42.0.1:8600")
    assert asks.get("/join").status_code in (200, 500, 503)
    assert asks.get("/join", headers={"Host": "10.42.0.2:8600"}).status_code == 403


def test_the_program_itself_still_serves_this_machine_alone(hall: Hall) -> None:
    for host in (f"{LAN}:8600", f"{LAN}:8501"):
        assert Phone(APP).asks.get("/join", headers={"Host": host}).status_code == 403


@pytest.fixture
def port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        return int(free.getsockname()[1])


def test_a_second_listener_opens_and_closes_with_the_program(
    wired: Database, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESILIENCE_DASH_HALL", f"http://127.0.0.1:{port}")
    there = Hall(wired)

    async def work() -> None:
        async with web.while_it_runs(), httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as asks:
            answer = await asks.get(there.link)
            assert answer.status_code == 200
            assert "server" not in answer.headers
            assert (await asks.get("/readyz")).status_code == 404
            with pytest.raises(HallTaken, match="RESILIENCE_DASH_HALL"):
                async with open_hall(wiring.settings().hall):
                    pass
            assert (await asks.get("/join")).status_code == 200
        with pytest.raises(OSError):  # noqa: PT011 # refused, in whatever words
            socket.create_connection(("127.0.0.1", port), timeout=1)

    asyncio.run(asyncio.wait_for(work(), 30))
