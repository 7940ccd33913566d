"""What somebody who can write to the database may do to the audit, and that the program finds and names it."""

import json
import logging
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from resilience_dash.domain.access import MACHINE, Caller, NotAllowed
from resilience_dash.domain.audit import BEFORE_THE_FIRST, fingerprint
from resilience_dash.services import anchoring, auditing, evidencing, keeping
from resilience_dash.services.anchoring import AnchorNotWritten, anchor_if_due, write_anchor
from resilience_dash.store import audit
from resilience_dash.store.database import Database
from resilience_dash.store.migrating import back_up
from tests.builders import NOW, Begun, begin, database, only_reading

TRIGGERS = ("audit_entry_unchanged", "audit_entry_kept", "audit_entry_once", "audit_head_forward", "audit_head_kept")


def day(n: int) -> datetime:
    return NOW + timedelta(days=n)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "elsewhere" / "anchors"


@pytest.fixture
def used(tmp_path: Path, folder: Path):
    """Ten entries of one place, and an anchor after the sixth; unsealed, closed by the test."""
    begun = begin(database(tmp_path).asked_by(MACHINE), {"council": 3, "community": 3})
    write_anchor(begun.db, folder, now=day(1))
    work(begun, 4)
    yield begun
    begun.db.close()


def work(begun: Begun, times: int) -> None:
    for n in range(times):
        evidencing.add_note(
            begun.db, begun.frameworks, statement_id="trust.s1", note=f"Seen {n}.", added_by="A", **begun.place
        )


def tampered(db: Database, *deeds: str) -> None:
    """Done by somebody who has the file and knows about the triggers."""
    with db.write() as session:
        for trigger in TRIGGERS:
            session.connection().exec_driver_sql(f"DROP TRIGGER {trigger}")
        for deed in deeds:
            session.connection().exec_driver_sql(deed)


def told(db: Database, folder: Path | None) -> list[tuple[str, int, int]]:
    return [(f.kind, f.first, f.last) for f in auditing.verify(db, anchors=folder).faults]


def test_a_sound_audit_says_how_much_was_looked_at(used: Begun, folder: Path) -> None:
    write_anchor(used.db, folder, now=day(2))
    seen = auditing.verify(used.db, anchors=folder)
    assert (seen.entries, seen.ledgers, seen.anchors, seen.faults) == (10, 1, 2, ())
    assert seen.newest == "2026-11-25T10:00:00.000000+00:00"
    assert auditing.verify(used.db, anchors=None).anchors == 0
    assert auditing.verify(used.db, anchors=folder / "gone").newest == ""


SWAP = (
    "UPDATE audit_entry SET seq = -1 WHERE seq = 4",
    "UPDATE audit_entry SET seq = 4 WHERE seq = 5",
    "UPDATE audit_entry SET seq = 5 WHERE seq = -1",
)


@pytest.mark.parametrize(
    ("deeds", "faults"),
    [
        (["UPDATE audit_entry SET about = '{\"assessment\":2}' WHERE seq = 3"], [("changed", 3, 3)]),
        (["UPDATE audit_entry SET actor = 'someone', at = at || ' ' WHERE seq > 8"], [("changed", 9, 10)]),
        (["DELETE FROM audit_entry WHERE seq = 5"], [("missing", 5, 5)]),
        (SWAP, [("moved", 4, 5)]),
        (["DELETE FROM audit_entry WHERE seq > 8"], [("cut_off", 9, 10)]),
        (["DELETE FROM audit_entry"], [("cut_off", 1, 10)]),
        (["UPDATE audit_head SET seq = 7"], [("not_by_the_program", 8, 10)]),
        (["UPDATE audit_head SET sha256 = 'x'"], [("changed", 10, 10)]),
        (["DELETE FROM audit_head"], [("not_by_the_program", 1, 10)]),
        (["DELETE FROM audit_entry", "DELETE FROM audit_head"], [("older", 1, 6)]),
    ],
)
def test_every_tampering_is_found_and_named(used: Begun, folder: Path, deeds: list[str], faults: list) -> None:
    tampered(used.db, *deeds)
    assert told(used.db, folder) == faults
    found = keeping.check(used.db, used.frameworks, anchors=folder)
    assert [f.about.startswith("audit of place 1, ent") for f in found] == [True] * len(faults)


def test_an_end_cut_off_by_somebody_who_knows_how_shows_against_the_anchor_only(used: Begun, folder: Path) -> None:
    write_anchor(used.db, folder, now=day(2))
    tampered(
        used.db,
        "DELETE FROM audit_entry WHERE seq > 7",
        "UPDATE audit_head SET seq = 7, sha256 = (SELECT sha256 FROM audit_entry WHERE seq = 7)",
    )
    assert told(used.db, None) == []
    assert told(used.db, folder) == [("older", 8, 10)]


def test_a_chain_written_anew_shows_against_the_anchor_only(used: Begun, folder: Path) -> None:
    with used.db.read() as session:
        entries = list(audit.entries(session))
    tampered(used.db)
    before = BEFORE_THE_FIRST
    for entry in entries:
        object.__setattr__(entry, "actor", "someone")
        object.__setattr__(entry, "previous", before)
        before = fingerprint(entry)
        with used.db.write() as session:
            session.connection().exec_driver_sql(
                "UPDATE audit_entry SET actor = ?, previous = ?, sha256 = ? WHERE seq = ?",
                (entry.actor, entry.previous, before, entry.seq),
            )
    with used.db.write() as session:
        session.connection().exec_driver_sql("UPDATE audit_head SET sha256 = ?", (before,))
    assert told(used.db, None) == []
    assert told(used.db, folder) == [("rewritten", 1, 6)]


def test_an_older_copy_that_was_put_back_is_found_at_once_and_after_work_went_on(used: Begun, folder: Path) -> None:
    copy = back_up(used.db, now=NOW, why="by-hand")
    work(used, 3)
    write_anchor(used.db, folder, now=day(3))
    used.db.close()
    shutil.copyfile(copy, used.db.path)
    for beside in ("-wal", "-shm"):
        used.db.path.with_name(used.db.path.name + beside).unlink(missing_ok=True)
    assert told(used.db, None) == []
    assert told(used.db, folder) == [("older", 11, 13)]
    used.minute += 500
    work(used, 4)
    assert told(used.db, folder) == [("rewritten", 7, 13)]
    # Put back on purpose: what to do is said, and done.
    (folder / "aside").mkdir()
    (folder / "2026-11-26.json").rename(folder / "aside" / "2026-11-26.json")
    assert told(used.db, folder) == []


# Writing anchors


def test_an_anchor_is_written_once_a_day_and_never_over_another(used: Begun, folder: Path) -> None:
    (first,) = folder.iterdir()
    assert first.name == "2026-11-24.json"
    said = first.read_bytes()
    assert json.loads(said)["heads"]["place:1"][0] == 6
    for now in (day(1), day(1).replace(hour=23, minute=59), day(1).replace(hour=0)):
        assert anchor_if_due(used.db, folder, now=now) is None
        assert write_anchor(used.db, folder, now=now) is None
    assert [path.read_bytes() for path in folder.iterdir()] == [said]
    written = anchor_if_due(used.db, folder, now=day(2))
    assert written is not None
    assert (written.path.name, written.ledgers, written.entries) == ("2026-11-25.json", 1, 10)
    assert sha256(written.path.read_bytes()).hexdigest() == written.sha256
    assert sorted(path.name for path in folder.iterdir()) == ["2026-11-24.json", "2026-11-25.json"]
    assert first.read_bytes() == said


def test_the_log_has_the_fingerprint_of_the_anchor(used: Begun, folder: Path, caplog) -> None:
    with caplog.at_level(logging.INFO, logger="resilience_dash"):
        written = write_anchor(used.db, folder, now=day(4))
    assert [record.getMessage() for record in caplog.records] == [
        f"audit anchor {written.path}: 1 ledgers, 10 entries, sha256 {written.sha256}"
    ]


def test_two_processes_that_write_the_anchor_at_once_write_one(used: Begun, folder: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        written = list(pool.map(lambda _: anchor_if_due(used.db, folder, now=day(5)), range(8)))
    assert sum(one is not None for one in written) == 1
    assert told(used.db, folder) == []


def test_without_entries_or_without_a_folder_no_anchor_is_written(tmp_path: Path, folder: Path) -> None:
    db = database(tmp_path).asked_by(MACHINE)
    assert anchor_if_due(db, folder, now=NOW) is None
    begin(db)
    assert anchor_if_due(db, None, now=NOW) is None
    assert not folder.exists()
    db.close()


def test_where_there_are_no_links_the_anchor_is_written_all_the_same(used: Begun, folder: Path, monkeypatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    assert anchor_if_due(used.db, folder, now=day(6)) is not None
    assert write_anchor(used.db, folder, now=day(6)) is None
    assert told(used.db, folder) == []
    assert not list(folder.glob("*.part"))


def test_a_folder_that_takes_no_anchor_is_said(world_folder: Path) -> None:
    db = database(world_folder).asked_by(MACHINE)
    begin(db)
    with only_reading(world_folder), pytest.raises(AnchorNotWritten, match="RESILIENCE_DASH_ANCHORS"):
        write_anchor(db, world_folder / "anchors", now=NOW)
    (world_folder / "file").write_text("not a folder")
    with pytest.raises(AnchorNotWritten, match="could not be written"):
        write_anchor(db, world_folder / "file", now=NOW)
    db.close()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff\xfe", b'{"at":"x"}', b'{"at":1,"heads":{}}', b'{"at":"x","heads":{"server":[1]}}',
     b'{"at":"x","heads":{"server":["1","' + b"0" * 64 + b'"]}}', b'{"at":"x","heads":{"server":[1,"x"]}}',
     b"[" * 100_000],
    ids=lambda content: repr(content[:30] + content[-30:]),
)  # fmt: skip
def test_an_anchor_that_cannot_be_read_is_a_fault_and_not_overlooked(used: Begun, folder: Path, content: bytes) -> None:
    (folder / "2026-11-25.json").write_bytes(content)
    (fault,) = auditing.verify(used.db, anchors=folder).faults
    assert (fault.kind, fault.about) == ("anchor_unreadable", "anchor 2026-11-25.json")


def test_anchors_are_for_the_program_and_the_administrator(used: Begun, folder: Path) -> None:
    with pytest.raises(NotAllowed):
        anchoring.write_anchor(used.db.asked_by(Caller("member", ref="x", roles={1: "owner"})), folder, now=day(9))
    administrator = Caller("member", ref="x", administrator=True)
    assert anchoring.write_anchor(used.db.asked_by(administrator), folder, now=day(9)) is not None
