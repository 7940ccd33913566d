"""Plain pages: whole HTML from a template, for browsers without JavaScript too. Whatever people typed is escaped."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from resilience_dash.domain.problem import NotJustNow
from resilience_dash.web import asking, local_paths

ONLY_OURS = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {"Cache-Control": "no-store", "Content-Security-Policy": ONLY_OURS, "Referrer-Policy": "no-referrer"}
PAUSE = 3  # seconds between two tries of a browser that waits
PAPER = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(
    request: Request,
    template: str,
    *,
    title: str,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
    **values: Any,
) -> HTMLResponse:
    """A page. `errors` has what is wrong by field; the empty name stands for the page as a whole."""
    who = asking.caller(request)
    text = PAPER.get_template(f"{template}.html").render(title=title, errors=errors or {}, who=who, **values)
    return HTMLResponse(text, status_code=status, headers=HEADERS)


def notice(request: Request, title: str, said: str, *, status: int, way: tuple[str, str] | None = None) -> HTMLResponse:
    """A page that says what happened and, with `way` (address and words), where to go on."""
    return page(request, "notice", title=title, status=status, said=said, way=way or ("/", "Go to the home page"))


def please_wait(request: Request, problem: NotJustNow) -> HTMLResponse:
    """A page in place of one that cannot be shown just now. The browser asks for the same again by itself."""
    here = local_paths.of_request(request.url.path, request.url.query.encode())
    answer = notice(
        request, "Please wait", f"{problem.meanwhile} Trying again…", status=503, way=(here, "Try again now")
    )
    answer.headers["Refresh"] = answer.headers["Retry-After"] = str(PAUSE)
    return answer


def go_to(address: str) -> Response:
    """Send the browser on, to a clean address that can be loaded again."""
    return RedirectResponse(address, status_code=303, headers=HEADERS)
