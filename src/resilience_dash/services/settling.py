"""What the group settles on: agreed levels, aims, and how much each part matters here."""

from dataclasses import replace
from datetime import datetime

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain.assessment import Agreement, UnknownLevel, checked_level, checked_text
from resilience_dash.domain.problem import Problem
from resilience_dash.services.allowing import caller_of, said_by
from resilience_dash.services.auditing import noted
from resilience_dash.services.opening import asked, open_for_change
from resilience_dash.store import answers, assessments
from resilience_dash.store.database import Database


def record_agreement(
    db: Database,
    frameworks: Frameworks,
    *,
    assessment_id: int,
    statement_id: str,
    level: int | None,
    reason: str,
    recorded_by: str,
    seen: int | None,
    now: datetime,
) -> Agreement | None:
    """Keep the level the group settled on, or (`level` None) that it did not agree. None where that is known already.

    `seen` is the id of the agreement the page showed, 0 for none. Raises AgreementMoved where it has changed since.
    """
    reason = checked_text(reason, "The reason")
    with db.write() as session:
        head, framework = open_for_change(session, frameworks, assessment_id, "settle")
        asked(framework, head, statement_id)
        if level is not None:
            checked_level(framework, statement_id, level)
        stored = answers.latest_agreements(session, assessment_id).get(statement_id)
        if stored and (stored.level, stored.reason, stored.carried) == (level, reason, False):
            return None
        if stored and stored.id != (seen or 0):
            raise AgreementMoved(stored)
        said = Agreement(0, statement_id, level, reason, said_by(session, recorded_by), now)
        kept = answers.add_agreement(session, assessment_id, replace(said, member_id=caller_of(session).member_id))
        assessments.touch(session, assessment_id)
        noted(session, "agreement_recorded", place_id=head.place.id, assessment=head.id, statement=statement_id, at=now)
    return kept


class AgreementMoved(Problem):
    """Somebody else recorded what was agreed after the page showed it. `stored` is what they left."""

    def __init__(self, stored: Agreement) -> None:
        self.stored = stored
        super().__init__(
            f"{stored.recorded_by or 'Somebody'} recorded something else for this statement after your page showed it. "
            "Nothing was overwritten: choose which to keep."
        )


class AimMoved(Problem):
    """Somebody else set another aim, or another importance, after the page showed it. `stored` is what they left."""

    def __init__(self, stored: int, words: str) -> None:
        self.stored = stored
        super().__init__(
            f"This is {words} now: somebody changed it after your page showed it. "
            "Yours was not saved: choose again if you still mean it."
        )


def set_aim(
    db: Database,
    frameworks: Frameworks,
    *,
    assessment_id: int,
    statement_id: str,
    level: int,
    seen: int | None,
    now: datetime,
) -> bool:
    """Keep the level aimed at. Returns whether anything changed.

    `seen` is the aim the page showed, None for a page without memory. Raises AimMoved where it has changed since.
    """
    with db.write() as session:
        head, framework = open_for_change(session, frameworks, assessment_id, "settle")
        asked(framework, head, statement_id)
        checked_level(framework, statement_id, level)
        recorded = answers.latest_aims(session, assessment_id).get(statement_id)
        stored = framework.default_aim if recorded is None else recorded
        if stored == level:
            return False
        if _moved(recorded, stored, seen):
            raise AimMoved(stored, framework.level_label(stored))
        answers.add_aim(session, assessment_id, statement_id, level, now)
        assessments.touch(session, assessment_id)
        noted(session, "aim_set", place_id=head.place.id, assessment=head.id, statement=statement_id, at=now)
    return True


def set_importance(
    db: Database,
    frameworks: Frameworks,
    *,
    assessment_id: int,
    dimension: str,
    weight: int,
    seen: int | None,
    now: datetime,
) -> bool:
    """Keep how much a dimension matters here, 1 to 3. Returns whether anything changed.

    `seen` is as for `set_aim`. Raises UnknownLevel, AimMoved.
    """
    if weight not in (1, 2, 3):
        raise UnknownLevel("Importance is 1, 2 or 3. Nothing was changed.")
    with db.write() as session:
        head, framework = open_for_change(session, frameworks, assessment_id, "settle")
        framework.dimension(dimension)
        recorded = answers.latest_importance(session, assessment_id).get(dimension)
        stored = 1 if recorded is None else recorded
        if stored == weight:
            return False
        if _moved(recorded, stored, seen):
            raise AimMoved(stored, f"importance {stored}")
        answers.add_importance(session, assessment_id, dimension, weight, now)
        assessments.touch(session, assessment_id)
        noted(session, "importance_set", place_id=head.place.id, assessment=head.id, dimension=dimension, at=now)
    return True


def _moved(recorded: int | None, stored: int, seen: int | None) -> bool:
    """Whether what is stored is not what the page showed. A page without memory has seen what nobody ever set."""
    return recorded is not None if seen is None else stored != seen
