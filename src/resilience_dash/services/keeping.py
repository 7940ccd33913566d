"""Looking after what is kept: opening it, checking it, copying it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain.canonical import fingerprint, from_canonical, sha256
from resilience_dash.domain.problem import Problem
from resilience_dash.services.allowing import granted
from resilience_dash.services.auditing import verified
from resilience_dash.store import assessments, checking, migrating, signatures
from resilience_dash.store.database import Database


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with what is kept, and what to do."""

    about: str
    found: str
    do: str


def prepare(db: Database, *, now: datetime) -> Path | None:
    """Bring the database to this program's shape; the copy made before an upgrade, if one was needed."""
    granted(db.caller, "keep_server")  # before there is anything to open a transaction on
    return migrating.prepare(db, now=now)


def can_write(db: Database) -> None:
    """Nothing, if a change could be kept now. Raises a DatabaseProblem. Anybody may ask: a probe has no name."""
    with db.write() as session:
        checking.change_nothing(session)


def check(db: Database, frameworks: Frameworks, *, anchors: Path | None = None) -> tuple[Finding, ...]:
    """Everything wrong with the database: damaged pages, answers nobody asked for, results changed after signing.

    And what was done to the audit, as far as it and the anchors in that folder show it.
    """
    granted(db.caller, "keep_server")
    findings = [Finding("database", said, "Put back a copy from the “backups” folder.") for said in checking.damage(db)]
    with db.read() as session:
        for head in assessments.all_assessments(session):
            try:
                framework = frameworks.get(head.framework_slug, head.framework_version)
            except Problem as problem:
                findings.append(Finding(f"assessment {head.id}", str(problem), "Put that framework version back."))
                continue
            findings += [
                Finding(
                    f"assessment {head.id}",
                    f"it has an answer to “{statement_id}”, which its framework does not have",
                    "Put the framework version back as it was published.",
                )
                for statement_id in checking.statements_used(session, head.id)
                if not framework.has_statement(statement_id)
            ]
        for assessment_id, content, kept in signatures.snapshots(session):
            signed = {s.results_sha256 for s in signatures.latest_signatures(session, assessment_id)}
            if sha256(content) != kept or {fingerprint(from_canonical(content))} != signed:
                findings.append(
                    Finding(
                        f"assessment {assessment_id}",
                        "its signed results are not what was signed",
                        "Put back a copy of the database from before the change.",
                    )
                )
        findings += [Finding(fault.about, fault.found, fault.do) for fault in verified(session, anchors).faults]
    return tuple(findings)
