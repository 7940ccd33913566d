"""The cookies of a sign-in: out of reach of scripts and other sites, and bound to TLS and this host where there is TLS.

`__Host-` makes a browser refuse such a cookie from a neighbouring host, so nobody can plant a sign-in of their own.
"""

from collections.abc import Sequence

from starlette.requests import HTTPConnection, cookie_parser
from starlette.responses import Response

from resilience_dash import wiring
from resilience_dash.domain.member import CODE_WAITS

SESSION = "resilience_session"
PENDING = "resilience_pending"  # a right password that waits for its code
AFTERWARDS = "resilience_afterwards"  # what is to happen when the organisation has vouched
STREAMLITS = ("_streamlit_user", "_streamlit_session")
LONGEST_TOKEN, LONGEST = 200, 3_000  # characters


def _name(name: str) -> str:
    return wiring.settings().serving.cookie(name)


def read(connection: HTTPConnection, name: str) -> str | None:
    """What this cookie holds; nothing where it came twice, for then one of the two was planted."""
    wanted = _name(name)
    found = [
        cookie_parser(f"{key}={value}").get(key, "")
        for line in connection.headers.getlist("cookie")
        for key, _, value in (part.strip().partition("=") for part in line.split(";"))
        if key == wanted
    ]
    return found[0] if len(found) == 1 and 0 < len(found[0]) <= LONGEST else None


def token(connection: HTTPConnection) -> str | None:
    """The token of the sign-in, as the cookie has it."""
    found = read(connection, SESSION)
    return found if found and len(found) <= LONGEST_TOKEN else None


def give(response: Response, name: str, value: str, *, seconds: int | None = None) -> None:
    """Set one of our cookies. Without `seconds` it is gone when the browser closes."""
    secure = wiring.settings().serving.secure
    response.set_cookie(_name(name), value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="lax")


def take_away(response: Response, *names: str) -> None:
    """Delete some of our cookies."""
    secure = wiring.settings().serving.secure
    for name in names:
        response.delete_cookie(_name(name), path="/", secure=secure, httponly=True, samesite="lax")


def let_in(response: Response, token: str) -> Response:
    """The answer with which a sign-in begins: its cookie, and none of those that led to it."""
    give(response, SESSION, token)
    take_away(response, PENDING, AFTERWARDS)
    return response


def wait(response: Response, pending: str) -> Response:
    """The answer that asks for a code."""
    give(response, PENDING, pending, seconds=int(CODE_WAITS.total_seconds()))
    return response


def take_away_others(response: Response, sent: Sequence[str]) -> None:
    """Delete the cookies that Streamlit set on the way through the organisation: they would last 30 days."""
    for name in sent:
        if name.startswith(STREAMLITS):
            response.delete_cookie(name, path="/", secure=wiring.settings().serving.secure, httponly=True)
