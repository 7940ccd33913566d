"""A hall of phones in a workshop, beside the same eleven answers in oTree: both over plain HTTP, by the same driver."""

import asyncio
import random
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from bench import otree_project, servers
from bench.driver import PageFailed
from bench.halls import THINK, THOUSAND_THINK, Hall, Wall, hall_of, prepared
from bench.phones import Browser, Page
from bench.servers import Server
from bench.timing import OURS, Bench, Row
from resilience_dash.services import facilitating
from resilience_dash.store.database import Database
from tests.postgres import HOW_TO_GET_IT, programs, running


@dataclass(frozen=True)
class HallSize:
    """How much is done in one run."""

    people: int
    peers: int
    statements: int
    bursts: int
    again: int  # how often each of `busy` people answers without a pause
    busy: int
    idle: float
    thousand: int
    rounds: int  # of the thousand


FULL = HallSize(people=200, peers=100, statements=11, bursts=3, again=60, busy=50, idle=20, thousand=1000, rounds=3)
QUICK = HallSize(people=200, peers=30, statements=3, bursts=1, again=20, busy=50, idle=5, thousand=100, rounds=1)


async def workshop(bench: Bench) -> list[Row]:
    """Ours and the peer in turn, and then a thousand people on PostgreSQL."""
    size = FULL if bench.size.repeats > 1 else QUICK
    found = programs()
    if found is None:
        raise PageFailed(HOW_TO_GET_IT)
    rows = _rows(size)
    with tempfile.TemporaryDirectory(dir=bench.folder) as made, running(found) as server:
        folder = Path(made)
        peer = otree_project.install(folder / "peer")
        url = f"sqlite:///{folder / 'hall.db'}"
        with (
            prepared(url) as (db, assessment),
            servers.serving("hall", OURS, folder, RESILIENCE_DASH_DATABASE_URL=url) as ours,
            otree_project.serving(peer, folder / "otree", server.create("otree")) as otree,
        ):
            for turn in range(min(bench.size.repeats, 2)):
                async with hall_of(db, assessment, [ours.port], 250) as hall:
                    await _ours(hall, ours, size, rows, idle=turn == 0)
                    bench.notes.append(_told(hall, "SQLite, one process"))
                await _peers(otree, size, rows)
        with (
            prepared(server.create("hall")) as (db, assessment),
            servers.serving("one", OURS, folder, RESILIENCE_DASH_DATABASE_URL=_url(db)) as one,
            servers.serving("two", OURS, folder, RESILIENCE_DASH_DATABASE_URL=_url(db)) as two,
        ):
            async with hall_of(db, assessment, [one.port, two.port], 2_000) as hall:
                await hall.fill(size.thousand, size.thousand / 20)
                waits: list[float] = []
                for statement in hall.statements[: size.rounds]:
                    waits += await hall.paced(statement, THOUSAND_THINK)
                    await hall.step(facilitating.reveal)
                    await asyncio.sleep(2)
                hall.nothing_lost()
                _add(rows, "thousand", waits)
                bench.notes.append(_told(hall, "PostgreSQL, two processes"))
    bench.notes.append(
        f"oTree {otree_project.VERSION} on PostgreSQL, one process, {size.peers} people without lines for news."
    )
    return list(rows.values())


def _url(db: Database) -> str:
    return db.url.render_as_string(hide_password=False)


def _told(hall: Hall, where: str) -> str:
    return f"{where}: {hall.answered:,} answers were said to be saved, and {hall.answered:,} are kept."


def _rows(size: HallSize) -> dict[str, Row]:
    people = f"{size.people} people"
    return {
        "join": Row("workshop", f"{people} join within 10 s: the slowest page", "s", 1, absolute=True),
        "bytes": Row("workshop", "… sent to all of them", "MB", 10, absolute=True),
        "idle": Row("workshop", f"… and wait, {size.idle:.0f} s: server CPU, of one core", "%", 3, absolute=True),
        "p50": Row("workshop", f"{people}, {size.statements} statements, 0.5 to 1.5 s to think: p50", "ms"),
        "p95": Row("workshop", "… p95", "ms", 150, absolute=True),
        "wall": Row("workshop", "… from the last answer to the wall’s new count, p95", "ms", 1000, absolute=True),
        "burst p50": Row("workshop", f"{people} at the same moment: p50", "ms"),
        "burst p95": Row("workshop", "… p95", "ms", 1000, absolute=True),
        "rate": Row("workshop", "Answer after answer without a pause, in a second", "", 300, absolute=True, least=True),
        "thousand p50": Row(
            "workshop", f"{size.thousand:,} people on PostgreSQL, two processes, 2 to 8 s to think: p50", "ms"
        ),
        "thousand p95": Row("workshop", "… p95", "ms", 500, absolute=True),
    }


def _add(rows: dict[str, Row], name: str, waits: list[float], whose: str = "ours") -> None:
    ordered = sorted(waits)
    for share in (0.5, 0.95):
        row = rows[f"{name} p{100 * share:.0f}".strip()]
        row.add(**{whose: 1000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)]})


async def _ours(hall: Hall, server: Server, size: HallSize, rows: dict[str, Row], *, idle: bool) -> None:
    rows["join"].add(ours=await hall.fill(size.people, 10))
    rows["bytes"].add(ours=hall.joined / 1e6)
    if idle:
        before = server.cpu()
        await asyncio.sleep(size.idle)
        rows["idle"].add(ours=100 * (server.cpu() - before) / size.idle)
    waits: list[float] = []
    until_shown: list[float] = []
    async with Wall(hall).open() as wall:
        for statement in hall.statements[: size.statements]:
            wall.counts.clear()
            waits += await hall.paced(statement)
            until_shown.append(max(0.0, await wall.shows(size.people) - hall.last))
            await hall.step(facilitating.reveal)
            await asyncio.sleep(1)
        _add(rows, "", waits)
        rows["wall"].add(ours=1000 * sorted(until_shown)[int(0.95 * len(until_shown))])
        bursts: list[float] = []
        for statement in hall.statements[: size.bursts]:
            bursts += await hall.burst(statement)
            await hall.step(facilitating.reveal)
            await asyncio.sleep(1)
        _add(rows, "burst", bursts)
        rows["rate"].add(ours=await hall.busy(hall.statements[0], size.busy, size.again))
    hall.nothing_lost()


async def _peers(server: Server, size: HallSize, rows: dict[str, Row]) -> None:
    """The same with oTree: everybody goes from page to page, with time to think; then all at once, and without any."""

    async def sent(browser: Browser, at: Page, n: int) -> tuple[Page, float]:
        began = time.perf_counter()
        page = await browser.post(at.path, {f"level{n}": random.randrange(5)})
        if page.status != 200:
            raise PageFailed(f"oTree answered {page.status} at {page.path}")
        return page, time.perf_counter() - began

    async def paced(browser: Browser, at: Page) -> list[float]:
        waits = []
        for n in range(1, size.statements + 1):
            await asyncio.sleep(random.uniform(*THINK))
            at, took = await sent(browser, at, n)
            waits.append(took)
        return waits

    async def hurried(browser: Browser, at: Page) -> None:
        for n in range(2, otree_project.STATEMENTS + 1):
            at, _ = await sent(browser, at, n)

    async with _peer_phones(server, size.peers) as there:
        _add(rows, "", list(chain(*await asyncio.gather(*(paced(*one) for one in there)))), "floor")
    async with _peer_phones(server, size.peers) as there:
        at_once = await asyncio.gather(*(sent(*one, 1) for one in there))
        _add(rows, "burst", [took for _, took in at_once], "floor")
        began = time.perf_counter()
        pages = [page for page, _ in at_once]
        await asyncio.gather(*(hurried(one[0], page) for one, page in zip(there, pages, strict=True)))
        rows["rate"].add(floor=size.peers * (otree_project.STATEMENTS - 1) / (time.perf_counter() - began))


@asynccontextmanager
async def _peer_phones(server: Server, people: int) -> AsyncIterator[list[tuple[Browser, Page]]]:
    path = await asyncio.to_thread(otree_project.session, server, people)
    browsers = [Browser(server.port) for _ in range(people)]
    try:
        yield [(browser, await browser.get(path)) for browser in browsers]
    finally:
        for browser in browsers:
            browser.close()
