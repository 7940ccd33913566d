"""Places, the heads of assessments and who answers them. Every function takes a session and never commits."""

from datetime import datetime
from typing import cast

from sqlmodel import Session, col, select

from resilience_dash.domain.assessment import Assessment, Respondent
from resilience_dash.domain.framework import Mode, Nation
from resilience_dash.domain.place import Place
from resilience_dash.domain.problem import UnknownThing
from resilience_dash.store.tables import AssessmentRow, PlaceRow, RespondentRow


class UnknownAssessment(UnknownThing):
    """There is no assessment with this number."""


def key(row_id: int | None) -> int:
    """The id of a row that has been flushed."""
    return cast(int, row_id)


def find_or_add_place(
    session: Session,
    *,
    council_code: str,
    council_name: str,
    nation: Nation,
    community: str,
    made_up: bool,
    now: datetime,
) -> Place:
    """The place with this council and community, added if it is new."""
    row = session.exec(
        select(PlaceRow).where(PlaceRow.council_code == council_code, PlaceRow.community == community)
    ).first()
    if row is None:
        row = PlaceRow(
            council_code=council_code,
            council_name=council_name,
            nation=nation,
            community=community,
            made_up=made_up,
            created_at=now,
        )
        session.add(row)
        session.flush()
    return _place(row)


def _place(row: PlaceRow) -> Place:
    return Place(key(row.id), row.council_code, row.council_name, cast(Nation, row.nation), row.community, row.made_up)


def add_assessment(
    session: Session,
    *,
    place_id: int,
    framework_slug: str,
    framework_version: str,
    period: str,
    mode: Mode,
    previous_id: int | None,
    now: datetime,
) -> int:
    row = AssessmentRow(
        place_id=place_id,
        framework_slug=framework_slug,
        framework_version=framework_version,
        period=period,
        mode=mode,
        previous_id=previous_id,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return key(row.id)


def assessment(session: Session, assessment_id: int) -> Assessment:
    """The head of an assessment. Raises UnknownAssessment."""
    found = session.exec(
        select(AssessmentRow, PlaceRow)
        .join(PlaceRow, col(AssessmentRow.place_id) == col(PlaceRow.id))
        .where(AssessmentRow.id == assessment_id)
    ).first()
    if found is None:
        raise UnknownAssessment(
            f"There is no assessment number {assessment_id} here. Open it from the list on the home page."
        )
    return _assessment(*found)


def all_assessments(session: Session) -> list[Assessment]:
    """Every assessment, the newest round of each place first, places by name."""
    rows = session.exec(
        select(AssessmentRow, PlaceRow)
        .join(PlaceRow, col(AssessmentRow.place_id) == col(PlaceRow.id))
        .order_by(PlaceRow.council_name, PlaceRow.community, col(AssessmentRow.id).desc())
    ).all()
    return [_assessment(*row) for row in rows]


def _assessment(row: AssessmentRow, place: PlaceRow) -> Assessment:
    return Assessment(
        id=key(row.id),
        place=_place(place),
        framework_slug=row.framework_slug,
        framework_version=row.framework_version,
        period=row.period,
        mode=cast(Mode, row.mode),
        revision=row.revision,
        created_at=row.created_at,
        previous_id=row.previous_id,
        signed_off_at=row.signed_off_at,
    )


def revision(session: Session, assessment_id: int) -> int:
    """The assessment's revision alone: what a page asks to learn whether anything changed."""
    found = session.exec(select(AssessmentRow.revision).where(AssessmentRow.id == assessment_id)).first()
    return -1 if found is None else found


def touch(session: Session, assessment_id: int) -> None:
    """Say that something in the assessment changed."""
    row = session.get_one(AssessmentRow, assessment_id)
    row.revision += 1
    session.add(row)


def add_respondent(session: Session, *, assessment_id: int, name: str, perspective: str, now: datetime) -> Respondent:
    row = RespondentRow(assessment_id=assessment_id, name=name, perspective=perspective, created_at=now)
    session.add(row)
    session.flush()
    return Respondent(key(row.id), name, perspective)


def respondents(session: Session, assessment_id: int) -> list[Respondent]:
    rows = session.exec(
        select(RespondentRow).where(RespondentRow.assessment_id == assessment_id).order_by(col(RespondentRow.id))
    ).all()
    return [Respondent(key(row.id), row.name, row.perspective) for row in rows]
