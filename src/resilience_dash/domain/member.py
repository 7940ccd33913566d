"""Who signs in: members, what they may do where, how they were let in, and what opens the door to new ones."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from resilience_dash.domain.access import Role
from resilience_dash.domain.assessment import LONGEST_NAME, checked_text
from resilience_dash.domain.problem import Problem

InvitationKind = Literal["member", "setup", "password_reset"]
SignInWay = Literal["password", "provider"]

LONGEST_EMAIL = 254  # the most that mail servers carry
LONGEST_BEFORE_AT = 64
NOT_IN_EMAIL = set("<>()[]:;,\\\"'`")
TURNS_ROUND = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
FORMER_MEMBER = "A former member"

IDLE = timedelta(minutes=60)
LONGEST_SIGN_IN = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
CODE_WAITS = timedelta(minutes=5)
CODE_TRIES = 5


class NameRefused(Problem):
    """A member needs a name that others can read."""


class EmailRefused(Problem):
    """What was given as an e-mail address is none."""


class EmailTaken(Problem):
    """The e-mail belongs to an account already, so no second one can be made with it."""


class SignInRefused(Problem):
    """The sign-in did not succeed; it does not say which part of it was wrong."""


class CodeRefused(Problem):
    """The code of the second factor was wrong, or had been used."""


class SecondFactorSet(Problem):
    """There is a second factor already; it is removed before another is set up."""


class TooManyTries(Problem):
    """Too many tries in a short time, whoever made them. `again_at` is when the next one is taken."""

    def __init__(self, sentence: str, again_at: datetime) -> None:
        self.again_at = again_at
        super().__init__(sentence)


class UnknownIdentity(Problem):
    """The provider vouched for somebody whom nobody has invited."""


class InvitationRefused(Problem):
    """The link opens nothing: unknown, used, taken back or expired."""


class LastOwner(Problem):
    """A place keeps at least one owner, so that somebody can open its door."""


class LastAdministrator(Problem):
    """The server keeps at least one administrator."""


class AlreadyMember(Problem):
    """They have a role in the place; an invitation never changes one."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with an account. `ref` stands for them in the audit; when they are erased, nothing else is left."""

    id: int
    ref: str
    name: str
    email: str | None
    administrator: bool
    created_at: datetime
    suspended_at: datetime | None = None
    erased_at: datetime | None = None
    has_password: bool = False
    second_factor: bool = False

    @property
    def active(self) -> bool:
        """Whether they may come in at all."""
        return self.suspended_at is None and self.erased_at is None


@dataclass(frozen=True, slots=True)
class Membership:
    """A member's role in one place."""

    member: Member
    place_id: int
    role: Role
    at: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that lets one person in, once. What the link says is not kept: only its SHA-256 is."""

    id: int
    kind: InvitationKind
    place_id: int | None
    role: Role | None
    administrator: bool
    member_id: int | None
    invited_by: int | None
    note: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    used_by: int | None = None
    revoked_at: datetime | None = None

    def opens(self, now: datetime) -> bool:
        """Whether somebody can still come in with it."""
        return self.used_at is None and self.revoked_at is None and now < self.expires_at

    def only_expired(self, now: datetime) -> bool:
        """Whether nothing but time has passed."""
        return self.used_at is None and self.revoked_at is None and now >= self.expires_at


@dataclass(frozen=True, slots=True)
class SignIn:
    """One stay of a member: when it began, when they were last seen, when it was ended."""

    member_id: int
    created_at: datetime
    seen_at: datetime
    how: SignInWay
    second_factor: bool
    ended_at: datetime | None = None

    def lasts(self, now: datetime) -> bool:
        """Whether it is still good: not ended, not idle for an hour, not older than twelve."""
        return self.ended_at is None and now - self.seen_at <= IDLE and now - self.created_at <= LONGEST_SIGN_IN


def checked_name(name: str) -> str:
    """The name as it is kept. Raises NameRefused and TextTooLong."""
    # A name that turns the letters after it round would misname whatever stands beside it.
    name = checked_text("".join(c for c in name if c not in TURNS_ROUND), "Your name", LONGEST_NAME)
    name = " ".join(name.split())
    if not any(unicodedata.category(c)[0] in "LN" for c in name):
        raise NameRefused("Your name is missing. Give the name that the others know you by, and try again.")
    return name


def email_key(email: str) -> str:
    """The e-mail as it is looked up: letters and widths that mean the same are the same. Raises nothing."""
    # Cut first: a text of a megabyte is no address, and normalising it would be work for nothing.
    email = email[: 4 * LONGEST_EMAIL].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    folded = unicodedata.normalize("NFKC", email.replace("\x00", "")).casefold()
    return unicodedata.normalize("NFKC", folded).strip()


def checked_email(email: str) -> str:
    """The e-mail as it is kept. Raises EmailRefused."""
    key = email_key(email)
    before, at, domain = key.rpartition("@")
    fine = (
        at
        and 0 < len(before) <= LONGEST_BEFORE_AT
        and len(key) <= LONGEST_EMAIL
        and "." in domain.strip(".")
        and ".." not in key
        and not (domain.startswith((".", "-")) or domain.endswith((".", "-")))
        and all(c.isprintable() and not c.isspace() and c not in NOT_IN_EMAIL for c in key)
        and "@" not in before
    )
    if not fine:
        raise EmailRefused("This is not an e-mail address. It must be like name@example.org. Nothing was saved.")
    return key
