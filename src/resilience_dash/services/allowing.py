"""The question every service asks before it does anything: may this caller do that here?"""

from resilience_dash.domain.access import NOBODY, ROLES, Action, Caller, NotAllowed
from resilience_dash.domain.problem import UnknownThing
from resilience_dash.store.database import Session

# Said alike of what is not there and of what the caller may not know to be there.
NOT_HERE = "There is no such place or assessment here. Open it from the list on the home page."


def caller_of(session: Session) -> Caller:
    """Who asks in this transaction; nobody where the database was opened without saying."""
    found: Caller = session.info.get("caller", NOBODY)
    return found


def allowed(session: Session, action: Action, place_id: int | None = None) -> Caller:
    """The caller, if they may do it. Raises NotAllowed, or UnknownThing where they may not even see the place."""
    caller = caller_of(session)
    if caller.may(action, place_id):
        return caller
    if place_id is not None and not caller.may("see", place_id):
        raise UnknownThing(NOT_HERE)
    role = None if place_id is None else caller.roles.get(place_id)
    why = f"Your role in this place, {ROLES[role].lower()}, does not allow it." if role else "You may not do this."
    raise NotAllowed(f"Nothing was changed. {why} Ask an owner of the place, or whoever looks after this program.")
