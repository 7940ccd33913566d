"""Telling open pages that something changed: a number for each step, nothing that was said, and an end."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from resilience_dash.domain.assessment import DONT_KNOW
from resilience_dash.services import showing
from resilience_dash.services.showing import Pulse
from resilience_dash.store.database import Database
from resilience_dash.web import live, vote_pages
from resilience_dash.web.ending import lines_that_end
from resilience_dash.web.live import Live
from tests.web.conftest import APP
from tests.web.phones import Hall, Phone

PATIENCE = 20


@pytest.fixture
def hall(wired: Database) -> Hall:
    return Hall(wired)


@pytest.fixture
def mine(monkeypatch: pytest.MonkeyPatch) -> Live:
    """Watchers of this test's own, looked after often."""
    monkeypatch.setattr(live, "EVERY", 0.01)
    found = Live()
    monkeypatch.setattr(vote_pages, "LIVE", found)
    return found


def played(work: Callable[[], Awaitable[None]]) -> None:
    async def within() -> None:
        await asyncio.wait_for(work(), PATIENCE)

    asyncio.run(within())


def test_whoever_comes_is_told_how_it_stands_and_then_each_change(hall: Hall, mine: Live) -> None:
    async def work() -> None:
        news = mine.follow(hall.id)
        first = await anext(news)
        assert first == showing.pulse(hall.db, workshop_id=hall.id)
        await asyncio.to_thread(hall.open)
        second = await anext(news)
        assert second is not None
        assert first is not None
        assert second.revision == first.revision + 1
        await news.aclose()  # type: ignore[attr-defined]
        assert not mine._watching

    played(work)


def test_there_is_one_look_for_all_and_none_where_nobody_watches(
    hall: Hall, mine: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    looked = live._pulses
    monkeypatch.setattr(live, "_pulses", lambda of: asked.append(of) or looked(of))

    async def work() -> None:
        lines = [mine.follow(hall.id) for _ in range(50)]
        assert len(set(await asyncio.gather(*(anext(one) for one in lines)))) == 1
        assert len(asked) < 10
        for one in lines:
            await one.aclose()  # type: ignore[attr-defined]
        await asyncio.sleep(0.1)
        before = len(asked)
        await asyncio.sleep(0.1)
        assert len(asked) == before

    played(work)


def test_silence_is_said_now_and_then(hall: Hall, mine: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "BEATS_EVERY", 0.05)

    async def work() -> None:
        lines = vote_pages._news(hall.id)
        assert await anext(lines) == "retry: 2000\n\n"
        while not (await anext(lines)).startswith("data: "):
            pass  # on a slow machine silence may come first
        assert [await anext(lines) for _ in range(2)] == [":\n\n"] * 2
        await lines.aclose()  # type: ignore[attr-defined]

    played(work)


def test_a_phone_is_told_a_number_for_each_step_and_nothing_of_what_is_said(hall: Hall, mine: Live) -> None:
    """Answers change the pulse that the wall follows; on a phone's line there is not even a sign that one was given."""
    phones = [Phone(APP).join(hall) for _ in range(3)]

    async def work() -> None:
        lines = vote_pages._news(hall.id)
        await anext(lines)
        before = await anext(lines)
        number = await asyncio.to_thread(hall.open)
        opened = await anext(lines)
        watch = asyncio.ensure_future(anext(lines))
        for choice, each in zip((0, 4, DONT_KNOW), phones, strict=True):
            await asyncio.to_thread(each.say, number, choice, "A secret")
        await asyncio.sleep(0.2)
        assert not watch.done()
        await asyncio.to_thread(hall.step, "close")
        closed = await watch
        numbers = [int(one.removeprefix("data: ")) for one in (before, opened, closed)]
        assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]
        assert all(one == f"data: {n}\n\n" for one, n in zip((before, opened, closed), numbers, strict=True))
        await lines.aclose()  # type: ignore[attr-defined]

    played(work)


def test_lines_end_when_the_program_does(hall: Hall, mine: Live) -> None:
    async def work() -> None:
        async with lines_that_end(mine):
            lines = vote_pages._news(hall.id)
            await anext(lines)
            await anext(lines)
            waiting = asyncio.ensure_future(rest(lines))
            await asyncio.sleep(0.05)
            assert not waiting.done()
            mine.end()
            assert await waiting == []
            assert [one async for one in vote_pages._news(hall.id)] == ["retry: 2000\n\n"]

    played(work)


async def rest(lines: AsyncIterator[str]) -> list[str]:
    return [one async for one in lines]


def test_news_after_a_database_that_was_away(hall: Hall, mine: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    looked, fails = live._pulses, [True, True]

    def pulses(of: tuple[int, ...]) -> dict[int, Pulse]:
        if fails:
            fails.pop()
            raise live.Problem("away")
        return looked(of)

    monkeypatch.setattr(live, "_pulses", pulses)

    async def work() -> None:
        news = mine.follow(hall.id)
        assert await anext(news) is not None
        assert not fails
        await news.aclose()  # type: ignore[attr-defined]

    played(work)


def test_whoever_has_no_seat_is_told_not_to_ask_again(hall: Hall) -> None:
    answer = Phone(APP).asks.get("/vote/events")
    assert (answer.status_code, answer.content) == (204, b"")
