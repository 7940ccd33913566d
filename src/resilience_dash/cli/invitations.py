"""Commands about invitations: a link is made and printed once; those that are still open are listed and taken back."""

from typing import Annotated, Any, get_args

import typer

from resilience_dash import wiring
from resilience_dash.cli.telling import (
    AsJson,
    DatabaseUrl,
    InPlace,
    asked,
    moment,
    one_line,
    origin,
    tell,
    whole_number,
)
from resilience_dash.domain.access import ROLES, Role
from resilience_dash.domain.member import Invitation
from resilience_dash.domain.problem import Problem
from resilience_dash.services import finding_places, inviting

app = typer.Typer(help="Links that let one person in, once.", no_args_is_help=True)
InRole = Annotated[str | None, typer.Option("--role", metavar="ROLE", help=f"In a place: {', '.join(get_args(Role))}.")]


def checked_role(role: str | None) -> Role:
    """The role, if there is such a one. Raises Problem."""
    for known in ROLES:
        if role == known:
            return known
    if role is None:
        raise Problem(f"Nothing was changed. Give --role as well: one of {', '.join(ROLES)}.")
    raise Problem(f"There is no role “{role}”. Nothing was changed. Choose one of {', '.join(ROLES)}.")


@app.command()
def link(
    place: InPlace = None,
    role: InRole = None,
    administrator: Annotated[bool, typer.Option("--administrator", help="To look after the server instead.")] = False,
    note: Annotated[str, typer.Option(help="Whom it is for; owners and administrators see it.")] = "",
    as_json: AsJson = False,
    database: DatabaseUrl = None,
) -> None:
    """Print a link that gives a role in a place, or makes an administrator of the server. It is good once."""
    with asked(database, as_json) as db:
        start = origin()
        if administrator == (place is not None) or (administrator and role is not None):
            raise Problem("No link was made. Give --place and --role, or --administrator alone.")
        if place is None:
            made = inviting.invite_administrator(db, note=note, now=wiring.now())
            said = "an administrator of this server"
        else:
            found, chosen = finding_places.find_place(db, wiring.councils(), named=place), checked_role(role)
            made = inviting.invite(db, place_id=found.id, role=chosen, note=note, now=wiring.now())
            said = f"{ROLES[chosen].lower()} of {one_line(found.name)}"
        shown = f"{start}/invitation/{made.token}"
        tell(
            as_json,
            f"{shown}\nWhoever opens it becomes {said}. It works once, until {moment(made.expires_at)}, and is not "
            f"shown again. “invite revoke {made.id}” takes it back.",
            {"invitation": made.id, "link": shown, "expires_at": made.expires_at},
        )


@app.command("list")
def list_(place: InPlace = None, as_json: AsJson = False, database: DatabaseUrl = None) -> None:
    """List the links that still open something: of one place, or of all places and the server."""
    with asked(database, as_json) as db:
        if place is None:
            places = {p.id: p.name for p in finding_places.list_places(db, action="manage_members")}
        else:
            found = finding_places.find_place(db, wiring.councils(), named=place)
            places = {found.id: found.name}
        now = wiring.now()
        waiting = [
            one
            for number in (*([None] if place is None else []), *places)
            for one in inviting.list_invitations(db, place_id=number)
            if one.opens(now)
        ]
        lines = [f"{one.id:>5}  {_what(one, places)}, until {moment(one.expires_at)}{_note(one)}" for one in waiting]
        facts = [_facts(one, places) for one in waiting]
        tell(as_json, "\n".join(lines) or "There are no open invitations.", {"invitations": facts})


def _what(one: Invitation, places: dict[int, str]) -> str:
    if one.kind == "password_reset":
        return f"a new password for account {one.member_id}"
    if one.administrator or one.place_id is None or one.role is None:
        return "administrator of the server"
    return f"{ROLES[one.role].lower()} of {one_line(places[one.place_id])}"


def _note(one: Invitation) -> str:
    return f": {one_line(one.note)}" if one.note else ""


def _facts(one: Invitation, places: dict[int, str]) -> dict[str, Any]:
    return {
        "invitation": one.id,
        "kind": one.kind,
        "place": None if one.place_id is None else places[one.place_id],
        "role": one.role,
        "administrator": one.administrator,
        "account": one.member_id,
        "note": one.note,
        "created_at": one.created_at,
        "expires_at": one.expires_at,
    }


@app.command()
def revoke(
    number: Annotated[
        int, typer.Argument(metavar="NUMBER", parser=whole_number, help="The invitation's, from “invite list”.")
    ],
    as_json: AsJson = False,
    database: DatabaseUrl = None,
) -> None:
    """Take an invitation back, so that its link opens nothing."""
    with asked(database, as_json) as db:
        inviting.revoke_invitation(db, invitation_id=number, now=wiring.now())
        tell(as_json, f"The link of invitation {number} opens nothing any more.", {"invitation": number})
