"""Showing signed results beyond the place: to members of this server or to everybody, and taking that back."""

from datetime import datetime

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain.assessment import Assessment
from resilience_dash.domain.canonical import from_canonical
from resilience_dash.domain.problem import UnknownThing
from resilience_dash.domain.report import Report
from resilience_dash.domain.retention import SHARINGS, NotShared, Sharing
from resilience_dash.services.allowing import allowed_head, caller_of
from resilience_dash.services.auditing import noted
from resilience_dash.store import assessments, signatures
from resilience_dash.store import sharing as kept
from resilience_dash.store.assessments import UnknownAssessment
from resilience_dash.store.database import Database

# Said alike of results that do not exist, are not signed, are private, or were taken back.
NOT_SHARED = "There are no shared results here. Check the address, or ask the place whether it shares its results."


def share(db: Database, frameworks: Frameworks, *, assessment_id: int, sharing: Sharing, now: datetime) -> None:
    """Say who may see the signed results from now on. Only an owner may, and may take it back.

    Raises NotShared, NotAllowed, UnknownThing.
    """
    if sharing not in SHARINGS:
        raise NotShared(f"Nobody can be shown results as “{sharing}”. Nothing was changed. Choose one from the list.")
    with db.write() as session:
        head = allowed_head(session, "share", assessment_id)
        caller = caller_of(session)
        if not head.signed_off:
            raise NotShared(
                f"{head.title} is not signed off yet, so there are no results to share. Nothing was changed. "
                "Sign it off first."
            )
        frameworks.get(head.framework_slug, head.framework_version)
        if kept.newest(session, assessment_id) != sharing:
            kept.add(session, assessment_id=assessment_id, sharing=sharing, by_ref=caller.ref, now=now)
            noted(session, "sharing_changed", place_id=head.place.id, at=now, assessment=head.id, sharing=sharing)


def sharing_of(db: Database, *, assessment_id: int) -> Sharing:
    """Who may see the signed results now, for the members of the place. Raises UnknownThing."""
    with db.read() as session:
        allowed_head(session, "see", assessment_id)
        return kept.newest(session, assessment_id)


def public_report(db: Database, frameworks: Frameworks, *, assessment_id: int) -> Report:
    """The signed results of a place that shows them to everybody, whoever asks. Raises UnknownThing."""
    return _shared(db, frameworks, assessment_id, {"public"})


def shared_report(db: Database, frameworks: Frameworks, *, assessment_id: int) -> Report:
    """The signed results of a place that shows them to the caller: a member of this server. Raises UnknownThing."""
    return _shared(db, frameworks, assessment_id, _shown_to(db))


def list_shared(db: Database) -> tuple[Assessment, ...]:
    """The assessments whose signed results other places, or everybody, are shown, and the caller may see."""
    shown = _shown_to(db)
    with db.read() as session:
        found = [number for number, said in kept.shared(session).items() if said in shown]
        heads = assessments.named_assessments(session, found) if found else []
    return tuple(head for head in heads if head.signed_off)


def _shown_to(db: Database) -> set[Sharing]:
    with db.read() as session:
        return {"public"} if caller_of(session).kind == "nobody" else {"public", "members"}


def _shared(db: Database, frameworks: Frameworks, assessment_id: int, shown: set[Sharing]) -> Report:
    with db.read() as session:
        try:
            head = assessments.assessment(session, assessment_id)
        except UnknownAssessment as error:
            raise UnknownThing(NOT_SHARED) from error
        frozen = signatures.snapshot(session, assessment_id)
        if frozen is None or kept.newest(session, assessment_id) not in shown:
            raise UnknownThing(NOT_SHARED)
    frameworks.get(head.framework_slug, head.framework_version)
    return from_canonical(frozen[0])
