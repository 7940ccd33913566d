"""Who signed what, and the results as they were signed."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from sqlmodel import Session, select

from resilience_dash.domain.assessment import Signature
from resilience_dash.domain.framework import Side
from resilience_dash.store.answers import oldest_first
from resilience_dash.store.tables import AssessmentRow, SignatureRow, SnapshotRow


def add_signature(session: Session, assessment_id: int, signature: Signature) -> None:
    session.add(
        SignatureRow(
            assessment_id=assessment_id,
            side=signature.side,
            name=signature.name,
            role=signature.role,
            results_sha256=signature.results_sha256,
            at=signature.at,
        )
    )
    session.flush()


def latest_signatures(session: Session, assessment_id: int) -> list[Signature]:
    """The newest signature of each side."""
    rows = session.exec(oldest_first(SignatureRow, assessment_id)).all()
    newest = {row.side: Signature(cast(Side, row.side), row.name, row.role, row.at, row.results_sha256) for row in rows}
    return list(newest.values())


def freeze(session: Session, assessment_id: int, *, content: str, sha256: str, now: datetime) -> None:
    """Keep the results as signed and close the assessment."""
    session.add(SnapshotRow(assessment_id=assessment_id, content=content, sha256=sha256, at=now))
    row = session.get_one(AssessmentRow, assessment_id)
    row.signed_off_at = now
    session.add(row)
    session.flush()


def snapshot(session: Session, assessment_id: int) -> tuple[str, str] | None:
    """The results as signed and their SHA-256, or None while the assessment is open."""
    row = session.get(SnapshotRow, assessment_id)
    return (row.content, row.sha256) if row else None


def snapshots(session: Session) -> Iterable[tuple[int, str, str]]:
    """Every frozen result: assessment, content, SHA-256."""
    return [(row.assessment_id, row.content, row.sha256) for row in session.exec(select(SnapshotRow)).all()]
