"""A stream that tells an open page to look again. It says that something moved, and nothing of what."""

import asyncio
import signal
import threading
from collections.abc import AsyncIterator
from types import FrameType
from typing import Any

from starlette.responses import StreamingResponse

from resilience_dash.services.showing import Pulse
from resilience_dash.web.live import LIVE

STILL_HERE = 15.0  # seconds: proxies close what is silent, and a page that went away is noticed by this
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_stopping = threading.Event()


def stream(workshop_id: int) -> StreamingResponse:
    """The stream of a workshop. Whoever opens it was asked who they are before."""
    _end_with_the_server()
    return StreamingResponse(_told(workshop_id), media_type="text/event-stream", headers=HEADERS)


async def _told(workshop_id: int) -> AsyncIterator[bytes]:
    following = LIVE.follow(workshop_id)
    waiting: asyncio.Future[Pulse] = asyncio.ensure_future(_next(following))
    silent = 0.0
    try:
        yield b"retry: 1500\n\n"
        while not _stopping.is_set():
            done, _ = await asyncio.wait({waiting}, timeout=1)
            silent = 0.0 if done else silent + 1
            if done:
                waiting.result()
                waiting = asyncio.ensure_future(_next(following))
                yield b"data: moved\n\n"
            elif silent >= STILL_HERE:
                silent = 0.0
                yield b": still here\n\n"
    finally:
        waiting.cancel()
        await asyncio.wait({waiting})
        await following.aclose()  # type: ignore[attr-defined]


async def _next(following: AsyncIterator[Pulse]) -> Pulse:
    return await anext(following)


def _end_with_the_server() -> None:
    """Let streams end when the program is told to stop: the server would wait for each wall to be closed first."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        before: Any = signal.getsignal(number)
        if callable(before) and not isinstance(before, _Stop):
            signal.signal(number, _Stop(before))


class _Stop:
    """Says that streams end, then does what would have been done."""

    def __init__(self, before: Any) -> None:
        self.before = before

    def __call__(self, number: int, frame: FrameType | None) -> None:
        _stopping.set()
        self.before(number, frame)
