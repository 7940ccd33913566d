"""Paper sheets of a workshop as they are kept, batch by batch. Functions take a session and never commit."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func
from sqlalchemy import select as columns
from sqlmodel import Session

from resilience_dash.store.workshops import CAST, FROZEN, PAPER, SEAT


@dataclass(frozen=True, slots=True)
class Batch:
    """The sheets that were entered at one moment: how many, in which perspective, and how many answers on them."""

    at: datetime
    perspective: str
    sheets: int
    answers: int


def no_token(workshop_id: int, number: int) -> str:
    """What stands where a seat has no way in: different for each, and the SHA-256 of nothing."""
    return f"none {workshop_id} {number}"


def batches(session: Session, workshop_id: int) -> list[Batch]:
    """What was entered, newest first."""
    sheets = func.count(func.distinct(PAPER.c.seat)).label("sheets")
    asked = columns(PAPER.c.at, SEAT.c.perspective, sheets, func.count().label("answers"))
    asked = asked.join(SEAT, (SEAT.c.workshop_id == PAPER.c.workshop_id) & (SEAT.c.number == PAPER.c.seat))
    asked = asked.where(PAPER.c.workshop_id == workshop_id).group_by(PAPER.c.at, SEAT.c.perspective)
    rows = session.connection().execute(asked.order_by(PAPER.c.at.desc()))
    return [Batch(row.at, row.perspective, row.sheets, row.answers) for row in rows]


def seats_of(session: Session, workshop_id: int, at: datetime) -> list[int]:
    """The seats of one batch."""
    one = (PAPER.c.workshop_id == workshop_id, PAPER.c.at == at)
    return list(session.connection().execute(columns(PAPER.c.seat).where(*one).distinct()).scalars())


def were_shown(session: Session, workshop_id: int, seats: list[int]) -> bool:
    """Whether something that these seats said was revealed."""
    some = (FROZEN.c.workshop_id == workshop_id, FROZEN.c.seat.in_(seats))
    return bool(session.connection().execute(columns(func.count()).select_from(FROZEN).where(*some)).scalar())


def delete_seats(session: Session, workshop_id: int, seats: list[int]) -> None:
    """Delete seats, and what they said and nobody was shown."""
    for what, number in ((CAST, CAST.c.seat), (PAPER, PAPER.c.seat), (SEAT, SEAT.c.number)):
        session.connection().execute(delete(what).where(what.c.workshop_id == workshop_id, number.in_(seats)))
