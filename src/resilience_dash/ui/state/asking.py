"""In whose name this tab asks the database."""

from resilience_dash import wiring


def database() -> wiring.Database:
    """The database, in the name of whoever sits at this tab. Pages and their pieces ask no other."""
    return wiring.database()
