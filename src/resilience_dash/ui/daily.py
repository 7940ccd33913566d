"""What the program does once a day while it runs: it writes the audit's anchor."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from resilience_dash import wiring
from resilience_dash.domain.problem import Problem
from resilience_dash.services import anchoring

LOOKS_EVERY = 3600.0  # seconds; a laptop that slept through midnight catches up within the hour
log = logging.getLogger("resilience_dash")


async def keep_anchors(pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
    """Write the day's anchor at the start, and look every hour whether the next one is due. Never ends by itself."""
    while True:
        await asyncio.to_thread(write_todays_anchor)
        await pause(LOOKS_EVERY)


def write_todays_anchor() -> None:
    """The day's anchor, if it is due. What stands in the way goes to the log: nobody should wait because of it."""
    try:
        db = wiring.database()
        anchoring.anchor_if_due(db, wiring.anchors(db), now=wiring.now())
    except Problem as problem:
        log.warning("%s", problem)
