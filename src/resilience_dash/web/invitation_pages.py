"""Links that let somebody in: an invitation, and the set-up of the first administrator."""

from collections.abc import Callable
from datetime import datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from resilience_dash import wiring
from resilience_dash.domain.access import ROLES
from resilience_dash.domain.member import AlreadyMember, InvitationKind, InvitationRefused
from resilience_dash.domain.organisation import Organisation, Organisations
from resilience_dash.domain.problem import Problem
from resilience_dash.services import admitting, inviting
from resilience_dash.services.inviting import Offer
from resilience_dash.services.ticketing import Ticket
from resilience_dash.web import asking, forms, links, local_paths, plain
from resilience_dash.web.few_at_once import FewAtOnce
from resilience_dash.web.sign_in_pages import NO_PASSWORDS, begun

MISSING = {"name": "Give your name.", "email": "Give your e-mail address.", "password": "Choose a password."}


class InvitationPages:
    """The pages behind such links."""

    def __init__(self, organisations: Organisations, hashing: FewAtOnce) -> None:
        self.organisations = organisations
        self.hashing = hashing

    def routes(self) -> list[Route]:
        return [
            Route("/invitation/{token}", self.show, methods=["GET"], name="invitation"),
            Route("/invitation/{token}", self.take, methods=["POST"]),
            Route("/set-up/{token}", self.show, methods=["GET"], name="set-up"),
            Route("/set-up/{token}", self.take, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """What the link offers, and the ways to take it up."""
        try:
            offer = await links.offer(request, _kind(request))
        except Problem as problem:
            return links.refused(request, problem)
        return self._form(request, offer)

    def _form(
        self,
        request: Request,
        offer: Offer,
        *,
        name: str = "",
        email: str = "",
        errors: dict[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        here = f"/{links.first(request)}/{links.token(request)}"
        joins = offer.kind == "member"

        def way(organisation: Organisation) -> str:
            return f"{here}/with/{organisation.key}"

        return plain.page(
            request,
            "join",
            title=_title(offer),
            errors=errors,
            status=status,
            offered=_offered(offer),
            until=_day(offer.expires_at),
            here=here,
            name=name[:300],
            email=email[:300],
            passwords=wiring.settings().serving.passwords,
            providers=self.organisations.known,
            way=way,
            button="Join" if joins else "Set up",
            existing=local_paths.with_next("/sign-in", here) if joins else "",
        )

    async def take(self, request: Request) -> Response:
        """Take the link up: as whoever is signed in, or with a new account."""
        try:
            offer = await links.offer(request, _kind(request))
            form = await forms.read(request)
        except Problem as problem:
            return links.refused(request, problem)
        if asking.caller(request).kind == "member":
            return await self._accept_as(request, form)
        if not wiring.settings().serving.passwords:
            return plain.notice(request, "Nothing was changed", NO_PASSWORDS, status=403, way=links.SIGN_IN)
        kept = {"name": form["name"], "email": form["email"]}
        if missing := {field: said for field, said in MISSING.items() if not form[field].strip()}:
            return self._form(request, offer, **kept, errors=missing, status=422)
        join: Callable[..., Ticket] = inviting.accept if offer.kind == "member" else admitting.set_up
        try:
            ticket = await self.hashing.do(
                join,
                asking.database(request),
                token=links.token(request),
                **kept,
                password=form["password"],
                now=wiring.now(),
            )
        except InvitationRefused as problem:
            return links.refused(request, problem)
        except Problem as problem:
            return self._form(request, offer, **kept, errors=forms.errors(problem), status=forms.status(problem))
        return await begun(request, ticket, "/")

    async def _accept_as(self, request: Request, form: forms.Form) -> Response:
        try:
            if form["as"] != "me" or links.first(request) != "invitation":
                raise InvitationRefused("You are signed in already. Nothing was changed. Sign out first.")
            await run_in_threadpool(
                inviting.accept_as, asking.database(request), token=links.token(request), now=wiring.now()
            )
        except AlreadyMember as problem:
            return plain.notice(request, "You belong here already", str(problem), status=409)
        except Problem as problem:
            return links.refused(request, problem)
        return plain.go_to("/")


def _title(offer: Offer) -> str:
    if offer.kind == "setup":
        return "Set up the first administrator"
    return f"Join {offer.place_name}" if offer.place_name else "Become an administrator"


def _offered(offer: Offer) -> str:
    if offer.kind == "setup":
        return "There is no administrator yet. Whoever takes up this link becomes the first: they let others in."
    who = f"{offer.invited_by} invites you" if offer.invited_by else "You are invited"
    if offer.place_name and offer.role:
        return f"{who} to {offer.place_name}, as {ROLES[offer.role].lower()}."
    return f"{who} to look after this server, as an administrator."


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


def _kind(request: Request) -> InvitationKind:
    return "member" if links.first(request) == "invitation" else "setup"
