"""Who may see a wall and who may lead from it, in served mode; and the stream that keeps it true."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
from starlette.testclient import TestClient

from resilience_dash.domain.access import Role
from resilience_dash.services import opening
from resilience_dash.store.database import Database
from resilience_dash.web import live, streaming
from tests.people import joined
from tests.web.hall import SPLIT, Hall
from tests.web.served import browser, program

COOKIE = "__Host-resilience_session"
SAME = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def hall(served: Database) -> Hall:
    return Hall(served)


def place_of(hall: Hall) -> int:
    return opening.title(hall.db, assessment_id=hall.assessment).place.id


def member(hall: Hall, role: Role, place_id: int | None = None) -> TestClient:
    person = joined(hall.db, place_id or place_of(hall), role, role.capitalize())
    client = browser(program())
    client.cookies.set(COOKIE, person.token)
    return client


def step(client: TestClient, hall: Hall) -> int:
    said = {"step": "open", "statement": hall.statements[0]}
    return client.post(f"{hall.path}/step", data=said, headers=SAME).status_code


def test_nobody_sees_a_wall_without_a_sign_in(hall: Hall) -> None:
    stranger = browser(program())
    assert stranger.get(hall.path).headers["location"] == f"/sign-in?next=%2Fboard%2F{hall.id}"
    for path in (f"{hall.path}/events", f"{hall.path}/agreed.svg"):
        assert stranger.get(path, headers={"Accept": "*/*"}).status_code == 401
    assert stranger.post(f"{hall.path}/step", headers=SAME | {"Accept": "*/*"}).status_code == 401


def test_a_member_of_another_place_sees_what_they_would_if_there_were_none(hall: Hall) -> None:
    other = Hall.elsewhere(hall.db)
    visitor = member(hall, "owner", place_of(other))
    assert visitor.get(other.path).status_code == 200
    for path in ("{}", "{}/events", "{}/agreed.svg"):
        answer, unknown = visitor.get(path.format(hall.path)), visitor.get(path.format("/board/999"))
        assert (answer.status_code, answer.text) == (unknown.status_code, unknown.text)
        assert answer.status_code == 404
    assert step(visitor, hall) == 404
    assert "12 people have joined." in member(hall, "viewer").get(hall.path).text


@pytest.mark.parametrize("role", ["owner", "editor", "facilitator"])
def test_whoever_may_facilitate_leads_from_the_wall(hall: Hall, role: Role) -> None:
    leader = member(hall, role)
    assert 'name="step" value="open"' in leader.get(hall.path).text
    assert step(leader, hall) == 303
    assert 'data-key="Space"' in leader.get(hall.path).text


@pytest.mark.parametrize("role", ["partner", "viewer"])
def test_whoever_may_not_sees_it_without_buttons_and_keys(hall: Hall, role: Role) -> None:
    watcher = member(hall, role)
    page = watcher.get(hall.path).text
    assert "12 people have joined." in page
    assert "<form" not in page
    assert "data-key" not in page
    assert step(watcher, hall) == 409
    assert "12 people have joined." in watcher.get(hall.path).text


def test_phones_join_under_the_public_address(hall: Hall) -> None:
    assert "resilience.example.org/join" in member(hall, "viewer").get(hall.path).text


# The stream


async def some(stream: AsyncGenerator[bytes], number: int) -> list[bytes]:
    return [await asyncio.wait_for(anext(stream), 20) for _ in range(number)]


def test_the_stream_says_that_something_moved_and_nothing_else(
    wired: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = Hall(wired)
    number = hall.open()
    monkeypatch.setattr(live, "EVERY", 0.02)

    async def watch() -> list[bytes]:
        stream = streaming._told(hall.id)
        heard = await some(stream, 2)
        await asyncio.to_thread(hall.say, number, SPLIT, "a remark")
        heard += await some(stream, 1)
        await asyncio.to_thread(hall.reveal)
        heard += await some(stream, 1)
        await stream.aclose()
        return heard

    assert asyncio.run(watch()) == [b"retry: 1500\n\n", *[b"data: moved\n\n"] * 3]
    assert not live.LIVE._watching


def test_a_silent_stream_says_that_it_is_still_there(wired: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    hall = Hall(wired)
    monkeypatch.setattr(live, "BEATS_EVERY", 0.3)

    async def watch() -> list[bytes]:
        stream = streaming._told(hall.id)
        heard = await some(stream, 3)
        await stream.aclose()
        return heard

    assert asyncio.run(watch())[2] == b": still here\n\n"


def test_streams_end_when_the_program_does(wired: Database) -> None:
    hall = Hall(wired)

    async def watch() -> list[bytes]:
        stream = streaming._told(hall.id)
        heard = await some(stream, 2)
        live.LIVE.end()
        return heard + [more async for more in stream]

    try:
        assert asyncio.run(asyncio.wait_for(watch(), 20)) == [b"retry: 1500\n\n", b"data: moved\n\n"]
    finally:
        live.LIVE.begin()
