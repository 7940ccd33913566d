"""Signing in through an organisation: out to it, and back with what it said, which becomes a sign-in of our own."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from resilience_dash import wiring
from resilience_dash.domain.member import UnknownIdentity
from resilience_dash.domain.organisation import Organisations, Vouched
from resilience_dash.domain.problem import Problem
from resilience_dash.services import admitting
from resilience_dash.services.ticketing import Ticket
from resilience_dash.web import asking, local_paths, plain, tickets
from resilience_dash.web.sign_in_pages import begun

BACK = ("/sign-in", "Go back to the sign-in page")
NOT_VOUCHED = (
    "Your organisation did not say who you are: the sign-in there was broken off, took too long, or failed. "
    "Nothing was changed. Try again; if it stays, tell whoever looks after this program."
)
UNTIL_BACK = 600  # seconds for what somebody does at their organisation
INVITED, AFTER = "i.", "n."


class OrganisationPages:
    """The two ends of the way through an organisation."""

    def __init__(self, organisations: Organisations) -> None:
        self.organisations = organisations

    def routes(self) -> list[Route]:
        return [
            Route("/sign-in/with/{key}", self.leave, methods=["GET"]),
            Route("/invitation/{token}/with/{key}", self.leave, methods=["GET"]),
            Route("/set-up/{token}/with/{key}", self.leave, methods=["GET"]),
            Route("/enter", self.enter, methods=["GET"]),
        ]

    async def leave(self, request: Request) -> Response:
        """Send somebody to their organisation, remembering in their browser what they came for."""
        key, token = request.path_params["key"], request.path_params.get("token")
        if key not in {one.key for one in self.organisations.known}:
            return plain.notice(request, "That is not here", "There is no such way to sign in.", status=404, way=BACK)
        if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return plain.go_to("/sign-in")  # another site must not begin this for somebody
        answer = plain.go_to(self.organisations.way_to(key))
        after = local_paths.checked(request.query_params.get("next"))
        tickets.give(answer, tickets.AFTERWARDS, INVITED + token if token else AFTER + after, seconds=UNTIL_BACK)
        return answer

    async def enter(self, request: Request) -> Response:
        """Take over what the organisation said, and leave nothing else of it in the browser."""
        answer = await self._entered(request)
        tickets.take_away(answer, tickets.AFTERWARDS)
        tickets.take_away_others(answer, list(request.cookies))
        return answer

    async def _entered(self, request: Request) -> Response:
        vouched = self.organisations.vouched(request.cookies)
        if vouched is None:
            return plain.notice(request, "You are not signed in", NOT_VOUCHED, status=403, way=BACK)
        said = tickets.read(request, tickets.AFTERWARDS) or ""
        try:
            token = await run_in_threadpool(_token, request, vouched, said)
        except UnknownIdentity as problem:
            return plain.notice(request, "Nobody has invited you yet", str(problem), status=403, way=BACK)
        except Problem as problem:
            return plain.notice(request, "You are not signed in", str(problem), status=403, way=BACK)
        after = said.removeprefix(AFTER) if said.startswith(AFTER) else "/"
        return await begun(request, Ticket(token), local_paths.checked(after))


def _token(request: Request, vouched: Vouched, said: str) -> str:
    db, now = asking.database(request), wiring.now()
    if said.startswith(INVITED):
        return admitting.bind_identity(
            db,
            invitation_token=said.removeprefix(INVITED),
            issuer=vouched.issuer,
            subject=vouched.subject,
            name=vouched.name,
            now=now,
        )
    return admitting.enter_with(db, issuer=vouched.issuer, subject=vouched.subject, name=vouched.name, now=now)
