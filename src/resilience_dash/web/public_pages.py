"""Signed results that a place shows to everybody: a page and its files, without an account."""

from collections.abc import Sequence

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from resilience_dash import exports, wiring
from resilience_dash.domain.findings import findings
from resilience_dash.domain.framework import KINDS
from resilience_dash.domain.problem import Problem
from resilience_dash.domain.report import DimensionResult, GroupView, Report
from resilience_dash.domain.scoring import level_words, number
from resilience_dash.services import disclosing
from resilience_dash.web import asking, files, plain

HEADINGS = {"enabler": "What makes it possible", "characteristic": "What the local economy is like"}
FILES = {
    "csv": "Results as a table (CSV)",
    "png": "Wheels as a picture (PNG)",
    "svg": "Wheels as a drawing (SVG)",
    "json": "Everything, for programs (JSON)",
}


def routes() -> list[Route]:
    return [
        Route("/public/{assessment_id:int}", show, methods=["GET"]),
        Route("/public/{assessment_id:int}/results.{ending}", download, methods=["GET"]),
    ]


async def _report(request: Request) -> Report:
    return await run_in_threadpool(
        disclosing.public_report,
        asking.database(request),
        wiring.frameworks(),
        assessment_id=request.path_params["assessment_id"],
    )


async def show(request: Request) -> Response:
    """What the results say, and both wheels as tables."""
    try:
        report = await _report(request)
    except Problem as problem:
        return plain.notice(request, "There is nothing to see here", str(problem), status=404)
    tables = [(HEADINGS[kind], [_row(d) for d in report.of_kind(kind)]) for kind in KINDS if report.of_kind(kind)]
    there = [(words, f"/public/{report.assessment_id}/results.{ending}") for ending, words in FILES.items()]
    return plain.page(
        request,
        "public",
        title=f"{report.place}, {report.period}",
        report=report,
        people="1 person" if report.respondents == 1 else f"{report.respondents} people",
        signed_off=f"{report.signed_off_at:%d %B %Y}" if report.signed_off_at else "",
        findings=findings(report),
        tables=tables,
        files=there,
    )


def _row(result: DimensionResult) -> Sequence[str]:
    typical = "Not enough answers" if result.typical is None else level_words(result.typical)
    sides = [_side(group) for group in result.groups]
    return result.name, typical, *sides, number(result.aim), str(result.n)


def _side(group: GroupView) -> str:
    if group.typical is not None:
        n = f"n\N{NO-BREAK SPACE}{group.n}"
        return f"{number(group.typical)} ({n}{', with partners' if group.joined else ''})"
    if group.joined:
        return "With the community"
    return "No answers" if group.n == 0 else "Too few people, not shown"


async def download(request: Request) -> Response:
    """The same results as a file."""
    ending: str = request.path_params["ending"]
    try:
        report = await _report(request)
    except Problem as problem:
        return PlainTextResponse(str(problem), status_code=404)
    if ending not in exports.FORMATS:
        return PlainTextResponse("There is no such file here. Choose one on the page of the results.", status_code=404)
    file = exports.FORMATS[ending]
    content = await run_in_threadpool(file.render, report)
    return files.download(content, file.media_type, f"{report.place} {report.period}.{ending}")
