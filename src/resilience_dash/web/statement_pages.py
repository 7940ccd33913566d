"""What everybody may read before they sign in: the statements on accessibility and on people's data."""

from functools import cache

from markdown_it import MarkdownIt
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from resilience_dash import wiring
from resilience_dash.web import plain

DOCUMENTS = {"accessibility": "Accessibility", "privacy": "Privacy"}


def routes() -> list[Route]:
    return [Route(f"/{name}", show, methods=["GET"]) for name in DOCUMENTS]


def show(request: Request) -> Response:
    """A document of the project, as it is written."""
    name = request.url.path.strip("/")
    try:
        text = _html(wiring.document(name))
    except FileNotFoundError:
        said = "This statement has not been written yet. Ask whoever looks after this program."
        return plain.notice(request, DOCUMENTS[name], said, status=404)
    return plain.page(request, "statement", title=DOCUMENTS[name], text=text)


@cache
def _html(text: str) -> str:
    """A document as HTML. It is ours, and HTML within it would still be shown as text."""
    rendered: str = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    return rendered
