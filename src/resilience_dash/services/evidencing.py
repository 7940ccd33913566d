"""Putting evidence beside an answer: notes, links and files, and taking them back."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain.assessment import Evidence, checked_text
from resilience_dash.domain.problem import Problem, UnknownThing
from resilience_dash.services.allowing import caller_of, said_by
from resilience_dash.services.auditing import noted
from resilience_dash.services.file_kinds import checked_file, media_type
from resilience_dash.services.opening import asked, open_for_change
from resilience_dash.store import assessments, evidence
from resilience_dash.store.database import Database

LONGEST_LINK = 2_048


class LinkRefused(Problem):
    """The address is not one a browser should open."""


class NoteEmpty(Problem):
    """A note without words."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file as it is sent back: its evidence, bytes and media type."""

    evidence: Evidence
    content: bytes
    media_type: str


def add_note(
    db: Database,
    frameworks: Frameworks,
    *,
    assessment_id: int,
    statement_id: str,
    note: str,
    added_by: str,
    now: datetime,
) -> int:
    """Keep a note. Raises NoteEmpty, TextTooLong, SignedOff."""
    note = checked_text(note, "Your note")
    if not note:
        raise NoteEmpty("The note is empty. Write what you saw, then add it.")
    with db.write() as session:
        head, framework = open_for_change(session, frameworks, assessment_id, "attach")
        asked(framework, head, statement_id)
        kept = evidence.add_evidence(
            session,
            assessment_id=assessment_id,
            statement_id=statement_id,
            kind="note",
            note=note,
            added_by=said_by(session, added_by),
            member_id=caller_of(session).member_id,
            now=now,
        )
        assessments.touch(session, assessment_id)
        noted(
            session,
            "note_added",
            place_id=head.place.id,
            assessment=head.id,
            statement=statement_id,
            evidence=kept,
            at=now,
        )
    return kept


def add_link(
    db: Database,
    frameworks: Frameworks,
    *,
    assessment_id: int,
    statement_id: str,
    link: str,
    note: str = "",
    added_by: str,
    now: datetime,
) -> int:
    """Keep a link to a document; this program never opens it. Raises LinkRefused, TextTooLong, SignedOff."""
    link, note = checked_link(link), checked_text(note, "What the link shows")
    with db.write() as session:
        head, framework = open_for_change(session, frameworks, assessment_id, "attach")
        asked(framework, head, statement_id)
        kept = evidence.add_evidence(
            session,
            assessment_id=assessment_id,
            statement_id=statement_id,
            kind="link",
            link=link,
            note=note,
            added_by=said_by(session, added_by),
            member_id=caller_of(session).member_id,
            now=now,
        )
        assessments.touch(session, assessment_id)
        noted(
            session,
            "link_added",
            place_id=head.place.id,
            assessment=head.id,
            statement=statement_id,
            evidence=kept,
            at=now,
        )
    return kept


def checked_link(link: str) -> str:
    """The address, if it is a plain http or https one. Raises LinkRefused."""
    link = link.strip()
    advice = "The link was not added. It must begin with https:// or http:// and name a website, such as https://www.example.org/report."
    if len(link) > LONGEST_LINK:
        raise LinkRefused(
            f"The link was not added: it has {len(link):,} characters and the most is {LONGEST_LINK:,}. "
            "Use the page’s own short address."
        )
    try:
        parts = urlsplit(link)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise LinkRefused(advice) from error
    del port  # reading it is what checks it
    if parts.scheme.lower() not in ("http", "https") or not host:
        raise LinkRefused(advice)
    if any(c.isspace() or not c.isprintable() for c in link) or parts.username or parts.password:
        raise LinkRefused(f"{advice} It may not hold spaces, a user name or a password.")
    return link


def add_file(
    db: Database,
    frameworks: Frameworks,
    *,
    assessment_id: int,
    statement_id: str,
    file_name: str,
    content: bytes,
    added_by: str,
    now: datetime,
) -> int:
    """Keep a file with its SHA-256, the same file under one statement once. Raises FileRefused, SignedOff."""
    name = checked_file(file_name, content)
    sha256 = hashlib.sha256(content).hexdigest()
    with db.write() as session:
        head, framework = open_for_change(session, frameworks, assessment_id, "attach")
        asked(framework, head, statement_id)
        for found in evidence.evidence(session, assessment_id):
            if (found.statement_id, found.sha256) == (statement_id, sha256):
                return found.id
        evidence.keep_file(session, sha256, content)
        kept = evidence.add_evidence(
            session,
            assessment_id=assessment_id,
            statement_id=statement_id,
            kind="file",
            file_name=name,
            size=len(content),
            sha256=sha256,
            added_by=said_by(session, added_by),
            member_id=caller_of(session).member_id,
            now=now,
        )
        assessments.touch(session, assessment_id)
        noted(
            session,
            "file_added",
            place_id=head.place.id,
            assessment=head.id,
            statement=statement_id,
            evidence=kept,
            at=now,
        )
    return kept


def withdraw(db: Database, frameworks: Frameworks, *, assessment_id: int, evidence_id: int, now: datetime) -> None:
    """Take a piece of evidence back. Raises UnknownThing, SignedOff."""
    with db.write() as session:
        head, _ = open_for_change(session, frameworks, assessment_id, "attach")
        if all(found.id != evidence_id for found in evidence.evidence(session, assessment_id)):
            raise UnknownThing("That piece of evidence is not there any more. Load the page again.")
        evidence.withdraw_evidence(session, evidence_id, now)
        assessments.touch(session, assessment_id)
        noted(session, "evidence_withdrawn", place_id=head.place.id, assessment=head.id, evidence=evidence_id, at=now)


def fetch_file(db: Database, *, evidence_id: int) -> Attached:
    """A kept file. Raises UnknownThing."""
    with db.read() as session:
        found = evidence.attached(session, evidence_id)
        # A file that the caller may not see is not there: one answer for both, before its bytes are read.
        if found is None or not caller_of(session).may("see", found[0]):
            raise UnknownThing("There is no such file here. It may have been taken back.")
        item = found[1]
        return Attached(item, evidence.content(session, item.sha256), media_type(item.file_name))


def host(link: str) -> str:
    """The website a link leads to, shown beside it so that nobody is led astray."""
    return (urlsplit(link).hostname or "").removeprefix("www.")
