"""The command line: sentences for people, --json for scripts, and a status that tells whether it went well."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.main import get_command

from resilience_dash import __version__, wiring
from resilience_dash.cli import app
from resilience_dash.domain.canonical import canonical
from resilience_dash.services import reporting
from tests.builders import DATA, begin, closed_to_us, database, delivered, only_reading

TOP = get_command(app).commands
GROUPS = sorted(name for name, found in TOP.items() if hasattr(found, "commands"))
COMMANDS = sorted(set(TOP) - set(GROUPS))
IN_GROUPS = [f"{group} {name}" for group in GROUPS for name in sorted(TOP[group].commands)]
ROOT = DATA.parent
Run = Callable[..., Result]
# Every command that opens the database, with what it must be given. `copy-database` and `restore` open two.
GIVEN = {
    "audit export": ["x"], "backup": ["b.db"], "export": ["x"], "invite link": ["--administrator"],
    "invite revoke": ["1"], "place add": ["Surrey Heath"], "place change-role": ["1", "1", "--role", "owner"],
    "place members": ["1"], "place remove-member": ["1", "1"], "retention set": ["--place", "1", "--signed", "1"],
    "workshop action": ["--what", "x", "--owner", "x", "--by", "2099-01-31"], "workshop agree": ["--level", "1"],
    "workshop door": ["--open"], "workshop note": ["--text", "x"], "workshop open": ["--place", "x"],
    "workshop to-find": ["--what", "x", "--who", "x"],
    "user erase": ["1", "--answers", "keep", "--yes"],
    **{f"user {name}": ["1"] for name in TOP["user"].commands if name not in ("list", "erase")},
}  # fmt: skip
OPENS = [
    [*command.split(), *GIVEN.get(command, [])]
    for command in [*COMMANDS, *IN_GROUPS]
    if command not in ("copy-database", "restore", "serve", "version")
]


def test_the_commands_are_these() -> None:
    assert COMMANDS == [
        "backup", "check", "copy-database", "demo", "export", "list", "restore", "serve", "version",
    ]  # fmt: skip
    assert {group: sorted(TOP[group].commands) for group in GROUPS} == {
        "audit": ["anchor", "export", "verify"],
        "invite": ["link", "list", "revoke"],
        "place": ["add", "change-role", "list", "members", "remove-member"],
        "retention": ["run", "set", "show"],
        "user": [
            "administrator", "erase", "export", "lift-second-factor", "list", "reinstate", "reset", "show", "sign-out",
            "suspend",
        ],
        "workshop": [
            "action", "again", "agree", "anew", "close", "door", "end", "extend", "list", "next", "note", "open",
            "pause", "resume", "reveal", "show", "to-find", "undo",
        ],
    }  # fmt: skip


@pytest.mark.parametrize("command", [*COMMANDS, *IN_GROUPS])
def test_every_command_has_help_and_json(run: Run, command: str) -> None:
    said = run(*command.split(), "--help")
    assert said.exit_code == 0
    assert "--json" in plain(said.output)
    assert "Usage:" in said.output
    group, _, name = command.rpartition(" ")
    found = TOP[group].commands[name] if group else TOP[name]
    assert found.help.rstrip().endswith(".")


def plain(output: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", output)


def test_no_command_shows_the_help(run: Run) -> None:
    said = run()
    assert "Usage:" in said.output
    assert all(command in said.output for command in [*COMMANDS, *GROUPS])


@pytest.mark.parametrize("words", [["cheese"], ["export"], ["list", "--cheese"], ["demo", "--seed", "many"]], ids=str)
def test_what_is_not_a_command_ends_with_two(run: Run, words: list[str]) -> None:
    said = run(*words)
    assert said.exit_code == 2
    assert "Traceback" not in said.output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["cheese"], "cheese"),
        (["export"], "Missing argument"),
        (["list", "--cheese"], "--cheese"),
        (["demo", "--seed", "abc"], "“abc” is not a whole number. Give one, such as 8."),
    ],
    ids=str,
)
def test_what_is_not_a_command_is_said_as_json_where_json_is_asked_for(
    run: Run, words: list[str], sentence: str
) -> None:
    said = run(*words)
    assert (said.exit_code, said.stdout) == (2, "")
    as_json = run(*words, "--json")
    assert (as_json.exit_code, as_json.stderr) == (2, "")
    assert sentence in json.loads(as_json.stdout)["problem"]


@pytest.mark.parametrize("as_json", [[], ["--json"]], ids=["text", "json"])
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_output_that_cannot_be_written_is_said(surrey: Path, as_json: list[str]) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "RESILIENCE_DASH_DATABASE_URL": f"sqlite:///{surrey}"}
    words = [sys.executable, "-m", "resilience_dash", "export", "1", *as_json]
    with Path("/dev/full").open("w") as full:
        said = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, check=False, env=environment)
    assert said.returncode == 1
    assert said.stderr == "The output could not be written: No space left on device. It is not whole.\n"


def test_the_version(run: Run) -> None:
    assert run("version").output == f"{__version__}\n"
    assert json.loads(run("version", "--json").output) == {"version": __version__}


def test_an_empty_database_is_listed_as_empty(run: Run, tmp_path: Path) -> None:
    database(tmp_path).close()
    assert run("list").output == "There are no assessments yet.\n"
    assert json.loads(run("list", "--json").output) == {"assessments": []}


@pytest.mark.usefixtures("surrey")
def test_assessments_are_listed(run: Run) -> None:
    assert run("list").output == "    1  Surrey Heath, 2026 to 2027 (taster): 11 of 11\n"
    (listed,) = json.loads(run("list", "--json").output)["assessments"]
    assert listed == {
        "assessment": 1, "place": "Surrey Heath", "code": "E07000214", "made_up": False, "period": "2026 to 2027",
        "mode": "taster", "answered": 11, "asked": 11, "signed_off_at": None,
    }  # fmt: skip


@pytest.mark.usefixtures("surrey")
@pytest.mark.parametrize("named", ["Surrey Heath", "surrey heath", "surrey heath council", "E07000214", "1"])
def test_results_are_exported_by_name_code_or_number(run: Run, named: str) -> None:
    said = run("export", named)
    assert said.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(said.output)))
    assert len(rows) == 11
    assert rows[0]["Place"] == "Surrey Heath"


@pytest.mark.usefixtures("surrey")
def test_json_results_are_the_report_itself(run: Run) -> None:
    said = run("export", "Surrey Heath", "--json", "--period", "2026 to 2027")
    assert said.output == canonical(reporting.build_report(wiring.database(), delivered(), assessment_id=1))


@pytest.mark.usefixtures("surrey")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["Atlantis"], "There is no assessment of “Atlantis” here. These places have one: Surrey Heath."),
        (
            ["Surrey Heath", "--period", "1999"],
            "There is no assessment of “Surrey Heath” for 1999 here. It has these periods: 2026 to 2027.",
        ),
    ],
)
def test_what_is_not_there_is_said_and_ends_with_one(run: Run, words: list[str], sentence: str) -> None:
    said = run("export", *words)
    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr.startswith(sentence)
    said = run("export", *words, "--json")
    assert (said.exit_code, said.stderr) == (1, "")
    assert json.loads(said.stdout)["problem"].startswith(sentence)


@pytest.mark.parametrize("command", [words for words in OPENS if words != ["demo"]], ids=" ".join)
def test_a_database_that_is_not_there_is_not_made(run: Run, tmp_path: Path, command: list[str]) -> None:
    said = run(*command)
    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr == f"There is no database at {tmp_path / 'resilience.db'}. None was made. Check the name.\n"
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_place_is_said(run: Run, tmp_path: Path) -> None:
    database(tmp_path).close()
    said = run("export", "half \udcff")
    assert said.exit_code == 1
    assert "There is no assessment of" in said.stderr


@pytest.mark.usefixtures("surrey")
def test_made_up_places_stand_beside_real_ones_only_when_asked_for_and_say_that_they_are(run: Run) -> None:
    said = run("demo", "--json")
    assert said.exit_code == 1
    assert "This database holds real assessments, so nothing was written." in json.loads(said.output)["problem"]
    said = run("demo", "--beside-real", "--seed", "3")
    assert said.exit_code == 0
    assert re.fullmatch(r"Wrote 5 made-up places with 7 assessments, 98 people and 5,\d{3} answers\.\n", said.output)
    again = run("demo", "--beside-real")
    assert (again.exit_code, again.stderr) == (1, "The made-up places are there already. Nothing was written.\n")
    assert sum(one["made_up"] for one in json.loads(run("list", "--json").output)["assessments"]) == 7
    lines = run("list").output.splitlines()
    assert [line for line in lines if "(made up)" not in line] == [
        "    1  Surrey Heath, 2026 to 2027 (taster): 11 of 11"
    ]
    rows = list(csv.DictReader(io.StringIO(run("export", "Ashby Vale").output)))
    assert {row["Place"] for row in rows} == {"Ashby Vale (made up)"}
    assert run("check").exit_code == 0


@pytest.mark.parametrize("kind", ["file", pytest.param("server", marks=pytest.mark.postgres)])
def test_a_database_is_copied_with_its_counts(
    run: Run, surrey: Path, tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    server = request.getfixturevalue("postgresql") if kind == "server" else None
    target = server.create("commanded") if server else tmp_path / "copy.db"
    said = run("copy-database", surrey, target)
    assert (said.exit_code, said.stderr) == (0, "")
    assert said.output.endswith(f"Copied 94 rows from {surrey} to {target}. Both have the same counts.\n")
    assert "       77  answer\n" in said.output
    assert run("check", "--database", target).output.endswith("Nothing is wrong.\n")
    assert run("list", "--database", target).output == "    1  Surrey Heath, 2026 to 2027 (taster): 11 of 11\n"
    again = run("copy-database", surrey, target, "--json")
    assert again.exit_code == 1
    assert "is not empty: it has 94 rows" in json.loads(again.output)["problem"]
    wiring.database().close()
    back = run("copy-database", target, tmp_path / "back.db", "--json")
    facts = json.loads(back.output)
    assert (facts["from"], facts["to"]) == (str(target), str(tmp_path / "back.db"))
    assert {name: rows for name, rows in facts["tables"].items() if rows} == {
        "audit_entry": 7, "audit_head": 1, "place": 1, "assessment": 1, "respondent": 7, "answer": 77,
    }  # fmt: skip
    if server:
        server.drop("commanded")


def test_what_is_not_there_is_not_copied_and_nothing_is_made(run: Run, tmp_path: Path) -> None:
    said = run("copy-database", tmp_path / "nowhere.db", tmp_path / "copy.db")
    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr.startswith("There is no database at ")
    assert list(tmp_path.iterdir()) == []


def test_a_sound_database_is_said_to_be_sound(run: Run, surrey: Path) -> None:
    said = run("check")
    assert said.exit_code == 0
    assert said.output.startswith(f"{surrey}, with SQLite ")
    assert said.output.endswith("Nothing is wrong.\n")
    facts = json.loads(run("check", "--json").output)
    assert facts["frameworks"] == ["keep-it-local 1.0"]
    assert (facts["database"], facts["findings"]) == (str(surrey), [])
    assert facts["councils"] > 300


def test_what_is_wrong_is_said_and_ends_with_one(run: Run, surrey: Path, tmp_path: Path) -> None:
    db = database(tmp_path, name="other.db")
    begun = begin(db, frameworks=delivered(), mode="taster")
    begun.answer_all()
    begun.sign("council", "community")
    with db.write() as session:
        session.connection().exec_driver_sql("UPDATE snapshot SET content = content || ' '")
    db.close()
    said = run("check", "--database", tmp_path / "other.db")
    assert said.exit_code == 1
    assert "assessment 1: its signed results are not what was signed." in said.output
    said = run("check", "--database", tmp_path / "other.db", "--json")
    assert said.exit_code == 1
    assert len(json.loads(said.output)["findings"]) == 1


@pytest.mark.fault
@pytest.mark.parametrize("command", OPENS, ids=" ".join)
def test_a_database_that_cannot_be_opened_is_said_and_ends_with_one(
    run: Run, tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "letter.db").write_bytes(b"Dear councillor,\n" * 100)
    for url, sentence in (
        (tmp_path / "letter.db", "is damaged or is not a database. It was left as it is."),
        (tmp_path, "is a folder. Name a file in it"),
        ("nonsense://x", "RESILIENCE_DASH_DATABASE_URL"),
    ):
        said = run(*command, "--database", url)
        assert (said.exit_code, said.stdout) == (1, "")
        assert sentence in said.stderr
        said = run(*command, "--json", "--database", url)
        assert said.exit_code == 1
        assert sentence in json.loads(said.stdout)["problem"]


def test_what_only_reads_works_on_a_database_that_may_only_be_read(run: Run, world_folder: Path) -> None:
    db = database(world_folder)
    begin(db, frameworks=delivered(), mode="taster").answer_all(2)
    db.close()
    file = world_folder / "resilience.db"
    before = file.read_bytes()
    with only_reading(world_folder):
        for address in (file, f"sqlite:///{file}?mode=ro"):
            assert "Surrey Heath" in run("list", "--database", address).stdout
            assert "Nothing is wrong." in run("check", "--database", address).stdout
            assert "Surrey Heath" in run("export", "Surrey Heath", "--database", address).stdout
            refused = run("demo", "--beside-real", "--database", address)
            assert refused.exit_code == 1
            assert "The database can only be read." in refused.stderr
    assert [thing.name for thing in world_folder.iterdir()] == ["resilience.db"]
    assert file.read_bytes() == before


@pytest.mark.parametrize("command", [["list"], ["check"], ["demo"], ["export", "x"]], ids=str)
def test_a_folder_that_may_not_be_looked_into_is_said(run: Run, world_folder: Path, command: list[str]) -> None:
    closed = world_folder / "closed"
    closed.mkdir()
    database(closed).close()
    with closed_to_us(closed):
        said = run(*command, "--database", closed / "resilience.db")
        assert (said.exit_code, said.stdout) == (1, "")
        assert "this program has no right to look into the folder of" in said.stderr
        said = run(*command, "--json", "--database", closed / "resilience.db")
        assert said.exit_code == 1
        assert "no right to look into" in json.loads(said.stdout)["problem"]


def test_a_home_that_cannot_be_written_is_said_with_the_setting(run: Run, world_folder: Path, monkeypatch) -> None:
    monkeypatch.delenv("RESILIENCE_DASH_DATABASE_URL")
    for name in ("HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(world_folder))
    wiring._own_database.cache_clear()
    with only_reading(world_folder):
        said = run("list")
        as_json = run("list", "--json")
    wiring._own_database.cache_clear()
    assert (said.exit_code, said.stdout) == (1, "")
    assert re.search(
        r"would be kept in .*, which cannot be made: Permission denied\. Nothing was changed\.", said.stderr
    )
    assert "RESILIENCE_DASH_DATABASE_URL" in said.stderr
    assert json.loads(as_json.stdout)["problem"] == said.stderr.strip()


@pytest.mark.parametrize("command", [["list"], ["check"], ["demo"], ["export", "x"]], ids=str)
def test_content_that_cannot_be_read_is_said_and_ends_with_one(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("RESILIENCE_DASH_DATA", str(tmp_path / "nothing"))
    said = run(*command)
    assert said.exit_code == 1
    assert f"RESILIENCE_DASH_DATA is “{tmp_path / 'nothing'}”, where there is no folder." in said.stderr
    (tmp_path / "nothing").mkdir()
    said = run(*command)
    assert said.exit_code == 1
    assert "No framework was found in this folder" in said.stderr


def test_a_list_of_councils_that_is_not_there_is_said(run: Run, tmp_path: Path, monkeypatch) -> None:
    shutil.copytree(DATA / "frameworks", tmp_path / "data" / "frameworks")
    monkeypatch.setenv("RESILIENCE_DASH_DATA", str(tmp_path / "data"))
    said = run("check")
    assert said.exit_code == 1
    assert "places.csv" in said.stderr


def test_a_database_is_named_by_a_path_or_an_address(run: Run, surrey: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    for named in (surrey, "resilience.db", f"sqlite:///{surrey}"):
        assert "Surrey Heath" in run("list", "--database", named).output


def test_the_program_runs_as_a_module(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1"}
    environment["RESILIENCE_DASH_DATABASE_URL"] = f"sqlite:///{tmp_path / 'x.db'}"
    said = subprocess.run(
        [sys.executable, "-W", "error", "-m", "resilience_dash", "--help"],
        capture_output=True, text=True, check=False, env=environment, cwd=tmp_path,
    )  # fmt: skip
    assert (said.returncode, said.stderr) == (0, "")
    assert "Assess how resilient a local economy is" in said.stdout
    assert list(tmp_path.iterdir()) == []
