"""A hall of phones and a wall, as they behave over plain HTTP, and the workshop they are in."""

import asyncio
import contextlib
import random
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bench.driver import PageFailed
from bench.phones import Browser, Line, Page, stream
from resilience_dash import wiring
from resilience_dash.content.frameworks import read_frameworks
from resilience_dash.domain import join_code
from resilience_dash.domain.access import MACHINE
from resilience_dash.services import convening, facilitating, starting
from resilience_dash.store.database import Database
from resilience_dash.store.migrating import prepare

THINK = (0.5, 1.5)  # seconds
THOUSAND_THINK = (2.0, 8.0)  # of a thousand people nobody hurries so: that would be a thousand answers in a second
READ = (0.0, 0.3)  # seconds until a phone that heard of a step asks for its page, as its script waits
COUNT = re.compile(r"(\d[\d,]*) of (\d[\d,]*) ha")
LOOK = re.compile(r'(?:href|src)="(/look/[^"]+)"')
BY_SCRIPT = {"x-by-script": "1"}  # as look/vote.js sends its answers
SAVED = "Your answer is saved"


@dataclass
class Phone:
    """A phone in the hall: it joins by the code, hears of each step, and answers."""

    browser: Browser
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    at: Page | None = None
    slowest: float = 0.0
    line: Line | None = None
    following: asyncio.Task[None] | None = None

    async def join(self, code: str, perspective: str) -> None:
        """Fetch what a phone fetches, sit down, and listen."""
        page = await self.timed(self.browser.get(f"/join/{join_code.shown(code)}"))
        for path in LOOK.findall(page.text):
            await self.timed(self.browser.get(path))
        said = {"seat": page.hidden("seat"), "perspective": perspective}
        self.at = await self.timed(self.browser.post(f"/join/{join_code.shown(code)}", said))
        if self.at.path != "/vote":
            raise PageFailed(f"a phone could not join: {self.at.status} at {self.at.path}")
        for path in LOOK.findall(self.at.text):
            if path not in page.text:
                await self.timed(self.browser.get(path))
        self.line = Line(self.browser.port)
        self.following = asyncio.create_task(self._follow(self.line))

    async def timed(self, page: Awaitable[Page]) -> Page:
        began = time.perf_counter()
        found = await page
        self.slowest = max(self.slowest, time.perf_counter() - began)
        return found

    async def _follow(self, line: Line) -> None:
        async for _ in stream(self.browser, "/vote/events", line):
            self.heard.set()

    async def look(self) -> None:
        """Wait for a step of the facilitator, then for a moment, and fetch the page anew."""
        async with asyncio.timeout(60):
            await self.heard.wait()
        self.heard.clear()
        await asyncio.sleep(random.uniform(*READ))
        self.at = await self.browser.get("/vote")

    async def answer(self, choice: int) -> float:
        """Send an answer; the seconds until the phone is told that it is saved."""
        assert self.at
        began = time.perf_counter()
        said = {"round": self.at.hidden("round"), "choice": choice, "comment": ""}
        self.at = await self.browser.post("/vote", said, **BY_SCRIPT)
        if SAVED not in self.at.text:
            raise PageFailed(f"a phone was not told that its answer is saved: {self.at.status} at {self.at.path}")
        return time.perf_counter() - began

    async def leave(self) -> None:
        if self.following:
            self.following.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.following
        if self.line:
            self.line.close()
        self.browser.close()


@dataclass
class Hall:
    """A workshop that is led past the pages, and the phones in it, on one or more processes."""

    db: Database
    ports: Sequence[int]
    number: int
    code: str
    statements: tuple[str, ...]
    perspectives: tuple[str, ...]
    phones: list[Phone] = field(default_factory=list)
    answered: int = 0
    joined: int = 0  # bytes
    last: float = 0.0  # when the last answer of a round was known to be saved

    async def step(self, service: Callable[..., object], **how: object) -> None:
        """A step of the facilitator."""
        now = datetime.now(UTC)
        await asyncio.to_thread(service, self.db, _frameworks(), workshop_id=self.number, now=now, **how)

    async def fill(self, people: int, within: float) -> float:
        """Let so many join, spread over so many seconds; the slowest page of them all."""

        async def one(n: int) -> Phone:
            await asyncio.sleep(within * n / people)
            phone = Phone(Browser(self.ports[n % len(self.ports)]))
            await phone.join(self.code, self.perspectives[n % len(self.perspectives)])
            return phone

        self.phones = await asyncio.gather(*(one(n) for n in range(people)))
        await asyncio.sleep(1)
        self.joined = sum(phone.browser.line.received for phone in self.phones)
        return max(phone.slowest for phone in self.phones)

    async def open(self, statement: str) -> None:
        for phone in self.phones:
            phone.heard.clear()
        await self.step(facilitating.open_round, statement_id=statement)
        await asyncio.gather(*(phone.look() for phone in self.phones))

    async def paced(self, statement: str, think: tuple[float, float] = THINK) -> list[float]:
        """One round: everybody reads, thinks, and answers."""

        async def one(phone: Phone) -> float:
            await phone.look()
            await asyncio.sleep(random.uniform(*think))
            took = await phone.answer(random.randrange(5))
            self.last = time.perf_counter()
            return took

        for phone in self.phones:
            phone.heard.clear()
        await self.step(facilitating.open_round, statement_id=statement)
        waits = await asyncio.gather(*(one(phone) for phone in self.phones))
        self.answered += len(waits)
        return waits

    async def burst(self, statement: str) -> list[float]:
        """Everybody has the page in front of them, and sends their answer at the same moment."""
        await self.open(statement)
        waits = await asyncio.gather(*(phone.answer(random.randrange(5)) for phone in self.phones))
        self.answered += len(waits)
        return waits

    async def busy(self, statement: str, people: int, again: int) -> float:
        """Some answer again and again, each time something else: how many answers are saved in a second."""

        async def one(phone: Phone) -> None:
            for turn in range(again):
                await phone.answer(turn % 5)

        await self.open(statement)
        began = time.perf_counter()
        await asyncio.gather(*(one(phone) for phone in self.phones[:people]))
        self.answered += people * again
        return people * again / (time.perf_counter() - began)

    def nothing_lost(self) -> None:
        """Raises PageFailed where the database does not hold exactly what phones were told is saved."""
        with self.db.read() as session:
            asked = f"SELECT count(*) FROM workshop_cast WHERE workshop_id = {self.number}"  # noqa: S608
            kept = session.connection().exec_driver_sql(asked).scalar()
        if kept != self.answered:
            raise PageFailed(f"{self.answered} answers were said to be saved, and {kept} are kept")


class Wall:
    """A wall that is open in a browser: it hears that something moved, and fetches its page."""

    def __init__(self, hall: Hall) -> None:
        self.browser, self.path = Browser(hall.ports[0]), f"/board/{hall.number}"
        self.line, self.counts, self.moved = Line(hall.ports[0]), dict[int, float](), asyncio.Event()

    async def watch(self) -> None:
        async for _ in stream(self.browser, f"{self.path}/events", self.line):
            page = await self.browser.get(self.path)
            if found := COUNT.search(page.text):
                self.counts[int(found[1].replace(",", ""))] = time.perf_counter()
                self.moved.set()

    async def shows(self, answered: int) -> float:
        """The moment at which the wall showed so many."""
        async with asyncio.timeout(30):
            while answered not in self.counts:
                self.moved.clear()
                await self.moved.wait()
        return self.counts[answered]

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Wall"]:
        page = await self.browser.get(self.path)
        if page.status != 200:
            raise PageFailed(f"the wall answered {page.status}")
        task = asyncio.create_task(self.watch())
        try:
            yield self
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            self.line.close()
            self.browser.close()


def _frameworks():  # type: ignore[no-untyped-def]
    return read_frameworks(wiring.settings().data / "frameworks")


@contextmanager
def prepared(url: str) -> Iterator[tuple[Database, int]]:
    """A database with one open assessment."""
    db, now = Database(url).asked_by(MACHINE), datetime.now(UTC)
    try:
        prepare(db, now=now)
        framework = _frameworks().newest("keep-it-local")
        council = wiring.councils().one("Surrey Heath", now.date())
        said = {"period": "2026", "mode": "taster", "name": "Asha", "perspective": framework.perspectives[0].code}
        made = starting.start_assessment(db, framework, council=council, now=now, **said)
        yield db, made.assessment_id
    finally:
        db.close()


@asynccontextmanager
async def hall_of(db: Database, assessment: int, ports: Sequence[int], most: int) -> AsyncIterator[Hall]:
    """A workshop that has begun; the phones leave when it is over."""
    frameworks, now = _frameworks(), datetime.now(UTC)
    framework = frameworks.newest("keep-it-local")
    statements = tuple(one.id for one in framework.statements_in("taster"))
    perspectives = tuple(one.code for one in framework.perspectives)
    plan = convening.Plan(statements, perspectives, named=False, most_seats=most, led_by="Fay")
    made = convening.prepare_workshop(db, frameworks, assessment_id=assessment, plan=plan, now=now)
    convening.begin(db, frameworks, workshop_id=made.id, now=now)
    hall = Hall(db, ports, made.id, made.code, statements, perspectives)
    try:
        yield hall
    finally:
        await asyncio.gather(*(phone.leave() for phone in hall.phones))
        await asyncio.sleep(0.1)  # until their lines are closed
