"""Commands that keep what a workshop comes to: agreed levels, notes, actions, and evidence to find."""

from datetime import date
from typing import Annotated

import typer

from resilience_dash import wiring
from resilience_dash.cli.telling import AsJson, DatabaseUrl, asked, one_line, whole_number
from resilience_dash.cli.workshop_telling import OnStatement, Which, meant, tell_of
from resilience_dash.domain.problem import Problem
from resilience_dash.services import concluding, settling, showing
from resilience_dash.services.showing import Board, Scene

Recorder = Annotated[str, typer.Option("--recorded-by", metavar="NAME", help="Who records it; else who leads it.")]


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise typer.BadParameter(f"“{said}” is not a day. Give one, such as 2027-01-31.") from None


def agree(
    which: Which = None,
    level: Annotated[
        int | None, typer.Option(help="The level the group settled on, 0 to 4.", parser=whole_number, metavar="N")
    ] = None,
    not_agreed: Annotated[bool, typer.Option("--not-agreed", help="The group did not agree.")] = False,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why, in the group's words.")] = "",
    statement: OnStatement = None,
    recorded_by: Recorder = "",
    as_json: AsJson = False,
    database: DatabaseUrl = None,
) -> None:
    """Record the level the group settled on for the statement just talked about, or that it did not agree."""
    with asked(database, as_json) as db:
        if not_agreed == (level is not None):
            raise Problem("Nothing was recorded. Give either --level N or --not-agreed.")
        board = _board(db, which)
        scene, about = board.scene, _statement(board.scene, statement)
        known = board.agreements.get(about)
        settling.record_agreement(
            db,
            wiring.frameworks(),
            assessment_id=scene.assessment.id,
            statement_id=about,
            level=level,
            reason=reason,
            recorded_by=recorded_by or scene.workshop.led_by,
            seen=known.id if known else 0,
            now=wiring.now(),
        )
        settled = "we did not agree" if level is None else f"we agree on {scene.framework.level_label(level)}"
        tell_of(db, scene.workshop.id, as_json, f"Recorded for {about}: {settled}.")


def note(
    text: Annotated[str, typer.Option(metavar="TEXT", help="What was said; an empty text takes the note away.")],
    which: Which = None,
    statement: OnStatement = None,
    recorded_by: Recorder = "",
    as_json: AsJson = False,
    database: DatabaseUrl = None,
) -> None:
    """Keep a note on the statement just talked about. The newest counts."""
    with asked(database, as_json) as db:
        scene = _board(db, which).scene
        about = _statement(scene, statement)
        concluding.keep_note(
            db,
            wiring.frameworks(),
            workshop_id=scene.workshop.id,
            statement_id=about,
            text=text,
            recorded_by=recorded_by or scene.workshop.led_by,
            now=wiring.now(),
        )
        said = f"Noted on {about}." if text.strip() else f"There is no note on {about} now."
        tell_of(db, scene.workshop.id, as_json, said)


def action(
    what: Annotated[str, typer.Option(metavar="TEXT", help="What is to be done.")],
    owner: Annotated[str, typer.Option(metavar="NAME", help="Who sees to it.")],
    by: Annotated[date, typer.Option(help="The day by which it is done, such as 2027-01-31.", parser=_day)],
    which: Which = None,
    statement: OnStatement = None,
    recorded_by: Recorder = "",
    as_json: AsJson = False,
    database: DatabaseUrl = None,
) -> None:
    """Keep an action, with its owner and its day."""
    with asked(database, as_json) as db:
        scene = _board(db, which).scene
        concluding.add_action(
            db,
            wiring.frameworks(),
            assessment_id=scene.assessment.id,
            workshop_id=scene.workshop.id,
            statement_id=statement or "",
            what=what,
            owner=owner,
            by=by,
            recorded_by=recorded_by or scene.workshop.led_by,
            now=wiring.now(),
        )
        said = f"{one_line(owner)} sees to it by {by.day} {by:%B %Y}: {one_line(what)}."
        tell_of(db, scene.workshop.id, as_json, said)


def to_find(
    what: Annotated[str, typer.Option(metavar="TEXT", help="What evidence is missing.")],
    who: Annotated[str, typer.Option(metavar="NAME", help="Who finds it.")],
    which: Which = None,
    statement: OnStatement = None,
    recorded_by: Recorder = "",
    as_json: AsJson = False,
    database: DatabaseUrl = None,
) -> None:
    """Keep what evidence is missing for the statement just talked about, and who finds it."""
    with asked(database, as_json) as db:
        scene = _board(db, which).scene
        concluding.add_to_find(
            db,
            wiring.frameworks(),
            assessment_id=scene.assessment.id,
            workshop_id=scene.workshop.id,
            statement_id=_statement(scene, statement),
            what=what,
            who=who,
            recorded_by=recorded_by or scene.workshop.led_by,
            now=wiring.now(),
        )
        tell_of(db, scene.workshop.id, as_json, f"{one_line(who)} finds: {one_line(what)}.")


def _board(db: wiring.Database, which: str | None) -> Board:
    return showing.open_board(db, wiring.frameworks(), workshop_id=meant(db, which))


def _statement(scene: Scene, said: str | None) -> str:
    """The statement that is named, or the one whose round is going on or was the last. Raises Problem."""
    if said is not None:
        return scene.framework.statement(said).id
    if scene.round is None:
        raise Problem("No statement is talked about just now. Nothing was saved. Name one with --statement.")
    return scene.round.statement.id


def add_to(app: typer.Typer) -> None:
    """Put these commands beside the others about workshops."""
    for command in (agree, note, action):
        app.command()(command)
    app.command("to-find")(to_find)
