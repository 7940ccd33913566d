"""The measurements: each is taken of ours and of the floor in turn, several times, and the medians are compared."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench import servers, tracing
from bench.driver import Browser, PageFailed, fetch
from bench.preparing import Prepared
from bench.servers import Server

LEVELS = 5  # “Don't know” and “Not ours” lie after them; the latter opens another box, so the page would not stay alike
FLOOR = servers.ROOT / "bench" / "floor" / "app.py"
OURS = servers.ROOT / "app.py"


@dataclass(frozen=True)
class Size:
    """How much is done in one run, full or quick."""

    repeats: int
    choices: int
    redrawings: int
    openings: int
    crowd_seconds: float
    crowd: int = 50
    every: float = 5.0


FULL = Size(repeats=3, choices=80, redrawings=25, openings=10, crowd_seconds=30)
QUICK = Size(repeats=1, choices=40, redrawings=6, openings=4, crowd_seconds=6)


@dataclass
class Row:
    """One line of the table: what every repetition gave, for ours and for the floor, in `unit`.

    `limit` is for the ratio, or (`absolute`) for ours alone, which must not be more, or (`least`) not be less.
    """

    name: str
    what: str
    unit: str
    limit: float | None = None
    absolute: bool = False
    least: bool = False
    ours: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)

    def add(self, ours: float | None = None, floor: float | None = None) -> None:
        if ours is not None:
            self.ours.append(ours)
        if floor is not None:
            self.floor.append(floor)

    @property
    def ratio(self) -> float | None:
        return median(self.ours) / median(self.floor) if self.ours and self.floor and median(self.floor) else None

    @property
    def within(self) -> bool | None:
        measured = (median(self.ours) if self.ours else None) if self.absolute else self.ratio
        if self.limit is None or measured is None:
            return None
        return measured >= self.limit if self.least else measured <= self.limit


@dataclass
class Bench:
    """Both servers with what there is to open on them, and everything that is worth a note below the table."""

    prepared: Prepared
    folder: Path
    size: Size
    ours: Server
    floor: Server
    notes: list[str] = field(default_factory=list)

    def tab(self, person: int) -> Browser:
        """Our page with the statements of one part, answering as the person at this position."""
        return Browser(self.ours.port, "assess", self.prepared.assess(self.prepared.people[person]))

    def bare(self, page: str, name: str, *, whole: bool = False) -> Browser:
        """The floor's drawing of a traced page; `whole` draws it without fragments."""
        return Browser(self.floor.port, page, f"trace={name}{'&whole=1' if whole else ''}")

    async def follow(self, page: str, query: str, name: str) -> None:
        """Let the floor learn a page of ours, and note where it does not draw the same."""
        async with Browser(self.ours.port, page, query) as tab:
            tracing.trace(tab, self.folder, name)
            async with self.bare(page, name) as bare:
                if differ := tracing.differences(tab, bare):
                    self.notes.append(f"The floor of “{name}” is not like our page: {'; '.join(differ)}.")


async def choosing(bench: Bench) -> list[Row]:
    """One person at a time chooses level after level: processor time and waiting time for each.

    A bare page redraws all of itself at each click. Ours redraws one card, so a second row holds it against bare cards
    that are redrawn one by one: what is left there is the price of reading, checking and saving.
    """
    cpu = Row("choosing", "Choosing a level: server CPU", "ms", 1.5)
    card_cpu = Row("choosing", "… beside bare cards, each redrawn alone", "ms")
    wait = Row("choosing", "… until it is drawn, p50", "ms")
    before, chosen = bench.prepared.answers(), 0
    for turn in range(bench.size.repeats):
        people = range(turn * 5, turn * 5 + 5)
        spent, waits = await _choices(bench.ours, [bench.tab(p) for p in people], bench.size.choices)
        chosen += len(waits) + len(people)
        cpu.add(ours=spent)
        card_cpu.add(ours=spent)
        wait.add(ours=1000 * median(waits))
        whole = [bench.bare("assess", "assess", whole=True) for _ in people]
        spent, waits = await _choices(bench.floor, whole, bench.size.choices)
        cpu.add(floor=spent)
        wait.add(floor=1000 * median(waits))
        spent, _ = await _choices(bench.floor, [bench.bare("assess", "assess") for _ in people], bench.size.choices)
        card_cpu.add(floor=spent)
    _all_saved(bench, before, chosen)
    return [cpu, card_cpu, wait]


async def _choices(server: Server, tabs: list[Browser], number: int) -> tuple[float, list[float]]:
    """CPU milliseconds for each choice, and the seconds each took. The tabs take turns, card after card."""
    async with AsyncExitStack() as stack:
        for tab in tabs:
            await stack.enter_async_context(tab)
            await tab.choose(0, among=LEVELS)  # not timed: the first run of anything costs more
        started = server.cpu()
        waits = [
            await tabs[i % len(tabs)].choose(i // len(tabs) % len(tab.radios()), among=LEVELS) for i in range(number)
        ]
        return 1000 * (server.cpu() - started) / number, waits


def _all_saved(bench: Bench, before: int, chosen: int) -> None:
    """Raises PageFailed where the database did not grow by exactly what was chosen."""
    saved = bench.prepared.answers() - before
    if saved != chosen:
        raise PageFailed(f"{chosen} choices were made, and {saved} answers were saved")
    bench.notes.append(f"{chosen} choices were made, and the database holds {saved} more answers.")


async def crowd(bench: Bench) -> list[Row]:
    """Fifty people in one assessment, each choosing a level every five seconds."""
    p50 = Row("crowd", f"{bench.size.crowd} people, a choice each every {bench.size.every:.0f} s: p50", "ms")
    p95 = Row("crowd", "… p95", "ms", 2)
    cpu = Row("crowd", "… server CPU, of one core", "%")
    card_p95 = Row("crowd", "… p95 beside bare cards, each redrawn alone", "ms")
    people = range(bench.size.crowd)
    before, chosen = bench.prepared.answers(), 0
    for turn in range(bench.size.repeats):
        waits, used = await _crowd(bench.ours, [bench.tab(p) for p in people], bench.size, seed=turn)
        chosen += len(waits)
        p50.add(ours=_at(waits, 0.5))
        p95.add(ours=_at(waits, 0.95))
        card_p95.add(ours=_at(waits, 0.95))
        cpu.add(ours=100 * used)
        whole = [bench.bare("assess", "assess", whole=True) for _ in people]
        waits, used = await _crowd(bench.floor, whole, bench.size, seed=turn)
        p50.add(floor=_at(waits, 0.5))
        p95.add(floor=_at(waits, 0.95))
        cpu.add(floor=100 * used)
        waits, _ = await _crowd(bench.floor, [bench.bare("assess", "assess") for _ in people], bench.size, seed=turn)
        card_p95.add(floor=_at(waits, 0.95))
    _all_saved(bench, before, chosen)
    return [p50, p95, card_p95, cpu]


def _at(waits: list[float], share: float) -> float:
    """The milliseconds within which this share of the choices was drawn."""
    return 1000 * sorted(waits)[int(len(waits) * share)]


async def _crowd(server: Server, tabs: list[Browser], size: Size, seed: int) -> tuple[list[float], float]:
    """The seconds each choice took, and the share of a core the server used meanwhile."""
    chance, waits = random.Random(seed), []
    starts = [chance.random() * size.every for _ in tabs]

    async def answer(tab: Browser, after: float, begin: float) -> None:
        position = 0
        while after < size.crowd_seconds:
            await asyncio.sleep(max(0.0, begin + after - time.perf_counter()))
            waits.append(await tab.choose(position % len(tab.radios()), among=LEVELS))
            position += 1
            after += size.every

    async with AsyncExitStack() as stack:
        for tab in tabs:
            await stack.enter_async_context(tab)
        started, begin = server.cpu(), time.perf_counter()
        await asyncio.gather(*(answer(tab, after, begin) for tab, after in zip(tabs, starts, strict=True)))
        return waits, (server.cpu() - started) / (time.perf_counter() - begin)


async def results(bench: Bench) -> list[Row]:
    """The results page of 44 statements and 60 people, signed off and still open: drawn again, and in a fresh tab."""
    rows = []
    for name, assessment, said in (
        ("results", bench.prepared.signed, "Results, signed off"),
        ("results-open", bench.prepared.open, "Results while answers come in"),
    ):
        query = f"assessment={assessment}"
        await bench.follow("results", query, name)
        again = Row("results", f"{said}: CPU to draw again", "ms", 1.5)
        fresh = Row("results", "… in a fresh tab", "ms", 1.5)
        for _ in range(bench.size.repeats):
            again.add(ours=await _again(bench.ours, Browser(bench.ours.port, "results", query), bench.size.redrawings))
            again.add(floor=await _again(bench.floor, bench.bare("results", name), bench.size.redrawings))
            for server, side in ((bench.ours, "ours"), (bench.floor, "floor")):
                tabs = [
                    Browser(server.port, "results", query) if side == "ours" else bench.bare("results", name)
                    for _ in range(bench.size.openings)
                ]
                fresh.add(**{side: await _opened(server, tabs)})
        rows += [again, fresh]
    return rows


async def _again(server: Server, tab: Browser, times: int) -> float:
    """CPU milliseconds for each further run of a page that is shown."""
    async with tab:
        await tab.rerun()
        started = server.cpu()
        for _ in range(times):
            await tab.rerun()
        return 1000 * (server.cpu() - started) / times


async def _opened(server: Server, tabs: list[Browser]) -> float:
    """CPU milliseconds for each tab that is opened and closed."""
    started = server.cpu()
    for tab in tabs:
        async with tab:
            pass
    return 1000 * (server.cpu() - started) / len(tabs)


async def start(bench: Bench) -> list[Row]:
    """From `python app.py` to the first page a person can answer on, each time in a fresh process."""
    wall = Row("start", "Start to the first page to answer", "s", 4, absolute=True)
    for _ in range(max(3, bench.size.repeats) if bench.size is FULL else 1):
        began = time.perf_counter()
        with servers.serving("ours", OURS, bench.folder, RESILIENCE_DASH_DATABASE_URL=bench.prepared.url) as fresh:
            async with Browser(fresh.port, "assess", bench.prepared.assess(bench.prepared.people[-1])) as tab:
                _answerable(tab)
            wall.add(ours=time.perf_counter() - began)
        began = time.perf_counter()
        with servers.serving("floor", FLOOR, bench.folder, FLOOR_TRACES=str(bench.folder)) as fresh:
            async with Browser(fresh.port, "assess", "trace=assess") as tab:
                _answerable(tab)
            wall.add(floor=time.perf_counter() - began)
    bench.notes.append(f"The slowest of {len(wall.ours)} starts took {max(wall.ours):.2f} s.")
    return [wall]


def _answerable(tab: Browser) -> None:
    if not tab.radios():
        raise PageFailed("the first page has no radios to answer with")


async def memory(bench: Bench) -> list[Row]:
    """What the processes hold in the end, after a picture was drawn as well."""
    resident = Row("memory", "Resident memory at the end, after a PNG", "MB", 300, absolute=True)
    picture = await asyncio.to_thread(fetch, bench.ours.port, picture_address(bench.prepared.signed))
    if not picture.startswith(b"\x89PNG"):
        raise PageFailed("what was downloaded as a PNG is none")
    resident.add(ours=bench.ours.memory(), floor=bench.floor.memory())
    return [resident]


def picture_address(assessment: int) -> str:
    """Where the results page's first PNG is."""
    from resilience_dash import exports

    name = next(name for name in exports.FORMATS if name.endswith("png"))
    return f"/files/results/{assessment}/{name if '.' in name else f'results.{name}'}"


MEASUREMENTS: dict[str, Callable[[Bench], Awaitable[list[Row]]]] = {
    "choosing": choosing,
    "crowd": crowd,
    "results": results,
    "start": start,
    "memory": memory,
}
