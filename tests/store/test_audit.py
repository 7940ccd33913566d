"""The audit as the database keeps it: added to only, gapless however many write at once, read whatever is in it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import event

from resilience_dash.domain.audit import BEFORE_THE_FIRST, ChainHead, Entry, chained, ledger_of
from resilience_dash.domain.audit_faults import verify
from resilience_dash.store import audit
from resilience_dash.store.database import Database
from resilience_dash.store.problems import DatabaseProblem
from tests.builders import NOW

THREADS, EACH = 8, 12


def note(db: Database, action: str = "answered", place_id: int | None = 1) -> Entry:
    with db.write() as session:
        head = audit.head_to_follow(session, ledger_of(place_id))
        entry = chained(head, at=NOW, actor="machine", action=action, place_id=place_id, about={"assessment": 1})
        audit.append(session, entry)
    return entry


def kept(db: Database) -> list[Entry]:
    with db.read() as session:
        return list(audit.entries(session))


def test_what_is_read_is_what_was_written(db: Database) -> None:
    written = [note(db), note(db, "signed"), note(db, place_id=None), note(db, place_id=12)]
    assert sorted(kept(db), key=lambda e: (e.ledger, e.seq)) == sorted(written, key=lambda e: (e.ledger, e.seq))
    with db.read() as session:
        assert [e.action for e in audit.entries(session, "place:1")] == ["answered", "signed"]
        heads = audit.heads(session)
        assert heads["place:1"] == ChainHead(2, written[1].sha256)
        assert verify(audit.entries(session), (), heads) == []
    assert set(heads) == {"place:1", "place:12", "server"}


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE audit_entry SET actor = 'nobody'",
        "UPDATE audit_entry SET seq = seq + 10",
        "DELETE FROM audit_entry",
        "UPDATE audit_head SET seq = seq - 1",
        "UPDATE audit_head SET sha256 = 'x'",
        "UPDATE audit_head SET ledger = 'place:9', seq = seq + 1",
        "DELETE FROM audit_head",
    ],
)
def test_the_database_itself_refuses_to_change_or_take_away(db: Database, deed: str) -> None:
    refused(db, deed)


@pytest.mark.parametrize(
    "deed",
    [
        "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry",
        "REPLACE INTO audit_entry SELECT ledger, seq, '', '', '', NULL, '{}', '', '' FROM audit_entry",
    ],
)
def test_sqlite_refuses_to_replace(in_a_file: Database, deed: str) -> None:
    refused(in_a_file, deed)


@pytest.mark.postgres
@pytest.mark.parametrize("deed", ["TRUNCATE audit_entry", "TRUNCATE audit_head"])
def test_postgresql_refuses_to_empty(on_a_server: Database, deed: str) -> None:
    refused(on_a_server, deed)


def refused(db: Database, deed: str) -> None:
    note(db)
    written = note(db)
    with pytest.raises(DatabaseProblem, match=r"never|by one entry"), db.write() as session:
        session.connection().exec_driver_sql(deed)
    with db.read() as session:
        assert len(list(audit.entries(session))) == 2
        assert audit.heads(session) == {"place:1": ChainHead(2, written.sha256)}


def test_an_entry_and_its_change_are_kept_together_or_not_at_all(db: Database) -> None:
    def fail() -> None:
        with db.write() as session:
            audit.append(session, chained(
                audit.head_to_follow(session, "place:1"), at=NOW, actor="m", action="a", place_id=1, about={}
            ))  # fmt: skip
            raise KeyError("something")

    with pytest.raises(KeyError):
        fail()
    assert kept(db) == []
    note(db)
    assert [entry.seq for entry in kept(db)] == [1]


def test_an_entry_costs_one_look_and_two_writes(db: Database) -> None:
    note(db)
    said: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda _c, _cu, statement, *_: said.append(statement.split()[0]))
    note(db)
    # PostgreSQL's driver begins by itself.
    assert said == [*(["BEGIN"] if db.is_sqlite else []), "SELECT", "INSERT", "UPDATE"]


def test_many_who_note_at_once_leave_no_gap(either: Database) -> None:
    no_gap(either)


@pytest.mark.postgres
def test_many_who_note_at_once_on_a_server_leave_no_gap_either(on_a_server: Database) -> None:
    no_gap(on_a_server)


def no_gap(db: Database) -> None:
    """They begin the ledger together, too."""
    barrier = Barrier(THREADS)

    def work(_number: int) -> None:
        barrier.wait()
        for _ in range(EACH):
            note(db)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))
    entries = kept(db)
    assert [entry.seq for entry in entries] == list(range(1, THREADS * EACH + 1))
    with db.read() as session:
        assert verify(entries, (), audit.heads(session)) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("seq", "'two'"), ("seq", "2.5"), ("seq", "-9"), ("at", "x'00ff'"), ("place_id", "'here'"),
        ("place_id", "NULL"), ("about", "'{\"assessment\": 1}'"), ("about", "'[1]'"), ("about", "'{'"),
        ("about", "x'7b7d'"), ("about", "'{\"a\":1,\"a\":1}'"), ("actor", "x'6d616368696e65'"), ("sha256", "''"),
        ("previous", "upper(previous) || 'x'"), ("ledger", "'place:2'"), ("about", "'{\"assessment\":true}'"),
        ("about", "'{\"assessment\":1.0}'"), ("about", "replace(printf('%5000d', 0), ' ', '[')"),
    ],
)  # fmt: skip
def test_whatever_stands_in_a_column_is_read_and_found(in_a_file: Database, column: str, value: str) -> None:
    found(in_a_file, "DROP TRIGGER audit_entry_unchanged", column, value)


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("column", "value"),
    [("seq", "-9"), ("place_id", "NULL"), ("about", "'{'"), ("actor", "''"), ("ledger", "'place:2'")],
)
def test_what_was_changed_on_a_server_is_found(on_a_server: Database, column: str, value: str) -> None:
    found(on_a_server, "ALTER TABLE audit_entry DISABLE TRIGGER USER", column, value)


def found(db: Database, unlock: str, column: str, value: str) -> None:
    for _ in range(3):
        note(db)
    with db.write() as session:
        session.connection().exec_driver_sql(unlock)
        session.connection().exec_driver_sql(f"UPDATE audit_entry SET {column} = {value} WHERE seq = 2")  # noqa: S608
    with db.read() as session:
        assert verify(audit.entries(session), (), audit.heads(session)) != []


def test_a_ledger_that_was_never_begun_begins_before_the_first(db: Database) -> None:
    with db.write() as session:
        assert audit.head_to_follow(session, "place:7") == ChainHead(0, BEFORE_THE_FIRST)
