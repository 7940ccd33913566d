"""Joining a workshop on a phone: the code, and what is told before anybody sits down."""

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from resilience_dash import wiring
from resilience_dash.domain import join_code
from resilience_dash.domain.member import TooManyTries
from resilience_dash.domain.problem import Problem, TextTooLong, UnknownThing
from resilience_dash.domain.scoring import SMALLEST_GROUP
from resilience_dash.domain.workshop import DoorClosed
from resilience_dash.services import voting
from resilience_dash.services.voting import Doorway, SeatName
from resilience_dash.web import asking, forms, phone_page, plain, seats

NOT_CHOSEN = "Nobody joined yet. Choose what you speak as today."
OLD_FORM = "This form was too old, so nobody joined. Here is a new one: send it once more."
FIELDS: dict[type[Problem], str] = {SeatName: "name", TextTooLong: "name", UnknownThing: "perspective"}


def routes() -> list[Route]:
    return [
        Route("/join", show, methods=["GET"]),
        Route("/join", take_code, methods=["POST"]),
        Route("/join/{code}", look_in, methods=["GET"]),
        Route("/join/{code}", sit_down, methods=["POST"]),
    ]


async def show(request: Request) -> Response:
    """The form for the code."""
    return _code_form(request, said="gone" if "gone" in request.query_params else "")


async def take_code(request: Request) -> Response:
    """The way on to the door that the code opens, or the same page for whatever opens none."""
    try:
        form = await forms.read(request)
    except Problem as problem:
        return _code_form(request, errors={"code": str(problem)}, status=422)
    if not form["code"].strip():
        return _code_form(request, errors={"code": "Type the code that is on the wall."}, status=422)
    found = await _door(request, form["code"])
    return plain.go_to(f"/join/{join_code.shown(found.code)}") if isinstance(found, Doorway) else found


async def look_in(request: Request) -> Response:
    """Whose workshop it is and what will be shown of those who join; or back to the seat for who has one here."""
    if await _sits_here(request):
        return plain.go_to("/vote")
    found = await _door(request, _code(request))
    return _seat_form(request, found) if isinstance(found, Doorway) else found


async def sit_down(request: Request) -> Response:
    """Take a seat, and go on to it."""
    if await _sits_here(request):
        return plain.go_to("/vote")
    found = await _door(request, _code(request))
    if not isinstance(found, Doorway):
        return found
    try:
        form = await forms.read(request)
    except Problem as problem:
        return _seat_form(request, found, errors={"": str(problem)}, status=422)
    kept = {"name": form["name"], "perspective": form["perspective"]}
    token = seats.of_form(form["seat"])
    if token is None:
        return _seat_form(request, found, **kept, errors={"": OLD_FORM}, status=422)
    if not form["perspective"]:
        return _seat_form(request, found, **kept, errors={"perspective": NOT_CHOSEN}, status=422)
    try:
        token = await run_in_threadpool(
            voting.join,
            asking.as_nobody(),
            wiring.frameworks(),
            typed=found.code,
            **kept,
            token=token,
            now=wiring.now(),
        )
    except DoorClosed as problem:
        return _closed(request, problem)
    except (SeatName, TextTooLong, UnknownThing) as problem:
        field = next(FIELDS[kind] for kind in type(problem).__mro__ if kind in FIELDS)
        return _seat_form(request, found, **kept, errors={field: str(problem)}, status=422)
    except Problem as problem:
        return _seat_form(request, found, **kept, errors={"": str(problem)}, status=503)
    return seats.known_again(request, seats.sit_down(plain.go_to("/vote"), token))


def _here(request: Request, found: Doorway) -> str:
    """Where the form is sent: by the same link as it was found, with its key."""
    _, link_key = join_code.parted(_code(request))
    return join_code.path(found.code, quote(link_key, safe="")) if link_key else f"/join/{join_code.shown(found.code)}"


async def _sits_here(request: Request) -> bool:
    token = seats.token(request)
    if token is None:
        return False
    try:
        return await run_in_threadpool(voting.sits_behind, asking.as_nobody(), typed=_code(request), token=token)
    except Problem:  # the database is away, which is said where the door is asked for
        return False


async def _door(request: Request, typed: str) -> Doorway | Response:
    """The door, or the page that says why it stays shut."""
    try:
        return await run_in_threadpool(
            voting.knock,
            asking.as_nobody(),
            wiring.frameworks(),
            typed=typed,
            device=seats.phone(request),
            address=asking.address(request),
            now=wiring.now(),
        )
    except (DoorClosed, TooManyTries) as problem:
        return _closed(request, problem)
    except Problem as problem:
        return phone_page.not_now(request, problem)


def _code(request: Request) -> str:
    return str(request.path_params["code"])


def _closed(request: Request, problem: Problem) -> Response:
    status = 429 if isinstance(problem, TooManyTries) else 404
    return _code_form(request, errors={"code": str(problem)}, status=status)


def _code_form(
    request: Request, *, said: str = "", errors: dict[str, str] | None = None, status: int = 200
) -> Response:
    answer = phone_page.page("phone-code", title="Join the workshop", said=said, errors=errors, status=status)
    return seats.known_again(request, answer)


def _seat_form(
    request: Request,
    found: Doorway,
    *,
    name: str = "",
    perspective: str = "",
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    answer = phone_page.page(
        "phone-join",
        title=f"Join: {found.title}",
        errors=errors,
        status=status,
        door=found,
        here=_here(request, found),
        seat=seats.for_form(),
        name=name[:300],
        chosen=perspective,
        smallest=SMALLEST_GROUP if found.named else found.smallest,
    )
    return seats.known_again(request, answer)
