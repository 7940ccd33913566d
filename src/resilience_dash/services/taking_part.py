"""Answering as oneself: a member takes their seat in an assessment, a new one or one that was kept for them."""

from datetime import datetime

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain.access import answers_for
from resilience_dash.domain.assessment import Respondent
from resilience_dash.domain.problem import Problem, UnknownThing
from resilience_dash.services.allowing import allowed
from resilience_dash.services.auditing import noted
from resilience_dash.services.opening import open_for_change, plain
from resilience_dash.services.ticketing import signed_in
from resilience_dash.store import assessments
from resilience_dash.store.database import Database


class SeatTaken(Problem):
    """Somebody else answers as this person already."""


def take_part(
    db: Database, frameworks: Frameworks, *, assessment_id: int, perspective: str, now: datetime
) -> Respondent:
    """Let the caller answer as themselves, in this capacity; whoever they are here already, where they are.

    Raises NotAllowed, SignedOff and UnknownThing.
    """
    with db.write() as session:
        head, framework = open_for_change(session, frameworks, assessment_id, "see")
        caller = allowed(session, answers_for(framework.perspective(perspective).side), head.place.id)
        people = assessments.respondents(session, assessment_id)
        member_id = signed_in(session)
        mine = _mine(people, member_id)
        if mine is not None:
            return mine
        person = assessments.add_respondent(
            session,
            assessment_id=assessment_id,
            name=free_name(caller.name, people),
            perspective=perspective,
            now=now,
            member_id=member_id,
        )
        assessments.touch(session, assessment_id)
        noted(session, "person_added", place_id=head.place.id, assessment=head.id, respondent=person.id, at=now)
    return person


def recognise(
    db: Database, frameworks: Frameworks, *, assessment_id: int, respondent_id: int, now: datetime
) -> Respondent:
    """Say that somebody who was added by name, before they had an account, is the caller.

    Raises SeatTaken, NotAllowed, SignedOff and UnknownThing.
    """
    with db.write() as session:
        head, framework = open_for_change(session, frameworks, assessment_id, "see")
        person = assessments.respondent(session, assessment_id, respondent_id)
        if person is None or person.workshop is not None:
            raise UnknownThing("That person is not on this assessment. Nothing was changed. Choose one from the list.")
        allowed(session, answers_for(framework.perspective(person.perspective).side), head.place.id)
        member_id = signed_in(session)
        mine = _mine(assessments.respondents(session, assessment_id), member_id)
        if mine is not None:
            return mine
        if not assessments.link(session, person.id, member_id):
            raise SeatTaken("Somebody else answers as this person already. Nothing was changed. Choose again.")
        noted(session, "person_recognised", place_id=head.place.id, assessment=head.id, respondent=person.id, at=now)
    return Respondent(person.id, person.name, person.perspective, member_id)


def _mine(people: list[Respondent], member_id: int) -> Respondent | None:
    return next((person for person in people if person.member_id == member_id), None)


def free_name(name: str, people: list[Respondent]) -> str:
    """The name, or the name with a number where somebody here is called so: nobody is taken for another."""
    taken = {plain(person.name) for person in people}
    names = [name, *(f"{name} ({n})" for n in range(2, len(people) + 3))]
    return next(one for one in names if plain(one) not in taken)
