"""Ending well: a server that is to stop waits for open lines, so whoever holds one is sent home first."""

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import FrameType
from typing import Any

from resilience_dash.web.live import Live

ENDS = (signal.SIGINT, signal.SIGTERM)


@asynccontextmanager
async def lines_that_end(live: Live) -> AsyncIterator[None]:
    """While this lasts, the signal that stops the server ends the lines too. Then they have ended in any case."""
    live.begin()
    loop = asyncio.get_running_loop()
    before: dict[signal.Signals, Any] = {}

    def told(then: Any) -> Callable[[int, FrameType | None], None]:
        def handle(number: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(live.end)
            if callable(then):
                then(number, frame)

        return handle

    # The server has put its own there before it starts the program; only the main thread may look.
    if threading.current_thread() is threading.main_thread():
        before = {one: signal.getsignal(one) for one in ENDS}
        for one, then in before.items():
            if callable(then):
                signal.signal(one, told(then))
    try:
        yield
    finally:
        live.end()
        for one, then in before.items():
            if callable(then):
                signal.signal(one, then)
