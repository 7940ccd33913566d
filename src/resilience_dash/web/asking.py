"""Who asks, where a browser asks our own routes."""

from starlette.requests import Request

from resilience_dash import wiring


def database(_request: Request) -> wiring.Database:
    """The database, in the name of whoever sent this request. Routes ask no other."""
    return wiring.database()
