"""What every command shares: its options, and how it tells the outcome or what is wrong."""

import json
import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from resilience_dash import wiring
from resilience_dash.domain.member import TURNS_ROUND
from resilience_dash.domain.problem import Problem

JSON = "--json"
AsJson = Annotated[bool, typer.Option(JSON, help="Print one JSON object instead of sentences.")]
DatabaseUrl = Annotated[
    str | None,
    typer.Option("--database", metavar="URL", help="Which database; else RESILIENCE_DASH_DATABASE_URL, else your own."),
]
PlaceNamed = Annotated[
    str,
    typer.Argument(metavar="PLACE", help="A place: its name, its council's name or GSS code, or its number."),
]
InPlace = Annotated[str | None, typer.Option("--place", metavar="PLACE", help="A place, by name, code or number.")]
Who = Annotated[str, typer.Argument(metavar="WHO", help="An account: its e-mail, or its number in “user list”.")]


@contextmanager
def asked(database: str | None, as_json: bool) -> Iterator[wiring.Database]:
    """The database that is meant, which must be there. What is wrong in the block is said, and ends with status 1."""
    choose(database)
    try:
        yield wiring.existing_database()
    except Problem as problem:
        fail(problem, as_json)


def fail(problem: Problem, as_json: bool) -> NoReturn:
    """Say what is wrong and what to do, on the error output or as JSON, and end with status 1."""
    if as_json:
        typer.echo(json.dumps({"problem": str(problem)}, ensure_ascii=False))
    else:
        typer.echo(shown(str(problem)), err=True)
    raise typer.Exit(1)


def tell(as_json: bool, sentence: str, facts: Any) -> None:
    """The outcome as a sentence, or its facts as JSON."""
    typer.echo(json.dumps(facts, ensure_ascii=False, default=str) if as_json else shown(sentence))


def shown(text: str) -> str:
    """A text as a terminal may have it: what people typed holds no orders for it, and does not turn letters round."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if c in TURNS_ROUND or (unicodedata.category(c) == "Cc" and c not in "\n\t") else c
        for c in text
    )


def one_line(text: str) -> str:
    """What somebody typed, as part of a line."""
    return " ".join(text.split())


def moment(at: datetime) -> str:
    """A moment as a sentence says it."""
    at = at.astimezone(UTC)
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


def origin() -> str:
    """The public address, which links begin with. Raises BadSetting before a link is made that nobody could open."""
    found = wiring.settings().serving.address
    if found is None:
        raise wiring.BadSetting(
            "RESILIENCE_DASH_ADDRESS is missing, so nobody could open the link. None was made. Give the address that "
            "people type, such as https://resilience.example.org, or http://localhost:8501 to try it on this machine."
        )
    return found.origin


def choose(database: str | None) -> None:
    """Take the database named on the command line for this run."""
    if database:
        os.environ["RESILIENCE_DASH_DATABASE_URL"] = address(database)


def address(database: str) -> str:
    """A database's address, also where only a file was named."""
    return database if "://" in database else f"sqlite:///{Path(database)}"


def whole_number(said: str) -> int:
    """A number as somebody typed it. Raises BadParameter, with a sentence, where it is none."""
    try:
        return int(said)
    except ValueError:
        raise typer.BadParameter(f"“{said}” is not a whole number. Give one, such as 8.") from None
