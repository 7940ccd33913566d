"""What is kept about one person, found, renamed or deleted. Every function takes a session and never commits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, String, Table, and_, cast, delete, func, literal, or_, update
from sqlalchemy import select as columns
from sqlmodel import Session

from resilience_dash.store.answers import ANSWER
from resilience_dash.store.assessments import ASSESSMENT, PLACE, RESPONDENT
from resilience_dash.store.promises import ACTION, NOTE, TO_FIND
from resilience_dash.store.tables import (
    AgreementRow,
    AimRow,
    EvidenceRow,
    ImportanceRow,
    SignatureRow,
    table,
)
from resilience_dash.store.workshops import CAST, FROZEN, PAPER, ROUND, SEAT, WORKSHOP

AGREEMENT, EVIDENCE = table(AgreementRow), table(EvidenceRow)
# What a member puts their name under, and the column in which it stands.
SIGNED = {
    "agreement": (AGREEMENT, AGREEMENT.c.recorded_by),
    "evidence": (EVIDENCE, EVIDENCE.c.added_by),
    "action": (ACTION, ACTION.c.recorded_by),
    "to_find": (TO_FIND, TO_FIND.c.recorded_by),
    "note": (NOTE, NOTE.c.recorded_by),
    "workshop": (WORKSHOP, WORKSHOP.c.led_by),
}
CHANGES = (ANSWER, AGREEMENT, EVIDENCE, ACTION, TO_FIND, table(AimRow), table(ImportanceRow), table(SignatureRow))
# What stands where a seat has no way in: different for each, and the SHA-256 of nothing (`store.papers.no_token`).
NO_TOKEN = literal("none ") + cast(SEAT.c.workshop_id, String) + " " + cast(SEAT.c.number, String)
IN_WORKSHOPS = ((SEAT, SEAT.c.joined_at), (CAST, CAST.c.at), (PAPER, PAPER.c.at), (NOTE, NOTE.c.at))


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
    """The agreements (`of` “agreement”), pieces of evidence and so on that are a member's.

    Those from before anybody signed in carry a name alone: `names` says what the member is called in which assessment.
    """
    what, _ = SIGNED[of]
    asked = columns(what).where(_theirs(of, member_id, names)).order_by(what.c.id)
    return [dict(row) for row in session.connection().execute(asked).mappings()]


def rename_in(session: Session, member_id: int, names: dict[int, str], new: str) -> None:
    """Put another name under all that a member signed, and let nothing lead from it to the member."""
    for of, (what, by) in SIGNED.items():
        values: dict[str, object] = {by.name: new, "member_id": None}
        if what is WORKSHOP:
            values["revision"] = WORKSHOP.c.revision + 1  # so that no wall goes on showing the name
        session.connection().execute(update(what).where(_theirs(of, member_id, names)).values(values))


def _theirs(of: str, member_id: int, names: dict[int, str]) -> ColumnElement[bool]:
    what, by = SIGNED[of]
    older = (
        and_(_in_assessment(what, assessment_id), what.c.member_id.is_(None), by == name)
        for assessment_id, name in names.items()
    )
    return or_(what.c.member_id == member_id, *older)


def _in_assessment(what: Table, assessment_id: int) -> ColumnElement[bool]:
    if "assessment_id" in what.c:
        return what.c.assessment_id == assessment_id
    return what.c.workshop_id.in_(_workshops(assessment_id))


def _workshops(assessment_id: int) -> Select[tuple[int]]:
    return columns(WORKSHOP.c.id).where(WORKSHOP.c.assessment_id == assessment_id)


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


def delete_said_in_workshops(session: Session, assessment_id: int) -> None:
    """Delete what seats of an assessment's workshops said, what of it was revealed, their names and their ways in."""
    run, of = session.connection().execute, _workshops(assessment_id)
    for what in (FROZEN, CAST, PAPER):
        run(delete(what).where(what.c.workshop_id.in_(of)))
    run(update(SEAT).where(SEAT.c.workshop_id.in_(of)).values(name="", token_sha256=NO_TOKEN))
    # What was shown cannot be shown any more: no picture, not one of nobody.
    run(update(ROUND).where(ROUND.c.workshop_id.in_(of)).values(revealed_at=None))
    run(update(WORKSHOP).where(WORKSHOP.c.id.in_(of)).values(revision=WORKSHOP.c.revision + 1))


def clear_seats(session: Session, *, before: datetime) -> int:
    """Leave no way in to the seats of workshops that ended before a moment; how many had one."""
    over = columns(WORKSHOP.c.id).where(WORKSHOP.c.ended_at < before)
    theirs = (SEAT.c.workshop_id.in_(over), SEAT.c.token_sha256 != NO_TOKEN)
    return session.connection().execute(update(SEAT).where(*theirs).values(token_sha256=NO_TOKEN)).rowcount


@dataclass(frozen=True, slots=True)
class Age:
    """How old an assessment is: when it was last changed, when it was signed off, and how many answers it holds.

    Those given in its workshops are counted too, and so are the seats there that have a name or a way in.
    """

    assessment_id: int
    changed_at: datetime
    signed_off_at: datetime | None
    answers: int
    seats: int


def ages(session: Session, place_id: int) -> list[Age]:
    """The assessments of a place with their ages, in order."""
    asked = columns(ASSESSMENT).where(ASSESSMENT.c.place_id == place_id).order_by(ASSESSMENT.c.id)
    run, found = session.connection().execute, []
    for row in run(asked).all():
        of = _workshops(row.id)
        newest = [run(columns(func.max(what.c.at)).where(what.c.assessment_id == row.id)).scalar() for what in CHANGES]
        newest += [run(columns(func.max(at)).where(what.c.workshop_id.in_(of))).scalar() for what, at in IN_WORKSHOPS]
        held = [columns(func.count()).select_from(ANSWER).where(ANSWER.c.assessment_id == row.id)]
        held += [columns(func.count()).select_from(what).where(what.c.workshop_id.in_(of)) for what in (CAST, PAPER)]
        known = or_(SEAT.c.name != "", SEAT.c.token_sha256 != NO_TOKEN)
        seats = run(columns(func.count()).select_from(SEAT).where(SEAT.c.workshop_id.in_(of), known)).scalar()
        changed = max([row.created_at, *(at for at in newest if at is not None)])
        answers = sum(run(one).scalar() or 0 for one in held)
        found.append(Age(row.id, changed, row.signed_off_at, answers, seats or 0))
    return found


def every_place(session: Session) -> list[int]:
    """The number of every place."""
    return list(session.connection().execute(columns(PLACE.c.id).order_by(PLACE.c.id)).scalars())
