"""The tables of members: accounts, roles, sign-ins, invitations, tries, secrets, and who may see signed results.

Tokens are never kept, only their SHA-256. What is personal stands in “member” and “identity” and nowhere else here,
but for the note of an invitation.
"""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from resilience_dash.store.rows import Row


class MemberRow(Row, table=True):
    """An account. Once erased it keeps its `ref` and the day, and no more."""

    __tablename__ = "member"
    __table_args__ = (UniqueConstraint("ref"), UniqueConstraint("email"))
    id: int | None = Field(default=None, primary_key=True)
    ref: str
    name: str
    email: str | None = None
    password_hash: str | None = None
    totp_secret: str | None = None
    totp_last_step: int | None = None
    totp_confirmed_at: datetime | None = None
    administrator: bool = False
    created_at: datetime
    suspended_at: datetime | None = None
    erased_at: datetime | None = None


class IdentityRow(Row, table=True):
    """Who a member is to an identity provider: its issuer and subject, never an e-mail."""

    __tablename__ = "identity"
    issuer: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    member_id: int = Field(foreign_key="member.id", index=True)
    at: datetime


class MembershipRow(Row, table=True):
    __tablename__ = "membership"
    place_id: int = Field(primary_key=True, foreign_key="place.id")
    member_id: int = Field(primary_key=True, foreign_key="member.id", index=True)
    role: str
    at: datetime


class SignInRow(Row, table=True):
    __tablename__ = "sign_in"
    token_sha256: str = Field(primary_key=True)
    member_id: int = Field(foreign_key="member.id", index=True)
    how: str
    second_factor: bool = False
    created_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None


class PendingSignInRow(Row, table=True):
    """A right password that waits for its second factor. It opens nothing by itself."""

    __tablename__ = "pending_sign_in"
    token_sha256: str = Field(primary_key=True)
    member_id: int = Field(foreign_key="member.id", index=True)
    tries: int = 0
    created_at: datetime
    ended_at: datetime | None = None


class InvitationRow(Row, table=True):
    """`member_id` is whose password a reset link sets anew; `invited_by` is null for the person at the machine."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("token_sha256"),)
    id: int | None = Field(default=None, primary_key=True)
    token_sha256: str
    kind: str
    place_id: int | None = Field(default=None, foreign_key="place.id", index=True)
    role: str | None = None
    administrator: bool = False
    member_id: int | None = Field(default=None, foreign_key="member.id")
    invited_by: int | None = Field(default=None, foreign_key="member.id")
    note: str = ""
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    used_by: int | None = Field(default=None, foreign_key="member.id")
    revoked_at: datetime | None = None


class AttemptRow(Row, table=True):
    """One try to get in. `key` is a hash of what is counted, so that no address can be read here."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_key_at", "key", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    key: str
    at: datetime = Field(index=True)


class ServerSecretRow(Row, table=True):
    __tablename__ = "server_secret"
    name: str = Field(primary_key=True)
    value: str


class SharingRow(Row, table=True):
    """Who may see signed results: only ever added to, the newest counts."""

    __tablename__ = "sharing"
    id: int | None = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    sharing: str
    by_ref: str
    at: datetime


class PlaceSettingRow(Row, table=True):
    """How many months a place keeps raw answers, where it is not the usual number."""

    __tablename__ = "place_setting"
    place_id: int = Field(primary_key=True, foreign_key="place.id")
    months_unsigned: int
    months_signed: int
    at: datetime
