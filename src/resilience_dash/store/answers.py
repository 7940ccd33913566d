"""What is said to each statement, by one respondent or by the group: rows are added and never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from resilience_dash.domain.assessment import DONT_KNOW, NOT_OURS, Agreement, Answer, Choice
from resilience_dash.store.assessments import key
from resilience_dash.store.tables import AgreementRow, AimRow, AnswerRow, ImportanceRow


def add_answer(session: Session, assessment_id: int, answer: Answer) -> Answer:
    """Append an answer; its id is given by the database and newer answers have higher ones."""
    row = AnswerRow(
        assessment_id=assessment_id,
        respondent_id=answer.respondent_id,
        statement_id=answer.statement_id,
        choice=None if answer.choice is None else str(answer.choice),
        reason=answer.reason,
        strength=answer.strength,
        comment=answer.comment,
        carried=answer.carried,
        device=answer.device,
        at=answer.at,
    )
    session.add(row)
    session.flush()
    return _answer(row)


def latest_answers(session: Session, assessment_id: int, *, respondent_id: int | None = None) -> list[Answer]:
    """The newest answer of every respondent, or of one, to every statement."""
    whose = [] if respondent_id is None else [AnswerRow.respondent_id == respondent_id]
    newest = (
        select(func.max(col(AnswerRow.id)))
        .where(AnswerRow.assessment_id == assessment_id, *whose)
        .group_by(col(AnswerRow.respondent_id), col(AnswerRow.statement_id))
    )
    rows = session.exec(select(AnswerRow).where(col(AnswerRow.id).in_(newest)).order_by(col(AnswerRow.id))).all()
    return [_answer(row) for row in rows]


def answer_history(session: Session, respondent_id: int, statement_id: str) -> list[Answer]:
    """Every answer one respondent ever gave to one statement, newest first."""
    rows = session.exec(
        select(AnswerRow)
        .where(AnswerRow.respondent_id == respondent_id, AnswerRow.statement_id == statement_id)
        .order_by(col(AnswerRow.id).desc())
    ).all()
    return [_answer(row) for row in rows]


def _answer(row: AnswerRow) -> Answer:
    choice: Choice | None
    if row.choice == "dont_know":
        choice = DONT_KNOW
    elif row.choice == "not_ours":
        choice = NOT_OURS
    else:
        choice = None if row.choice is None else int(row.choice)
    return Answer(
        id=key(row.id),
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
    return Agreement(key(row.id), row.statement_id, row.level, row.reason, row.recorded_by, row.at, row.carried)


def add_aim(session: Session, assessment_id: int, statement_id: str, level: int, now: datetime) -> None:
    session.add(AimRow(assessment_id=assessment_id, statement_id=statement_id, level=level, at=now))


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


def statements_answered(session: Session) -> dict[int, int]:
    """For every assessment, how many statements somebody has answered in this round."""
    rows = session.exec(
        select(AnswerRow.assessment_id, func.count(func.distinct(col(AnswerRow.statement_id))))
        .where(col(AnswerRow.choice).is_not(None), col(AnswerRow.carried).is_(False))
        .group_by(col(AnswerRow.assessment_id))
    ).all()
    return dict(rows)
