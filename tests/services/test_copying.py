"""Everything comes along, or nothing does: from a file to a server, back, and among themselves."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from resilience_dash.domain.access import MACHINE, NOBODY, Caller, NotAllowed
from resilience_dash.domain.canonical import canonical
from resilience_dash.services import copying, demonstrating, evidencing, keeping, opening, reporting, signing
from resilience_dash.services.copying import CopyIncomplete, TargetNotEmpty
from resilience_dash.store import copying as rows
from resilience_dash.store.database import Database
from resilience_dash.store.problems import DatabaseAway, DatabaseForeign, DatabaseProblem
from tests.builders import NASTY, NOW, Begun, begin, database, delivered, later
from tests.postgres import PostgreSQL

SERVER = pytest.mark.postgres


@pytest.fixture
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], Database]]:
    """A new, empty database, without tables: “file” or “server”."""
    made: list[Database] = []

    def make(kind: str) -> Database:
        if kind == "file":
            url = f"sqlite:///{tmp_path / f'{len(made)}.db'}"
        else:
            server: PostgreSQL = request.getfixturevalue("postgresql")
            url = server.create(f"copied_{len(made)}")
        made.append(Database(url).asked_by(MACHINE))
        return made[-1]

    yield make
    for db in made:
        db.close()
        if not db.is_sqlite:
            request.getfixturevalue("postgresql").drop(db.url.database)


def filled(db: Database) -> Begun:
    """Made-up places with several rounds, and a signed assessment with everything that is hard to keep in it."""
    keeping.prepare(db, now=NOW)
    begun = begin(db, {"council": 2, "community": 1}, frameworks=delivered(), mode="taster", community=NASTY[0])
    begun.answer_all(3)
    for person, statement, nasty in zip(begun.everybody * 9, list(begun.sheet.asked) * 9, NASTY, strict=False):
        begun.change(person, statement, comment=nasty)
    for content in (b"%PDF-1.7\n\x00\xff\xfe", b"%PDF-1.7\n" + bytes(range(256)) * 8_000):
        evidencing.add_file(
            db, delivered(), statement_id=begun.sheet.asked[0], file_name="👩‍🌾 Môn.pdf", content=content,
            added_by="Asha", **begun.place,
        )  # fmt: skip
    begun.sign("council", "community")
    begun.next_round()
    demonstrating.fill(db, delivered(), now=demonstrating.demonstration_moment(), beside_real=True)
    return begun


def everything(db: Database) -> dict[str, list[tuple[object, ...]]]:
    with db.read() as session:
        run = session.connection().execute
        return {
            table.name: [tuple(r) for r in run(select(table).order_by(*table.primary_key))] for table in rows.tables()
        }


@pytest.mark.parametrize(
    ("kind", "other"),
    [
        ("file", "file"),
        pytest.param("file", "server", marks=SERVER),
        pytest.param("server", "file", marks=SERVER),
        pytest.param("server", "server", marks=SERVER),
    ],
)
def test_everything_comes_along_and_goes_on_from_there(make: Callable[[str], Database], kind: str, other: str) -> None:
    source, target = make(kind), make(other)
    begun = filled(source)
    copied = copying.copy_database(source, target, now=later())
    assert everything(target) == everything(source)
    assert copied.tables == {name: len(found) for name, found in everything(source).items()}
    assert copied.tables["evidence_file"] == 2
    assert copied.rows > 5_000
    assert keeping.check(target, delivered()) == ()
    there, here = (reporting.build_report(db, delivered(), assessment_id=begun.id) for db in (target, source))
    assert there.signed
    assert canonical(there) == canonical(here)
    # What is added there is numbered on from what came along.
    again = begin(target, frameworks=delivered(), mode="taster")
    again.change(again.everybody[0], again.sheet.asked[0], choice=1)
    evidencing.add_note(target, delivered(), statement_id=again.sheet.asked[0], note="x", added_by="A", **again.place)
    assert again.id == max(row[0] for row in everything(source)["assessment"]) + 1
    assert signing.sign_off_state(opening.open_sheet(target, delivered(), assessment_id=begun.id)).complete


@pytest.fixture(params=["file", pytest.param("server", marks=SERVER)])
def target(request: pytest.FixtureRequest, make: Callable[[str], Database]) -> Database:
    return make(request.param)


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Database]:
    db = database(tmp_path)
    begun = begin(db, {"council": 1, "community": 1})
    begun.answer_all()
    begun.sign("council", "community")
    begun.next_round()
    yield db
    db.close()


def test_an_empty_database_is_copied_too(target: Database, tmp_path: Path) -> None:
    db = database(tmp_path)
    assert copying.copy_database(db, target, now=NOW).rows == 0
    begin(target)
    db.close()


def test_a_database_that_holds_something_is_refused_and_left_as_it_is(source: Database, target: Database) -> None:
    keeping.prepare(target, now=NOW)
    begin(target)
    before = everything(target)
    said = r"^Nothing was copied\. .* is not empty: it has 5 rows in .*place, assessment, respondent\. It was left"
    with pytest.raises(TargetNotEmpty, match=said):
        copying.copy_database(source, target, now=NOW)
    assert everything(target) == before


def test_a_database_is_not_copied_onto_itself(source: Database) -> None:
    with pytest.raises(TargetNotEmpty, match=r"Both names mean the same database\. Name two\."):
        copying.copy_database(source, source, now=NOW)


@pytest.mark.parametrize("caller", [NOBODY, Caller("member", "ref", 7, "Jo", administrator=True)], ids=str)
def test_both_databases_must_be_asked_by_whoever_keeps_the_server(
    source: Database, target: Database, caller: Caller
) -> None:
    for pair in ((source.asked_by(caller), target), (source, target.asked_by(caller))):
        with pytest.raises(NotAllowed, match=r"^Nothing was changed\."):
            copying.copy_database(*pair, now=NOW)
    assert copying.copy_database(source, target, now=NOW).rows


def test_what_goes_wrong_in_the_middle_leaves_nothing(
    source: Database, target: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    number_on = rows._number_on

    def fails(session, table) -> None:
        number_on(session, table)
        if table.name == "answer":
            raise DatabaseAway("Nothing was copied. ")

    monkeypatch.setattr(rows, "_number_on", fails)
    with pytest.raises(DatabaseAway, match=r"^Nothing was copied\."):
        copying.copy_database(source, target, now=NOW)
    assert not any(everything(target).values())
    monkeypatch.setattr(rows, "_number_on", number_on)
    copying.copy_database(source, target, now=NOW)
    assert everything(target) == everything(source)


def test_a_copy_with_too_few_rows_is_not_kept(
    source: Database, target: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = rows._add
    monkeypatch.setattr(rows, "_add", lambda session, table, found: add(session, table, found[:7]))
    with pytest.raises(CopyIncomplete, match=r"^Nothing was copied\. .* answer \(\d+, 7\)\. Try again\."):
        copying.copy_database(source, target, now=NOW)
    assert not any(everything(target).values())


def test_what_is_saved_meanwhile_does_not_come_along_in_half(
    source: Database, target: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(source)
    add = rows._add

    def meanwhile(session, table, found) -> None:
        if table.name == "place":
            begin(source, community="Mytchett")
        add(session, table, found)

    monkeypatch.setattr(rows, "_add", meanwhile)
    copying.copy_database(source, target, now=NOW)
    assert everything(target) == before
    assert everything(source) != before


@pytest.mark.postgres
def test_another_programs_database_is_not_filled(source: Database, make: Callable[[str], Database]) -> None:
    target = make("server")
    with target.write() as session:
        session.connection().exec_driver_sql("CREATE TABLE recipe (name text)")
    with pytest.raises(DatabaseForeign):
        copying.copy_database(source, target, now=NOW)


@pytest.mark.postgres
def test_nobody_writes_into_the_copy_while_it_is_made(
    source: Database, make: Callable[[str], Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    target = make("server")
    impatient = Database(target.url.render_as_string(hide_password=False), wait_ms=100).asked_by(MACHINE)
    met: list[str] = []
    add = rows._add

    def meanwhile(session, table, found) -> None:
        try:
            begin(impatient)
        except DatabaseProblem as problem:
            met.append(type(problem).__name__)
        add(session, table, found)

    monkeypatch.setattr(rows, "_add", meanwhile)
    copying.copy_database(source, target, now=NOW)
    assert set(met) == {"DatabaseLocked"}
    assert everything(target) == everything(source)
    impatient.close()
