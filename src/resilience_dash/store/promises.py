"""Actions, evidence to find and notes as they are kept. Functions take a session and never commit."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy import select as columns
from sqlmodel import Session

from resilience_dash.domain.promise import Action, EvidenceToFind, Note
from resilience_dash.store.tables import table
from resilience_dash.store.tables_workshops import ActionRow, NoteRow, ToFindRow

ACTION, TO_FIND, NOTE = table(ActionRow), table(ToFindRow), table(NoteRow)


def add_action(session: Session, *, by: date, **facts: Any) -> int:
    """Keep an action; its number."""
    return _added(session, ACTION, {**facts, "by": by})


def add_to_find(session: Session, **facts: Any) -> int:
    """Keep what evidence is missing; its number."""
    return _added(session, TO_FIND, facts)


def add_note(session: Session, **facts: Any) -> int:
    """Keep a note on a statement; the newest counts."""
    return _added(session, NOTE, facts)


def _added(session: Session, to: Any, facts: dict[str, Any]) -> int:
    added = session.connection().execute(insert(to).values(**facts)).inserted_primary_key
    return int(added[0]) if added else 0


def actions(session: Session, assessment_id: int) -> list[Action]:
    """What was promised in an assessment, in the order of the dates."""
    standing = (ACTION.c.assessment_id == assessment_id, ACTION.c.taken_back_at.is_(None))
    rows = session.connection().execute(columns(ACTION).where(*standing).order_by(ACTION.c.by, ACTION.c.id))
    return [Action(r.id, r.what, r.owner, r.by, r.statement_id, r.recorded_by, r.at) for r in rows]


def to_find(session: Session, assessment_id: int) -> list[EvidenceToFind]:
    """The evidence that somebody goes and finds, oldest first."""
    standing = (TO_FIND.c.assessment_id == assessment_id, TO_FIND.c.taken_back_at.is_(None))
    rows = session.connection().execute(columns(TO_FIND).where(*standing).order_by(TO_FIND.c.id))
    return [EvidenceToFind(r.id, r.statement_id, r.what, r.who, r.recorded_by, r.at) for r in rows]


def notes(session: Session, workshop_id: int) -> dict[str, Note]:
    """The newest note on each statement of a workshop."""
    rows = session.connection().execute(columns(NOTE).where(NOTE.c.workshop_id == workshop_id).order_by(NOTE.c.id))
    newest = {row.statement_id: Note(row.statement_id, row.text, row.recorded_by, row.at) for row in rows}
    return {statement_id: note for statement_id, note in newest.items() if note.text}


def take_back_action(session: Session, assessment_id: int, action_id: int, now: datetime) -> bool:
    """Take an action off the list; whether it stood there."""
    return _taken_back(session, ACTION, assessment_id, action_id, now)


def take_back_to_find(session: Session, assessment_id: int, number: int, now: datetime) -> bool:
    """Take evidence to find off the list; whether it stood there."""
    return _taken_back(session, TO_FIND, assessment_id, number, now)


def _taken_back(session: Session, of: Any, assessment_id: int, number: int, now: datetime) -> bool:
    one = (of.c.assessment_id == assessment_id, of.c.id == number, of.c.taken_back_at.is_(None))
    return session.connection().execute(update(of).where(*one).values(taken_back_at=now)).rowcount == 1
