"""The cookies of a phone: its seat, and the phone itself. Signed, so that what comes back is what was given.

A seat's token is a secret by itself; the signature lets a made-up one be refused without asking the database.
"""

from datetime import timedelta

from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

from resilience_dash.services import voting
from resilience_dash.web import asking, tickets

SEAT, PHONE = "resilience_seat", "resilience_phone"
LASTS = int(timedelta(days=14).total_seconds())
FORM_LASTS = int(timedelta(hours=12).total_seconds())


def _seal(kind: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(asking.secret("phone_cookies"), salt=kind)


def _opened(kind: str, sealed: str | None, seconds: int) -> str | None:
    try:
        found = _seal(kind).loads(sealed or "", max_age=seconds)
    except BadData:
        return None
    return found if isinstance(found, str) else None


def token(request: Request) -> str | None:
    """The token of the seat that this browser holds; None where it holds none, or one that was tampered with."""
    return _opened(SEAT, tickets.read(request, SEAT), LASTS)


def sit_down(response: Response, token: str) -> Response:
    """The answer with which a browser gets its seat."""
    tickets.give(response, SEAT, str(_seal(SEAT).dumps(token)), seconds=LASTS)
    return response


def phone(request: Request) -> str:
    """What tells this phone from others; empty where it keeps no cookies, or has not been here."""
    return _opened(PHONE, tickets.read(request, PHONE), LASTS) or ""


def known_again(request: Request, response: Response) -> Response:
    """The answer, with a cookie that tells the phone from others where it has none."""
    if not phone(request):
        tickets.give(response, PHONE, str(_seal(PHONE).dumps(voting.new_token())), seconds=LASTS)
    return response


def for_form() -> str:
    """A fresh seat's token, sealed, for a form to bring back: a form that is sent twice takes one seat."""
    return str(_seal("form").dumps(voting.new_token()))


def of_form(sealed: str) -> str | None:
    """The token that a form brings back, None where it is none of ours or the form is from yesterday."""
    return _opened("form", sealed, FORM_LASTS)
