"""The command that serves the program to members who sign in, as “make serve” does."""

import os
import subprocess
import sys
from typing import Annotated

import typer

from resilience_dash import wiring
from resilience_dash.cli.telling import AsJson, DatabaseUrl, choose, fail, tell
from resilience_dash.domain.problem import Problem

HOST, PORT = "127.0.0.1", "8501"


def serve(
    host: Annotated[str | None, typer.Option(help=f"Where to listen; else RESILIENCE_DASH_HOST, else {HOST}.")] = None,
    port: Annotated[str | None, typer.Option(help=f"The port; else RESILIENCE_DASH_PORT, else {PORT}.")] = None,
    address: Annotated[
        str | None, typer.Option(metavar="URL", help="The address that people type; else RESILIENCE_DASH_ADDRESS.")
    ] = None,
    proxies: Annotated[
        str | None,
        typer.Option(help="Your reverse proxies, with commas between them; else RESILIENCE_DASH_PROXIES."),
    ] = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
) -> None:
    """Serve the program to members, who sign in, until it is stopped with Ctrl-C."""
    choose(database)
    for name, given in {"HOST": host, "PORT": port, "ADDRESS": address, "PROXIES": proxies}.items():
        if given is not None:
            os.environ[f"RESILIENCE_DASH_{name}"] = given
    os.environ["RESILIENCE_DASH_HOST"] = os.environ.get("RESILIENCE_DASH_HOST") or HOST
    os.environ["RESILIENCE_DASH_PORT"] = os.environ.get("RESILIENCE_DASH_PORT") or PORT
    os.environ["RESILIENCE_DASH_MODE"] = "served"
    os.environ["FORWARDED_ALLOW_IPS"] = ""  # the program itself looks at who passes a request on
    try:
        settings = _checked()
    except Problem as problem:
        fail(problem, as_json)
    origin = settings.serving.address.origin if settings.serving.address else f"http://localhost:{settings.port}"
    where = {"address": origin, "host": settings.host, "port": settings.port, "process": os.getpid()}
    tell(as_json, f"Starting {origin}, on {settings.host}, port {settings.port}. Ctrl-C ends it.", where)
    sys.stdout.flush()
    _become([sys.executable, str(wiring.ROOT / "app.py")])


def _checked() -> wiring.Settings:
    """The settings together. What else keeps the program from starting, it says itself. Raises Problem."""
    if not (os.environ.get("RESILIENCE_DASH_ADDRESS") or os.environ["RESILIENCE_DASH_HOST"] in wiring.LOOPBACK):
        raise Problem(
            "Serving to others needs the address that people type, with TLS in front of it. Nothing was started. Give "
            "--address, such as https://resilience.example.org, and where a reverse proxy stands in front, --proxies. "
            "To try it on this machine alone, leave --host out."
        )
    if not (wiring.ROOT / "app.py").is_file():
        raise Problem(
            f"There is no app.py in {wiring.ROOT}, so nothing was started. Run this command from the program's own "
            "folder, as docs/operating.md says."
        )
    return wiring.settings()


def _become(command: list[str]) -> None:
    """Go on as another program, so that whoever ends this one, ends that one."""
    if os.name == "posix":
        os.execv(command[0], command)  # noqa: S606  (no shell, and nothing in it that was typed)
    raise typer.Exit(subprocess.run(command, check=False).returncode)  # noqa: S603  (the same)
