"""Is the program up, can it save, and which version is it: for probes, without details."""

from starlette.requests import Request
from starlette.responses import JSONResponse

from resilience_dash import __version__
from resilience_dash.domain.problem import Problem
from resilience_dash.services import keeping
from resilience_dash.web import asking


def livez(_request: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})


def readyz(request: Request) -> JSONResponse:
    try:
        keeping.can_write(asking.database(request))
    except Problem:
        return JSONResponse({"status": "not ready"}, status_code=503)
    return JSONResponse({"status": "ok"})


def version(_request: Request) -> JSONResponse:
    return JSONResponse({"version": __version__})
