"""The wall of a workshop: one page for a projector, the stream that keeps it true, and the steps it can take.

Whoever may see the place may see its wall. Steps are taken by whoever may facilitate; the services ask again.
"""

import base64
from functools import lru_cache, partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from resilience_dash import wiring
from resilience_dash.domain import board_words, join_code
from resilience_dash.domain.problem import NotJustNow, Problem, UnknownThing
from resilience_dash.domain.report import Report
from resilience_dash.exports.pictures import agreed_svg, agreed_words
from resilience_dash.exports.squares import square
from resilience_dash.services import facilitating, reporting, showing
from resilience_dash.services.showing import Board
from resilience_dash.web import asking, board_view, files, forms, plain, streaming

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
NO_WALL = "There is no wall at this address. Nothing was changed. Open it from the page of the workshop."
NO_STEP = "This wall knows no such step. Nothing was changed. Load the page again and use its buttons."
STEPS = {
    "pause": facilitating.pause,
    "resume": facilitating.resume,
    "close": facilitating.close,
    "reveal": facilitating.reveal,
    "again": facilitating.ask_again,
}


def routes() -> list[Route]:
    return [
        Route("/board/{workshop_id:int}", show, methods=["GET"]),
        Route("/board/{workshop_id:int}/events", events, methods=["GET"]),
        Route("/board/{workshop_id:int}/agreed.svg", agreed, methods=["GET"]),
        Route("/board/{workshop_id:int}/step", step, methods=["POST"]),
        Route("/board", nowhere, methods=["GET"]),
        Route("/board/{rest:path}", nowhere, methods=["GET"]),
    ]


def nowhere(request: Request) -> Response:
    """The page for an address that is no wall."""
    return plain.notice(request, "There is no wall here", NO_WALL, status=404)


async def show(request: Request) -> Response:
    """The wall, whole. The script of an open one asks for it again and takes what has changed."""
    try:
        return await run_in_threadpool(_page, request, "", 200)
    except Problem as problem:
        return _refused(request, problem)


async def events(request: Request) -> Response:
    """The stream that tells an open wall to look again."""
    try:
        await run_in_threadpool(_board, request)
    except Problem as problem:
        return files.refused(problem)
    return streaming.stream(request.path_params["workshop_id"])


async def agreed(request: Request) -> Response:
    """The wheels of what has been agreed so far, as a drawing."""
    try:
        content = await run_in_threadpool(_wheels, request)
    except Problem as problem:
        return files.refused(problem)
    return Response(content, media_type="image/svg+xml", headers={"Cache-Control": "private, max-age=3600"})


async def step(request: Request) -> Response:
    """Take a step, then show the wall; where it was refused the wall says why."""
    try:
        said = await forms.read(request)
        await run_in_threadpool(_taken, request, said)
    except UnknownThing as problem:
        return _refused(request, problem)
    except Problem as problem:
        status = 503 if isinstance(problem, NotJustNow) else 409
        try:
            return await run_in_threadpool(_page, request, str(problem), status)
        except Problem as worse:
            return _refused(request, worse)
    how = board_view.asked(request.query_params)
    return plain.go_to(f"/board/{request.path_params['workshop_id']}{how.to(back=0, show='')}")


def _refused(request: Request, problem: Problem) -> Response:
    if isinstance(problem, NotJustNow):
        return plain.please_wait(request, problem)
    if isinstance(problem, UnknownThing):
        return plain.notice(request, "There is no wall here", str(problem), status=404)
    return plain.notice(request, "The wall cannot be shown", str(problem), status=500)


def _taken(request: Request, said: forms.Form) -> None:
    number, db, now = request.path_params["workshop_id"], asking.database(request), wiring.now()
    take = partial(_held(said), db, wiring.frameworks(), workshop_id=number, now=now)
    take()


def _held(said: forms.Form) -> Any:
    """What the form asks for. A step on a round names the round that the wall showed."""
    name, round_id = said["step"], said["round"]
    if name == "open":
        return partial(facilitating.open_round, statement_id=said["statement"])
    if name not in STEPS or not (round_id.isascii() and round_id.isdigit() and len(round_id) < 10):
        raise UnknownThing(NO_STEP)
    return partial(STEPS[name], round_id=int(round_id))


def _board(request: Request) -> Board:
    number = request.path_params["workshop_id"]
    return showing.open_board(asking.database(request), wiring.frameworks(), workshop_id=number)


def _page(request: Request, problem: str, status: int) -> Response:
    board, how, now = _board(request), board_view.asked(request.query_params), wiring.now()
    scene, shown = board.scene, board_view.screen(board, how)
    looked_at = board_view.looked_back_at(board, how) if shown == "back" else None
    picture = scene.pictures[looked_at.id] if looked_at else scene.round.picture if scene.round else None
    first = scene.round.first if scene.round and not looked_at else None
    at = wiring.join_origin(str(request.base_url).rstrip("/"))
    answer = plain.page(
        request,
        "board",
        title=f"{scene.assessment.title}: the wall",
        status=status,
        board=board,
        scene=scene,
        how=how,
        shown=shown,
        problem=problem,
        words=board_words,
        view=board_view,
        statement=looked_at or (scene.round.statement if scene.round else None),
        drawn=board_view.drawn(board, picture, first) if picture else None,
        leads=asking.caller(request).may("facilitate", scene.assessment.place.id),
        said=board_view.said(board, how),
        left=board_view.seconds_left(board, now),
        address=f"{at.partition('://')[2]}/join",
        code=join_code.shown(scene.workshop.code),
        square=_as_picture(at + join_code.path(scene.workshop.code, scene.workshop.link_key)),
        in_words=agreed_words(_report(request, board)) if shown in ("wheels", "ended") else "",
    )
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


@lru_cache(maxsize=64)
def _as_picture(address: str) -> str:
    """The square to scan, as the source of a picture."""
    return "data:image/svg+xml;base64," + base64.b64encode(square(address).encode()).decode()


def _report(request: Request, board: Board) -> Report:
    return reporting.build_report(
        asking.database(request), wiring.frameworks(), assessment_id=board.scene.assessment.id
    )


def _wheels(request: Request) -> bytes:
    board = _board(request)
    revision = reporting.revision(asking.database(request), assessment_id=board.scene.assessment.id)
    key = (wiring.settings().database_url, board.scene.assessment.id, revision)
    dark = request.query_params.get("ground") == "dark"
    return _drawn(key, dark, lambda: _report(request, board))


_DRAWN: dict[tuple[object, bool], bytes] = {}
MOST_DRAWN = 32


def _drawn(key: object, dark: bool, report: Any) -> bytes:
    """The drawing, kept by the revision of what it shows: each is the work of a process of its own."""
    found = _DRAWN.get((key, dark))
    if found is None:
        found = agreed_svg(report(), dark=dark)
        if len(_DRAWN) >= MOST_DRAWN:
            _DRAWN.clear()
        _DRAWN[key, dark] = found
    return found
