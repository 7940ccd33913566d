"""Where a place stands: worked out while the assessment is open, read from the frozen results once it is signed."""

from collections.abc import Iterable
from dataclasses import dataclass

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain import scoring
from resilience_dash.domain.assessment import DONT_KNOW, NOT_OURS, Sheet
from resilience_dash.domain.canonical import from_canonical
from resilience_dash.domain.report import Report
from resilience_dash.services.allowing import allowed_head
from resilience_dash.services.opening import read_sheet
from resilience_dash.store import signatures
from resilience_dash.store.assessments import UnknownAssessment
from resilience_dash.store.database import Database, Session


def build_report(db: Database, frameworks: Frameworks, *, assessment_id: int) -> Report:
    """The results of an assessment, small groups hidden. Raises UnknownAssessment."""
    with db.read() as session:
        return read_report(session, frameworks, assessment_id)


def read_report(session: Session, frameworks: Frameworks, assessment_id: int) -> Report:
    """The results, within a transaction that is already open."""
    head = allowed_head(session, "see", assessment_id)
    frozen = signatures.snapshot(session, assessment_id) if head.signed_off else None
    if frozen is not None:
        return from_canonical(frozen[0])
    return scoring.report(read_sheet(session, frameworks, assessment_id))


def revision(db: Database, *, assessment_id: int) -> int:
    """A number that changes whenever the results may have; -1 where the caller sees no such assessment."""
    with db.read() as session:
        try:
            return allowed_head(session, "see", assessment_id).revision
        except UnknownAssessment:
            return -1


@dataclass(frozen=True, slots=True)
class Open:
    """Something still open in one person's answers, with the words to show for it."""

    statement_id: str
    why: str


def still_open(sheet: Sheet, respondent_id: int) -> tuple[Open, ...]:
    """What one person should look at before sign-off, gaps first: unanswered, to confirm, don't know, no reason."""
    return tuple(_open(sheet, respondent_id, sheet.asked))


def _open(sheet: Sheet, respondent_id: int, asked: Iterable[str]) -> Iterable[Open]:
    found: dict[str, list[Open]] = {why: [] for why in REASONS}
    for statement_id in asked:
        answer = sheet.answer(respondent_id, statement_id)
        if answer is None or answer.choice is None:
            why = "Not answered"
        elif answer.carried:
            why = "Carried over, not confirmed"
        elif answer.choice == NOT_OURS and not answer.reason:
            why = "Not ours to answer, without a reason"
        elif answer.choice == DONT_KNOW:
            why = "Don’t know"
        elif (answer.level or 0) >= scoring.EVIDENCE_NEEDED_FROM and answer.strength < sheet.framework.evidenced_from:
            why = "Level 3 or above, not yet evidenced"
        else:
            continue
        found[why].append(Open(statement_id, why))
    return [item for why in REASONS for item in found[why]]


REASONS = (
    "Not answered",
    "Carried over, not confirmed",
    "Not ours to answer, without a reason",
    "Don’t know",
    "Level 3 or above, not yet evidenced",
)
