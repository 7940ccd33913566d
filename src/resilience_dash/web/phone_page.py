"""The pages of a phone in the hall: a few kilobytes of HTML, whole without a script, never kept by the browser."""

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from resilience_dash import wiring
from resilience_dash.domain.problem import NotJustNow, Problem
from resilience_dash.web import plain

ONLY_OURS = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {"Cache-Control": "no-store", "Content-Security-Policy": ONLY_OURS}


def page(
    template: str, *, title: str, status: int = 200, errors: dict[str, str] | None = None, **values: Any
) -> HTMLResponse:
    """A page. `errors` has what is wrong by field; the empty name stands for the page as a whole."""
    text = plain.PAPER.get_template(f"{template}.html").render(
        title=title, errors=errors or {}, served=wiring.settings().serving.served, **values
    )
    return HTMLResponse(text, status_code=status, headers=HEADERS)


def not_now(request: Request, problem: Problem) -> HTMLResponse:
    """A page in place of one that cannot be shown just now. A browser that only looked asks again by itself."""
    said = problem.meanwhile if isinstance(problem, NotJustNow) else str(problem)
    here = "/vote" if request.url.path.startswith("/vote") else "/join"
    answer = page("phone-wait", title="One moment", status=503, said=said, here=here)
    answer.headers["Retry-After"] = str(plain.PAUSE)
    if request.method == "GET":
        answer.headers["Refresh"] = str(plain.PAUSE)
    return answer
