"""Which places there are for whoever asks."""

from resilience_dash.domain.access import Action
from resilience_dash.domain.place import Place
from resilience_dash.services.allowing import caller_of
from resilience_dash.store import memberships
from resilience_dash.store.database import Database


def list_places(db: Database, *, action: Action = "see") -> tuple[Place, ...]:
    """The places in which the caller may do this, by name; a place without an assessment too."""
    with db.read() as session:
        caller = caller_of(session)
        everywhere = caller.kind == "machine" or caller.administrator
        found = memberships.places(session, None if everywhere else list(caller.roles))
        # What is asked of the server, such as looking after its places, is asked of no place.
        return tuple(place for place in found if caller.may(action, place.id))
