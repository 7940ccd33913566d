"""What a browser sends with a form, read with a limit, and what a Problem has to do with which field."""

from urllib.parse import parse_qsl

from starlette.requests import Request

from resilience_dash.domain.member import (
    CodeRefused,
    EmailRefused,
    EmailTaken,
    NameRefused,
    TooManyTries,
)
from resilience_dash.domain.passwords import PasswordRefused
from resilience_dash.domain.problem import Problem, TextTooLong

LONGEST = 20_000  # bytes of a whole form: the longest password and name, thrice encoded, are far less
MOST_FIELDS = 20
FORM = "application/x-www-form-urlencoded"
FIELDS: dict[type[Problem], str] = {
    NameRefused: "name",
    TextTooLong: "name",
    EmailRefused: "email",
    EmailTaken: "email",
    PasswordRefused: "password",
    CodeRefused: "code",
}


class FormRefused(Problem):
    """What was sent is not one of our forms."""


class Form:
    """The fields of a form; what is missing is empty."""

    def __init__(self, fields: dict[str, str]) -> None:
        self._fields = fields

    def __getitem__(self, name: str) -> str:
        return self._fields.get(name, "")


async def read(request: Request) -> Form:
    """The form. Raises FormRefused for what no page of ours sends."""
    refused = FormRefused("This form could not be read. Nothing was changed. Load the page and fill it in again.")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise refused
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST:
            raise refused
    try:
        text = body.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise refused from None
    return Form(dict(pairs))


def errors(problem: Problem) -> dict[str, str]:
    """The problem beside the field it is about; under no name where it is about the whole."""
    return {FIELDS.get(type(problem), ""): str(problem)}


def status(problem: Problem) -> int:
    """The status of the page that says so."""
    return 429 if isinstance(problem, TooManyTries) else 422
