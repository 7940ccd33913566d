"""Answering the statements, one respondent at a time, and saying that earlier answers still stand."""

from datetime import datetime

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain.access import NotAllowed, answers_for
from resilience_dash.domain.assessment import Answer, Assessment, UnknownLevel, checked_choice, checked_text
from resilience_dash.domain.framework import Framework
from resilience_dash.domain.problem import Problem
from resilience_dash.domain.supersession import Change, Seen, Unset, supersede
from resilience_dash.services.allowing import allowed
from resilience_dash.services.auditing import noted
from resilience_dash.services.opening import asked, open_for_change
from resilience_dash.store import answers, assessments
from resilience_dash.store.database import Database, Session


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
        head, framework = open_for_change(session, frameworks, assessment_id, "see")
        _answers_for(session, head, framework, respondent_id)
        asked(framework, head, statement_id)
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
        noted(
            session,
            "answered",
            place_id=head.place.id,
            assessment=head.id,
            respondent=respondent_id,
            statement=statement_id,
            at=now,
        )
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
        head, framework = open_for_change(session, frameworks, assessment_id, "see")
        _answers_for(session, head, framework, respondent_id)
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
                    noted(
                        session,
                        "confirmed",
                        place_id=head.place.id,
                        assessment=head.id,
                        respondent=respondent_id,
                        statement=statement_id,
                        at=now,
                    )
        if confirmed:
            assessments.touch(session, assessment_id)
    return confirmed


def _answers_for(session: Session, head: Assessment, framework: Framework, respondent_id: int) -> None:
    person = assessments.respondent(session, head.id, respondent_id)
    if person is None:
        raise Problem(
            "That person is not on this assessment. Nothing was changed. Choose who is answering from the list."
        )
    if person.workshop is not None:
        raise Problem(
            "That was answered from a seat in a workshop. Nothing was changed. It can be changed there, in a further "
            "round, or you answer as yourself."
        )
    caller = allowed(session, answers_for(framework.perspective(person.perspective).side), head.place.id)
    if caller.kind == "member" and person.member_id not in (None, caller.member_id):
        raise NotAllowed(
            f"{person.name} is a member and answers for themselves. Nothing was changed. "
            "Answer as yourself, or as somebody who was added by name."
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
