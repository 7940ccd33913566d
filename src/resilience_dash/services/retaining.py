"""Letting raw answers go when they have been kept for long enough. Signed results are kept."""

from datetime import datetime, timedelta

from resilience_dash.domain.problem import UnknownThing
from resilience_dash.domain.retention import KeptFor, Retained, checked_months, months_before
from resilience_dash.services.allowing import NOT_HERE, allowed
from resilience_dash.services.auditing import noted
from resilience_dash.services.limiting import KEPT_FOR
from resilience_dash.store import assessments, attempts, invitations, memberships, personal, sharing, sign_ins
from resilience_dash.store.database import Database, Session

KEPT_AFTER_END = timedelta(days=30)


def kept_for(db: Database, *, place_id: int) -> KeptFor:
    """How many months a place keeps raw answers. Raises NotAllowed and UnknownThing."""
    with db.read() as session:
        allowed(session, "see", place_id)
        return sharing.kept_for(session, place_id)


def keep_for(db: Database, *, place_id: int, unsigned: int, signed: int, now: datetime) -> None:
    """Set how many months a place keeps raw answers. Raises MonthsRefused, NotAllowed and UnknownThing."""
    kept = KeptFor(checked_months(unsigned), checked_months(signed))
    with db.write() as session:
        _checked(session, place_id)
        if sharing.kept_for(session, place_id) != kept:
            sharing.set_kept_for(session, place_id, kept, now)
            noted(session, "retention_set", place_id=place_id, at=now, unsigned=unsigned, signed=signed)


def retain(db: Database, *, place_id: int, months: int | None = None, now: datetime, dry_run: bool = False) -> Retained:
    """Delete the raw answers of a place that were kept for long enough: `months`, or else what the place has set.

    Counted from the sign-off, and for unsigned assessments from the last change. The names of those who answered go
    with them, and all that seats of its workshops said; snapshots, signatures and agreed levels stay.
    Raises MonthsRefused, NotAllowed and UnknownThing.
    """
    if months is not None:
        checked_months(months)
    with db.write() as session:
        _checked(session, place_id)
        kept = sharing.kept_for(session, place_id) if months is None else KeptFor(months, months)
        old = [
            age
            for age in personal.ages(session, place_id)
            if (age.answers or age.seats)
            and (
                age.signed_off_at < months_before(now, kept.signed)
                if age.signed_off_at
                else age.changed_at < months_before(now, kept.unsigned)
            )
        ]
        if not dry_run:
            for age in old:
                _let_go(session, age.assessment_id)
            for age in old:
                number, gone = age.assessment_id, age.answers
                noted(session, "answers_let_go", place_id=place_id, at=now, assessment=number, answers=gone)
    return Retained(tuple(age.assessment_id for age in old), sum(age.answers for age in old), dry_run)


def _checked(session: Session, place_id: int) -> None:
    allowed(session, "keep_place", place_id)
    if memberships.place(session, place_id, lock=True) is None:
        raise UnknownThing(NOT_HERE)


def _let_go(session: Session, assessment_id: int) -> None:
    assessments.touch(session, assessment_id)  # first, so that whoever is answering waits, or was before
    personal.delete_answers(session, assessment_id=assessment_id)
    personal.delete_said_in_workshops(session, assessment_id)
    for nth, (respondent_id, name) in enumerate(personal.names_in(session, assessment_id).items(), start=1):
        if name:  # an answer from an anonymous workshop has none
            personal.part_from(session, respondent_id, f"Person {nth}")


def every_place(db: Database) -> tuple[int, ...]:
    """The number of every place, for the command that goes through all of them. Raises NotAllowed."""
    with db.read() as session:
        allowed(session, "manage_places")
        return tuple(personal.every_place(session))


def tidy(db: Database, *, now: datetime) -> None:
    """Delete what is long over: sign-ins, tries, notes of invitations, ways in to workshops. Raises NotAllowed.

    What told about people is noted when it went; tries, which are forgotten all day long, are not.
    """
    with db.write() as session:
        allowed(session, "manage_accounts")
        over = sign_ins.forget(session, before=now - KEPT_AFTER_END)
        attempts.forget(session, before=now - KEPT_FOR)
        notes = invitations.clear_notes(session, before=now - KEPT_AFTER_END)
        if over or notes:
            noted(session, "tidied", place_id=None, at=now, sign_ins=over, notes=notes)
        seats = personal.clear_seats(session, before=now - KEPT_AFTER_END)
        if seats:
            noted(session, "seats_cleared", place_id=None, at=now, seats=seats)
