"""One place among 382, beside the same place alone: its home page and its results, in SQLite and in PostgreSQL."""

import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from statistics import median

from bench import servers
from bench.crowding import LOOKED_AT, MEMBERS, PLACES, RESPONDENTS, ROUNDS, Crowded, crowd
from bench.driver import Browser, PageFailed
from bench.servers import Server
from bench.timing import OURS, Bench, Row
from resilience_dash.store import assessments
from resilience_dash.store.database import Database
from tests.postgres import HOW_TO_GET_IT, programs, running

LIMIT = 1.5
QUICK_PLACES = 200  # has the place that is looked at, and fills in seconds


async def places(bench: Bench) -> list[Row]:
    """Both databases, one after the other; the floor is the same program with the one place."""
    rows = []
    many = PLACES if bench.size.repeats > 1 else QUICK_PLACES
    for name in ("SQLite", "PostgreSQL"):
        with tempfile.TemporaryDirectory(dir=bench.folder) as folder, _addresses(name, Path(folder)) as (large, small):
            crowded = crowd(large, places=range(1, many + 1))
            alone = crowd(small, places=[LOOKED_AT])
            bench.notes.append(
                f"{name}: {many} places × {MEMBERS} members × {ROUNDS} rounds × {RESPONDENTS} people, "
                f"{crowded.answers:,} answers; the floor is one of these places alone, {alone.answers:,} answers."
            )
            with _served(bench, "many", crowded) as ours, _served(bench, "one", alone) as floor:
                rows += await _measured(bench, name, (ours, crowded), (floor, alone))
    return rows


@contextmanager
def _addresses(name: str, folder: Path) -> Iterator[tuple[str, str]]:
    if name == "SQLite":
        yield f"sqlite:///{folder / 'many.db'}", f"sqlite:///{folder / 'one.db'}"
        return
    found = programs()
    if found is None:
        raise PageFailed(HOW_TO_GET_IT)
    with running(found) as server:
        yield server.create("many"), server.create("one")


def _served(bench: Bench, name: str, crowded: Crowded):  # type: ignore[no-untyped-def]
    settings = {"RESILIENCE_DASH_DATABASE_URL": crowded.url, "RESILIENCE_DASH_MODE": "served"}
    return servers.serving(name, OURS, bench.folder, **settings)


async def _measured(bench: Bench, name: str, ours: tuple[Server, Crowded], floor: tuple[Server, Crowded]) -> list[Row]:
    """Waiting times in tabs that stay open, ours and the floor's in turn at every single drawing."""
    rows = []
    for what, page, query, again in (
        ("home of a member", "", lambda _: "", False),
        ("results, signed off", "results", lambda c: f"assessment={c.signed}", False),
        ("results after an answer", "results", lambda c: f"assessment={c.open}", True),
    ):
        row = Row("places", f"{name}, {what}: until it is drawn", "ms", LIMIT)
        sides = {"ours": ours, "floor": floor}
        for _ in range(bench.size.repeats):
            waits: dict[str, list[float]] = {side: [] for side in sides}
            async with AsyncExitStack() as stack:
                tabs = {
                    side: await stack.enter_async_context(Browser(server.port, page, query(c), cookie=c.cookie))
                    for side, (server, c) in sides.items()
                }
                for turn in range(bench.size.redrawings + 1):
                    for side in sorted(sides, reverse=turn % 2 == 0):
                        if again:
                            _change(sides[side][1])
                        waits[side].append(1000 * await tabs[side].rerun())
            row.add(**{side: median(taken[1:]) for side, taken in waits.items()})
        rows.append(row)
    return rows


def _change(crowded: Crowded) -> None:
    """Make the program work the results out anew, as an answer does."""
    database = Database(crowded.url)
    try:
        with database.write() as session:
            assessments.touch(session, crowded.open)
    finally:
        database.close()
