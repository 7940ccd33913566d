"""Telling open pages that something changed: one look at the database for everybody who watches, over plain HTTP."""

import asyncio
from collections.abc import AsyncGenerator

from starlette.concurrency import run_in_threadpool

from resilience_dash.domain.problem import Problem
from resilience_dash.services import showing
from resilience_dash.services.showing import Pulse
from resilience_dash.web import asking

EVERY = 0.4  # seconds between two looks: what somebody answers is on the wall within half a second
BEATS_EVERY = 20.0  # seconds without news after which a watcher is told that there is none, so that lines stay open


class Live:
    """Whoever watches a workshop, and the one task that looks for all of them while there is somebody."""

    def __init__(self) -> None:
        self._watching: dict[int, set[asyncio.Queue[Pulse | None]]] = {}
        self._task: asyncio.Task[None] | None = None
        self._ending = False

    async def follow(self, workshop_id: int) -> AsyncGenerator[Pulse | None]:
        """The pulse now, and each time it has changed; of changes that come quickly, the last.

        None stands for “nothing new for a while”. It ends when the program does.
        """
        mine: asyncio.Queue[Pulse | None] = asyncio.Queue(maxsize=1)
        self._watching.setdefault(workshop_id, set()).add(mine)
        if self._task is None or self._task.done() or self._task.get_loop() is not asyncio.get_running_loop():
            self._task = asyncio.create_task(self._look())
        try:
            while not self._ending:
                try:
                    async with asyncio.timeout(BEATS_EVERY):
                        found = await mine.get()
                except TimeoutError:
                    found = None
                if not self._ending:
                    yield found
        finally:
            self._watching[workshop_id].discard(mine)
            if not self._watching[workshop_id]:
                del self._watching[workshop_id]

    def end(self) -> None:
        """Send everybody home: a server waits for open lines before it stops, and these never end by themselves."""
        self._ending = True
        for mine in [one for watching in self._watching.values() for one in watching]:
            if not mine.full():
                mine.put_nowait(None)

    def begin(self) -> None:
        """Take watchers in (again)."""
        self._ending = False

    async def _look(self) -> None:
        """Look while there is somebody to tell. Whoever has just come is told how it stands."""
        told: dict[asyncio.Queue[Pulse | None], Pulse] = {}
        while self._watching:
            try:
                found = await run_in_threadpool(_pulses, tuple(self._watching))
            except Problem:  # the database is away or held: the next look is soon
                found = {}
            for workshop_id, pulse in found.items():
                for one in self._watching.get(workshop_id, ()):
                    if told.get(one) != pulse:
                        told[one] = pulse
                        if one.full():
                            one.get_nowait()
                        one.put_nowait(pulse)
            there = {one for watching in self._watching.values() for one in watching}
            told = {one: pulse for one, pulse in told.items() if one in there}
            await asyncio.sleep(EVERY)


def _pulses(workshops: tuple[int, ...]) -> dict[int, Pulse]:
    db = asking.as_nobody()
    return {number: showing.pulse(db, workshop_id=number) for number in workshops}


LIVE = Live()  # of this process: the wall and the phones watch the same
