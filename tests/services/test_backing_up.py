"""A backup holds what was acknowledged before it began, and comes back whole, or is refused and changes nothing."""

import errno
import os
import random
import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command

from resilience_dash.domain.access import MACHINE, NOBODY, Caller, NotAllowed
from resilience_dash.services import admitting, auditing, backing_up, copying, evidencing, keeping
from resilience_dash.services.backing_up import BackupNotWritten, NotABackup
from resilience_dash.services.copying import TargetNotEmpty
from resilience_dash.store import migrating
from resilience_dash.store.database import Database
from tests.builders import NOW, Begun, begin, begun_in, closed_to_us, database, later, only_reading
from tests.people import everything, joined, nobody
from tests.postgres import PostgreSQL

SERVER = pytest.mark.postgres
MEANWHILE = "audit_entry", "audit_head"


@pytest.fixture
def filled(begun: Begun) -> Begun:
    """An assessment with answers, a signature and a file, and a member who is signed in."""
    begun.answer_all()
    begun.sign("council", "community")
    following = begun.next_round()
    evidencing.add_file(
        following.db, following.frameworks, statement_id="money.s1", file_name="a.pdf",
        content=b"%PDF-1.7\n" + bytes(range(256)) * 4_000, added_by="Asha", **following.place,
    )  # fmt: skip
    return following


@pytest.fixture(params=["file", pytest.param("server", marks=SERVER)])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database that nothing was ever written to: a file that is not there, or one just created on a server."""
    server: PostgreSQL | None = request.getfixturevalue("postgresql") if request.param == "server" else None
    url = server.create("restored") if server else f"sqlite:///{tmp_path / 'restored.db'}"
    db = Database(url).asked_by(MACHINE)
    yield db
    db.close()
    if server:
        server.drop("restored")


def held(db: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row, but what backing up and restoring note themselves."""
    with db.read() as session:
        run = session.connection().execute
        return {
            table.name: [tuple(row) for row in run(table.select().order_by(*table.primary_key))]
            for table in copying.copying.tables()
            if table.name not in MEANWHILE
        }


def last_words(db: Database) -> tuple[str, dict[str, int | str]]:
    entry = auditing.list_entries(db, place_id=None)[-1]
    return entry.action, dict(entry.about)


def test_everything_is_in_a_backup_and_comes_back(filled: Begun, target: Database, tmp_path: Path) -> None:
    db = filled.db
    before = held(db)
    made = backing_up.back_up(db, tmp_path / "backup.db", now=later())
    assert held(db) == before
    assert (made.path, made.size) == (tmp_path / "backup.db", (tmp_path / "backup.db").stat().st_size)
    assert last_words(db) == ("backed_up", {"rows": made.rows})
    assert made.tables["evidence_file"] == 1
    if os.name == "posix":
        assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert not list(tmp_path.glob(".*"))
    untouched = made.path.read_bytes()

    restored = backing_up.restore(made.path, target, now=later(5))
    assert restored.tables == made.tables
    assert held(target) == before
    assert last_words(target) == ("restored", {"rows": made.rows})
    assert keeping.check(target, filled.frameworks) == ()
    assert auditing.verify(target, anchors=None).faults == ()
    assert made.path.read_bytes() == untouched
    # And it goes on from there.
    begin(target, community="Mytchett")
    assert keeping.check(target, filled.frameworks) == ()


def test_a_backup_holds_all_that_was_acknowledged_before_it_began(db: Database, tmp_path: Path) -> None:
    begun = begun_in(db, {"council": 2, "community": 2})
    acknowledged: dict[int, list[int]] = {person: [] for person in begun.everybody}
    enough, over = threading.Barrier(len(acknowledged) + 1), threading.Event()
    failed: list[BaseException] = []

    def answer(person: int) -> None:
        try:
            mine, chance = begin_again(begun), random.Random(person)
            while not over.is_set():
                stored = mine.change(person, chance.choice(mine.sheet.asked), choice=chance.randrange(5))
                if stored is not None:
                    acknowledged[person].append(stored.id)
                if len(acknowledged[person]) == 3:
                    enough.wait(60)
        except BaseException as error:  # noqa: BLE001  (whatever it is, the test tells of it)
            failed.append(error)
            enough.abort()

    people = [threading.Thread(target=answer, args=(person,)) for person in acknowledged]
    for one in people:
        one.start()
    try:
        enough.wait(60)
        copies = []
        for nth in range(3):
            before = {number for numbers in acknowledged.values() for number in list(numbers)}
            copies.append((before, backing_up.back_up(db, tmp_path / f"{nth}.db", now=later(nth)).path))
    finally:
        over.set()
        for one in people:
            one.join(60)
    assert failed == []
    everything_said = {number for numbers in acknowledged.values() for number in numbers}
    assert len(copies[0][0]) >= 3 * len(people)
    assert len(everything_said) > len(copies[0][0]), "nobody wrote meanwhile"
    for before, path in copies:
        with closing(Database(f"sqlite:///{path}?mode=ro").asked_by(MACHINE)) as copy:
            with copy.read() as session:
                there = set(session.connection().exec_driver_sql("SELECT id FROM answer").scalars())
            assert before <= there <= everything_said
            assert keeping.check(copy, begun.frameworks) == ()
            assert auditing.verify(copy, anchors=None).faults == ()


def begin_again(begun: Begun) -> Begun:
    """The same assessment with a clock of its own, for one thread."""
    return Begun(begun.db, begun.frameworks, begun.id, begun.people)


def test_a_sign_in_does_not_come_back_to_life(begun: Begun, target: Database, tmp_path: Path) -> None:
    ann = joined(begun.db, 1, "owner")
    assert ann.caller().kind == "member"
    path = backing_up.back_up(begun.db, tmp_path / "backup.db", now=later()).path
    backing_up.restore(path, target, now=later())
    assert admitting.caller(nobody(target), token=ann.token, now=NOW) is NOBODY
    assert "ann@example.org" in everything(target)


def test_in_a_folder_a_backup_is_called_after_the_moment(in_a_file: Database, tmp_path: Path) -> None:
    folder = tmp_path / "nightly"
    folder.mkdir()
    path = backing_up.back_up(in_a_file, folder, now=NOW).path
    assert path == folder / f"resilience-{NOW:%Y%m%d-%H%M%S}.db"
    with pytest.raises(BackupNotWritten, match=r"is there already, and a backup never takes another file's place\."):
        backing_up.back_up(in_a_file, folder, now=NOW)


def test_a_file_that_is_there_is_never_written_over(
    in_a_file: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.db").write_text("the only copy")
    said = r"^No backup was made\. .*a\.db is there already, and a backup never takes another file's place\."
    with pytest.raises(BackupNotWritten, match=said):
        backing_up.back_up(in_a_file, tmp_path / "a.db", now=NOW)
    (tmp_path / "link.db").symlink_to(tmp_path / "elsewhere.db")
    with pytest.raises(BackupNotWritten, match=r"link\.db is there already"):
        backing_up.back_up(in_a_file, tmp_path / "link.db", now=NOW)
    read_again = backing_up._read_again

    def meanwhile(part: Path) -> dict[str, int]:
        (tmp_path / "b.db").write_text("another's")
        return read_again(part)

    monkeypatch.setattr(backing_up, "_read_again", meanwhile)
    with pytest.raises(BackupNotWritten, match=r"b\.db is there already"):
        backing_up.back_up(in_a_file, tmp_path / "b.db", now=NOW)
    assert [(tmp_path / name).read_text() for name in ("a.db", "b.db")] == ["the only copy", "another's"]
    assert not list(tmp_path.glob("*.part"))


def test_a_disk_that_fills_up_leaves_no_half_backup(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = everything(db)
    monkeypatch.setattr(os, "fsync", full)
    said = r"^No backup was made\. .*backup\.db could not be written: No space left on device\. .* make room there"
    with pytest.raises(BackupNotWritten, match=said):
        backing_up.back_up(db, tmp_path / "backup.db", now=NOW)
    assert not list(tmp_path.glob("*backup*"))
    assert everything(db) == before


def test_a_folder_that_is_not_there_or_is_closed_is_said(db: Database, world_folder: Path) -> None:
    with pytest.raises(BackupNotWritten, match=r"could not be written: No such file or directory\."):
        backing_up.back_up(db, world_folder / "gone" / "backup.db", now=NOW)
    for how in (only_reading, closed_to_us):
        with how(world_folder), pytest.raises(BackupNotWritten, match=r"could not be written: Permission denied\."):
            backing_up.back_up(db, world_folder / "backup.db", now=NOW)
    assert list(world_folder.iterdir()) == []


def test_a_copy_that_cannot_be_read_again_is_not_kept(
    in_a_file: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backing_up.checking, "quick_damage", lambda _: ["a page is torn"])
    with pytest.raises(BackupNotWritten, match=r"^No backup was made\. What was written .*\(a page is torn\)"):
        backing_up.back_up(in_a_file, tmp_path / "backup.db", now=NOW)
    assert not list(tmp_path.glob("*backup*"))


def test_a_database_that_may_only_be_read_is_backed_up_without_a_note(tmp_path: Path) -> None:
    with closing(database(tmp_path)) as db:
        begin(db)
    before = db.path.read_bytes()
    with closing(Database(f"sqlite:///{db.path}?mode=ro").asked_by(MACHINE)) as reading:
        made = backing_up.back_up(reading, tmp_path / "backup.db", now=NOW)
    assert made.tables["place"] == 1
    assert db.path.read_bytes() == before


# What is not restored


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    with closing(database(tmp_path)) as db:
        begun = begun_in(db, {"council": 2, "community": 1})
        begun.answer_all()
        begun.change(begun.everybody[0], "money.s1", choice=4)
        return backing_up.back_up(db, tmp_path / "backup.db", now=NOW).path


def damaged(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    middle = len(whole) // 2 // 4096 * 4096
    whole[middle : middle + 8192] = b"\xa5" * 8192
    path.write_bytes(whole)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def letter(path: Path) -> None:
    path.write_bytes(b"Dear councillor,\n" * 100)


def recipes(path: Path) -> None:
    path.unlink()
    sql(path, "CREATE TABLE recipe (name text)")


def newer(path: Path) -> None:
    sql(path, "UPDATE alembic_version SET version_num = '9999'")


def tampered(path: Path) -> None:
    sql(path, "DROP TRIGGER audit_entry_unchanged", "UPDATE audit_entry SET actor = 'somebody' WHERE seq = 1")


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def orphaned(path: Path) -> None:
    sql(path, "DELETE FROM respondent WHERE id = 1")


def sql(path: Path, *deeds: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for deed in deeds:
            connection.execute(deed)
        connection.commit()


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (damaged, "is damaged"),
        (cut_short, "is damaged"),
        (letter, "is damaged or is not a database. Take another backup."),
        (recipes, "belongs to another program. Check the name."),
        (newer, "was written by a newer version of this program. Update the program."),
        (nothing, "is empty. Check the name."),
        (orphaned, "is damaged (a row of “answer” points at nothing)"),
        (tampered, "has an audit that was tampered with (audit of place 1"),
        (Path.unlink, "Check the name."),
    ],
    ids=lambda given: getattr(given, "__name__", ""),
)
def test_what_is_no_sound_backup_is_refused_and_nothing_is_made(
    backup: Path, tmp_path: Path, spoil: Callable[[Path], None], sentence: str
) -> None:
    spoil(backup)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    target = Database(f"sqlite:///{tmp_path / 'restored.db'}").asked_by(MACHINE)
    with closing(target), pytest.raises(NotABackup) as refused:
        backing_up.restore(backup, target, now=NOW)
    assert str(refused.value).startswith("Nothing was restored. ")
    assert sentence in str(refused.value)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_backup_that_may_not_be_looked_at_is_said(world_folder: Path, in_a_file: Database) -> None:
    with closed_to_us(world_folder), pytest.raises(NotABackup, match=r"^Nothing was restored\. .*Permission denied"):
        backing_up.restore(world_folder / "backup.db", in_a_file, now=NOW)


def test_nothing_is_restored_over_what_is_there(backup: Path, db: Database) -> None:
    begin(db)
    before = everything(db)
    with pytest.raises(TargetNotEmpty, match=r"is not empty: it has .* It was left as it is\. Name a new database\."):
        backing_up.restore(backup, db, now=NOW)
    assert everything(db) == before


def test_a_backup_of_an_older_version_is_brought_to_shape_and_left_as_it_is(target: Database, tmp_path: Path) -> None:
    path = tmp_path / "older.db"
    with closing(Database(f"sqlite:///{path}")) as old, old.engine.connect() as plain:
        connection = plain.execution_options(writes=True)
        config = migrating._config(migrating.HERE)
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql(
            "INSERT INTO place (id, council_code, council_name, nation, community, made_up, created_at)"
            " VALUES (1, 'E07000214', 'Surrey Heath', 'England', '', 0, '2026-01-01 00:00:00')"
        )
        connection.commit()
    before = path.read_bytes()
    assert backing_up.restore(path, target, now=NOW).tables["place"] == 1
    assert path.read_bytes() == before
    assert not (tmp_path / "backups").exists()
    assert keeping.check(target, begin(target, community="Mytchett").frameworks) == ()


@pytest.mark.parametrize("caller", [NOBODY, Caller("member", "ref", 7, "Jo", administrator=True)], ids=str)
def test_only_whoever_keeps_the_server_restores(backup: Path, tmp_path: Path, caller: Caller) -> None:
    target = Database(f"sqlite:///{tmp_path / 'restored.db'}").asked_by(caller)
    with closing(target), pytest.raises(NotAllowed, match=r"^Nothing was changed\."):
        backing_up.restore(backup, target, now=NOW)
    assert not (tmp_path / "restored.db").exists()


def test_a_name_with_signs_that_mean_something_in_addresses(backup: Path, target: Database) -> None:
    odd = backup.with_name("mine? 50% #1 & more.db")
    shutil.move(backup, odd)
    assert backing_up.restore(odd, target, now=NOW).tables["place"] == 1
    again = odd.with_name("again? 50%.db")
    assert backing_up.back_up(target, again, now=NOW).path.stat().st_size > 0
