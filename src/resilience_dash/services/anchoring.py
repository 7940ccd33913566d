"""Writing each day's anchor, where every ledger ended, into a folder that the database does not live in."""

import json
import logging
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import get_ident
from typing import Any

from resilience_dash.domain.audit import Anchor, ChainHead, moment, one_line
from resilience_dash.domain.audit_faults import Fault
from resilience_dash.domain.canonical import sha256
from resilience_dash.domain.problem import Problem
from resilience_dash.services.allowing import allowed
from resilience_dash.store import audit
from resilience_dash.store.database import Database

log = logging.getLogger("resilience_dash")
FINGERPRINT = re.compile(r"[0-9a-f]{64}")


class AnchorNotWritten(Problem):
    """The folder for the anchors does not take one."""


@dataclass(frozen=True, slots=True)
class Anchored:
    """An anchor that was just written: its file, what it holds, and the SHA-256 of the file."""

    path: Path
    ledgers: int
    entries: int
    sha256: str


def anchor_if_due(db: Database, folder: Path | None, *, now: datetime) -> Anchored | None:
    """The day's anchor, unless there is one already, nowhere to write it, or nothing to anchor yet."""
    if folder is None or _of_day(folder, now).exists():
        return None
    return write_anchor(db, folder, now=now)


def write_anchor(db: Database, folder: Path, *, now: datetime) -> Anchored | None:
    """Write where every ledger ends, under the day's date (UTC), and a line in the log. Never over another anchor.

    None where there is one of that day, or no entry at all. Raises AnchorNotWritten, NotAllowed.
    """
    with db.read() as session:
        allowed(session, "read_server_audit")
        heads = audit.heads(session)
    if not heads:
        return None
    content = one_line({"at": moment(now), "heads": {name: [head.seq, head.sha256] for name, head in heads.items()}})
    path = _of_day(folder, now)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not _put(path, content.encode()):
            return None
    except OSError as error:
        raise AnchorNotWritten(
            f"The day’s anchor of the audit could not be written to {path}: {error.strerror}. Nothing else was "
            "changed. Give this program the right to write there, or name another folder in RESILIENCE_DASH_ANCHORS."
        ) from error
    written = Anchored(path, len(heads), sum(head.seq for head in heads.values()), sha256(content))
    log.info(
        "audit anchor %s: %d ledgers, %d entries, sha256 %s", path, written.ledgers, written.entries, written.sha256
    )
    return written


def _of_day(folder: Path, now: datetime) -> Path:
    return folder / f"{now.astimezone(UTC):%Y-%m-%d}.json"


def _put(path: Path, content: bytes) -> bool:
    """Write the whole file or none, since half an anchor could not be put right. False where there is one already."""
    whole = path.with_name(f"{path.name}.{os.getpid()}-{get_ident()}.part")
    try:
        with whole.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(whole, path)
        except OSError:  # there is one, or this is a memory stick or a network drive that has no links
            with path.open("xb") as file:
                file.write(content)
    except FileExistsError:
        return False
    finally:
        whole.unlink(missing_ok=True)
    return True


def read_anchors(folder: Path | None) -> tuple[list[Anchor], list[Fault]]:
    """Every anchor in a folder, and a fault for each that cannot be read. No folder, no anchors."""
    anchors: list[Anchor] = []
    faults: list[Fault] = []
    paths = sorted(folder.glob("*.json")) if folder else []
    for path in paths:
        anchor = None
        with suppress(OSError, ValueError, RecursionError):
            anchor = _anchor(path.stem, json.loads(path.read_bytes()))
        if anchor is None:
            faults.append(Fault("anchor_unreadable", "", anchor=path.name))
        else:
            anchors.append(anchor)
    return anchors, faults


def newest_anchor(db: Database, folder: Path | None) -> datetime | None:
    """When the newest anchor in a folder was written, by what it says itself. Raises NotAllowed."""
    with db.read() as session:
        allowed(session, "read_server_audit")
    for path in sorted(folder.glob("*.json"), reverse=True) if folder else ():
        with suppress(OSError, ValueError, RecursionError):
            anchor = _anchor(path.stem, json.loads(path.read_bytes()))
            if anchor is not None:
                return datetime.fromisoformat(anchor.at)
    return None


def _anchor(name: str, said: Any) -> Anchor | None:
    match said:
        case {"at": str(at), "heads": dict(heads)}:
            known = {ledger: _head(head) for ledger, head in heads.items()}
            if None not in known.values():
                return Anchor(name, at, {ledger: head for ledger, head in known.items() if head})
    return None


def _head(said: Any) -> ChainHead | None:
    match said:
        case [int(seq), str(fingerprint)] if FINGERPRINT.fullmatch(fingerprint):
            return ChainHead(seq, fingerprint)
    return None
