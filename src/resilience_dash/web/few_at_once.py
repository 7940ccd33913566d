"""Work that takes long, a few at a time: whoever waits for a turn holds no thread that others need."""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool

P = ParamSpec("P")
T = TypeVar("T")


class FewAtOnce:
    """Hashing a password takes a tenth of a second. A flood of them would otherwise stop every page."""

    def __init__(self, turns: int = 4) -> None:
        self._turns = asyncio.Semaphore(turns)

    async def do(self, work: Callable[P, T], *args: P.args, **more: P.kwargs) -> T:
        """What the work gives, done beside the loop once it is its turn."""
        async with self._turns:
            return await run_in_threadpool(work, *args, **more)
