"""The door in served mode: nobody comes in without a sign-in, but to the few pages with which one begins."""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from resilience_dash import wiring
from resilience_dash.domain.access import NOBODY
from resilience_dash.domain.problem import NotJustNow, Problem
from resilience_dash.web import asking, local_paths, plain, whence
from resilience_dash.web.refusing import refuse

A_YEAR = 365 * 24 * 3600
OPEN = re.compile(
    r"/(?:sign-in|second-factor|enter|auth/login|oauth2callback|accessibility|privacy|livez|readyz|version|favicon\.ico"
    r"|sign-in/with/[^/]+|(?:invitation|set-up|password)/[^/]+|invitation/[^/]+/with/[^/]+|set-up/[^/]+/with/[^/]+"
    r"|public/\d+(?:/results\.\w+)?|join(?:/[^/]*)?|vote(?:/events)?|look/.*)",
    re.ASCII,
)
# The same for everybody, also where the database is away; and phones, which nobody signs in on.
UNASKED = re.compile(r"/(?:look/.*|livez|readyz|version|join(?:/[^/]*)?|vote(?:/events)?)")
# What only a probe on this machine may ask, and what nobody may: Streamlit's own way out, and pages without a browser.
INSIDE = re.compile(r"/_stcore/(?:metrics|agent(?:/.*)?|script-health-check)")
NOWHERE = re.compile(r"/auth/logout")
SIGN_IN_FIRST = "Nothing was changed. Sign in first: load the page again."
NOT_HERE = "There is nothing here at this address."
NOT_NOW = "The program cannot look up who you are just now. Nothing was changed. Try again in a moment."


async def let_in(app: ASGIApp, serving: wiring.Serving, scope: Scope, receive: Receive, send: Send) -> None:
    """Pass the request on in the name of whoever sent it, or refuse it."""
    send = _over_tls(send) if serving.secure and scope["type"] == "http" else send
    probe = whence.is_probe(scope)
    try:
        scope = whence.cleaned(scope, serving)
        path = scope["path"]
        if (INSIDE.fullmatch(path) and not probe) or NOWHERE.fullmatch(path):
            await refuse(scope, receive, send, NOT_HERE, 404)
            return
        caller = NOBODY if probe or UNASKED.fullmatch(path) else await asking.looked_up(scope)
    except whence.Refused as refused:
        await refuse(scope, receive, send, str(refused), 403)
        return
    except Problem as problem:
        if isinstance(problem, NotJustNow) and _is_page(scope):
            await plain.please_wait(Request(scope), problem)(scope, receive, send)
        else:
            await refuse(scope, receive, send, NOT_NOW, 503)
        return
    welcome = caller.kind != "nobody" or probe or (scope["type"] == "http" and OPEN.fullmatch(path))
    if welcome:
        await app(asking.named(scope, caller), receive, send)
    elif _is_page(scope):
        after = local_paths.of_request(path, scope.get("query_string", b""))
        answer = RedirectResponse(local_paths.sign_in(after), status_code=303, headers={"Cache-Control": "no-store"})
        await answer(scope, receive, send)
    else:
        await refuse(scope, receive, send, SIGN_IN_FIRST, 401)


def _is_page(scope: Scope) -> bool:
    """Whether a person asks for a page, who can be sent to sign in."""
    return (
        scope["type"] == "http"
        and scope["method"] in ("GET", "HEAD")
        and "text/html" in Headers(scope=scope).get("accept", "")
    )


def _over_tls(send: Send) -> Send:
    """Say that TLS is wanted for a year, and bind every cookie to it: those of Streamlit are not."""

    async def over_tls(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=[_bound(*header) for header in message.get("headers", [])])
            headers["Strict-Transport-Security"] = f"max-age={A_YEAR}"
            message = {**message, "headers": headers.raw}
        await send(message)

    return over_tls


def _bound(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    bare = name.lower() == b"set-cookie" and b"; secure" not in value.lower()
    return name, value + b"; Secure" if bare else value
