"""The command line: the same services as the pages, with --json on every command for scripts."""

import errno
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from resilience_dash import __version__, exports, wiring
from resilience_dash.domain.problem import Problem
from resilience_dash.services import assessing, demonstrating, keeping, reporting

JSON = "--json"


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
AsJson = Annotated[bool, typer.Option(JSON, help="Print one JSON object instead of sentences.")]
DatabaseUrl = Annotated[
    str | None,
    typer.Option("--database", metavar="URL", help="Which database; else RESILIENCE_DASH_DATABASE_URL, else your own."),
]


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


def fail(problem: Problem, as_json: bool) -> NoReturn:
    """Say what is wrong and what to do, on the error output or as JSON, and end with status 1."""
    if as_json:
        typer.echo(json.dumps({"problem": str(problem)}, ensure_ascii=False))
    else:
        typer.echo(str(problem), err=True)
    raise typer.Exit(1)


def tell(as_json: bool, sentence: str, facts: Any) -> None:
    """The outcome as a sentence, or its facts as JSON."""
    typer.echo(json.dumps(facts, ensure_ascii=False, default=str) if as_json else sentence)


def choose(database: str | None) -> None:
    if database:
        os.environ["RESILIENCE_DASH_DATABASE_URL"] = database if "://" in database else f"sqlite:///{Path(database)}"


def whole_number(said: str) -> int:
    try:
        return int(said)
    except ValueError:
        raise typer.BadParameter(f"“{said}” is not a whole number. Give one, such as 8.") from None


@app.command()
def version(as_json: AsJson = False) -> None:
    """Print the program's version."""
    tell(as_json, __version__, {"version": __version__})


@app.command()
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


@app.command()
def check(as_json: AsJson = False, database: DatabaseUrl = None) -> None:
    """Read the frameworks, the councils and the database, and say what is wrong. Ends with status 1 if anything is."""
    choose(database)
    try:
        frameworks, councils, db = wiring.frameworks(), wiring.councils(), wiring.existing_database()
        findings = keeping.check(db, frameworks)
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


@app.command()
def export(
    place: Annotated[
        str, typer.Argument(help="The place's name, its council's name or GSS code, or an assessment's number.")
    ],
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    period: Annotated[
        str | None, typer.Option(help="Which round; else the newest signed-off one, else the newest.")
    ] = None,
) -> None:
    """Print a place's results: a CSV table, or everything as JSON."""
    choose(database)
    try:
        frameworks, db = wiring.frameworks(), wiring.existing_database()
        found = assessing.find(db, frameworks, wiring.councils(), named=place, period=period)
        report = reporting.build_report(db, frameworks, assessment_id=found.id)
        content = exports.FORMATS["json" if as_json else "csv"].render(report)
    except Problem as problem:
        fail(problem, as_json)
    typer.echo(content.decode("utf-8-sig"), nl=False)


@app.command("list")
def list_(as_json: AsJson = False, database: DatabaseUrl = None) -> None:
    """List the places and their assessments."""
    choose(database)
    try:
        frameworks, db = wiring.frameworks(), wiring.existing_database()
        listed = assessing.list_assessments(db, frameworks)
    except Problem as problem:
        fail(problem, as_json)
    facts = [
        {
            "assessment": one.assessment.id,
            "place": one.assessment.place.name,
            "code": one.assessment.place.council_code,
            "made_up": one.assessment.place.made_up,
            "period": one.assessment.period,
            "mode": one.assessment.mode,
            "answered": one.answered,
            "asked": one.asked,
            "signed_off_at": one.assessment.signed_off_at,
        }
        for one in listed
    ]
    lines = [
        f"{f['assessment']:>5}  {f['place']}, {f['period']} ({f['mode']}): "
        f"{f['answered']} of {f['asked']}"
        f"{', signed off' if f['signed_off_at'] else ''}"
        for f in facts
    ]
    tell(as_json, "\n".join(lines) or "There are no assessments yet.", {"assessments": facts})
