"""Commands that show what is kept: the assessments, and one place's results."""

from typing import Annotated

import typer

from resilience_dash import exports, wiring
from resilience_dash.cli.telling import AsJson, DatabaseUrl, choose, fail, tell
from resilience_dash.domain.problem import Problem
from resilience_dash.services import opening, reporting


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
        found = opening.find(db, frameworks, wiring.councils(), named=place, period=period)
        report = reporting.build_report(db, frameworks, assessment_id=found.id)
        content = exports.FORMATS["json" if as_json else "csv"].render(report)
    except Problem as problem:
        fail(problem, as_json)
    typer.echo(content.decode("utf-8-sig"), nl=False)


def list_(as_json: AsJson = False, database: DatabaseUrl = None) -> None:
    """List the places and their assessments."""
    choose(database)
    try:
        frameworks, db = wiring.frameworks(), wiring.existing_database()
        listed = opening.list_assessments(db, frameworks)
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
