"""Setting a new password through a link that an administrator made."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from resilience_dash import wiring
from resilience_dash.domain.member import InvitationRefused
from resilience_dash.domain.problem import Problem
from resilience_dash.services import admitting
from resilience_dash.web import asking, forms, links, plain, tickets
from resilience_dash.web.few_at_once import FewAtOnce
from resilience_dash.web.sign_in_pages import NO_PASSWORDS


class PasswordPages:
    """The page behind such a link."""

    def __init__(self, hashing: FewAtOnce) -> None:
        self.hashing = hashing

    def routes(self) -> list[Route]:
        return [
            Route("/password/{token}", self.show_password, methods=["GET"]),
            Route("/password/{token}", self.take_password, methods=["POST"]),
        ]

    async def show_password(self, request: Request) -> Response:
        """The form for a new password."""
        try:
            await links.offer(request, "password_reset")
        except Problem as problem:
            return links.refused(request, problem)
        return _password_form(request)

    async def take_password(self, request: Request) -> Response:
        """Set the new password, and ask for it."""
        if not wiring.settings().serving.passwords:
            return plain.notice(request, "Nothing was changed", NO_PASSWORDS, status=403, way=links.SIGN_IN)
        try:
            await links.offer(request, "password_reset")
            form = await forms.read(request)
            await self.hashing.do(
                admitting.reset_password,
                asking.database(request),
                token=links.token(request),
                password=form["password"],
                now=wiring.now(),
            )
        except InvitationRefused as problem:
            return links.refused(request, problem)
        except Problem as problem:
            return _password_form(request, forms.errors(problem), forms.status(problem))
        answer = plain.go_to("/sign-in?new")
        tickets.take_away(answer, tickets.SESSION)
        return answer


def _password_form(request: Request, errors: dict[str, str] | None = None, status: int = 200) -> Response:
    here = f"/password/{links.token(request)}"
    return plain.page(request, "password", title="Set a new password", errors=errors, status=status, here=here)
