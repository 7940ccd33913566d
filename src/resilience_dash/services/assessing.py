"""Starting an assessment and answering it: everything a person does on the walk before signing off."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.content.places import Councils
from resilience_dash.domain.assessment import (
    LONGEST_NAME,
    Answer,
    Assessment,
    Respondent,
    Sheet,
    SignedOff,
    StatementNotAsked,
    UnknownLevel,
    checked_choice,
    checked_text,
)
from resilience_dash.domain.framework import MODES, Framework, Mode
from resilience_dash.domain.place import Council
from resilience_dash.domain.problem import Problem, UnknownThing
from resilience_dash.domain.supersession import Change, Seen, Unset, supersede
from resilience_dash.store import answers, assessments, evidence, signatures
from resilience_dash.store.database import Database, Session

TURNS_ROUND = "\u202a\u202b\u202d\u202e"


class NameMissing(Problem):
    """Something needs a name before it can be kept."""


class NameTaken(Problem):
    """Two people of one assessment may not have the same name: nobody could tell whose answers are whose."""


class AlreadyStarted(Problem):
    """A place has one assessment for a period and a framework."""


@dataclass(frozen=True, slots=True)
class Started:
    """A new assessment and the first person who answers it."""

    assessment_id: int
    respondent_id: int


@dataclass(frozen=True, slots=True)
class Listed:
    """An assessment with how many of its statements somebody has answered.

    `worked_on` is higher the later somebody last answered in it, and 0 where nobody has.
    """

    assessment: Assessment
    answered: int
    asked: int
    worked_on: int = 0


def list_assessments(db: Database, frameworks: Frameworks) -> tuple[Listed, ...]:
    """Every assessment, places by name and newest round first."""
    with db.read() as session:
        heads = assessments.all_assessments(session)
        answered = answers.statements_answered(session)
    none = answers.Answered()
    return tuple(
        Listed(head, found.statements, _asked(frameworks, head), found.newest)
        for head in heads
        for found in [answered.get(head.id, none)]
    )


def _asked(frameworks: Frameworks, head: Assessment) -> int:
    return len(frameworks.get(head.framework_slug, head.framework_version).statements_in(head.mode))


def start_assessment(
    db: Database,
    framework: Framework,
    *,
    council: Council,
    community: str = "",
    period: str,
    mode: Mode,
    name: str,
    perspective: str,
    made_up: bool = False,
    now: datetime,
) -> Started:
    """Begin a place's assessment for a period, with the first respondent.

    Raises NameMissing, TextTooLong, AlreadyStarted.
    """
    community = checked_text(community, "The name of the community", LONGEST_NAME)
    period = _needed(period, "The period", "such as “2026 to 2027”")
    name = _needed(name, "Your name", "or what the group calls you")
    framework.perspective(perspective)
    checked_mode(mode)
    with db.write() as session:
        place = assessments.find_or_add_place(
            session,
            council_code=council.code,
            council_name=council.name,
            nation=council.nation,
            community=community,
            made_up=made_up,
            now=now,
        )
        _refuse_second(session, place.id, framework.slug, period)
        assessment_id = assessments.add_assessment(
            session,
            place_id=place.id,
            framework_slug=framework.slug,
            framework_version=framework.version,
            period=period,
            mode=mode,
            previous_id=None,
            now=now,
        )
        person = assessments.add_respondent(
            session, assessment_id=assessment_id, name=name, perspective=perspective, now=now
        )
    return Started(assessment_id, person.id)


def _refuse_second(session: Session, place_id: int, framework_slug: str, period: str) -> None:
    """Nothing, if the place has no assessment for this period yet. Raises AlreadyStarted."""
    for there in assessments.all_assessments(session):
        if (there.place.id, there.framework_slug, _plain(there.period)) == (place_id, framework_slug, _plain(period)):
            raise AlreadyStarted(
                f"Nothing was started: {there.title} is there already"
                + (
                    ", and signed off. Start the next round from its results"
                    if there.signed_off
                    else ". Open it from the home page"
                )
                + ", or say another period. What you filled in is still here."
            )


def checked_mode(mode: Mode) -> None:
    """Nothing, if there is such a way of answering. Raises Problem."""
    if mode not in MODES:
        raise Problem(f"There is no way of answering called “{mode}”. Choose one of {', '.join(MODES)}.")


def _needed(text: str, what: str, example: str) -> str:
    # A name that turns the letters after it round would misname whatever stands beside it.
    text = checked_text("".join(c for c in text if c not in TURNS_ROUND), what, LONGEST_NAME)
    if not any(unicodedata.category(c)[0] in "LNPS" for c in text):
        raise NameMissing(f"{what} is missing, {example}. Nothing else you filled in is lost: add it and try again.")
    return text


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
    """The sheet with the answers of one person, and that person: the first where none is named. Raises UnknownThing."""
    with db.read() as session:
        head = assessments.assessment(session, assessment_id)
        people = assessments.respondents(session, assessment_id)
        person = _named(people, respondent_id)
        return _sheet(session, frameworks, head, people, only=person.id), person


def open_card(
    db: Database, frameworks: Frameworks, *, assessment_id: int, respondent_id: int | None, statement_id: str
) -> tuple[Sheet, Respondent]:
    """What one statement's card shows, and no more: people wait for this at every click.

    The sheet holds one person (the first where none is named) and what they and the group said to the statement.
    """
    with db.read() as session:
        head = assessments.assessment(session, assessment_id)
        person = assessments.respondent(session, assessment_id, respondent_id) if respondent_id else None
        person = person or _named(assessments.respondents(session, assessment_id), respondent_id)
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


def _named(people: list[Respondent], respondent_id: int | None) -> Respondent:
    if respondent_id is None:
        return people[0]
    for person in people:
        if person.id == respondent_id:
            return person
    raise UnknownThing("The person named in the address does not answer this assessment. Open it from the home page.")


def read_sheet(session: Session, frameworks: Frameworks, assessment_id: int, *, only: int | None = None) -> Sheet:
    """The sheet, within a transaction that is already open."""
    head = assessments.assessment(session, assessment_id)
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


def add_respondent(
    db: Database, frameworks: Frameworks, *, assessment_id: int, name: str, perspective: str, now: datetime
) -> Respondent:
    """Let one more person answer. Raises NameMissing, UnknownThing, SignedOff."""
    name = _needed(name, "The name", "or what the group calls them")
    with db.write() as session:
        _, framework = open_for_change(session, frameworks, assessment_id)
        framework.perspective(perspective)
        if any(_plain(r.name) == _plain(name) for r in assessments.respondents(session, assessment_id)):
            raise NameTaken(
                f"There is a “{name}” here already. Nobody was added. Say more, such as a surname or a team."
            )
        person = assessments.add_respondent(
            session, assessment_id=assessment_id, name=name, perspective=perspective, now=now
        )
        assessments.touch(session, assessment_id)
    return person


def record_answer(
    db: Database,
    frameworks: Frameworks,
    *,
    assessment_id: int,
    respondent_id: int,
    statement_id: str,
    change: Change,
    seen: Seen,
    now: datetime,
) -> Answer | None:
    """Append what a person changed about their answer; the newest answer, or None where nothing had to be saved.

    Raises AnswerMoved (somebody else changed it meanwhile), UnknownLevel, TextTooLong, SignedOff, UnknownThing.
    """
    with db.write() as session:
        head, framework = open_for_change(session, frameworks, assessment_id)
        asked(framework, head, statement_id)
        _belongs(session, assessment_id, respondent_id)
        wanted = supersede(
            answers.recent_answers(session, respondent_id, statement_id, seen.answer_id),
            _checked(framework, statement_id, change),
            respondent_id=respondent_id,
            statement_id=statement_id,
            seen=seen,
            now=now,
        )
        if wanted is None:
            return None
        kept = answers.add_answer(session, assessment_id, wanted)
        assessments.touch(session, assessment_id)
    return kept


def confirm_carried(
    db: Database,
    frameworks: Frameworks,
    *,
    assessment_id: int,
    respondent_id: int,
    statement_ids: tuple[str, ...],
    now: datetime,
) -> int:
    """Say that answers carried over from the round before still stand. Returns how many were confirmed."""
    confirmed = 0
    with db.write() as session:
        head, framework = open_for_change(session, frameworks, assessment_id)
        _belongs(session, assessment_id, respondent_id)
        for statement_id in statement_ids:
            asked(framework, head, statement_id)
            history = answers.recent_answers(session, respondent_id, statement_id, None)
            if history and history[0].carried:
                same = supersede(
                    history,
                    Change(confirmed=True),
                    respondent_id=respondent_id,
                    statement_id=statement_id,
                    seen=Seen(history[0].id),
                    now=now,
                )
                if same is not None:
                    answers.add_answer(session, assessment_id, same)
                    confirmed += 1
        if confirmed:
            assessments.touch(session, assessment_id)
    return confirmed


def open_for_change(session: Session, frameworks: Frameworks, assessment_id: int) -> tuple[Assessment, Framework]:
    """The assessment and its framework, if it may still be changed. Raises SignedOff and UnknownAssessment."""
    head = assessments.assessment(session, assessment_id)
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


def _belongs(session: Session, assessment_id: int, respondent_id: int) -> None:
    if assessments.respondent(session, assessment_id, respondent_id) is None:
        raise Problem(
            "That person is not on this assessment. Nothing was changed. Choose who is answering from the list."
        )


def _checked(framework: Framework, statement_id: str, change: Change) -> Change:
    if not isinstance(change.choice, Unset):
        checked_choice(framework, statement_id, change.choice)
    if not isinstance(change.strength, Unset) and change.strength not in {s.value for s in framework.strengths}:
        raise UnknownLevel(f"There is no evidence strength “{change.strength}”. Nothing was changed. Choose 0 to 3.")
    reason, comment = change.reason, change.comment
    return Change(
        choice=change.choice,
        reason=reason if isinstance(reason, Unset) else checked_text(reason, "Your reason"),
        strength=change.strength,
        comment=comment if isinstance(comment, Unset) else checked_text(comment, "Your comment"),
        confirmed=change.confirmed,
    )


def title(db: Database, *, assessment_id: int) -> Assessment:
    """The head of an assessment alone. Raises UnknownAssessment."""
    with db.read() as session:
        return assessments.assessment(session, assessment_id)


def find(
    db: Database, frameworks: Frameworks, councils: Councils, *, named: str, period: str | None = None
) -> Assessment:
    """An assessment by its number, or a place's by any name or code of the place or its council.

    Of several it is the newest that is signed off, else the newest. Raises UnknownThing.
    """
    heads = [one.assessment for one in list_assessments(db, frameworks)]
    found = [a for a in heads if named.strip() == str(a.id)] or _of_place(heads, councils, named)
    if not found:
        names = ", ".join(dict.fromkeys(a.place.name for a in heads)) or "none yet"
        raise UnknownThing(f"There is no assessment of “{named}” here. These places have one: {names}.")
    if period is not None:
        there = dict.fromkeys(a.period for a in found)
        found = [a for a in found if _plain(a.period) == _plain(period)]
        if not found:
            raise UnknownThing(
                f"There is no assessment of “{named}” for {period} here. It has these periods: {', '.join(there)}."
            )
    return max(found, key=lambda a: (a.signed_off, a.id))


def _of_place(heads: list[Assessment], councils: Councils, named: str) -> list[Assessment]:
    """The assessments of the one place that is meant. Raises UnknownThing where several may be."""
    found = [a for a in heads if _plain(named) in _names(a)]
    if not found:
        codes = {council.code for council in councils.meant(named)}
        found = [a for a in heads if a.place.council_code in codes]
    # A council's code or name means its whole area, if that has been assessed, and else a community within it.
    found = [a for a in found if not a.place.community] or found
    places = list(dict.fromkeys(a.place.name for a in found))
    if len(places) > 1:
        raise UnknownThing(f"“{named}” can mean several places here. Say which: {', '.join(places)}.")
    return found


def _names(head: Assessment) -> set[str]:
    """What an assessment's place can be asked for by."""
    said = (head.place.name, head.place.name.removesuffix(" (made up)"), head.place.council_code)
    return {_plain(name) for name in said}


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
