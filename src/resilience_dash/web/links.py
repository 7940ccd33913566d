"""What every page behind a link begins with: the token in its address, and what it opens."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from resilience_dash import wiring
from resilience_dash.domain.member import InvitationKind, InvitationRefused
from resilience_dash.domain.problem import Problem
from resilience_dash.services import inviting
from resilience_dash.services.inviting import Offer
from resilience_dash.services.taking_up import REFUSED
from resilience_dash.web import asking, plain

SIGN_IN = ("/sign-in", "Go to the sign-in page")


def first(request: Request) -> str:
    """The kind of link, as its address begins."""
    return request.url.path.split("/")[1]


def token(request: Request) -> str:
    """What the address carries."""
    return str(request.path_params["token"])


async def offer(request: Request, kind: InvitationKind) -> Offer:
    """What the link opens. Raises InvitationRefused, also for a link of another kind."""
    said = token(request)
    if not said.replace("-", "").replace("_", "").isalnum() or not said.isascii():
        raise InvitationRefused(REFUSED)
    found = await run_in_threadpool(inviting.look_at_invitation, asking.database(request), token=said, now=wiring.now())
    if found.kind != kind:
        raise InvitationRefused(REFUSED)
    return found


def refused(request: Request, problem: Problem) -> Response:
    """The page that says so."""
    return plain.notice(request, "This link does not open anything", str(problem), status=404, way=SIGN_IN)
