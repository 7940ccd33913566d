"""When the database fails under a page: a sentence, no traceback, nothing said to be saved, nothing typed lost."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from resilience_dash import wiring
from resilience_dash.store import database as store
from tests.builders import Begun, begin, database, only_reading
from tests.pages.tab import Tab

FIRST = "leadership.commitment"
PART = "leadership"
LOCKED = (
    "Not saved yet; what you typed is still on the page. "
    "Another program is using the database. Close it, or wait a moment and try again."
)
Start = Callable[..., Begun]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that waits a twentieth of a second for another's lock, not ten."""
    monkeypatch.setattr(store.Database.__init__, "__kwdefaults__", {"driver": None, "wait_ms": 50})


@pytest.fixture
def locked(impatient: None, started: Start) -> Iterator[tuple[Begun, Any]]:
    """An assessment in a database that another program can hold.

    It is opened with the program's own SQLite: two builds of it in one process do not see each other's locks.
    """
    begun = started()
    assert begun.db.path is not None
    with closing(store.sqlite_driver().connect(begun.db.path, isolation_level=None)) as other:
        yield begun, other


def answers(begun: Begun) -> int:
    return len(begun.sheet.answers)


def test_an_answer_that_meets_a_locked_database_is_not_said_to_be_saved_and_stays_chosen(
    locked: tuple[Begun, Any],
) -> None:
    begun, other = locked
    key = f"answer:{begun.everybody[0]}:{FIRST}"
    tab = Tab("assess", assessment=begun.id, dimension=PART)
    other.execute("BEGIN IMMEDIATE")
    tab.give(key, 3)
    assert tab.errors == [LOCKED]
    assert tab.saved(FIRST) == []
    assert tab.value(key) == 3
    assert answers(begun) == 0
    other.execute("ROLLBACK")
    assert tab.run().saved(FIRST) == ["Saved 10:00"]  # whatever the person does next saves it
    assert answers(begun) == 1


def test_a_comment_that_meets_a_locked_database_stays_in_its_box(locked: tuple[Begun, Any]) -> None:
    begun, other = locked
    person = begun.everybody[0]
    tab = Tab("assess", assessment=begun.id, dimension=PART).open_box(person, FIRST)
    other.execute("BEGIN IMMEDIATE")
    tab.give(f"comment:{person}:{FIRST}", "Ask the clerk.")
    assert tab.errors[0].startswith("Not saved yet")
    assert tab.value(f"comment:{person}:{FIRST}") == "Ask the clerk."
    other.execute("ROLLBACK")
    tab.run()
    kept = begun.sheet.answer(person, FIRST)
    assert kept is not None
    assert kept.comment == "Ask the clerk."


def test_every_form_keeps_what_was_typed_when_the_database_is_locked(locked: tuple[Begun, Any]) -> None:
    begun, other = locked
    begun.change(begun.everybody[0], FIRST, choice=2)
    start = Tab("start").fill(council="Calderdale", mode="taster", name="Asha", perspective="officer")
    sign = Tab("sign_off", assessment=begun.id).fill(**{"sign-name:council": "Ann", "sign-role:council": "Leader"})
    agree = Tab("agree", assessment=begun.id)
    person = Tab("tasks", assessment=begun.id).fill(
        **{"add-person-name:0": "Bea", "add-person-perspective:0": "resident"}
    )
    other.execute("BEGIN IMMEDIATE")
    start.press("go")
    sign.press("sign")
    agree.give(f"agreed:{begun.id}:{FIRST}", 2)
    person.press("add-person-go:0")
    assert all(tab.errors[0].startswith("Not saved yet") for tab in (start, sign, agree, person))
    assert (start.value("name"), start.value("mode")) == ("Asha", "taster")
    assert (sign.value("sign-name:council"), sign.value("sign-role:council")) == ("Ann", "Leader")
    assert agree.value(f"agreed:{begun.id}:{FIRST}") == 2
    assert (person.value("add-person-name:0"), person.value("add-person-perspective:0")) == ("Bea", "resident")
    other.execute("ROLLBACK")
    assert start.press("go").page == "Task list"


def test_a_database_that_turned_to_garbage_is_said_to_be_damaged_on_every_page_and_left_as_it_is(
    started: Start,
) -> None:
    begun = started()
    assert begun.db.path is not None
    pages = [Tab(page, assessment=begun.id) for page in ("tasks", "assess", "check", "agree", "results", "sign_off")]
    begun.db.close()
    for beside in ("-wal", "-shm"):
        Path(f"{begun.db.path}{beside}").unlink(missing_ok=True)
    begun.db.path.write_bytes(b"no database " * 1_000)
    for tab in pages:
        tab.run()
        assert "is damaged or is not a database. It was left as it is." in " ".join(tab.errors)
        assert "Traceback" not in tab.text
    assert begun.db.path.read_bytes() == b"no database " * 1_000


def test_a_database_that_can_only_be_read_shows_what_is_there_and_says_that_nothing_is_saved(started: Start) -> None:
    begun = started()
    person = begun.everybody[0]
    begun.change(person, FIRST, choice=2)
    tab = Tab("assess", assessment=begun.id, dimension=PART)
    with begun.db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")  # as a read-only file answers, also where the test is root
    tab.give(f"answer:{person}:{FIRST}", 4)
    assert tab.errors[0].startswith(
        "Not saved yet; what you typed is still on the page. The database can only be read."
    )
    assert tab.value(f"answer:{person}:{FIRST}") == 4
    assert tab.saved(FIRST) != ["Saved 10:00"] or "Not saved yet" in tab.errors[0]
    with begun.db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=OFF")
    kept = begun.sheet.answer(person, FIRST)
    assert kept is not None
    assert kept.choice == 2


def test_every_page_is_shown_from_a_database_that_was_opened_only_to_be_read(
    world_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = database(world_folder)
    begun = begin(db, frameworks=wiring.frameworks(), mode="taster")
    [person] = begun.everybody
    begun.change(person, FIRST, choice=2)
    db.close()
    monkeypatch.setenv("RESILIENCE_DASH_DATABASE_URL", f"sqlite:///{world_folder / 'resilience.db'}")
    with only_reading(world_folder):
        assert "Surrey Heath" in Tab().text
        for page in ("tasks", "agree", "check", "results", "sign_off"):
            assert Tab(page, assessment=begun.id).errors == []
        tab = Tab("assess", assessment=begun.id, dimension=PART).give(f"answer:{person}:{FIRST}", 4)
        assert tab.errors[0].startswith("Not saved yet; what you typed is still on the page. The database can only be")
        assert tab.value(f"answer:{person}:{FIRST}") == 4
    tab.run()  # the right to write has been given, and the program needs no restart
    assert tab.errors == []
    assert begun.sheet.answer(person, FIRST).choice == 4  # type: ignore[union-attr]
    wiring.database().close()


def test_home_says_in_a_sentence_that_the_database_is_damaged(empty: Path, caplog: pytest.LogCaptureFixture) -> None:
    tab = Tab()
    wiring.database().close()
    for beside in ("-wal", "-shm"):
        Path(f"{empty}{beside}").unlink(missing_ok=True)
    empty.write_bytes(b"no database " * 1_000)
    tab.run()
    assert "is damaged or is not a database." in " ".join(tab.errors)
    assert tab.page == "How resilient is our local economy?"
    assert not [record for record in caplog.records if record.exc_info]  # a sentence, and no traceback in the log
