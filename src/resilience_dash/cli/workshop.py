"""Commands about workshops: open one, list and show them, and end one. What happens in one is in `workshop_steps`."""

from typing import Annotated, get_args

import typer

from resilience_dash import wiring
from resilience_dash.cli import workshop_results, workshop_steps
from resilience_dash.cli.telling import AsJson, DatabaseUrl, asked, one_line, tell, whole_number
from resilience_dash.cli.workshop_telling import (
    STAGES,
    Which,
    desk_facts,
    desk_lines,
    head_facts,
    join_link,
    meant,
    tell_of,
)
from resilience_dash.domain import join_code
from resilience_dash.domain.framework import Mode
from resilience_dash.domain.problem import Problem
from resilience_dash.domain.workshop import MOST_SEATS, SMALLEST_WHEN_ANONYMOUS
from resilience_dash.services import convening, finding_workshops, opening, showing
from resilience_dash.services.convening import Plan
from resilience_dash.services.finding_workshops import Gathering

app = typer.Typer(help="Workshops: a hall of phones, one wall, and an agreed level at the end.", no_args_is_help=True)
MODES: tuple[Mode, ...] = get_args(Mode)
NUMBER = {"parser": whole_number, "metavar": "N"}


@app.command("open")
def open_(
    place: Annotated[
        str | None, typer.Option(metavar="PLACE", help="A place, by name or code, or an assessment's number.")
    ] = None,
    period: Annotated[str | None, typer.Option(help="Which round; else the newest that is not signed off.")] = None,
    mode: Annotated[str, typer.Option(help=f"Which statements: {', '.join(MODES)}.")] = "taster",
    statement: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="These statements instead, in this order; give it for each.")
    ] = None,
    widest: Annotated[
        int | None, typer.Option(help="Only the N with the widest gaps so far, widest first.", **NUMBER)
    ] = None,
    named: Annotated[
        bool, typer.Option("--named/--anonymous", help="Whether answers are kept with names; else with none.")
    ] = False,
    perspective: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Offer this perspective; give it for each. Else all.")
    ] = None,
    smallest: Annotated[
        int, typer.Option(help="The smallest group that is shown when anonymous.", **NUMBER)
    ] = SMALLEST_WHEN_ANONYMOUS,
    most: Annotated[int, typer.Option(help="How many can join.", **NUMBER)] = MOST_SEATS,
    led_by: Annotated[str, typer.Option(metavar="NAME", help="Who leads it, as the join page says.")] = "",
    as_json: AsJson = False,
    database: DatabaseUrl = None,
) -> None:
    """Make a workshop from a place's open assessment and let people in. Prints the code and the join link."""
    with asked(database, as_json) as db:
        frameworks, now = wiring.frameworks(), wiring.now()
        if place is None:
            raise Problem("No workshop was opened. Give --place, such as --place “Surrey Heath”.")
        head = opening.find(db, frameworks, wiring.councils(), named=place, period=period, to_change=True)
        sheet = opening.open_sheet(db, frameworks, assessment_id=head.id)
        plan = Plan(
            statements=tuple(statement) if statement else convening.suggested(sheet, mode=_mode(mode), widest=widest),
            perspectives=tuple(perspective or [one.code for one in sheet.framework.perspectives]),
            named=named,
            smallest=smallest,
            most_seats=most,
            led_by=led_by,
        )
        made = convening.prepare_workshop(db, frameworks, assessment_id=head.id, plan=plan, now=now)
        convening.begin(db, frameworks, workshop_id=made.id, now=now)
        said = (
            f"Workshop {made.id} is open on {one_line(head.title)}, with {_statements(len(made.statements))}.\n"
            f"Code: {join_code.shown(made.code)}\nJoin: {join_link(made)}"
        )
        tell_of(db, made.id, as_json, said)


def _mode(said: str) -> Mode:
    for mode in MODES:
        if said == mode:
            return mode
    raise Problem(f"There is no mode “{said}”. No workshop was opened. Choose one of {', '.join(MODES)}.")


def _statements(n: int) -> str:
    return "1 statement" if n == 1 else f"{n} statements"


@app.command("list")
def list_(as_json: AsJson = False, database: DatabaseUrl = None) -> None:
    """List every workshop, newest first."""
    with asked(database, as_json) as db:
        found = finding_workshops.every_workshop(db)
        lines = "\n".join(_line(one) for one in found)
        tell(as_json, lines or "There is no workshop here yet.", {"workshops": [head_facts(one) for one in found]})


def _line(one: Gathering) -> str:
    here = one.workshop
    number, stage = len(here.statements), STAGES[here.stage]
    return (
        f"{here.id:>5}  {one_line(one.assessment.title)}: {stage}, {join_code.shown(here.code)}, {_statements(number)}"
    )


@app.command()
def show(which: Which = None, as_json: AsJson = False, database: DatabaseUrl = None) -> None:
    """Show how a workshop stands: the round, who is missing, and all that was revealed, agreed and promised."""
    with asked(database, as_json) as db:
        desk = showing.open_desk(db, wiring.frameworks(), workshop_id=meant(db, which))
        tell(as_json, desk_lines(desk), desk_facts(desk) if as_json else {})


@app.command()
def door(
    which: Which = None,
    open_: Annotated[bool | None, typer.Option("--open/--close", help="Let people in, or nobody any more.")] = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
) -> None:
    """Open or close the door. Whoever is in stays in."""
    with asked(database, as_json) as db:
        if open_ is None:
            raise Problem("Nothing was changed. Give --open or --close.")
        number = meant(db, which)
        convening.set_door(db, wiring.frameworks(), workshop_id=number, open_=open_, now=wiring.now())
        tell_of(db, number, as_json, "The door is open." if open_ else "The door is closed. Whoever is in stays in.")


@app.command()
def end(which: Which = None, as_json: AsJson = False, database: DatabaseUrl = None) -> None:
    """End a workshop. What was revealed, agreed and promised stays in its assessment."""
    with asked(database, as_json) as db:
        number = meant(db, which)
        convening.end(db, wiring.frameworks(), workshop_id=number, now=wiring.now())
        tell_of(db, number, as_json, f"Workshop {number} has ended. What was agreed stands in its assessment.")


workshop_steps.add_to(app)
workshop_results.add_to(app)
