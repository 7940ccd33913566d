"""Commands that look after a database: fill it with made-up places, copy it, and say what is wrong with it."""

from contextlib import closing
from dataclasses import asdict
from typing import Annotated

import typer

from resilience_dash import wiring
from resilience_dash.cli.telling import AsJson, DatabaseUrl, address, choose, fail, tell, whole_number
from resilience_dash.domain.problem import Problem
from resilience_dash.services import copying, demonstrating, keeping


def demo(
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    seed: Annotated[
        int, typer.Option(parser=whole_number, metavar="NUMBER", help="Another seed gives other answers.")
    ] = 7,
    beside_real: Annotated[bool, typer.Option("--beside-real", help="Even where real assessments are kept.")] = False,
) -> None:
    """Fill a database with made-up places, several rounds and many respondents."""
    choose(database)
    try:
        filled = demonstrating.fill(
            wiring.database(), wiring.frameworks(), seed=seed, now=wiring.now(), beside_real=beside_real
        )
    except Problem as problem:
        fail(problem, as_json)
    tell(
        as_json,
        f"Wrote {filled.places} made-up places with {filled.assessments} assessments, {filled.respondents} people "
        f"and {filled.answers:,} answers.",
        asdict(filled),
    )


def check(as_json: AsJson = False, database: DatabaseUrl = None) -> None:
    """Read the frameworks, the councils and the database, and say what is wrong. Ends with status 1 if anything is."""
    choose(database)
    try:
        frameworks, councils, db = wiring.frameworks(), wiring.councils(), wiring.existing_database()
        findings = keeping.check(db, frameworks, anchors=wiring.anchors(db))
    except Problem as problem:
        fail(problem, as_json)
    facts = {
        "frameworks": [f"{f.slug} {f.version}" for f in frameworks],
        "councils": len(councils),
        "database": db.where,
        "engine": db.described,
        "findings": [asdict(f) for f in findings],
    }
    lines = [f"{f.about}: {f.found}. {f.do}" for f in findings] or ["Nothing is wrong."]
    tell(as_json, "\n".join([f"{facts['database']}, with {db.described}", *lines]), facts)
    if findings:
        raise typer.Exit(1)


def copy_database(
    source: Annotated[str, typer.Argument(metavar="FROM", help="A database: its URL or file name.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="An empty database, or a file that is not there yet.")],
    as_json: AsJson = False,
) -> None:
    """Copy everything that is kept into another, empty database: from a file to PostgreSQL, or back."""
    try:
        with (
            closing(wiring.named_database(address(source), there=True)) as here,
            closing(wiring.named_database(address(target), there=False)) as there,
        ):
            copied = copying.copy_database(here, there, now=wiring.now())
    except Problem as problem:
        fail(problem, as_json)
    lines = [f"{rows:>9,}  {table}" for table, rows in copied.tables.items()]
    done = f"Copied {copied.rows:,} rows from {here.where} to {there.where}. Both have the same counts."
    tell(as_json, "\n".join([*lines, done]), {"from": here.where, "to": there.where, "tables": dict(copied.tables)})
