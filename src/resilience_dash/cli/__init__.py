"""The command line: the same services as the pages, with --json on every command for scripts."""

import errno
import json
import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from resilience_dash import __version__
from resilience_dash.cli import (
    accounts,
    auditing,
    backups,
    invitations,
    looking_after,
    places,
    results,
    retention,
    serving,
    workshop,
)
from resilience_dash.cli.telling import JSON, AsJson, tell


class Commands(TyperGroup):
    """The commands; what cannot be understood is said as JSON too, where JSON is asked for."""

    def main(self, *given: Any, **how: Any) -> Any:
        words = given[0] if given else how.get("args")
        if JSON not in (sys.argv[1:] if words is None else words):
            return super().main(*given, **how)
        try:
            status = super().main(*given, **{**how, "standalone_mode": False})
        except TyperException as error:
            typer.echo(json.dumps({"problem": error.format_message()}, ensure_ascii=False))
            status = error.exit_code
        except typer.Abort:
            status = 1
        raise SystemExit(status or 0)


app = typer.Typer(
    cls=Commands,
    help="Assess how resilient a local economy is: the council and its community, together.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line. Output that cannot be written, such as to a full disk, is said and ends with status 1."""
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except OSError as error:
        # Python writes out what is left when it ends, and would fail once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno != errno.EPIPE:  # a reader that has gone, such as “head”, knows enough
            typer.echo(f"The output could not be written: {error.strerror}. It is not whole.", err=True)
        raise SystemExit(1) from None


@app.command()
def version(as_json: AsJson = False) -> None:
    """Print the program's version."""
    tell(as_json, __version__, {"version": __version__})


app.command()(looking_after.demo)
app.command()(looking_after.check)
app.command()(looking_after.copy_database)
app.command()(backups.backup)
app.command()(backups.restore)
app.command()(serving.serve)
app.command()(results.export)
app.command("list")(results.list_)
app.add_typer(accounts.app, name="user")
app.add_typer(invitations.app, name="invite")
app.add_typer(places.app, name="place")
app.add_typer(retention.app, name="retention")
app.add_typer(auditing.app, name="audit")
app.add_typer(workshop.app, name="workshop")
