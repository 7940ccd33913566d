"""Before the first page: everything is checked, opened and warm, or the program says why it does not start."""

import asyncio
import errno
import gc
import logging
import os
import secrets
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, chdir, nullcontext, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit import config

from resilience_dash import __version__, wiring
from resilience_dash.domain.organisation import Organisations
from resilience_dash.domain.problem import Problem
from resilience_dash.ui.daily import keep_anchors
from resilience_dash.ui.every_click import keep_every_click
from resilience_dash.ui.opening_the_door import check_address, open_the_door
from resilience_dash.ui.refused import refused

FRAME = Path(__file__).parent / "frame.py"
log = logging.getLogger("resilience_dash")


def check_everything(*, serving: bool = False) -> Organisations:
    """Open the frameworks, the councils and the database; the organisations that vouch for people, where it is served.

    `serving` says that this program is to listen by itself (`run`), and not Streamlit or uvicorn for it.
    Ends the program, with the sentence, where one is broken.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # Alembic reports every start at INFO, in words that sound alarming and mean nothing here.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        # Streamlit looks for .streamlit/config.toml in the folder it was started from; ours lies beside app.py.
        # It is read with what `run` is to ask for: else Streamlit finds other options then, and asks for a restart.
        with chdir(wiring.ROOT):
            configured = config.get_config_options(options_from_flags=_asked() if serving else {})
        how = wiring.settings().serving
        for address in (configured["server.address"].value, wiring.settings().host or "localhost"):
            check_address(address, how)
        # Where no port was asked for, Streamlit takes the next one that is free.
        if serving and config.is_manually_set("server.port"):
            refuse_taken_port(configured["server.address"].value, configured["server.port"].value)
        if config.is_manually_set("server.port"):  # links for phones name the port
            os.environ.setdefault("RESILIENCE_DASH_PORT", str(configured["server.port"].value))
        if hall := wiring.settings().hall:
            refuse_taken_port(hall.listens_on, hall.port, "RESILIENCE_DASH_HALL")
        wiring.frameworks()
        wiring.councils()
        database = wiring.database()
        organisations = open_the_door(database, how) if how.served else Organisations()
    except Problem as problem:
        print(f"\nresilience-dash did not start.\n\n{problem}\n", file=sys.stderr)  # noqa: T201
        raise SystemExit(1) from None
    where = database.where
    log.info("resilience-dash %s keeps its answers in %s, with %s", __version__, where, database.described)
    if database.only_read:
        log.warning(
            "Nothing can be saved: %s can only be read, because its address or the rights to the file or folder say "
            "so. What is in it is shown. Once the rights are given, changes are saved, without a restart.",
            where,
        )
    return organisations


class PortTaken(Problem):
    """Nothing can listen on the port that was asked for."""


def refuse_taken_port(address: str, port: int, setting: str = "RESILIENCE_DASH_PORT") -> None:
    """Nothing, if the program can listen there. Raises PortTaken, before anything was opened or made."""
    family, _, _, _, place = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
    try:
        socket.create_server(place[:2], family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            raise PortTaken(f"This machine has no address {address} just now. Give another in {setting}.") from error
        if error.errno == errno.EADDRINUSE:
            why = f"Port {port} is taken, perhaps by this program in another window. Close that one, or choose"
        else:
            why = f"The program may not listen on port {port}: {os.strerror(error.errno or 0)}. Choose"
        another = port + 1 if 1024 <= port < 65535 else 8501
        raise PortTaken(f"{why} another port, as in {setting}={another}.") from error


Lifespan = Callable[[st.App], AbstractAsyncContextManager[dict[str, Any]]]


def lifespan(beside: Callable[[], AbstractAsyncContextManager[None]] = nullcontext) -> Lifespan:
    """What is done before the first request and after the last. `beside` goes on in between."""

    @asynccontextmanager
    async def lasting(_app: st.App) -> AsyncIterator[dict[str, Any]]:
        # Load what the first page needs, and put it out of the garbage collector's way (decision 2).
        keep_every_click()
        warm_up()
        gc.collect()
        gc.freeze()
        anchors = asyncio.create_task(keep_anchors())
        try:
            async with beside():
                yield {}
        finally:
            anchors.cancel()
            await asyncio.wait([anchors])
            # Closing brings everything from the write-ahead log into the one file, so that copying it is a backup.
            wiring.database().close()

    return lasting


def run(app: st.App) -> None:
    """Serve the program where RESILIENCE_DASH_HOST and RESILIENCE_DASH_PORT say, until it is stopped with Ctrl-C."""
    with suppress(KeyboardInterrupt):
        app.run(config=_asked())


def _asked() -> dict[str, Any]:
    """Streamlit's options that the program's own settings give."""
    asked = {"server.address": wiring.settings().host, "server.port": wiring.settings().port}
    return {option: value for option, value in asked.items() if value is not None}


def warm_up() -> None:
    """Import what is slow to import, before somebody waits for it."""
    for slow in ("pandas", "altair", "resilience_dash.charts.radar", "resilience_dash.exports"):
        import_module(slow)


def on_script_error(error: BaseException) -> bool:
    """Put what went wrong in the log under a number, and show only the number."""
    if isinstance(error, Problem):
        refused(error)
        return True
    number = secrets.token_hex(4)
    log.error("error %s", number, exc_info=error)
    st.error(
        "Something went wrong on this page. Every answer that said “Saved” is kept. "
        f"Load the page again; if it stays, give the number **{number}** to the person who looks after this program: "
        "it stands in the log."
    )
    return True
