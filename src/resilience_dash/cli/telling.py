"""What every command shares: its options, and how it tells the outcome or what is wrong."""

import json
import os
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from resilience_dash.domain.problem import Problem

JSON = "--json"
AsJson = Annotated[bool, typer.Option(JSON, help="Print one JSON object instead of sentences.")]
DatabaseUrl = Annotated[
    str | None,
    typer.Option("--database", metavar="URL", help="Which database; else RESILIENCE_DASH_DATABASE_URL, else your own."),
]


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
