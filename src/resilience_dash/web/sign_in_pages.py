"""Signing in with a password and a code, and out again, on plain pages."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from resilience_dash import wiring
from resilience_dash.domain.member import SignInRefused
from resilience_dash.domain.organisation import Organisation, Organisations
from resilience_dash.domain.problem import Problem
from resilience_dash.services import admitting
from resilience_dash.services.ticketing import Ticket
from resilience_dash.web import asking, forms, local_paths, plain, tickets
from resilience_dash.web.few_at_once import FewAtOnce

SAID = {
    "out": "You are signed out.",
    "everywhere": "You are signed out on every device.",
    "new": "Your new password is set. Sign in with it.",
}
NO_PASSWORDS = "Nothing was changed. On this server people sign in through their organisation, not with a password."


class SignInPages:
    """The pages with which a stay begins and ends."""

    def __init__(self, organisations: Organisations, hashing: FewAtOnce) -> None:
        self.organisations = organisations
        self.hashing = hashing

    def routes(self) -> list[Route]:
        return [
            Route("/sign-in", self.show, methods=["GET"]),
            Route("/sign-in", self.take, methods=["POST"]),
            Route("/second-factor", self.show_code, methods=["GET"]),
            Route("/second-factor", self.take_code, methods=["POST"]),
            Route("/sign-out", self.show_way_out, methods=["GET"]),
            Route("/sign-out", self.sign_out, methods=["POST"]),
            Route("/sign-out-everywhere", self.sign_out_everywhere, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """The form, and a button for each organisation."""
        said = next((words for key, words in SAID.items() if key in request.query_params), "")
        return self._form(request, local_paths.checked(request.query_params.get("next")), said=said)

    def _form(
        self,
        request: Request,
        after: str,
        *,
        said: str = "",
        email: str = "",
        errors: dict[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        def way(organisation: Organisation) -> str:
            return local_paths.with_next(f"/sign-in/with/{organisation.key}", after)

        return plain.page(
            request,
            "sign-in",
            title="Sign in",
            errors=errors,
            status=status,
            after=after,
            said=said,
            email=email[:300],
            passwords=wiring.settings().serving.passwords,
            providers=self.organisations.known,
            way=way,
        )

    async def take(self, request: Request) -> Response:
        """Let somebody in, ask for their code, or say what is wrong without saying which part of it."""
        if not wiring.settings().serving.passwords:
            return plain.notice(request, "You are not signed in", NO_PASSWORDS, status=403, way=("/sign-in", "Sign in"))
        try:
            form = await forms.read(request)
        except Problem as problem:
            return self._form(request, "/", errors=forms.errors(problem), status=forms.status(problem))
        after = local_paths.checked(form["next"])
        if missing := _missing(form):
            return self._form(request, after, email=form["email"], errors=missing, status=422)
        try:
            ticket = await self.hashing.do(
                admitting.sign_in,
                asking.database(request),
                email=form["email"],
                password=form["password"],
                address=asking.address(request),
                now=wiring.now(),
            )
        except Problem as problem:
            errors = {"email": str(problem)} if isinstance(problem, SignInRefused) else forms.errors(problem)
            return self._form(request, after, email=form["email"], errors=errors, status=forms.status(problem))
        return await begun(request, ticket, after)

    async def show_code(self, request: Request) -> Response:
        """The form for the code, for whoever gave the right password just now."""
        after = local_paths.checked(request.query_params.get("next"))
        if tickets.read(request, tickets.PENDING) is None:
            return plain.go_to(local_paths.sign_in(after))
        return _code_form(request, after)

    async def take_code(self, request: Request) -> Response:
        """Finish a sign-in with the code."""
        try:
            form = await forms.read(request)
        except Problem as problem:
            return _code_form(request, "/", forms.errors(problem), forms.status(problem))
        after = local_paths.checked(form["next"])
        pending = tickets.read(request, tickets.PENDING)
        if pending is None:
            return plain.go_to(local_paths.sign_in(after))
        if not form["code"].strip():
            return _code_form(request, after, {"code": "Give the six digits that your app shows."}, 422)
        try:
            ticket = await run_in_threadpool(
                admitting.second_factor,
                asking.database(request),
                pending=pending,
                code=form["code"],
                now=wiring.now(),
            )
        except SignInRefused as problem:
            answer = self._form(request, after, errors=forms.errors(problem), status=422)
            tickets.take_away(answer, tickets.PENDING)
            return answer
        except Problem as problem:
            return _code_form(request, after, forms.errors(problem), forms.status(problem))
        return await begun(request, ticket, after)

    async def show_way_out(self, request: Request) -> Response:
        """Two buttons: here, and everywhere."""
        return plain.page(request, "sign-out", title="Sign out")

    async def sign_out(self, request: Request) -> Response:
        """End this sign-in."""
        await ended(request)
        return _gone("/sign-in?out")

    async def sign_out_everywhere(self, request: Request) -> Response:
        """End every sign-in of whoever asks."""
        member = asking.caller(request).member_id
        if member is not None:
            await run_in_threadpool(
                admitting.sign_out_everywhere, asking.database(request), member_id=member, now=wiring.now()
            )
        return _gone("/sign-in?everywhere")


async def begun(request: Request, ticket: Ticket, after: str) -> Response:
    """Send somebody on with a sign-in of their own; one that was there before ends, so that none can be planted."""
    if ticket.token is None:
        answer = plain.go_to(local_paths.with_next("/second-factor", after))
        return tickets.wait(answer, ticket.pending or "")
    await ended(request)
    return tickets.let_in(plain.go_to(after), ticket.token)


async def ended(request: Request) -> None:
    """End the sign-in of this browser, if it has one."""
    token = tickets.token(request)
    if token is not None:
        await run_in_threadpool(admitting.sign_out, asking.database(request), token=token, now=wiring.now())


def _gone(to: str) -> Response:
    answer = plain.go_to(to)
    tickets.take_away(answer, tickets.SESSION, tickets.PENDING, tickets.AFTERWARDS)
    return answer


def _missing(form: forms.Form) -> dict[str, str]:
    errors = {}
    if not form["email"].strip():
        errors["email"] = "Give your e-mail address."
    if not form["password"]:
        errors |= {"password": "Give your password."}
    return errors


def _code_form(request: Request, after: str, errors: dict[str, str] | None = None, status: int = 200) -> Response:
    return plain.page(
        request, "second-factor", title="Give the code from your app", errors=errors, status=status, after=after
    )
