"""What the program does once a day while it runs: it writes the audit's anchor, and lets go what is long over."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import date

from resilience_dash import wiring
from resilience_dash.domain.problem import Problem
from resilience_dash.services import anchoring, retaining

LOOKS_EVERY = 3600.0  # seconds; a laptop that slept through midnight catches up within the hour
log = logging.getLogger("resilience_dash")


async def keep_anchors(pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
    """Do the day's work at the start, and look every hour whether the next day has come. Never ends by itself."""
    tidied: date | None = None
    while True:
        await asyncio.to_thread(write_todays_anchor)
        if tidied != (today := wiring.now().date()) and await asyncio.to_thread(tidied_up):
            tidied = today
        await pause(LOOKS_EVERY)


def write_todays_anchor() -> None:
    """The day's anchor, if it is due. What stands in the way goes to the log: nobody should wait because of it."""
    try:
        db = wiring.database()
        anchoring.anchor_if_due(db, wiring.anchors(db), now=wiring.now())
    except Problem as problem:
        log.warning("%s", problem)


def tidied_up() -> bool:
    """Whether sign-ins and notes that are long over went, as the privacy page says they do; else it is tried again."""
    if not wiring.settings().serving.served:  # at one's own machine nobody signs in
        return True
    try:
        retaining.tidy(wiring.database(), now=wiring.now())
    except Problem as problem:
        log.warning("%s", problem)
        return False
    return True
