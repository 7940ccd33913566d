"""Notes, links and files that support the answers. Bytes are kept once, under their SHA-256."""

from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import bindparam
from sqlalchemy import select as columns
from sqlmodel import Session

from resilience_dash.domain.assessment import Evidence, EvidenceKind
from resilience_dash.domain.problem import UnknownThing
from resilience_dash.store.assessments import add_once, key
from resilience_dash.store.tables import AssessmentRow, EvidenceFileRow, EvidenceRow, table


def add_evidence(
    session: Session,
    *,
    assessment_id: int,
    statement_id: str,
    kind: EvidenceKind,
    added_by: str,
    now: datetime,
    note: str = "",
    link: str = "",
    file_name: str = "",
    size: int = 0,
    sha256: str | None = None,
    dated: date | None = None,
    member_id: int | None = None,
) -> int:
    row = EvidenceRow(
        assessment_id=assessment_id,
        statement_id=statement_id,
        kind=kind,
        added_by=added_by,
        note=note,
        link=link,
        file_name=file_name,
        size=size,
        sha256=sha256,
        dated=dated,
        member_id=member_id,
        at=now,
    )
    session.add(row)
    session.flush()
    return key(row.id)


def keep_file(session: Session, sha256: str, content: bytes) -> None:
    """Keep the bytes under their SHA-256, unless they are there already."""
    if session.connection().execute(KEPT, {"sha256": sha256}).first() is None:
        add_once(session, FILE, {"sha256": sha256, "content": content})


EVIDENCE, FILE = table(EvidenceRow), table(EvidenceFileRow)
KEPT = columns(FILE.c.sha256).where(FILE.c.sha256 == bindparam("sha256"))
IN_FORCE = (
    columns(EVIDENCE)
    .where(EVIDENCE.c.assessment_id == bindparam("assessment_id"), EVIDENCE.c.withdrawn_at.is_(None))
    .order_by(EVIDENCE.c.id)
)
FOR_STATEMENT = IN_FORCE.where(EVIDENCE.c.statement_id == bindparam("statement_id"))


def evidence(session: Session, assessment_id: int, statement_id: str | None = None) -> list[Evidence]:
    """The evidence in force, for one statement or for all, oldest first. What was withdrawn stays in the table."""
    if statement_id is None:
        rows = session.connection().execute(IN_FORCE, {"assessment_id": assessment_id})
    else:
        asked = {"assessment_id": assessment_id, "statement_id": statement_id}
        rows = session.connection().execute(FOR_STATEMENT, asked)
    return [_evidence(row) for row in rows]


def attached(session: Session, evidence_id: int) -> tuple[int, Evidence] | None:
    """The place and the evidence that a file is attached to, without its bytes; None where there is no such file."""
    row = session.get(EvidenceRow, evidence_id)
    if row is None or row.sha256 is None or row.withdrawn_at is not None:
        return None
    return session.get_one(AssessmentRow, row.assessment_id).place_id, _evidence(row)


def content(session: Session, sha256: str) -> bytes:
    """The bytes kept under this SHA-256."""
    return session.get_one(EvidenceFileRow, sha256).content


def withdraw_evidence(session: Session, evidence_id: int, now: datetime) -> int:
    """Take a piece of evidence out of force. Returns its assessment. Raises UnknownThing."""
    row = session.get(EvidenceRow, evidence_id)
    if row is None:
        raise UnknownThing("That piece of evidence is not there any more. Load the page again.")
    if row.withdrawn_at is None:
        row.withdrawn_at = now
        session.add(row)
    return row.assessment_id


def _evidence(row: Any) -> Evidence:
    return Evidence(
        id=key(row.id),
        statement_id=row.statement_id,
        kind=cast(EvidenceKind, row.kind),
        added_by=row.added_by,
        at=row.at,
        note=row.note,
        link=row.link,
        file_name=row.file_name,
        size=row.size,
        sha256=row.sha256 or "",
        dated=row.dated,
        member_id=row.member_id,
    )
