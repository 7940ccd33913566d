"""Files a person attached or downloads, sent by our own routes and never from memory (decision 12)."""

import json
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from resilience_dash import exports, wiring
from resilience_dash.domain.paper import Handout
from resilience_dash.domain.problem import NotJustNow, Problem
from resilience_dash.exports.minutes import minutes_docx
from resilience_dash.services import evidencing, handing_over, minuting, papering, reading_audit, reporting
from resilience_dash.web import asking

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ALONE = "default-src 'none'; sandbox; frame-ancestors 'none'"


async def evidence(request: Request) -> Response:
    """An attached file, always as a download, so that nothing in it runs here."""
    try:
        kept = await run_in_threadpool(
            evidencing.fetch_file, asking.database(request), evidence_id=request.path_params["evidence_id"]
        )
    except Problem as problem:
        return refused(problem)
    return download(kept.content, kept.media_type, kept.evidence.file_name)


async def results(request: Request) -> Response:
    """An assessment's results as a file: `results.csv`, `results.png` and the other formats there are."""
    ending: str = request.path_params["ending"]
    if ending not in exports.FORMATS:
        there_are = ", ".join(f"results.{known}" for known in exports.FORMATS)
        return PlainTextResponse(
            f"There is no file “results.{ending}” here. These can be downloaded: {there_are}.", status_code=404
        )
    file = exports.FORMATS[ending]
    try:
        report = await run_in_threadpool(
            reporting.build_report,
            asking.database(request),
            wiring.frameworks(),
            assessment_id=request.path_params["assessment_id"],
        )
        content = await run_in_threadpool(file.render, report)
    except Problem as problem:
        return refused(problem)
    return download(content, file.media_type, f"{report.place} {report.period}.{ending}")


async def my_data(request: Request) -> Response:
    """Everything kept about the member who asks, and about nobody else; for others there is no such file."""
    member_id = asking.caller(request).member_id
    if member_id is None:
        return PlainTextResponse("There is no account here whose data could be sent. Sign in first.", status_code=404)
    try:
        found = await run_in_threadpool(
            handing_over.export_member, asking.database(request), member_id=member_id, now=wiring.now()
        )
    except Problem as problem:
        return refused(problem)
    content = json.dumps(found, ensure_ascii=False, indent=2).encode()
    return download(content, "application/json", "my-data.json")


async def audit(request: Request) -> Response:
    """Who did what when: a place's part for its owners, or, where the address names no place, the server's."""
    ending: str = request.path_params["ending"]
    if ending not in exports.TOLD_FORMATS:
        return PlainTextResponse(
            f"There is no file “audit.{ending}” here. These can be downloaded: "
            f"{', '.join(f'audit.{known}' for known in exports.TOLD_FORMATS)}.",
            status_code=404,
        )
    file, place_id = exports.TOLD_FORMATS[ending], request.path_params.get("place_id")
    try:
        ledger, told = await run_in_threadpool(
            reading_audit.read_whole, asking.database(request), wiring.frameworks(), place_id=place_id
        )
    except Problem as problem:
        return refused(problem)
    content = await run_in_threadpool(file.render, told)
    return download(content, file.media_type, f"audit {ledger.name.replace(':', ' ')}.{ending}")


async def sheet(request: Request) -> Response:
    """The sheet of a workshop to print, for whoever may see its place."""
    address = wiring.settings().serving.address
    try:
        handout = await run_in_threadpool(
            papering.handout,
            asking.database(request),
            wiring.frameworks(),
            workshop_id=request.path_params["workshop_id"],
            site=address.origin if address else str(request.base_url),
        )
        content = await run_in_threadpool(_printed, handout)
    except Problem as problem:
        return refused(problem)
    return download(content, "application/pdf", f"{handout.place} {handout.period} sheet.pdf")


async def minutes(request: Request) -> Response:
    """The minutes of a workshop, for whoever may see its place."""
    try:
        found = await run_in_threadpool(
            minuting.minutes,
            asking.database(request),
            wiring.frameworks(),
            workshop_id=request.path_params["workshop_id"],
        )
        content = await run_in_threadpool(minutes_docx, found)
    except Problem as problem:
        return refused(problem)
    return download(content, DOCX, f"{found.place} {found.period} minutes.docx")


def _printed(handout: Handout) -> bytes:
    from resilience_dash.exports.sheet import workshop_sheet  # half a second and 60 MB, for those who print

    return workshop_sheet(handout)


def refused(problem: Problem) -> Response:
    """What cannot be sent: it is not there, or it is and will be sent in a moment, which programs are told as well."""
    if isinstance(problem, NotJustNow):
        return PlainTextResponse(str(problem), status_code=503, headers={"Retry-After": "5"})
    return PlainTextResponse(str(problem), status_code=404)


def download(content: bytes, media_type: str, file_name: str) -> Response:
    """The bytes as a download that no cache keeps and no page can frame."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in " ._-") else "_" for c in file_name)
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}",
            "Cache-Control": "no-store",
            "Content-Security-Policy": ALONE,
        },
    )
