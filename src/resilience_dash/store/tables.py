"""The tables of places and their assessments. Rows stay in this room: the functions beside this file turn them into
domain objects.

They have a registry of their own, so that a development server can load this file again (decision 8).
"""

from datetime import date, datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field

from resilience_dash.store import tables_members as tables_members  # a respondent points at a member
from resilience_dash.store import tables_workshops as tables_workshops  # known wherever all tables are asked for
from resilience_dash.store.rows import Row as Row
from resilience_dash.store.rows import table as table


class PlaceRow(Row, table=True):
    __tablename__ = "place"
    __table_args__ = (UniqueConstraint("council_code", "community"),)
    id: int | None = Field(default=None, primary_key=True)
    council_code: str
    council_name: str
    nation: str
    community: str = ""
    made_up: bool = False
    created_at: datetime


class AssessmentRow(Row, table=True):
    __tablename__ = "assessment"
    id: int | None = Field(default=None, primary_key=True)
    place_id: int = Field(foreign_key="place.id", index=True)
    framework_slug: str
    framework_version: str
    period: str
    mode: str
    revision: int = 0
    previous_id: int | None = Field(default=None, foreign_key="assessment.id")
    created_at: datetime
    signed_off_at: datetime | None = None


class RespondentRow(Row, table=True):
    __tablename__ = "respondent"
    id: int | None = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    name: str
    perspective: str
    created_at: datetime
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    workshop_id: int | None = Field(default=None, foreign_key="workshop.id", index=True)
    seat: int | None = None
    side: str | None = None


class AnswerRow(Row, table=True):
    """Only ever added to. `choice` is a level as text, a word, or null while only the rest was given."""

    __tablename__ = "answer"
    id: int | None = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    respondent_id: int = Field(foreign_key="respondent.id", index=True)
    statement_id: str
    choice: str | None = None
    reason: str = ""
    strength: int = 0
    comment: str = ""
    carried: bool = False
    device: str = ""
    at: datetime


class AgreementRow(Row, table=True):
    __tablename__ = "agreement"
    id: int | None = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    statement_id: str
    level: int | None = None
    reason: str = ""
    recorded_by: str = ""
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    carried: bool = False
    at: datetime


class AimRow(Row, table=True):
    __tablename__ = "aim"
    id: int | None = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    statement_id: str
    level: int
    at: datetime


class ImportanceRow(Row, table=True):
    __tablename__ = "importance"
    id: int | None = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    dimension: str
    weight: int
    at: datetime


class EvidenceRow(Row, table=True):
    __tablename__ = "evidence"
    id: int | None = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    statement_id: str
    kind: str
    added_by: str
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    note: str = ""
    link: str = ""
    file_name: str = ""
    size: int = 0
    sha256: str | None = Field(default=None, foreign_key="evidence_file.sha256")
    dated: date | None = None
    at: datetime
    withdrawn_at: datetime | None = None


class EvidenceFileRow(Row, table=True):
    """The bytes of an attached file, kept once however often it is attached."""

    __tablename__ = "evidence_file"
    sha256: str = Field(primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)


class SignatureRow(Row, table=True):
    __tablename__ = "signature"
    id: int | None = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    side: str
    name: str
    role: str
    results_sha256: str
    at: datetime


class SnapshotRow(Row, table=True):
    """The results as they were signed: canonical JSON and its SHA-256."""

    __tablename__ = "snapshot"
    assessment_id: int = Field(primary_key=True, foreign_key="assessment.id")
    content: str
    sha256: str
    at: datetime


class AuditEntryRow(Row, table=True):
    """Only ever added to: triggers refuse the rest. `at` and `about` are the very texts that were hashed."""

    __tablename__ = "audit_entry"
    ledger: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    at: str
    actor: str
    action: str
    place_id: int | None = None
    about: str
    previous: str
    sha256: str


class AuditHeadRow(Row, table=True):
    """The last entry of each ledger: the one row that is locked while an entry is added."""

    __tablename__ = "audit_head"
    ledger: str = Field(primary_key=True)
    seq: int
    sha256: str
