"""What is kept about one person, found, renamed or deleted. Every function takes a session and never commits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, or_, update
from sqlalchemy import select as columns
from sqlmodel import Session

from resilience_dash.store.answers import ANSWER
from resilience_dash.store.assessments import ASSESSMENT, PLACE, RESPONDENT
from resilience_dash.store.tables import (
    AgreementRow,
    AimRow,
    EvidenceRow,
    ImportanceRow,
    SignatureRow,
    table,
)

AGREEMENT, EVIDENCE = table(AgreementRow), table(EvidenceRow)
# What a member puts their name under, and the column in which it stands.
SIGNED = {"agreement": (AGREEMENT, AGREEMENT.c.recorded_by), "evidence": (EVIDENCE, EVIDENCE.c.added_by)}
CHANGES = (ANSWER, AGREEMENT, EVIDENCE, table(AimRow), table(ImportanceRow), table(SignatureRow))


@dataclass(frozen=True, slots=True)
class Linked:
    """A respondent who is a member, and the assessment they answer."""

    respondent_id: int
    name: str
    perspective: str
    assessment_id: int
    place_id: int
    period: str
    framework: str
    signed_off: bool


def linked(session: Session, member_id: int) -> list[Linked]:
    """Every respondent that stands for a member."""
    asked = (
        columns(
            RESPONDENT,
            *(ASSESSMENT.c[name] for name in ("place_id", "period", "framework_slug", "framework_version")),
            ASSESSMENT.c.signed_off_at,
        )
        .join(ASSESSMENT, ASSESSMENT.c.id == RESPONDENT.c.assessment_id)
        .where(RESPONDENT.c.member_id == member_id)
        .order_by(RESPONDENT.c.id)
    )
    return [
        Linked(
            respondent_id=row.id,
            name=row.name,
            perspective=row.perspective,
            assessment_id=row.assessment_id,
            place_id=row.place_id,
            period=row.period,
            framework=f"{row.framework_slug} {row.framework_version}",
            signed_off=row.signed_off_at is not None,
        )
        for row in session.connection().execute(asked)
    ]


def answers_of(session: Session, respondent_id: int) -> list[dict[str, object]]:
    """Everything one respondent ever said, oldest first, as it is kept."""
    asked = columns(ANSWER).where(ANSWER.c.respondent_id == respondent_id).order_by(ANSWER.c.id)
    return [dict(row) for row in session.connection().execute(asked).mappings()]


def said_by(session: Session, member_id: int, names: dict[int, str], *, of: str) -> list[dict[str, object]]:
    """The agreements (`of` “agreement”) or pieces of evidence that are a member's.

    Those from before anybody signed in carry a name alone: `names` says what the member is called in which assessment.
    """
    what, _ = SIGNED[of]
    asked = columns(what).where(_theirs(of, member_id, names)).order_by(what.c.id)
    return [dict(row) for row in session.connection().execute(asked).mappings()]


def rename_in(session: Session, member_id: int, names: dict[int, str], new: str) -> None:
    """Put another name under a member's agreements and evidence, and let nothing lead from them to the member."""
    for of, (what, by) in SIGNED.items():
        values = {by.name: new, "member_id": None}
        session.connection().execute(update(what).where(_theirs(of, member_id, names)).values(values))


def _theirs(of: str, member_id: int, names: dict[int, str]) -> ColumnElement[bool]:
    what, by = SIGNED[of]
    older = (
        and_(what.c.assessment_id == assessment_id, what.c.member_id.is_(None), by == name)
        for assessment_id, name in names.items()
    )
    return or_(what.c.member_id == member_id, *older)


def part_from(session: Session, respondent_id: int, name: str) -> None:
    """Give a respondent another name, and let nothing lead from them to a member."""
    one = RESPONDENT.c.id == respondent_id
    session.connection().execute(update(RESPONDENT).where(one).values(name=name, member_id=None))


def names_in(session: Session, assessment_id: int) -> dict[int, str]:
    """Who answers an assessment: number and name."""
    asked = columns(RESPONDENT.c.id, RESPONDENT.c.name).where(RESPONDENT.c.assessment_id == assessment_id)
    return {row.id: row.name for row in session.connection().execute(asked.order_by(RESPONDENT.c.id))}


def delete_answers(session: Session, *, respondent_id: int | None = None, assessment_id: int | None = None) -> int:
    """Delete what one respondent said, or what everybody said in an assessment; how many answers that was."""
    if respondent_id is None and assessment_id is None:
        raise ValueError("whose answers?")
    whose = (
        ANSWER.c.assessment_id == assessment_id if respondent_id is None else ANSWER.c.respondent_id == respondent_id
    )
    return session.connection().execute(delete(ANSWER).where(whose)).rowcount


@dataclass(frozen=True, slots=True)
class Age:
    """How old an assessment is: when it was last changed, when it was signed off, and how many answers it holds."""

    assessment_id: int
    changed_at: datetime
    signed_off_at: datetime | None
    answers: int


def ages(session: Session, place_id: int) -> list[Age]:
    """The assessments of a place with their ages, in order."""
    asked = columns(ASSESSMENT).where(ASSESSMENT.c.place_id == place_id).order_by(ASSESSMENT.c.id)
    found = []
    for row in session.connection().execute(asked).all():
        newest = [
            session.connection().execute(columns(func.max(what.c.at)).where(what.c.assessment_id == row.id)).scalar()
            for what in CHANGES
        ]
        held = session.connection().execute(
            columns(func.count()).select_from(ANSWER).where(ANSWER.c.assessment_id == row.id)
        )
        changed = max([row.created_at, *(at for at in newest if at is not None)])
        found.append(Age(row.id, changed, row.signed_off_at, held.scalar() or 0))
    return found


def every_place(session: Session) -> list[int]:
    """The number of every place."""
    return list(session.connection().execute(columns(PLACE.c.id).order_by(PLACE.c.id)).scalars())
