"""Answering on a phone: where the workshop is now, the form of the open round, and news of the next."""

from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from resilience_dash import wiring
from resilience_dash.domain.assessment import DONT_KNOW, NOT_OURS, Choice, UnknownLevel
from resilience_dash.domain.problem import Problem, TextTooLong
from resilience_dash.domain.workshop import Cast, RoundClosed, SeatTaken
from resilience_dash.services import voting
from resilience_dash.services.voting import NothingChosen, SeatGone
from resilience_dash.web import asking, forms, phone_page, phone_words, plain, seats
from resilience_dash.web.live import LIVE

AGAIN = 2_000  # milliseconds until a phone that lost its line asks for another
NO_SEAT = "/join?gone"
BY_SCRIPT = "x-by-script"  # a header that look/vote.js sends with an answer
FIELDS: dict[type[Problem], str] = {NothingChosen: "choice", UnknownLevel: "choice", TextTooLong: "comment"}
WORDS: dict[str, Choice] = {DONT_KNOW: DONT_KNOW, NOT_OURS: NOT_OURS}


def routes() -> list[Route]:
    return [
        Route("/vote", show, methods=["GET"]),
        Route("/vote", take, methods=["POST"]),
        Route("/vote/events", events, methods=["GET"]),
    ]


async def show(request: Request) -> Response:
    """What there is to see and do at this seat now."""
    token = seats.token(request)
    return plain.go_to(NO_SEAT) if token is None else await _seat(request, token)


async def take(request: Request) -> Response:
    """Keep an answer. Only when it is kept the page says so; where it is not, it says that and how things stand."""
    token = seats.token(request)
    if token is None:
        return plain.go_to(NO_SEAT)
    try:
        form = await forms.read(request)
    except Problem as problem:
        return await _seat(request, token, errors={"": str(problem)}, status=422)
    choice, comment = _choice(form["choice"]), form["comment"]
    draft = Cast(choice, comment) if choice is not None else None
    try:
        await run_in_threadpool(
            voting.cast_answer,
            asking.as_nobody(),
            wiring.frameworks(),
            token=token,
            round_id=_number(form["round"]),
            choice=choice,
            comment=comment,
            now=wiring.now(),
        )
    except SeatGone:
        return plain.go_to(NO_SEAT)
    except (RoundClosed, SeatTaken) as problem:
        return await _seat(request, token, errors={"": str(problem)}, status=409)
    except (NothingChosen, UnknownLevel, TextTooLong) as problem:
        errors = {FIELDS[type(problem)]: str(problem)}
        return await _seat(request, token, errors=errors, draft=draft, comment=comment, status=422)
    except Problem as problem:
        return await _seat(request, token, errors={"": str(problem)}, draft=draft, comment=comment, status=503)
    # A page that was posted is gone to, so that it can be loaded again. The script only takes out what has changed, and
    # is spared a second request: a hall answers twice as fast.
    return await _seat(request, token) if BY_SCRIPT in request.headers else plain.go_to("/vote")


async def _seat(
    request: Request,
    token: str,
    *,
    errors: dict[str, str] | None = None,
    draft: Cast | None = None,
    comment: str | None = None,
    status: int = 200,
) -> Response:
    try:
        view = await run_in_threadpool(voting.sit, asking.as_nobody(), wiring.frameworks(), token=token)
    except SeatGone:
        return plain.go_to(NO_SEAT)
    except Problem as problem:
        return phone_page.not_now(request, problem)
    state = phone_words.state_of(view)
    shown = draft or view.own
    return phone_page.page(
        "phone-vote",
        title=phone_words.title(view, state),
        errors=errors,
        status=status,
        view=view,
        state=state,
        choice=None if shown is None else str(shown.choice),
        first=None if view.first is None else str(view.first.choice),
        comment=comment if comment is not None else (shown.comment if shown else ""),
        longest=voting.LONGEST_COMMENT,
        words=phone_words,
    )


async def events(request: Request) -> Response:
    """A line for each step of the workshop, as server-sent events: a number, and nothing that anybody said."""
    token = seats.token(request)
    try:
        if token is None:
            raise SeatGone("No seat, no news.")
        number = await run_in_threadpool(voting.seated_in, asking.as_nobody(), token=token)
    except SeatGone:
        return Response(status_code=204, headers=phone_page.HEADERS)  # which tells the browser not to ask again
    except Problem:
        return Response(status_code=503, headers={**phone_page.HEADERS, "Retry-After": str(plain.PAUSE)})
    return StreamingResponse(
        _news(number), media_type="text/event-stream", headers={**phone_page.HEADERS, "X-Accel-Buffering": "no"}
    )


async def _news(workshop_id: int) -> AsyncIterator[str]:
    yield f"retry: {AGAIN}\n\n"
    told = -1
    async for pulse in LIVE.follow(workshop_id):
        if pulse is None:
            yield ":\n\n"  # keeps the line open, and finds out whether anybody is still there
        elif pulse.revision != told:
            told = pulse.revision
            yield f"data: {told}\n\n"


def _choice(said: str) -> Choice | None:
    return WORDS.get(said) or (_number(said) if said and _number(said) >= 0 else None)


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else -1
