"""Commands of the audit: look for tampering, write the day's anchor, hand over a place's part."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from resilience_dash import exports, wiring
from resilience_dash.cli.telling import AsJson, DatabaseUrl, choose, fail, tell
from resilience_dash.domain.problem import Problem
from resilience_dash.services import anchoring, auditing, opening

app = typer.Typer(help="Who did what when, and whether somebody has tampered with it.", no_args_is_help=True)
AnchorFolder = Annotated[
    Path | None,
    typer.Option("--anchors", metavar="FOLDER", help="The folder that holds this database's anchors."),
]


@app.command()
def verify(as_json: AsJson = False, database: DatabaseUrl = None, anchors: AnchorFolder = None) -> None:
    """Look at every entry, compare with the anchors, and say what is wrong. Ends with status 1 if anything is."""
    choose(database)
    try:
        db = wiring.existing_database()
        folder = anchors or wiring.anchors(db)
        if anchors is not None and not anchors.is_dir():
            raise Problem(f"There is no folder {anchors}, so nothing was compared. Check the name.")
        seen = auditing.verify(db, anchors=folder)
    except Problem as problem:
        fail(problem, as_json)
    facts = {
        "database": db.where,
        "entries": seen.entries,
        "ledgers": seen.ledgers,
        "anchors": seen.anchors,
        "newest_anchor": seen.newest or None,
        "faults": [{**asdict(f), "about": f.about, "found": f.found, "do": f.do} for f in seen.faults],
    }
    compared = (
        f"Compared with {_many(seen.anchors, 'anchor', 'anchors')}, the newest of {seen.newest}."
        if seen.anchors
        else "There was no anchor to compare with, so an end that was cut off, or an older copy, could not be seen."
    )
    lines = [f"{f.about}: {f.found}. {f.do}" for f in seen.faults] or ["Nothing is wrong."]
    tell(as_json, "\n".join([f"{_size(seen.entries, seen.ledgers)}. {compared}", *lines]), facts)
    if seen.faults:
        raise typer.Exit(1)


@app.command()
def anchor(as_json: AsJson = False, database: DatabaseUrl = None, anchors: AnchorFolder = None) -> None:
    """Write the day's anchor, unless it is there already. The program does so by itself while it runs."""
    choose(database)
    try:
        db = wiring.existing_database()
        folder = anchors or wiring.anchors(db)
        if folder is None:
            raise Problem(
                "Nobody has said where anchors go, so none was written. Name a folder in RESILIENCE_DASH_ANCHORS, "
                "or with --anchors."
            )
        written = anchoring.write_anchor(db, folder, now=wiring.now())
    except Problem as problem:
        fail(problem, as_json)
    if written is None:
        tell(as_json, "Nothing was written: today's anchor is there already, or there is no entry yet.", None)
    else:
        tell(
            as_json,
            f"Wrote {written.path}: {_size(written.entries, written.ledgers)}. Its SHA-256 is {written.sha256}.",
            asdict(written),
        )


@app.command()
def export(
    place: Annotated[
        str, typer.Argument(help="The place's name, its council's name or GSS code, or an assessment's number.")
    ],
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a CSV table, which is what happens anyway.")] = False,
    database: DatabaseUrl = None,
) -> None:
    """Print a place's part of the audit, with all that is needed to verify it alone."""
    choose(database)
    try:
        if as_json and as_csv:
            raise Problem("--csv and --json were both asked for. Give one of them.")
        frameworks, db = wiring.frameworks(), wiring.existing_database()
        found = opening.find(db, frameworks, wiring.councils(), named=place)
        ledger = auditing.export_entries(db, place_id=found.place.id)
        content = exports.LEDGER_FORMATS["json" if as_json else "csv"].render(ledger)
    except Problem as problem:
        fail(problem, as_json)
    typer.echo(content.decode("utf-8-sig"), nl=False)


def _size(entries: int, ledgers: int) -> str:
    return f"{_many(entries, 'entry', 'entries')} in {_many(ledgers, 'ledger', 'ledgers')}"


def _many(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"
