"""Telling open pages that something changed: one look at the database for everybody who watches, over plain HTTP."""

import asyncio
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool

from resilience_dash.domain.problem import Problem
from resilience_dash.services import showing
from resilience_dash.services.showing import Pulse
from resilience_dash.web import asking

EVERY = 0.4  # seconds between two looks: what somebody answers is on the wall within half a second


class Live:
    """Whoever watches a workshop, and the one task that looks for all of them while there is somebody."""

    def __init__(self) -> None:
        self._watching: dict[int, set[asyncio.Queue[Pulse]]] = {}
        self._task: asyncio.Task[None] | None = None

    async def follow(self, workshop_id: int) -> AsyncIterator[Pulse]:
        """The pulse now, and each time it has changed; of changes that come quickly, the last."""
        mine: asyncio.Queue[Pulse] = asyncio.Queue(maxsize=1)
        self._watching.setdefault(workshop_id, set()).add(mine)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look())
        try:
            while True:
                yield await mine.get()
        finally:
            self._watching[workshop_id].discard(mine)
            if not self._watching[workshop_id]:
                del self._watching[workshop_id]

    async def _look(self) -> None:
        """Look while there is somebody to tell. Whoever has just come is told how it stands."""
        told: dict[asyncio.Queue[Pulse], Pulse] = {}
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
    db = asking.nobodys_database()
    return {number: showing.pulse(db, workshop_id=number) for number in workshops}


LIVE = Live()  # of this process: wall and phones watch the same
