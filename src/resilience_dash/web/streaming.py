"""A stream that tells an open wall to look again. It says that something moved, and nothing of what."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from starlette.responses import StreamingResponse

from resilience_dash.web.live import LIVE

HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def stream(workshop_id: int) -> StreamingResponse:
    """The stream of a workshop. Whoever opens it was asked who they are before."""
    return StreamingResponse(_told(workshop_id), media_type="text/event-stream", headers=HEADERS)


async def _told(workshop_id: int) -> AsyncGenerator[bytes]:
    async with aclosing(LIVE.follow(workshop_id)) as news:
        yield b"retry: 1500\n\n"
        async for pulse in news:
            yield b": still here\n\n" if pulse is None else b"data: moved\n\n"
