"""What a group takes home: notes, actions with owner and date, and who finds the evidence that is missing."""

from datetime import date, datetime

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain.assessment import Assessment, checked_text
from resilience_dash.domain.problem import UnknownThing
from resilience_dash.domain.promise import Action, EvidenceToFind, due, needed
from resilience_dash.services.allowing import allowed_head, caller_of, said_by
from resilience_dash.services.auditing import noted
from resilience_dash.services.convening import held
from resilience_dash.store import assessments, promises, workshops
from resilience_dash.store.database import Database, Session


def list_actions(db: Database, *, assessment_id: int) -> tuple[Action, ...]:
    """What was promised, in the order of the dates. Raises UnknownAssessment."""
    with db.read() as session:
        allowed_head(session, "see", assessment_id)
        return tuple(promises.actions(session, assessment_id))


def list_to_find(db: Database, *, assessment_id: int) -> tuple[EvidenceToFind, ...]:
    """The evidence that somebody goes and finds. Raises UnknownAssessment."""
    with db.read() as session:
        allowed_head(session, "see", assessment_id)
        return tuple(promises.to_find(session, assessment_id))


def add_action(
    db: Database,
    frameworks: Frameworks,
    *,
    assessment_id: int,
    what: str,
    owner: str,
    by: date | None,
    statement_id: str = "",
    workshop_id: int | None = None,
    recorded_by: str = "",
    now: datetime,
) -> int:
    """Keep one step with its owner and date; its number. Also after the sign-off: a promise goes on.

    Raises PromiseRefused, TextTooLong, UnknownStatement, NotAllowed.
    """
    what, owner, by = needed(what, "What is to be done"), needed(owner, "Who sees to it"), due(by, now.date())
    with db.write() as session:
        head = _settling(session, frameworks, assessment_id, statement_id, workshop_id)
        number = promises.add_action(
            session,
            by=by,
            what=what,
            owner=owner,
            **_said(session, head, statement_id, workshop_id, recorded_by, now),
        )
        _kept(session, head, workshop_id)
        noted(session, "action_added", place_id=head.place.id, assessment=head.id, number=number, at=now)
    return number


def take_back_action(db: Database, *, assessment_id: int, action_id: int, now: datetime) -> None:
    """Take an action off the list. Raises UnknownThing, NotAllowed."""
    with db.write() as session:
        head = allowed_head(session, "settle", assessment_id, held=True)
        if not promises.take_back_action(session, head.id, action_id, now):
            raise UnknownThing("This action is not on the list any more. Nothing was changed.")
        _kept(session, head, None)
        noted(session, "action_taken_back", place_id=head.place.id, assessment=head.id, number=action_id, at=now)


def add_to_find(
    db: Database,
    frameworks: Frameworks,
    *,
    assessment_id: int,
    statement_id: str,
    what: str,
    who: str,
    workshop_id: int | None = None,
    recorded_by: str = "",
    now: datetime,
) -> int:
    """Keep what evidence is missing and who finds it; its number. Raises as `add_action`."""
    what, who = needed(what, "What is missing"), needed(who, "Who finds it")
    with db.write() as session:
        head = _settling(session, frameworks, assessment_id, statement_id, workshop_id)
        said = _said(session, head, statement_id, workshop_id, recorded_by, now)
        number = promises.add_to_find(session, what=what, who=who, **said)
        _kept(session, head, workshop_id)
        noted(session, "to_find_added", place_id=head.place.id, assessment=head.id, number=number, at=now)
    return number


def take_back_to_find(db: Database, *, assessment_id: int, number: int, now: datetime) -> None:
    """Take evidence to find off the list, as when it was found. Raises UnknownThing, NotAllowed."""
    with db.write() as session:
        head = allowed_head(session, "settle", assessment_id, held=True)
        if not promises.take_back_to_find(session, head.id, number, now):
            raise UnknownThing("This is not on the list any more. Nothing was changed.")
        _kept(session, head, None)
        noted(session, "to_find_taken_back", place_id=head.place.id, assessment=head.id, number=number, at=now)


def keep_note(
    db: Database,
    frameworks: Frameworks,
    *,
    workshop_id: int,
    statement_id: str,
    text: str,
    recorded_by: str = "",
    now: datetime,
) -> bool:
    """Keep what was noted while a statement was talked about. Whether that was anything new. Raises TextTooLong."""
    text = checked_text(text, "The note")
    with db.write() as session:
        before, head, framework = held(session, frameworks, workshop_id)
        framework.statement(statement_id)
        known = promises.notes(session, workshop_id).get(statement_id)
        if text == (known.text if known else ""):
            return False
        name = said_by(session, recorded_by)
        facts = {"workshop_id": before.id, "statement_id": statement_id, "text": text, "recorded_by": name, "at": now}
        promises.add_note(session, **facts, member_id=caller_of(session).member_id)
        workshops.touch(session, workshop_id)
        noted(
            session,
            "workshop_note_kept",
            place_id=head.place.id,
            assessment=head.id,
            workshop=workshop_id,
            statement=statement_id,
            at=now,
        )
    return True


def _settling(
    session: Session, frameworks: Frameworks, assessment_id: int, statement_id: str, workshop_id: int | None
) -> Assessment:
    head = allowed_head(session, "settle", assessment_id, held=True)
    if statement_id:
        frameworks.get(head.framework_slug, head.framework_version).statement(statement_id)
    if workshop_id is not None and workshops.assessment_of(session, workshop_id) != head.id:
        raise UnknownThing("This workshop is not one of this assessment. Nothing was saved.")
    return head


def _said(
    session: Session,
    head: Assessment,
    statement_id: str,
    workshop_id: int | None,
    recorded_by: str,
    now: datetime,
) -> dict[str, object]:
    return {
        "assessment_id": head.id,
        "workshop_id": workshop_id,
        "statement_id": statement_id,
        "recorded_by": said_by(session, recorded_by),
        "member_id": caller_of(session).member_id,
        "at": now,
    }


def _kept(session: Session, head: Assessment, workshop_id: int | None) -> None:
    assessments.touch(session, head.id)
    if workshop_id is not None:
        workshops.touch(session, workshop_id)
