"""Places, the heads of assessments and who answers them. Every function takes a session and never commits."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, update
from sqlalchemy import select as columns
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, select

from resilience_dash.domain.assessment import Assessment, Respondent
from resilience_dash.domain.framework import Mode, Nation, Side
from resilience_dash.domain.place import Place
from resilience_dash.domain.problem import UnknownThing
from resilience_dash.store.tables import AssessmentRow, PlaceRow, RespondentRow, table


class UnknownAssessment(UnknownThing):
    """There is no assessment with this number, or none for whoever asks: the sentence is the same."""

    def __init__(self, assessment_id: int) -> None:
        super().__init__(f"There is no assessment number {assessment_id} here. Open it from the list on the home page.")


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
    asked = select(PlaceRow).where(PlaceRow.council_code == council_code, PlaceRow.community == community)
    found = session.exec(asked).first()
    if found is not None:
        return _place(found)
    facts: dict[str, object] = {
        "council_code": council_code,
        "council_name": council_name,
        "nation": nation,
        "community": community,
        "made_up": made_up,
        "created_at": now,
    }
    add_once(session, PLACE, facts)
    return _place(session.exec(asked).one())


def find_place(session: Session, *, council_code: str, community: str) -> Place | None:
    """The place with this council and community, if it is here."""
    row = session.exec(
        select(PlaceRow).where(PlaceRow.council_code == council_code, PlaceRow.community == community)
    ).first()
    return _place(row) if row else None


def add_once(session: Session, to: Table, facts: dict[str, object]) -> None:
    """Add a row unless there is one already, perhaps since a moment ago by another process: both then have it."""
    # Both say it with the same words, and SQLAlchemy has them in two places.
    insert = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    session.connection().execute(insert(to).values(**facts).on_conflict_do_nothing())


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


ASSESSMENT, PLACE, RESPONDENT = table(AssessmentRow), table(PlaceRow), table(RespondentRow)
PLACE_FACTS = ("council_code", "council_name", "nation", "community", "made_up")
HEADS = columns(
    ASSESSMENT,
    *(PLACE.c[name].label(f"place_{name}") for name in PLACE_FACTS),
).join(PLACE, ASSESSMENT.c.place_id == PLACE.c.id)
HEAD = HEADS.where(ASSESSMENT.c.id == bindparam("assessment_id"))
HEAD_HELD = HEAD.with_for_update(of=ASSESSMENT, key_share=True)
HEADS_IN_ORDER = HEADS.order_by(PLACE.c.council_name, PLACE.c.community, ASSESSMENT.c.id.desc())
HEADS_OF_PLACES = HEADS_IN_ORDER.where(ASSESSMENT.c.place_id.in_(bindparam("places", expanding=True)))
HEADS_NAMED = HEADS_IN_ORDER.where(ASSESSMENT.c.id.in_(bindparam("assessments", expanding=True)))
REVISION = columns(ASSESSMENT.c.revision).where(ASSESSMENT.c.id == bindparam("assessment_id"))
TOUCH = update(ASSESSMENT).where(ASSESSMENT.c.id == bindparam("touched")).values(revision=ASSESSMENT.c.revision + 1)
PEOPLE = columns(RESPONDENT).where(RESPONDENT.c.assessment_id == bindparam("assessment_id")).order_by(RESPONDENT.c.id)
PERSON = PEOPLE.where(RESPONDENT.c.id == bindparam("respondent_id"))


def assessment(session: Session, assessment_id: int, *, how: Any = HEAD) -> Assessment:
    """The head of an assessment. Raises UnknownAssessment."""
    found = session.connection().execute(how, {"assessment_id": assessment_id}).first()
    if found is None:
        raise UnknownAssessment(assessment_id)
    return _assessment(found)


def locked(session: Session, assessment_id: int) -> Assessment:
    """The head, held until the transaction ends: whoever else changes this assessment waits. Raises UnknownAssessment.

    Everything that reads in order to write begins with it. SQLite has one writer at a time, and nothing to take here.
    """
    return assessment(session, assessment_id, how=HEAD_HELD)


def all_assessments(session: Session, places: Collection[int] | None = None) -> list[Assessment]:
    """Every assessment, or those of some places, the newest round of each place first, places by name."""
    if places is None:
        rows = session.connection().execute(HEADS_IN_ORDER)
    else:
        rows = session.connection().execute(HEADS_OF_PLACES, {"places": list(places)})
    return [_assessment(row) for row in rows]


def named_assessments(session: Session, numbers: Collection[int]) -> list[Assessment]:
    """The assessments with these numbers, in the same order."""
    rows = session.connection().execute(HEADS_NAMED, {"assessments": list(numbers)})
    return [_assessment(row) for row in rows]


def _assessment(row: Any) -> Assessment:
    return Assessment(
        id=row.id,
        place=Place(
            row.place_id,
            row.place_council_code,
            row.place_council_name,
            row.place_nation,
            row.place_community,
            row.place_made_up,
        ),
        framework_slug=row.framework_slug,
        framework_version=row.framework_version,
        period=row.period,
        mode=row.mode,
        revision=row.revision,
        created_at=row.created_at,
        previous_id=row.previous_id,
        signed_off_at=row.signed_off_at,
    )


def revision(session: Session, assessment_id: int) -> int:
    """The assessment's revision alone; -1 where there is none."""
    found: int | None = session.connection().execute(REVISION, {"assessment_id": assessment_id}).scalar()
    return -1 if found is None else found


def touch(session: Session, assessment_id: int) -> None:
    """Say that something in the assessment changed."""
    session.connection().execute(TOUCH, {"touched": assessment_id})


def add_respondent(
    session: Session,
    *,
    assessment_id: int,
    name: str,
    perspective: str,
    now: datetime,
    member_id: int | None = None,
    workshop_id: int | None = None,
    seat: int | None = None,
    side: Side | None = None,
) -> Respondent:
    row = RespondentRow(
        assessment_id=assessment_id,
        name=name,
        perspective=perspective,
        created_at=now,
        member_id=member_id,
        workshop_id=workshop_id,
        seat=seat,
        side=side,
    )
    session.add(row)
    session.flush()
    return Respondent(key(row.id), name, perspective, member_id, workshop_id, seat, side)


def _respondent(row: Any) -> Respondent:
    return Respondent(row.id, row.name, row.perspective, row.member_id, row.workshop_id, row.seat, row.side)


def link(session: Session, respondent_id: int, member_id: int) -> bool:
    """Say whose account somebody is who was added by name. Whether that was still open."""
    open_one = (RESPONDENT.c.id == respondent_id, RESPONDENT.c.member_id.is_(None))
    linked = update(RESPONDENT).where(*open_one).values(member_id=member_id)
    return session.connection().execute(linked).rowcount == 1


def respondents(session: Session, assessment_id: int) -> list[Respondent]:
    """Everybody who answers an assessment, in the order they were added."""
    rows = session.connection().execute(PEOPLE, {"assessment_id": assessment_id})
    return [_respondent(row) for row in rows]


def respondents_of_place(session: Session, place_id: int) -> list[Respondent]:
    """Everybody who answers any assessment of a place."""
    asked = columns(RESPONDENT).join(ASSESSMENT, ASSESSMENT.c.id == RESPONDENT.c.assessment_id)
    rows = session.connection().execute(asked.where(ASSESSMENT.c.place_id == place_id))
    return [_respondent(row) for row in rows]


def respondent(session: Session, assessment_id: int, respondent_id: int) -> Respondent | None:
    """One person, if they answer this assessment."""
    asked = {"assessment_id": assessment_id, "respondent_id": respondent_id}
    row = session.connection().execute(PERSON, asked).first()
    return _respondent(row) if row else None
