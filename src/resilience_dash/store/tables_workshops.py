"""The tables of workshops: seats, rounds, what seats said, and what was frozen when a round was revealed.

Seats and rounds are numbered within their workshop. What a seat says is added and never changed; the newest counts.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field

from resilience_dash.store.rows import Row

OF_SEAT = ["workshop_id", "seat"], ["workshop_seat.workshop_id", "workshop_seat.number"]
OF_ROUND = ["workshop_id", "round"], ["workshop_round.workshop_id", "workshop_round.number"]


class WorkshopRow(Row, table=True):
    """`statements` and `perspectives` are codes with a space between them: none has one in it."""

    __tablename__ = "workshop"
    __table_args__ = (UniqueConstraint("code"),)
    id: int | None = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    code: str
    link_key: str
    statements: str
    perspectives: str
    named: bool
    smallest: int
    stage: str
    door_open: bool
    most_seats: int
    led_by: str = ""
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)  # whose account `led_by` is
    last_step: str = ""
    revision: int = 0
    created_at: datetime
    begun_at: datetime | None = None
    ended_at: datetime | None = None


class SeatRow(Row, table=True):
    """A seat's token is never kept, only its SHA-256."""

    __tablename__ = "workshop_seat"
    __table_args__ = (UniqueConstraint("token_sha256"),)
    workshop_id: int = Field(primary_key=True, foreign_key="workshop.id")
    number: int = Field(primary_key=True)
    token_sha256: str
    perspective: str
    side: str
    name: str = ""
    removed: bool = False
    joined_at: datetime


class RoundRow(Row, table=True):
    __tablename__ = "workshop_round"
    workshop_id: int = Field(primary_key=True, foreign_key="workshop.id")
    number: int = Field(primary_key=True)
    statement_id: str
    vote: int
    stage: str
    ends_at: datetime | None = None
    set_aside: bool = False
    opened_at: datetime
    revealed_at: datetime | None = None


class CastRow(Row, table=True):
    __tablename__ = "workshop_cast"
    __table_args__ = (
        ForeignKeyConstraint(*OF_SEAT),
        ForeignKeyConstraint(*OF_ROUND),
        Index("ix_workshop_cast_newest", "workshop_id", "round", "seat", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    workshop_id: int
    round: int
    seat: int
    choice: str
    comment: str = ""
    at: datetime


class FrozenRow(Row, table=True):
    """What one seat had said, and on whose side it sat, at the moment of the reveal."""

    __tablename__ = "workshop_frozen"
    __table_args__ = (ForeignKeyConstraint(*OF_SEAT), ForeignKeyConstraint(*OF_ROUND))
    workshop_id: int = Field(primary_key=True)
    round: int = Field(primary_key=True)
    seat: int = Field(primary_key=True)
    cast_id: int = Field(foreign_key="workshop_cast.id")
    side: str


class PaperRow(Row, table=True):
    """What stands on a paper sheet, until a round on its statement is opened."""

    __tablename__ = "workshop_paper"
    __table_args__ = (ForeignKeyConstraint(*OF_SEAT),)
    workshop_id: int = Field(primary_key=True)
    seat: int = Field(primary_key=True)
    statement_id: str = Field(primary_key=True)
    choice: str
    at: datetime


class NoteRow(Row, table=True):
    """What was noted while a statement was talked about. The newest counts."""

    __tablename__ = "workshop_note"
    id: int | None = Field(default=None, primary_key=True)
    workshop_id: int = Field(foreign_key="workshop.id", index=True)
    statement_id: str
    text: str
    recorded_by: str = ""
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    at: datetime


class ActionRow(Row, table=True):
    """One step that was promised: what, by whom, until when."""

    __tablename__ = "action"
    id: int | None = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    workshop_id: int | None = Field(default=None, foreign_key="workshop.id")
    statement_id: str = ""
    what: str
    owner: str
    by: date
    recorded_by: str = ""
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    at: datetime
    taken_back_at: datetime | None = None


class ToFindRow(Row, table=True):
    """Evidence that is missing, and who finds it."""

    __tablename__ = "evidence_to_find"
    id: int | None = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    workshop_id: int | None = Field(default=None, foreign_key="workshop.id")
    statement_id: str
    what: str
    who: str
    recorded_by: str = ""
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    at: datetime
    taken_back_at: datetime | None = None
