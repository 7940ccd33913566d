"""What a phone in the hall does: find the door by its code, sit down, look, and answer.

Nobody signs in here. The code opens the door, and the token that a seat was given is the seat.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain import join_code, workshop
from resilience_dash.domain.assessment import LONGEST_NAME, Choice, checked_choice, checked_text
from resilience_dash.domain.framework import Perspective
from resilience_dash.domain.problem import Problem
from resilience_dash.domain.workshop import Cast, DoorClosed, Seat, Workshop
from resilience_dash.services import limiting
from resilience_dash.services.finding_places import plain
from resilience_dash.services.showing import Scene, scene
from resilience_dash.store import workshops
from resilience_dash.store.database import Database, Session

LONGEST_COMMENT = 500
CLOSED = "Nobody can join with this code just now. Check it against the wall, or ask the facilitator."


class SeatGone(Problem):
    """The browser holds no seat, or one of a workshop whose seats were cleared away."""


class SeatName(Problem):
    """In a named workshop everybody has a name, and no two the same."""


@dataclass(frozen=True, slots=True)
class Doorway:
    """What the join page says before anybody sits down: whose workshop this is, and what will be shown of them."""

    code: str
    title: str
    led_by: str
    named: bool
    smallest: int
    perspectives: tuple[Perspective, ...]


@dataclass(frozen=True, slots=True)
class SeatView:
    """What one phone shows: the scene that all share, its seat, what it said, and what it said in the first vote."""

    scene: Scene
    seat: Seat
    own: Cast | None
    first: Cast | None


def find_door(db: Database, frameworks: Frameworks, *, typed: str) -> Doorway:
    """The door that a code opens. Raises DoorClosed, word for word the same where it is unknown, closed or full."""
    code = join_code.as_typed(typed)
    with db.read() as session:
        number = workshops.by_code(session, code) if code else None
        found = workshops.door(session, number or 0)
        if code is None or found is None or not found.open:
            raise DoorClosed(CLOSED)
        shown = scene(session, frameworks, found.workshop_id)
    offered = shown.workshop
    return Doorway(
        code=code,
        title=shown.assessment.title,
        led_by=offered.led_by,
        named=offered.named,
        smallest=offered.smallest,
        perspectives=tuple(shown.framework.perspective(one) for one in offered.perspectives),
    )


def knock(db: Database, frameworks: Frameworks, *, typed: str, device: str, address: str, now: datetime) -> Doorway:
    """The same for somebody in the hall, who may mistype now and then: only wrong codes are counted, so that many get
    in from one address and nobody can try them all.

    Whoever comes by the square or the link guesses nothing, and gets in however many others have guessed from the same
    hall. Raises DoorClosed and TooManyTries.
    """
    if _by_the_link(db, typed):
        return find_door(db, frameworks, typed=typed)
    limits = limiting.knocks(device=device, address=address)
    limiting.checked(db, limits, now=now)
    try:
        return find_door(db, frameworks, typed=typed)
    except DoorClosed:
        limiting.missed(db, limits, now=now)
        raise


def _by_the_link(db: Database, typed: str) -> bool:
    _, link_key = join_code.parted(typed)
    code = join_code.as_typed(typed)
    if not link_key or code is None:
        return False
    with db.read() as session:
        kept = workshops.link_key(session, code)
    return secrets.compare_digest(kept.encode(), link_key.encode()) if kept else False


def new_token() -> str:
    """A token for a seat that somebody may take. Nobody can guess it (192 bits)."""
    return secrets.token_urlsafe(24)


def join(
    db: Database,
    frameworks: Frameworks,
    *,
    typed: str,
    perspective: str,
    name: str = "",
    token: str | None = None,
    now: datetime,
) -> str:
    """Sit down; the token that is the seat from now on, of which only the hash is kept.

    A `token` that was made for a form may be sent twice, by an impatient finger or because the first answer was lost:
    the second time nothing more happens. Where it is a seat in another workshop already, another one is made.
    Raises DoorClosed, SeatName, UnknownThing, TextTooLong.
    """
    code, name = join_code.as_typed(typed), " ".join(checked_text(name, "Your name", LONGEST_NAME).split())
    token = token or new_token()
    with db.write("You have not joined yet. ") as session:
        number = workshops.by_code(session, code) if code else None
        if number is None:
            raise DoorClosed(CLOSED)
        there = workshops.for_joining(session, number)
        # Asked when it is our turn to join: the same form may have been sent twice at once.
        sits_in = workshops.seat_of_token(session, _hashed(token))
        if sits_in is not None and sits_in[0] == number:
            return token
        token = new_token() if sits_in else token
        _checked_name(there, name)
        speaks_as = scene(session, frameworks, number).framework.perspective(perspective)
        seat = Seat(max(there.seats, default=0) + 1, perspective, speaks_as.side, name)
        seat = workshop.joined(there, seat).seats[seat.id]
        workshops.add_seat(session, number, seat, token_sha256=_hashed(token), now=now)
    return token


def _checked_name(there: Workshop, name: str) -> None:
    if there.named and not plain(name):
        raise SeatName("Your name is missing. You have not joined yet. Give the name that the others know you by.")
    if there.named and any(plain(seat.name) == plain(name) for seat in there.seated):
        raise SeatName(
            f"There is a “{name}” here already. You have not joined yet. Say more, such as a surname or a team."
        )


def sit(db: Database, frameworks: Frameworks, *, token: str) -> SeatView:
    """What the phone of this seat shows now. Raises SeatGone."""
    with db.read() as session:
        number, seat_id = _seat(session, token)
        shown = scene(session, frameworks, number)
        there = workshops.seat(session, number, seat_id)
        going_on = shown.round
        return SeatView(
            scene=shown,
            seat=there,
            own=workshops.newest_cast(session, number, going_on.id, seat_id) if going_on else None,
            first=_first(session, shown, seat_id),
        )


def _first(session: Session, shown: Scene, seat_id: int) -> Cast | None:
    going_on = shown.round
    if going_on is None or going_on.vote == 1:
        return None
    votes = [
        one.id
        for one in shown.workshop.rounds
        if one.statement_id == going_on.statement.id and one.vote == 1 and not one.set_aside
    ]
    return workshops.newest_cast(session, shown.workshop.id, votes[-1], seat_id) if votes else None


def sits_behind(db: Database, *, typed: str, token: str) -> bool:
    """Whether this token is a seat in the very workshop that the code leads to, whoever may join it now."""
    code = join_code.as_typed(typed)
    with db.read() as session:
        found = workshops.seat_of_token(session, _hashed(token))
        return found is not None and code is not None and workshops.by_code(session, code) == found[0]


def seated_in(db: Database, *, token: str) -> int:
    """The number of the workshop in which this token is a seat. Raises SeatGone."""
    with db.read() as session:
        return _seat(session, token)[0]


def cast_answer(
    db: Database,
    frameworks: Frameworks,
    *,
    token: str,
    round_id: int,
    choice: Choice | None,
    comment: str = "",
    now: datetime,
) -> None:
    """Keep what a seat says to the open round, in place of what it said before.

    Raises RoundClosed where it came too late, SeatTaken, SeatGone, UnknownLevel, TextTooLong.
    """
    comment = checked_text(comment, "Your comment", LONGEST_COMMENT)
    with db.write() as session:
        number, seat_id = _seat(session, token)
        there = workshops.for_answer(session, number, seat_id)
        going_on = there.round
        if going_on is not None:
            framework = scene(session, frameworks, number).framework
            choice = checked_choice(framework, going_on.statement_id, choice)
        if choice is None:
            raise NothingChosen("Nothing was sent, because no answer is chosen. Choose one, or “Don’t know”.")
        said = Cast(choice, comment)
        workshop.answered(there, seat_id=seat_id, round_id=round_id, said=said)
        if workshops.newest_cast(session, number, round_id, seat_id) != said:
            workshops.add_cast(session, number, round_id, seat_id, said, now)


class NothingChosen(Problem):
    """A form was sent without an answer in it."""


def _seat(session: Session, token: str) -> tuple[int, int]:
    found = workshops.seat_of_token(session, _hashed(token))
    if found is None:
        raise SeatGone("This phone has no seat in a workshop. Join with the code on the wall.")
    return found


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
