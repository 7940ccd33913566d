"""Finding an assessment and opening it: as much of it as the page at hand shows, for reading or for a change."""

from dataclasses import dataclass

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.content.places import Councils
from resilience_dash.domain.access import Action, answers_for
from resilience_dash.domain.assessment import Assessment, Respondent, Sheet, SignedOff, StatementNotAsked
from resilience_dash.domain.framework import Framework
from resilience_dash.domain.problem import UnknownThing
from resilience_dash.services.allowing import allowed_head, caller_of, places_seen
from resilience_dash.services.finding_places import meant
from resilience_dash.services.finding_places import plain as plain
from resilience_dash.store import answers, assessments, evidence, signatures
from resilience_dash.store.database import Database, Session


@dataclass(frozen=True, slots=True)
class Listed:
    """An assessment with how many of its statements somebody has answered.

    `worked_on` is higher the later somebody last answered in it, and 0 where nobody has. `own` is how many the member
    who asks has answered themselves, None where it is not known who asks.
    """

    assessment: Assessment
    answered: int
    asked: int
    worked_on: int = 0
    own: int | None = None


def list_assessments(db: Database, frameworks: Frameworks) -> tuple[Listed, ...]:
    """Every assessment the caller may see, places by name and newest round first."""
    with db.read() as session:
        places = places_seen(session)
        heads = assessments.all_assessments(session, places)
        answered = answers.statements_answered(session, places)
        member = caller_of(session).member_id
        own = {} if member is None else answers.statements_answered(session, places, by_member=member)
    none = answers.Answered()
    return tuple(
        Listed(
            head,
            found.statements,
            _how_many_asked(frameworks, head),
            found.newest,
            None if member is None else own.get(head.id, none).statements,
        )
        for head in heads
        for found in [answered.get(head.id, none)]
    )


def _how_many_asked(frameworks: Frameworks, head: Assessment) -> int:
    return len(frameworks.get(head.framework_slug, head.framework_version).statements_in(head.mode))


def open_sheet(db: Database, frameworks: Frameworks, *, assessment_id: int, only: int | None = None) -> Sheet:
    """Everything said so far in one assessment, or the answers of `only` one respondent. Raises UnknownAssessment."""
    with db.read() as session:
        return read_sheet(session, frameworks, assessment_id, only=only)


def open_head(db: Database, frameworks: Frameworks, *, assessment_id: int) -> tuple[Assessment, Framework]:
    """The head of an assessment and its framework, without anything that was said. Raises UnknownAssessment."""
    head = title(db, assessment_id=assessment_id)
    return head, frameworks.get(head.framework_slug, head.framework_version)


def open_as(
    db: Database, frameworks: Frameworks, *, assessment_id: int, respondent_id: int | None
) -> tuple[Sheet, Respondent]:
    """The sheet with the answers of one person, and that person. Raises UnknownThing.

    Where none is named it is the caller, else the first they may answer for, else the first of all.
    """
    with db.read() as session:
        head = allowed_head(session, "see", assessment_id)
        people = assessments.respondents(session, assessment_id)
        person = _named(session, frameworks, head, people, respondent_id)
        return _sheet(session, frameworks, head, people, only=person.id), person


def open_card(
    db: Database, frameworks: Frameworks, *, assessment_id: int, respondent_id: int | None, statement_id: str
) -> tuple[Sheet, Respondent]:
    """What one statement's card shows, and no more: people wait for this at every click.

    The sheet holds one person, chosen as in `open_as` where none is named, and what they and the group said.
    """
    with db.read() as session:
        head = allowed_head(session, "see", assessment_id)
        person = assessments.respondent(session, assessment_id, respondent_id) if respondent_id else None
        person = person or _named(
            session, frameworks, head, assessments.respondents(session, assessment_id), respondent_id
        )
        newest = answers.newest_answer(session, person.id, statement_id)
        aim = answers.aim(session, assessment_id, statement_id)
        found = evidence.evidence(session, assessment_id, statement_id)
    sheet = Sheet(
        assessment=head,
        framework=frameworks.get(head.framework_slug, head.framework_version),
        respondents=(person,),
        answers={(person.id, statement_id): newest} if newest else {},
        agreements={},
        aims={} if aim is None else {statement_id: aim},
        importance={},
        evidence=tuple(found),
    )
    return sheet, person


def _named(
    session: Session, frameworks: Frameworks, head: Assessment, people: list[Respondent], respondent_id: int | None
) -> Respondent:
    people = [person for person in people if person.workshop is None]  # a seat answers from its phone
    if respondent_id is None:
        caller, framework = caller_of(session), frameworks.get(head.framework_slug, head.framework_version)
        own = (p for p in people if p.member_id is not None and p.member_id == caller.member_id)
        theirs = (
            p for p in people if caller.may(answers_for(framework.perspective(p.perspective).side), head.place.id)
        )
        return next(own, None) or next(theirs, people[0])
    for person in people:
        if person.id == respondent_id:
            return person
    raise UnknownThing("The person named in the address does not answer this assessment. Open it from the home page.")


def read_sheet(session: Session, frameworks: Frameworks, assessment_id: int, *, only: int | None = None) -> Sheet:
    """The sheet, within a transaction that is already open."""
    head = allowed_head(session, "see", assessment_id)
    return _sheet(session, frameworks, head, assessments.respondents(session, assessment_id), only=only)


def _sheet(
    session: Session, frameworks: Frameworks, head: Assessment, people: list[Respondent], *, only: int | None
) -> Sheet:
    given = answers.latest_answers(session, head.id, respondent_id=only)
    return Sheet(
        assessment=head,
        framework=frameworks.get(head.framework_slug, head.framework_version),
        respondents=tuple(people),
        answers={(a.respondent_id, a.statement_id): a for a in given},
        agreements=answers.latest_agreements(session, head.id),
        aims=answers.latest_aims(session, head.id),
        importance=answers.latest_importance(session, head.id),
        evidence=tuple(evidence.evidence(session, head.id)),
        signatures=tuple(signatures.latest_signatures(session, head.id)),
    )


def title(db: Database, *, assessment_id: int) -> Assessment:
    """The head of an assessment alone. Raises UnknownAssessment."""
    with db.read() as session:
        return allowed_head(session, "see", assessment_id)


def find(
    db: Database,
    frameworks: Frameworks,
    councils: Councils,
    *,
    named: str,
    period: str | None = None,
    to_change: bool = False,
) -> Assessment:
    """An assessment by its number, or a place's by any name or code of the place or its council.

    Of several it is the newest that is signed off, else the newest; `to_change`, the newest that is still open, if
    there is one. Raises UnknownThing.
    """
    heads = [one.assessment for one in list_assessments(db, frameworks)]
    found = [a for a in heads if named.strip() == str(a.id)] or _of_place(heads, councils, named)
    if not found:
        names = ", ".join(dict.fromkeys(a.place.name for a in heads)) or "none yet"
        raise UnknownThing(f"There is no assessment of “{named}” here. These places have one: {names}.")
    if period is not None:
        there = dict.fromkeys(a.period for a in found)
        found = [a for a in found if plain(a.period) == plain(period)]
        if not found:
            raise UnknownThing(
                f"There is no assessment of “{named}” for {period} here. It has these periods: {', '.join(there)}."
            )
    return max(found, key=lambda a: (a.signed_off is not to_change, a.id))


def _of_place(heads: list[Assessment], councils: Councils, named: str) -> list[Assessment]:
    """The assessments of the one place that is meant. Raises UnknownThing where several may be."""
    place = meant((head.place for head in heads), councils, named)
    return [head for head in heads if head.place == place]


def open_for_change(
    session: Session, frameworks: Frameworks, assessment_id: int, action: Action
) -> tuple[Assessment, Framework]:
    """The assessment and its framework, if the caller may change it and it still can be.

    It is held until the transaction ends, so that what is read here is what the change will follow.
    Raises NotAllowed, SignedOff and UnknownAssessment.
    """
    head = allowed_head(session, action, assessment_id, held=True)
    if head.signed_off:
        raise SignedOff(
            f"{head.title} is signed off, so its answers are frozen. Nothing was changed. "
            "Start the next round to answer again: what still stands is carried over."
        )
    return head, frameworks.get(head.framework_slug, head.framework_version)


def asked(framework: Framework, head: Assessment, statement_id: str) -> None:
    """Nothing, if the assessment asks this statement. Raises UnknownStatement and StatementNotAsked."""
    statement = framework.statement(statement_id)
    if statement not in framework.statements_in(head.mode):
        raise StatementNotAsked(
            f"“{statement.title}” is not part of this assessment, which asks the {head.mode} set. Nothing was changed."
        )
