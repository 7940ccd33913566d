"""What a phone, a probe or a program asks for: plain routes, and the door every request comes through."""

from pathlib import Path

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from resilience_dash import wiring
from resilience_dash.domain.organisation import Organisations
from resilience_dash.web import files, health, public_pages, statement_pages
from resilience_dash.web.door import Door
from resilience_dash.web.few_at_once import FewAtOnce
from resilience_dash.web.headers import Headers
from resilience_dash.web.invitation_pages import InvitationPages
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
        Route("/files/my-data.json", files.my_data),
        Route("/livez", health.livez),
        Route("/readyz", health.readyz),
        Route("/version", health.version),
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
