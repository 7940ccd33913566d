"""Backup, restore and retention by command: all of it or a sentence, in a file and on a server."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from resilience_dash import wiring
from resilience_dash.domain.access import MACHINE
from resilience_dash.services import auditing, retaining
from resilience_dash.store.database import Database
from tests.builders import DATA, NOW, begin, begun_in, database, delivered, later
from tests.people import joined
from tests.postgres import PostgreSQL

Run = Callable[..., Result]
ROOT = DATA.parent
A_YEAR = 365 * 24 * 60


@pytest.fixture(params=["file", pytest.param("server", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, surrey: Path, run: Run) -> Iterator[Database]:
    """The database that the commands use (after `run` named another): one assessment, answered by seven people."""
    if request.param == "file":
        opened = Database(f"sqlite:///{surrey}").asked_by(MACHINE)
    else:
        opened = request.getfixturevalue("clone")()
        begun_in(
            opened, {"council": 3, "community": 3, "partners": 1}, frameworks=delivered(), mode="taster"
        ).answer_all(2)
    monkeypatch.setenv("RESILIENCE_DASH_DATABASE_URL", opened.url.render_as_string(hide_password=False))
    monkeypatch.setattr(wiring, "now", lambda: NOW)
    yield opened
    wiring.database().close()
    opened.close()


@pytest.fixture(params=["file", pytest.param("server", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database that nothing was written to yet."""
    server: PostgreSQL | None = request.getfixturevalue("postgresql") if request.param == "server" else None
    yield server.create("put_back") if server else f"sqlite:///{tmp_path / 'new.db'}"
    if server:
        server.drop("put_back")


def refused(run: Run, *words: object) -> str:
    said, as_json = run(*words), run(*words, "--json")
    assert (said.exit_code, said.stdout, as_json.exit_code, as_json.stderr) == (1, "", 1, "")
    assert json.loads(as_json.stdout) == {"problem": said.stderr.rstrip("\n")}
    return str(said.stderr)


def test_a_backup_is_written_and_put_back(run: Run, db: Database, empty: str, tmp_path: Path) -> None:
    path = tmp_path / "nightly" / "resilience.db"
    path.parent.mkdir()
    said = run("backup", path)
    assert (said.exit_code, said.stderr) == (0, "")
    # 92 rows of the assessment, and the audit's: seven entries and the end of one ledger.
    assert said.output.startswith(f"Wrote 94 rows to {path} (0.")
    assert said.output.endswith("keep it where only you can read it.\n")
    assert auditing.list_entries(db, place_id=None)[-1].action == "backed_up"
    assert refused(run, "backup", path).startswith(f"No backup was made. {path} is there already")
    facts = json.loads(run("backup", path.parent, "--json").output)
    assert facts["tables"]["audit_entry"] == 8  # with the note of the first backup
    assert facts["bytes"] == Path(facts["path"]).stat().st_size
    for command in ("check", "audit verify"):
        checked = run(*command.split(), "--database", f"sqlite:///{path}?mode=ro")
        assert (checked.exit_code, checked.output.endswith("Nothing is wrong.\n")) == (0, True)

    back = run("restore", path, "--database", empty)
    assert (back.exit_code, back.stderr) == (0, "")
    assert back.output.startswith(f"Restored 94 rows from {path} to ")
    assert "Surrey Heath, 2026 to 2027 (taster): 11 of 11" in run("list").output
    assert run("check").output.endswith("Nothing is wrong.\n")
    assert "is not empty: it has" in refused(run, "restore", path)
    wiring.database().close()


def test_what_is_no_backup_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_bytes(b"Dear councillor,\n" * 100)
    for name, why in (("letter.db", "is damaged or is not a database."), ("gone.db", "Check the name.")):
        assert why in refused(run, "restore", tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.db"]
    assert refused(run, "backup", tmp_path / "backup.db").startswith("There is no database at ")


@pytest.mark.fault
def test_a_disk_that_really_is_full_is_said_and_leaves_no_half_backup(tmp_path: Path) -> None:
    """On a file system of a hundred kilobytes, mounted where only this test's own processes see it."""
    inside = ["unshare", "--user", "--map-root-user", "--mount", "--", "sh", "-ec"]
    if not shutil.which("unshare") or subprocess.run([*inside, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a small file system")
    made = database(tmp_path)
    begin(made).answer_all()
    made.close()
    (tmp_path / "small").mkdir()
    script = (
        f'mount -t tmpfs -o size=100k small "{tmp_path}/small";'
        f'"$0" -m resilience_dash backup "{tmp_path}/small/backup.db" || echo "status $?"; ls -A "{tmp_path}/small"'
    )
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT / "src"), "RESILIENCE_DASH_DATABASE_URL": f"sqlite:///{made.path}"
    }  # fmt: skip
    said = subprocess.run(
        [*inside, script, sys.executable], check=False, capture_output=True, text=True, env=environment, cwd=ROOT
    )
    assert said.stdout == "status 1\n"
    assert said.stderr.startswith("No backup was made. The disk is full. Make room on the disk that holds ")
    assert f"{tmp_path}/small" in said.stderr


# Retention


def test_a_place_keeps_answers_for_as_long_as_was_set(run: Run, db: Database) -> None:
    shown = "    1  Surrey Heath: 24 months after the last change, 72 after the sign-off\n"
    assert run("retention", "show").output == shown
    said = run("retention", "set", "--place", "Surrey Heath", "--unsigned", "6")
    assert (said.exit_code, said.stderr) == (0, "")
    assert said.output == (
        "Surrey Heath keeps raw answers for 6 months after the last change, and for 72 months after the sign-off. "
        "“retention run” deletes what is older.\n"
    )
    assert auditing.list_entries(db, place_id=1)[-1].action == "retention_set"
    facts = json.loads(run("retention", "set", "--place", "1", "--signed", "12", "--json").output)
    assert facts == {"place": 1, "name": "Surrey Heath", "unsigned": 6, "signed": 12}
    assert json.loads(run("retention", "show", "--place", "1", "--json").output) == {"places": [facts]}


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["set"], "Nothing was changed. Give --place, and --unsigned or --signed or both."),
        (["set", "--place", "1"], "Nothing was changed. Give --place, and --unsigned or --signed or both."),
        (["set", "--place", "1", "--signed", "0"], "Answers cannot be kept for “0” months. Nothing was changed."),
        (["set", "--place", "Atlantis", "--signed", "3"], "There is no place “Atlantis” here. Nothing was changed."),
        (["show", "--place", "Atlantis"], "There is no place “Atlantis” here."),
        (["run", "--place", "Atlantis"], "There is no place “Atlantis” here."),
    ],
    ids=str,
)
def test_what_cannot_be_set_is_said(run: Run, words: list[str], sentence: str) -> None:
    assert refused(run, "retention", *words).startswith(sentence)


def test_answers_are_deleted_when_their_time_has_come(run: Run, db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(db, frameworks=delivered(), mode="taster", community="Mytchett").answer_all()
    nothing = "Nothing has been kept for longer than was set.\n"
    assert run("retention", "run").output == nothing

    run("retention", "set", "--place", "1", "--unsigned", "6")
    monkeypatch.setattr(wiring, "now", lambda: later(A_YEAR))
    where = "Surrey Heath: 77 answers in 1 assessment"
    assert run("retention", "run", "--dry-run").output == (
        f"{where} would be deleted, with the names of those who gave them.\n"
    )
    assert "11 of 11" in run("list").output.splitlines()[-1]
    facts = json.loads(run("retention", "run", "--dry-run", "--json").output)
    assert facts == {"dry_run": True, "places": [{"place": 1, "assessments": [1], "answers": 77}]}
    assert run("retention", "run", "--place", "2").output == nothing
    assert run("retention", "run").output == f"{where} were deleted, with the names of those who gave them.\n"
    assert auditing.list_entries(db, place_id=1)[-1].action == "answers_let_go"
    assert run("retention", "run").output == nothing


def test_old_sign_ins_go_when_all_places_are_looked_at(run: Run, db: Database, monkeypatch) -> None:
    joined(db, 1, "owner")
    monkeypatch.setattr(wiring, "now", lambda: later(A_YEAR))
    for words, left in ((["--dry-run"], 1), (["--place", "1"], 1), ([], 0)):
        assert run("retention", "run", *words).exit_code == 0
        with db.read() as session:
            kept = session.connection().exec_driver_sql("SELECT count(*) FROM sign_in").scalar_one()
        assert kept == left


def test_a_place_that_is_busy_keeps_no_other_from_its_turn(
    run: Run, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(db, frameworks=delivered(), mode="taster", community="Mytchett").answer_all()
    retain = retaining.retain

    def busy(db: Database, *, place_id: int, **how: object) -> object:
        if place_id == 2:
            raise wiring.BadSetting("Other people are saving just now.")
        return retain(db, place_id=place_id, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(retaining, "retain", busy)
    monkeypatch.setattr(wiring, "now", lambda: later(3 * A_YEAR))
    said = run("retention", "run")
    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr == (
        "Surrey Heath: 77 answers in 1 assessment were deleted, with the names of those who gave them.\n"
        "Mytchett, Surrey Heath: Other people are saving just now.\n"
        "Everything else was looked at. Run the same again for these.\n"
    )
