"""Commands about places: which there are, and who belongs to them as what."""

from typing import Annotated, Any

import typer

from resilience_dash import wiring
from resilience_dash.cli.accounts import find_account
from resilience_dash.cli.invitations import InRole, checked_role
from resilience_dash.cli.telling import AsJson, DatabaseUrl, PlaceNamed, Who, asked, one_line, tell
from resilience_dash.domain.access import ROLES
from resilience_dash.domain.place import Place
from resilience_dash.services import appointing, finding_places, starting

app = typer.Typer(help="Which places there are, and who belongs to them as what.", no_args_is_help=True)


def facts(place: Place) -> dict[str, Any]:
    """A place as scripts are told of it."""
    return {
        "place": place.id,
        "name": place.name,
        "code": place.council_code,
        "community": place.community,
        "made_up": place.made_up,
    }


@app.command("list")
def list_(as_json: AsJson = False, database: DatabaseUrl = None) -> None:
    """List every place, one without an assessment too."""
    with asked(database, as_json) as db:
        found = finding_places.list_places(db)
        lines = "\n".join(f"{one.id:>5}  {one_line(one.name)} ({one.council_code})" for one in found)
        tell(as_json, lines or "There is no place here yet.", {"places": [facts(one) for one in found]})


@app.command()
def add(
    council: Annotated[str, typer.Argument(help="The council's name or GSS code.")],
    community: Annotated[str, typer.Option(help="The community within it; else it is the whole area.")] = "",
    as_json: AsJson = False,
    database: DatabaseUrl = None,
) -> None:
    """Make room for a council's area or a community, so that its owner can be invited."""
    with asked(database, as_json) as db:
        meant = wiring.councils().one(council, wiring.now().date())
        before = {one.id for one in finding_places.list_places(db)}
        place = starting.add_place(db, council=meant, community=community, now=wiring.now())
        new = place.id not in before
        said = f"Added {one_line(place.name)}. Invite its owner next: “invite link --place {place.id} --role owner”."
        there = f"{one_line(place.name)} was here already, as place {place.id}. Nothing was changed."
        tell(as_json, said if new else there, facts(place) | {"added": new})


@app.command()
def members(place: PlaceNamed, as_json: AsJson = False, database: DatabaseUrl = None) -> None:
    """List who belongs to a place, and as what."""
    with asked(database, as_json) as db:
        found = finding_places.find_place(db, wiring.councils(), named=place)
        there = appointing.list_members(db, place_id=found.id)
        told = [
            {"account": m.member.id, "name": m.member.name, "email": m.member.email, "role": m.role, "since": m.at}
            for m in there
        ]
        lines = [
            f"{m.member.id:>5}  {one_line(m.member.name)} ({m.member.email or 'through an organisation'}), "
            f"{ROLES[m.role].lower()}{', suspended' if m.member.suspended_at else ''}"
            for m in there
        ]
        nobody = f"Nobody belongs to {one_line(found.name)} yet."
        tell(as_json, "\n".join(lines) or nobody, facts(found) | {"members": told})


@app.command("change-role")
def change_role(
    place: PlaceNamed, who: Who, role: InRole = None, as_json: AsJson = False, database: DatabaseUrl = None
) -> None:
    """Give a member of a place another role. It counts from their next click."""
    with asked(database, as_json) as db:
        found, chosen = finding_places.find_place(db, wiring.councils(), named=place), checked_role(role)
        one = find_account(db, who)
        appointing.change_role(db, place_id=found.id, member_id=one.id, role=chosen, now=wiring.now())
        said = f"{one_line(one.name)} is {ROLES[chosen].lower()} of {one_line(found.name)}."
        tell(as_json, said, {"place": found.id, "account": one.id, "role": chosen})


@app.command("remove-member")
def remove_member(place: PlaceNamed, who: Who, as_json: AsJson = False, database: DatabaseUrl = None) -> None:
    """Take somebody's role in a place, and the open invitations they made to it. What they answered stays."""
    with asked(database, as_json) as db:
        found, one = finding_places.find_place(db, wiring.councils(), named=place), find_account(db, who)
        appointing.remove_member(db, place_id=found.id, member_id=one.id, now=wiring.now())
        said = f"{one_line(one.name)} does not belong to {one_line(found.name)} any more."
        tell(as_json, said, {"place": found.id, "account": one.id, "role": None})
