"""What a phone, a probe or a program asks for: plain routes, and the door every request comes through."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from resilience_dash import wiring
from resilience_dash.domain.organisation import Organisations
from resilience_dash.web import board_pages, files, health, join_pages, public_pages, statement_pages, vote_pages
from resilience_dash.web.door import Door
from resilience_dash.web.ending import lines_that_end
from resilience_dash.web.few_at_once import FewAtOnce
from resilience_dash.web.hall import open_hall
from resilience_dash.web.headers import Headers
from resilience_dash.web.invitation_pages import InvitationPages
from resilience_dash.web.live import LIVE
from resilience_dash.web.organisation_pages import OrganisationPages
from resilience_dash.web.password_pages import PasswordPages
from resilience_dash.web.quiet_log import keep_tokens_out as keep_tokens_out
from resilience_dash.web.shell import Shell
from resilience_dash.web.sign_in_pages import SignInPages
from resilience_dash.web.trip import Trip

LOOK = Path(__file__).parent / "look"


def routes(organisations: Organisations | None = None) -> list[BaseRoute]:
    """The addresses this program answers itself; all others are Streamlit's."""
    return [
        Mount("/look", StaticFiles(directory=LOOK), name="look"),
        Route("/files/evidence/{evidence_id:int}", files.evidence),
        Route("/files/results/{assessment_id:int}/results.{ending}", files.results),
        Route("/files/audit/{place_id:int}/audit.{ending}", files.audit),
        Route("/files/audit/audit.{ending}", files.audit),
        Route("/files/workshops/{workshop_id:int}/sheet.pdf", files.sheet),
        Route("/files/workshops/{workshop_id:int}/minutes.docx", files.minutes),
        Route("/files/my-data.json", files.my_data),
        *board_pages.routes(),
        Route("/livez", health.livez),
        Route("/readyz", health.readyz),
        Route("/version", health.version),
        *join_pages.routes(),
        *vote_pages.routes(),
        *(_with_sign_in(organisations or Organisations()) if wiring.settings().serving.served else ()),
    ]


def _with_sign_in(organisations: Organisations) -> list[Route]:
    hashing = FewAtOnce()
    return [
        *SignInPages(organisations, hashing).routes(),
        *InvitationPages(organisations, hashing).routes(),
        *PasswordPages(hashing).routes(),
        *OrganisationPages(organisations).routes(),
        *public_pages.routes(),
        *statement_pages.routes(),
    ]


def middleware() -> list[Middleware]:
    """From the outside in: the headers of every answer, who may ask, organisations, the page's words."""
    return [Middleware(Headers), Middleware(Door), Middleware(Trip), Middleware(Shell)]


@asynccontextmanager
async def while_it_runs() -> AsyncIterator[None]:
    """What goes on beside the pages: news for open lines, and the hall's own door where one was asked for."""
    async with lines_that_end(LIVE), open_hall(wiring.settings().hall):
        yield
