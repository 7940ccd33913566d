"""Before the first page: everything is checked, opened and warm, or the program says why it does not start."""

import gc
import logging
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, chdir, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit import config

from resilience_dash import __version__, wiring
from resilience_dash.domain.organisation import Organisations
from resilience_dash.domain.problem import Problem
from resilience_dash.ui.first_click import keep_first_click
from resilience_dash.ui.opening_the_door import check_address, open_the_door
from resilience_dash.ui.refused import refused

FRAME = Path(__file__).parent / "frame.py"
log = logging.getLogger("resilience_dash")


def check_everything() -> Organisations:
    """Open the frameworks, the councils and the database; the organisations that vouch for people, where it is served.

    Ends the program, with the sentence, where one is broken.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # Alembic reports every start at INFO, in words that sound alarming and mean nothing here.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        # Streamlit looks for .streamlit/config.toml in the folder it was started from; ours lies beside app.py.
        with chdir(wiring.ROOT):
            configured = config.get_option("server.address")
        serving = wiring.settings().serving
        for address in (configured, wiring.settings().host or "localhost"):
            check_address(address, serving)
        wiring.frameworks()
        wiring.councils()
        database = wiring.database()
        organisations = open_the_door(database, serving) if serving.served else Organisations()
    except Problem as problem:
        print(f"\nresilience-dash did not start.\n\n{problem}\n", file=sys.stderr)  # noqa: T201
        raise SystemExit(1) from None
    where = database.where
    log.info("resilience-dash %s keeps its answers in %s, with %s", __version__, where, database.described)
    return organisations


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Load what the first page needs, and put it out of the garbage collector's way (decision 2)."""
    keep_first_click()
    warm_up()
    gc.collect()
    gc.freeze()
    try:
        yield {}
    finally:
        # Closing brings everything from the write-ahead log into the one file, so that copying that file is a backup.
        wiring.database().close()


def run(app: st.App) -> None:
    """Serve the program where RESILIENCE_DASH_HOST and RESILIENCE_DASH_PORT say, until it is stopped with Ctrl-C."""
    asked = {"server.address": wiring.settings().host, "server.port": wiring.settings().port}
    with suppress(KeyboardInterrupt):
        app.run(config={option: value for option, value in asked.items() if value is not None})


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
