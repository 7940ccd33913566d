"""Which places there are for whoever asks, and which one they mean."""

from collections.abc import Iterable

from resilience_dash.content.places import Councils
from resilience_dash.domain.access import Action
from resilience_dash.domain.place import Place
from resilience_dash.domain.problem import UnknownThing
from resilience_dash.services.allowing import caller_of
from resilience_dash.store import memberships
from resilience_dash.store.database import Database

MOST_NAMED = 6


def list_places(db: Database, *, action: Action = "see") -> tuple[Place, ...]:
    """The places in which the caller may do this, by name; a place without an assessment too."""
    with db.read() as session:
        caller = caller_of(session)
        everywhere = caller.kind == "machine" or caller.administrator
        found = memberships.places(session, None if everywhere else list(caller.roles))
        # What is asked of the server, such as looking after its places, is asked of no place.
        return tuple(place for place in found if caller.may(action, place.id))


def find_place(db: Database, councils: Councils, *, named: str) -> Place:
    """The place with this number, or that has any such name or code, or whose council has. Raises UnknownThing."""
    places = list_places(db)
    found = next((place for place in places if named.strip() == str(place.id)), None) or meant(places, councils, named)
    if found is None:
        names = ", ".join(place.name for place in places[:MOST_NAMED]) or "none yet"
        more = f", and {len(places) - MOST_NAMED} more" if len(places) > MOST_NAMED else ""
        raise UnknownThing(f"There is no place “{named}” here. Nothing was changed. These are here: {names}{more}.")
    return found


def meant(places: Iterable[Place], councils: Councils, named: str) -> Place | None:
    """The one of these places that a name or a code means; None where it means none of them.

    Raises UnknownThing where several may be meant.
    """
    there = list(dict.fromkeys(places))
    found = [place for place in there if plain(named) in _names(place)]
    if not found:
        codes = {council.code for council in councils.meant(named)}
        found = [place for place in there if place.council_code in codes]
    # A council's code or name means its whole area, if that is here, and else a community within it.
    found = [place for place in found if not place.community] or found
    if len(found) > 1:
        names = ", ".join(place.name for place in found)
        raise UnknownThing(f"“{named}” can mean several places here. Say which: {names}.")
    return found[0] if found else None


def _names(place: Place) -> set[str]:
    """What a place can be asked for by."""
    return {plain(name) for name in (place.name, place.name.removesuffix(" (made up)"), place.council_code)}


def plain(name: str) -> str:
    """A name as it is compared: people write it with other spaces and other capitals."""
    return " ".join(name.split()).casefold()
