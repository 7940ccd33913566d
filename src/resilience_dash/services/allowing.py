"""The question every service asks before it does anything: may this caller do that here?"""

from resilience_dash.domain.access import NOBODY, ROLES, Action, Caller, NotAllowed, may_add
from resilience_dash.domain.assessment import Assessment
from resilience_dash.domain.framework import Perspective
from resilience_dash.domain.problem import UnknownThing
from resilience_dash.store import assessments
from resilience_dash.store.assessments import UnknownAssessment
from resilience_dash.store.database import Session

# Said alike of what is not there and of what the caller may not know to be there.
NOT_HERE = "There is no such place or assessment here. Open it from the list on the home page."
ASK = "Ask an owner of the place, or whoever looks after this program."


def caller_of(session: Session) -> Caller:
    """Who asks in this transaction; nobody where the database was opened without saying."""
    found: Caller = session.info.get("caller", NOBODY)
    return found


def said_by(session: Session, name: str) -> str:
    """The name to keep beside what the caller says: a member's own, whatever they call themselves this time."""
    caller = caller_of(session)
    return caller.name if caller.kind == "member" else name


def allowed(session: Session, action: Action, place_id: int | None = None) -> Caller:
    """The caller, if they may do it. Raises NotAllowed, or UnknownThing where they may not even see the place."""
    return granted(caller_of(session), action, place_id)


def granted(caller: Caller, action: Action, place_id: int | None = None) -> Caller:
    """The same where there is no transaction yet."""
    if caller.may(action, place_id):
        return caller
    if place_id is not None and not caller.may("see", place_id):
        raise UnknownThing(NOT_HERE)
    role = None if place_id is None else caller.roles.get(place_id)
    why = f"Your role in this place, {ROLES[role].lower()}, does not allow it." if role else "You may not do this."
    raise NotAllowed(f"Nothing was changed. {why} {ASK}")


def allowed_head(session: Session, action: Action, assessment_id: int, *, held: bool = False) -> Assessment:
    """The head of an assessment, if the caller may do this in its place; `held` until the transaction ends.

    Raises NotAllowed, and UnknownAssessment where there is none and where the caller may not see its place: word for
    word the same, so that nobody learns from a number what others are doing.
    """
    head = (assessments.locked if held else assessments.assessment)(session, assessment_id)
    if not caller_of(session).may("see", head.place.id):
        raise UnknownAssessment(assessment_id)
    allowed(session, action, head.place.id)
    return head


def allowed_to_add(session: Session, perspective: Perspective, place_id: int) -> None:
    """Nothing, if the caller may add a person of this perspective. Raises as `allowed` does."""
    caller = allowed(session, "add_person", place_id)
    if not may_add(caller, perspective.side, place_id):
        role = ROLES[caller.roles[place_id]].lower()
        raise NotAllowed(
            f"Nobody was added. Your role in this place, {role}, adds people of its own side, and “{perspective.name}” "
            "is of another. Ask an owner or a facilitator of the place to add them."
        )


def places_seen(session: Session) -> frozenset[int] | None:
    """The places the caller may see, for lists; None stands for all of them."""
    caller = caller_of(session)
    if caller.kind == "machine":
        return None
    return frozenset(place_id for place_id in caller.roles if caller.may("see", place_id))
