"""Commands about how long raw answers are kept: shown, set for a place, and applied."""

from typing import Annotated, Any

import typer

from resilience_dash import wiring
from resilience_dash.cli.telling import AsJson, DatabaseUrl, InPlace, asked, fail, one_line, tell, whole_number
from resilience_dash.domain.place import Place
from resilience_dash.domain.problem import Problem
from resilience_dash.services import finding_places, retaining

app = typer.Typer(help="How long raw answers are kept. Signed results are kept for good.", no_args_is_help=True)
MONTHS = {"parser": whole_number, "metavar": "MONTHS"}


def _places(db: wiring.Database, named: str | None) -> tuple[Place, ...]:
    if named is None:
        return finding_places.list_places(db)
    return (finding_places.find_place(db, wiring.councils(), named=named),)


@app.command()
def show(place: InPlace = None, as_json: AsJson = False, database: DatabaseUrl = None) -> None:
    """Show for how many months each place keeps raw answers."""
    with asked(database, as_json) as db:
        kept = [(one, retaining.kept_for(db, place_id=one.id)) for one in _places(db, place)]
        lines = [
            f"{one.id:>5}  {one_line(one.name)}: {how.unsigned} months after the last change, "
            f"{how.signed} after the sign-off"
            for one, how in kept
        ]
        facts = [
            {"place": one.id, "name": one.name, "unsigned": how.unsigned, "signed": how.signed} for one, how in kept
        ]
        tell(as_json, "\n".join(lines) or "There is no place here yet.", {"places": facts})


@app.command("set")
def set_(
    place: InPlace = None,
    unsigned: Annotated[
        int | None, typer.Option(help="After the last change, for what is not signed off.", **MONTHS)
    ] = None,
    signed: Annotated[int | None, typer.Option(help="After the sign-off.", **MONTHS)] = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
) -> None:
    """Set for how many months a place keeps raw answers. Nothing is deleted until “retention run”."""
    with asked(database, as_json) as db:
        if place is None or (unsigned is None and signed is None):
            raise Problem("Nothing was changed. Give --place, and --unsigned or --signed or both.")
        (one,) = _places(db, place)
        before = retaining.kept_for(db, place_id=one.id)
        draft = before.unsigned if unsigned is None else unsigned
        final = before.signed if signed is None else signed
        retaining.keep_for(db, place_id=one.id, unsigned=draft, signed=final, now=wiring.now())
        said = (
            f"{one_line(one.name)} keeps raw answers for {draft} months after the last change, and for {final} months "
            "after the sign-off. “retention run” deletes what is older."
        )
        tell(as_json, said, {"place": one.id, "name": one.name, "unsigned": draft, "signed": final})


@app.command()
def run(
    place: InPlace = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be deleted.")] = False,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
) -> None:
    """Delete raw answers that were kept for long enough; for all places also what is left of old sign-ins."""
    told: list[dict[str, Any]] = []
    lines: list[str] = []
    not_done: list[Problem] = []
    with asked(database, as_json) as db:
        for one in _places(db, place):
            try:
                found = retaining.retain(db, place_id=one.id, now=wiring.now(), dry_run=dry_run)
            except Problem as problem:  # somebody may be saving there just now: the others need not wait for that
                not_done.append(Problem(f"{one_line(one.name)}: {problem}"))
                continue
            if found.assessments:
                lines.append(_line(one, found.answers, len(found.assessments), dry_run))
                told.append({"place": one.id, "assessments": list(found.assessments), "answers": found.answers})
        if place is None and not dry_run:
            retaining.tidy(db, now=wiring.now())
    if not_done:
        again = "Everything else was looked at. Run the same again for these."
        fail(Problem("\n".join([*lines, *map(str, not_done), again])), as_json)
    nothing = "Nothing has been kept for longer than was set."
    tell(as_json, "\n".join(lines) or nothing, {"dry_run": dry_run, "places": told})


def _line(one: Place, answers: int, assessments: int, dry_run: bool) -> str:
    what = f"{answers:,} {'answer' if answers == 1 else 'answers'}"
    where = f"{assessments} {'assessment' if assessments == 1 else 'assessments'}"
    did = "would be deleted" if dry_run else "were deleted" if answers != 1 else "was deleted"
    return f"{one_line(one.name)}: {what} in {where} {did}, with the names of those who gave them."
