"""The command line: the same services as the pages, with --json on every command for scripts."""

import typer

from resilience_dash import __version__
from resilience_dash.cli import auditing, looking_after, results
from resilience_dash.cli.telling import AsJson, tell

app = typer.Typer(
    help="Assess how resilient a local economy is: the council and its community, together.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line."""
    app()


@app.command()
def version(as_json: AsJson = False) -> None:
    """Print the program's version."""
    tell(as_json, __version__, {"version": __version__})


app.command()(looking_after.demo)
app.command()(looking_after.check)
app.command()(looking_after.copy_database)
app.command()(results.export)
app.command("list")(results.list_)
app.add_typer(auditing.app, name="audit")
