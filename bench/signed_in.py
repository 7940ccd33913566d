"""What sign-in and roles cost at a click: the same statement, chosen by a member and by the person at the machine."""

from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench import servers
from bench.driver import Browser
from bench.servers import Server
from bench.timing import LEVELS, OURS, Bench, Row
from resilience_dash import wiring
from resilience_dash.content.frameworks import read_frameworks
from resilience_dash.domain.access import MACHINE, NOBODY
from resilience_dash.services import inviting, joining, opening
from resilience_dash.store.database import Database

TABS = 5
TURNS = 3  # for each repetition, since the difference that is looked for is small
COOKIE = "resilience_session"


async def signed_in(bench: Bench) -> list[Row]:
    """The same program twice, each on a database of its own with the same answers; only one asks who somebody is.

    A member answers for the council alone, so both answer as the same people of the council.
    """
    cpu = Row("signed-in", "Choosing a level, by a member who is signed in: CPU", "ms")
    added = Row("signed-in", "… more than by the person at the machine", "ms", 1, absolute=True)
    wait = Row("signed-in", "… until it is drawn, p50", "ms")
    database = bench.folder / "members.db"
    _copy(Path(bench.prepared.url.removeprefix("sqlite:///")), database)
    cookie, people = _member(f"sqlite:///{database}", bench.prepared.open)
    addresses = [bench.prepared.assess(person) for person in people]
    settings = {"RESILIENCE_DASH_DATABASE_URL": f"sqlite:///{database}", "RESILIENCE_DASH_MODE": "served"}
    with servers.serving("ours, served", OURS, bench.folder, **settings) as served:
        for _ in range(bench.size.repeats * TURNS):
            (ours, waited), (floor, waited_there) = await _in_turn(
                (served, [Browser(served.port, "assess", address, cookie=cookie) for address in addresses]),
                (bench.ours, [Browser(bench.ours.port, "assess", address) for address in addresses]),
                number=bench.size.choices,
            )
            cpu.add(ours=ours, floor=floor)
            added.add(ours=ours - floor)
            wait.add(ours=waited, floor=waited_there)
    bench.notes.append("“by a member”: the floor is the same program in personal mode.")
    return [cpu, added, wait]


async def _in_turn(*sides: tuple[Server, list[Browser]], number: int) -> list[tuple[float, float]]:
    """For each side, CPU milliseconds for a choice and how long one took.

    They take turns at every single choice, and which begins changes, so that what else the machine does falls on both.
    """
    async with AsyncExitStack() as stack:
        for _, tabs in sides:
            for tab in tabs:
                await stack.enter_async_context(tab)
                await tab.choose(0, among=LEVELS)  # not timed: the first run of anything costs more
        started = [server.cpu() for server, _ in sides]
        waits: list[list[float]] = [[] for _ in sides]
        for i in range(number):
            for side in sorted(range(len(sides)), reverse=i % 2 == 0):
                tab = sides[side][1][i % TABS]
                waits[side].append(1000 * await tab.choose(i // TABS % len(tab.radios()), among=LEVELS))
        spent = [1000 * (server.cpu() - begun) / number for (server, _), begun in zip(sides, started, strict=True)]
    return [(cpu, median(waited)) for cpu, waited in zip(spent, waits, strict=True)]


def _copy(source: Path, target: Path) -> None:
    """A copy of a database that is open."""
    database = Database(f"sqlite:///{source}")
    try:
        with database.engine.connect() as connection:
            connection.connection.cursor().execute("VACUUM INTO ?", (str(target),))
    finally:
        database.close()


def _member(url: str, assessment_id: int) -> tuple[str, list[int]]:
    """A member who owns the place, as a browser's cookie, and the people for whom they may answer."""
    database, now = Database(url), datetime.now(UTC)
    try:
        machine = database.asked_by(MACHINE)
        sheet = opening.open_sheet(
            machine, read_frameworks(wiring.settings().data / "frameworks"), assessment_id=assessment_id
        )
        place = sheet.assessment.place.id
        link = inviting.invite(machine, place_id=place, role="owner", note="", now=now)
        ticket = joining.accept(
            database.asked_by(NOBODY),
            token=link.token,
            name="Asha Patel",
            email="asha@example.org",
            password="kettle marble oxen",  # noqa: S106  (made up, and gone with the database)
            now=now,
        )
    finally:
        database.close()
    council = [person.id for person in sheet.respondents if sheet.side_of(person) == "council"]
    return f"{COOKIE}={ticket.token}", council[:TABS]
