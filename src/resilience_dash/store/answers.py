"""What is said to each statement, by one respondent or by the group: rows are added and never changed."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from resilience_dash.domain.assessment import DONT_KNOW, NOT_OURS, Agreement, Answer, Choice
from resilience_dash.store.assessments import key
from resilience_dash.store.tables import (
    AgreementRow,
    AimRow,
    AnswerRow,
    AssessmentRow,
    ImportanceRow,
    RespondentRow,
    table,
)

ANSWER, AIM = table(AnswerRow), table(AimRow)
ADD = insert(ANSWER)
NEWEST = (
    columns(func.max(ANSWER.c.id))
    .where(ANSWER.c.assessment_id == bindparam("assessment_id"))
    .group_by(ANSWER.c.respondent_id, ANSWER.c.statement_id)
)
LATEST = columns(ANSWER).where(ANSWER.c.id.in_(NEWEST)).order_by(ANSWER.c.id)
LATEST_OF_ONE = (
    columns(ANSWER)
    .where(ANSWER.c.id.in_(NEWEST.where(ANSWER.c.respondent_id == bindparam("respondent_id"))))
    .order_by(ANSWER.c.id)
)
HISTORY = (
    columns(ANSWER)
    .where(ANSWER.c.respondent_id == bindparam("respondent_id"), ANSWER.c.statement_id == bindparam("statement_id"))
    .order_by(ANSWER.c.id.desc())
)
NEWEST_ANSWER = HISTORY.limit(1)
NEWEST_TWO = HISTORY.limit(2)
ONE_OF_THEM = HISTORY.where(ANSWER.c.id == bindparam("answer_id"))
NEWEST_AIM = (
    columns(AIM.c.level)
    .where(AIM.c.assessment_id == bindparam("assessment_id"), AIM.c.statement_id == bindparam("statement_id"))
    .order_by(AIM.c.id.desc())
    .limit(1)
)


def add_answer(session: Session, assessment_id: int, answer: Answer) -> Answer:
    """Append an answer; its id is given by the database and newer answers have higher ones."""
    row = {
        "assessment_id": assessment_id,
        "respondent_id": answer.respondent_id,
        "statement_id": answer.statement_id,
        "choice": None if answer.choice is None else str(answer.choice),
        "reason": answer.reason,
        "strength": answer.strength,
        "comment": answer.comment,
        "carried": answer.carried,
        "device": answer.device,
        "at": answer.at,
    }
    added = session.connection().execute(ADD, row).inserted_primary_key
    return replace(answer, id=added[0] if added else 0)


def latest_answers(session: Session, assessment_id: int, *, respondent_id: int | None = None) -> list[Answer]:
    """The newest answer of every respondent, or of one, to every statement."""
    if respondent_id is None:
        rows = session.connection().execute(LATEST, {"assessment_id": assessment_id})
    else:
        asked = {"assessment_id": assessment_id, "respondent_id": respondent_id}
        rows = session.connection().execute(LATEST_OF_ONE, asked)
    return [_answer(row) for row in rows]


def newest_answer(session: Session, respondent_id: int, statement_id: str) -> Answer | None:
    """The newest answer of one respondent to one statement."""
    asked = {"respondent_id": respondent_id, "statement_id": statement_id}
    row = session.connection().execute(NEWEST_ANSWER, asked).first()
    return _answer(row) if row else None


def recent_answers(session: Session, respondent_id: int, statement_id: str, seen: int | None) -> list[Answer]:
    """The newest two answers, and the one that was `seen`, newest first: all that a newer one is judged by."""
    asked = {"respondent_id": respondent_id, "statement_id": statement_id}
    found = [_answer(row) for row in session.connection().execute(NEWEST_TWO, asked)]
    if seen and all(answer.id != seen for answer in found):
        found += [_answer(row) for row in session.connection().execute(ONE_OF_THEM, {**asked, "answer_id": seen})]
    return found


def answer_history(session: Session, respondent_id: int, statement_id: str) -> list[Answer]:
    """Every answer one respondent ever gave to one statement, newest first."""
    asked = {"respondent_id": respondent_id, "statement_id": statement_id}
    return [_answer(row) for row in session.connection().execute(HISTORY, asked)]


def _answer(row: Any) -> Answer:
    choice: Choice | None
    if row.choice == "dont_know":
        choice = DONT_KNOW
    elif row.choice == "not_ours":
        choice = NOT_OURS
    else:
        choice = None if row.choice is None else int(row.choice)
    return Answer(
        id=row.id,
        statement_id=row.statement_id,
        respondent_id=row.respondent_id,
        choice=choice,
        at=row.at,
        reason=row.reason,
        strength=row.strength,
        comment=row.comment,
        carried=row.carried,
        device=row.device,
    )


def add_agreement(session: Session, assessment_id: int, agreement: Agreement) -> Agreement:
    row = AgreementRow(
        assessment_id=assessment_id,
        statement_id=agreement.statement_id,
        level=agreement.level,
        reason=agreement.reason,
        recorded_by=agreement.recorded_by,
        member_id=agreement.member_id,
        carried=agreement.carried,
        at=agreement.at,
    )
    session.add(row)
    session.flush()
    return _agreement(row)


def latest_agreements(session: Session, assessment_id: int) -> dict[str, Agreement]:
    """The newest agreement for each statement."""
    rows = session.exec(oldest_first(AgreementRow, assessment_id)).all()
    return {row.statement_id: _agreement(row) for row in rows}


def _agreement(row: AgreementRow) -> Agreement:
    return Agreement(
        id=key(row.id),
        statement_id=row.statement_id,
        level=row.level,
        reason=row.reason,
        recorded_by=row.recorded_by,
        at=row.at,
        carried=row.carried,
        member_id=row.member_id,
    )


def add_aim(session: Session, assessment_id: int, statement_id: str, level: int, now: datetime) -> None:
    session.add(AimRow(assessment_id=assessment_id, statement_id=statement_id, level=level, at=now))


def aim(session: Session, assessment_id: int, statement_id: str) -> int | None:
    """The level aimed at for one statement, where one was chosen."""
    asked = {"assessment_id": assessment_id, "statement_id": statement_id}
    found: int | None = session.connection().execute(NEWEST_AIM, asked).scalar()
    return found


def latest_aims(session: Session, assessment_id: int) -> dict[str, int]:
    rows = session.exec(oldest_first(AimRow, assessment_id)).all()
    return {row.statement_id: row.level for row in rows}


def add_importance(session: Session, assessment_id: int, dimension: str, weight: int, now: datetime) -> None:
    session.add(ImportanceRow(assessment_id=assessment_id, dimension=dimension, weight=weight, at=now))


def latest_importance(session: Session, assessment_id: int) -> dict[str, int]:
    rows = session.exec(oldest_first(ImportanceRow, assessment_id)).all()
    return {row.dimension: row.weight for row in rows}


def oldest_first(table: Any, assessment_id: int) -> Any:
    # Read in order of id, so that a dict made of the rows keeps the newest of each.
    return select(table).where(table.assessment_id == assessment_id).order_by(table.id)


@dataclass(frozen=True, slots=True)
class Answered:
    """How many statements somebody has answered in this round, and the number of the newest of those answers."""

    statements: int = 0
    newest: int = 0


def statements_answered(
    session: Session, places: Collection[int] | None = None, *, by_member: int | None = None
) -> dict[int, Answered]:
    """How far every assessment, or each of some places, has come that has an answer of this round.

    With `by_member`, how far that member has come by themselves.
    """
    counted = func.count(func.distinct(col(AnswerRow.statement_id)))
    asked = (
        select(AnswerRow.assessment_id, counted, func.max(col(AnswerRow.id)))
        .where(col(AnswerRow.choice).is_not(None), col(AnswerRow.carried).is_(False))
        .group_by(col(AnswerRow.assessment_id))
    )
    if places is not None:
        theirs = select(AssessmentRow.id).where(col(AssessmentRow.place_id).in_(places))
        asked = asked.where(col(AnswerRow.assessment_id).in_(theirs))
    if by_member is not None:
        seats = select(RespondentRow.id).where(col(RespondentRow.member_id) == by_member)
        asked = asked.where(col(AnswerRow.respondent_id).in_(seats))
    rows = session.exec(asked).all()
    return {assessment_id: Answered(statements, newest or 0) for assessment_id, statements, newest in rows}
