"""What a phone, a probe or a program asks for: plain routes, and the door every request comes through."""

from pathlib import Path

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from resilience_dash.web import files, health
from resilience_dash.web.door import Door
from resilience_dash.web.headers import Headers
from resilience_dash.web.shell import Shell

LOOK = Path(__file__).parent / "look"


def routes() -> list[BaseRoute]:
    """The addresses this program answers itself; all others are Streamlit's."""
    return [
        Mount("/look", StaticFiles(directory=LOOK), name="look"),
        Route("/files/evidence/{evidence_id:int}", files.evidence),
        Route("/files/results/{assessment_id:int}/results.{ending}", files.results),
        Route("/livez", health.livez),
        Route("/readyz", health.readyz),
        Route("/version", health.version),
    ]


def middleware() -> list[Middleware]:
    """From the outside in: who may ask, the headers of every answer, our own words in the page's shell."""
    return [Middleware(Headers), Middleware(Door), Middleware(Shell)]
