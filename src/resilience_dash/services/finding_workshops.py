"""Which workshops there are for whoever asks, and which one they mean."""

from dataclasses import dataclass

from resilience_dash.domain import join_code
from resilience_dash.domain.assessment import Assessment
from resilience_dash.domain.problem import UnknownThing
from resilience_dash.domain.workshop import Workshop
from resilience_dash.services.allowing import places_seen
from resilience_dash.store import assessments, workshops
from resilience_dash.store.database import Database

MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Gathering:
    """A workshop, without seats and rounds, and the assessment it is about."""

    workshop: Workshop
    assessment: Assessment


def every_workshop(db: Database) -> tuple[Gathering, ...]:
    """Every workshop in a place the caller may see, newest first."""
    with db.read() as session:
        places = places_seen(session)
        about = {one.id: one for one in assessments.all_assessments(session, places)}
        found = workshops.heads(session, places)
        return tuple(Gathering(one, about[one.assessment_id]) for one in found if one.assessment_id in about)


def find_workshop(db: Database, *, named: str | None) -> Gathering:
    """The workshop with this number or join code; where none is named, the only one that has not ended.

    Raises UnknownThing.
    """
    found = every_workshop(db)
    if named is None:
        going_on = [one for one in found if one.workshop.stage != "ended"]
        if len(going_on) == 1:
            return going_on[0]
        if going_on:
            raise UnknownThing(f"Several workshops are going on. Nothing was changed. Say which: {_listed(going_on)}.")
        raise UnknownThing("No workshop is going on here. Nothing was changed. Open one first, or name one that ended.")
    code = join_code.as_typed(named)
    for one in found:
        if named.strip() == str(one.workshop.id) or one.workshop.code == code:
            return one
    raise UnknownThing(
        f"There is no workshop “{named}” here. Nothing was changed. These are here: {_listed(found) or 'none yet'}."
    )


def _listed(found: list[Gathering] | tuple[Gathering, ...]) -> str:
    names = ", ".join(f"{one.workshop.id} ({one.assessment.title})" for one in found[:MOST_NAMED])
    return f"{names}, and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else names
