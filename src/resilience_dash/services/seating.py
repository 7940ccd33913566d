"""Who sits where in a workshop, as its facilitator puts it right."""

from datetime import datetime
from functools import partial

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain import workshop
from resilience_dash.domain.workshop import Workshop
from resilience_dash.services.convening import looked_at
from resilience_dash.services.facilitating import step
from resilience_dash.store.database import Database


def move_seat(
    db: Database, frameworks: Frameworks, *, workshop_id: int, seat_id: int, perspective: str, now: datetime
) -> Workshop:
    """Put a person into another perspective; what was shown stays as it was shown. Raises UnknownThing, NotNow."""
    with db.read() as session:
        _, head = looked_at(session, workshop_id, "facilitate")
    side = frameworks.get(head.framework_slug, head.framework_version).perspective(perspective).side
    rule = partial(workshop.moved, seat_id=seat_id, perspective=perspective, side=side)
    return step(db, frameworks, workshop_id, rule, "seat_moved", now=now, seat=seat_id)


def remove_seat(db: Database, frameworks: Frameworks, *, workshop_id: int, seat_id: int, now: datetime) -> Workshop:
    """Take a person out of the count. Raises UnknownThing, NotNow."""
    rule = partial(workshop.removed, seat_id=seat_id)
    return step(db, frameworks, workshop_id, rule, "seat_removed", now=now, seat=seat_id)


def take_back_seat(db: Database, frameworks: Frameworks, *, workshop_id: int, seat_id: int, now: datetime) -> Workshop:
    """Take a person back into the count, with all they had said. Raises UnknownThing, NotNow."""
    rule = partial(workshop.removed, seat_id=seat_id, away=False)
    return step(db, frameworks, workshop_id, rule, "seat_taken_back", now=now, seat=seat_id)
