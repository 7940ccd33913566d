"""Commands about accounts: what the server's administrators do on their page, from the machine itself."""

import json
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, cast

import typer

from resilience_dash import wiring
from resilience_dash.cli.telling import AsJson, DatabaseUrl, Who, asked, moment, one_line, origin, tell
from resilience_dash.domain.access import ROLES, Role
from resilience_dash.domain.member import Member
from resilience_dash.domain.problem import Problem, UnknownThing
from resilience_dash.services import (
    admitting,
    appointing,
    finding_places,
    forgetting,
    handing_over,
    inviting,
    looking_after_accounts,
)

app = typer.Typer(help="Who has an account on this server, and what is done about it.", no_args_is_help=True)


class Answers(StrEnum):
    """What becomes of the answers of somebody who is erased."""

    keep = "keep"
    remove = "remove"


def find_account(db: wiring.Database, who: str) -> Member:
    """The account with this e-mail or number. Raises UnknownThing."""
    there = looking_after_accounts.list_accounts(db)
    found = next((one for one in there if who.strip() == str(one.id)), None)
    found = found or looking_after_accounts.find_account(db, email=who)
    if found is None:
        raise UnknownThing(
            f"There is no account “{who}” here. Nothing was changed. Give an e-mail or a number from “user list”."
        )
    return found


def _facts(one: Member) -> dict[str, Any]:
    return {
        "account": one.id,
        "name": one.name,
        "email": one.email,
        "administrator": one.administrator,
        "password": one.has_password,
        "second_factor": one.second_factor,
        "created_at": one.created_at,
        "suspended_at": one.suspended_at,
    }


def _line(one: Member) -> str:
    said = [f"{one_line(one.name)} ({_reached(one)})"]
    said += ["administrator"] if one.administrator else []
    said += ["second factor"] if one.second_factor else []
    said += [f"suspended since {moment(one.suspended_at)}"] if one.suspended_at else []
    return f"{one.id:>5}  {', '.join(said)}"


def _reached(one: Member) -> str:
    return one.email or "through an organisation"


@app.command("list")
def list_(as_json: AsJson = False, database: DatabaseUrl = None) -> None:
    """List everybody with an account."""
    with asked(database, as_json) as db:
        found = looking_after_accounts.list_accounts(db)
        lines = "\n".join(_line(one) for one in found) or "Nobody has an account yet."
        tell(as_json, lines, {"accounts": [_facts(one) for one in found]})


@app.command()
def show(who: Who, as_json: AsJson = False, database: DatabaseUrl = None) -> None:
    """Show one account, and its roles in places."""
    with asked(database, as_json) as db:
        one = find_account(db, who)
        roles: list[tuple[str, Role]] = [
            (place.name, found.role)
            for place in finding_places.list_places(db, action="manage_members")
            for found in appointing.list_members(db, place_id=place.id)
            if found.member.id == one.id
        ]
        lines = [_line(one), f"       here since {moment(one.created_at)}"]
        lines += [f"       {ROLES[role].lower()} of {one_line(place)}" for place, role in roles]
        facts = _facts(one) | {"roles": [{"place": place, "role": role} for place, role in roles]}
        tell(as_json, "\n".join(lines), facts)


def _do(who: str, as_json: bool, database: str | None, deed: Callable[..., object], said: str) -> None:
    with asked(database, as_json) as db:
        one = find_account(db, who)
        deed(db, member_id=one.id, now=wiring.now())
        tell(as_json, f"{one_line(one.name)} {said}.", _facts(find_account(db, str(one.id))))


@app.command()
def suspend(who: Who, as_json: AsJson = False, database: DatabaseUrl = None) -> None:
    """Shut somebody out at once, wherever they are signed in, and take back the invitations they made."""
    _do(who, as_json, database, looking_after_accounts.suspend, "is shut out, wherever they were signed in")


@app.command()
def reinstate(who: Who, as_json: AsJson = False, database: DatabaseUrl = None) -> None:
    """Let somebody who was suspended sign in again."""
    _do(who, as_json, database, looking_after_accounts.reinstate, "can sign in again")


@app.command()
def administrator(
    who: Who,
    take: Annotated[bool, typer.Option("--take", help="Take the office away instead, and end their sign-ins.")] = False,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
) -> None:
    """Make somebody an administrator of the server, or take that office away (--take)."""

    def deed(db: wiring.Database, **about: Any) -> None:
        looking_after_accounts.set_administrator(db, administrator=not take, **about)

    said = "is no administrator of this server any more" if take else "is an administrator of this server"
    _do(who, as_json, database, deed, said)


@app.command("lift-second-factor")
def lift_second_factor(who: Who, as_json: AsJson = False, database: DatabaseUrl = None) -> None:
    """Ask somebody for no codes until they set up another app, and end their sign-ins: their phone is lost."""
    _do(who, as_json, database, looking_after_accounts.lift_second_factor, "is asked for no code any more")


@app.command("sign-out")
def sign_out(who: Who, as_json: AsJson = False, database: DatabaseUrl = None) -> None:
    """End every sign-in of somebody."""
    _do(who, as_json, database, admitting.sign_out_everywhere, "was signed out everywhere")


@app.command()
def reset(who: Who, as_json: AsJson = False, database: DatabaseUrl = None) -> None:
    """Print a link with which somebody sets a new password, once and within a day. Older such links are void."""
    with asked(database, as_json) as db:
        one, start = find_account(db, who), origin()
        if not one.has_password:
            raise Problem(
                f"{one_line(one.name)} signs in through an organisation and has no password. No link was made. "
                "Whoever looks after accounts there can help."
            )
        made = inviting.invite_to_reset(db, member_id=one.id, now=wiring.now())
        link = f"{start}/invitation/{made.token}"
        tell(
            as_json,
            f"{link}\nGive it to {one_line(one.name)} and nobody else: it sets their password, once, until "
            f"{moment(made.expires_at)}. It is not shown again.",
            {"account": one.id, "link": link, "expires_at": made.expires_at},
        )


@app.command()
def export(who: Who, as_json: AsJson = False, database: DatabaseUrl = None) -> None:
    """Print everything that is kept about somebody, as JSON, to hand over to them. --json is what happens anyway."""
    with asked(database, as_json) as db:
        found = handing_over.export_member(db, member_id=find_account(db, who).id, now=wiring.now())
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))


@app.command()
def erase(
    who: Who,
    answers: Annotated[Answers, typer.Option(help="Keep what they answered as a former member's, or remove it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it: it cannot be undone.")] = False,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
) -> None:
    """Erase somebody. What they answered stays without their name, or goes as well; signed results stay."""
    with asked(database, as_json) as db:
        one = find_account(db, who)
        if not yes:
            raise Problem(
                f"This would erase {one_line(one.name)} ({_reached(one)}) and "
                f"{answers} their answers, and it cannot be undone. Nothing was changed. Say --yes as well to do it."
            )
        erased = forgetting.erase(db, member_id=one.id, answers=cast(Any, answers.value), now=wiring.now())
        facts = {
            "account": one.id,
            "removed_answers": erased.removed_answers,
            "still_signed": list(erased.still_signed),
        }
        tell(as_json, erased.said, facts)
