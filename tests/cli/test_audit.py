"""The audit on the command line: what was tampered with ends with status 1, in a sentence that says what to do."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from resilience_dash import wiring
from resilience_dash.domain.audit import BEFORE_THE_FIRST, Entry
from resilience_dash.domain.audit_faults import verify
from tests.builders import NOW, later

Run = Callable[..., Result]
CUT = (
    "DROP TRIGGER audit_entry_kept",
    "DROP TRIGGER audit_head_forward",
    "DELETE FROM audit_entry WHERE seq > 5",
    "UPDATE audit_head SET seq = 5, sha256 = (SELECT sha256 FROM audit_entry WHERE seq = 5)",
)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "now", lambda: NOW)


def tamper(*deeds: str) -> None:
    with wiring.database().write() as session:
        for deed in deeds:
            session.connection().exec_driver_sql(deed)


@pytest.mark.usefixtures("surrey")
def test_a_sound_audit_is_said_to_be_sound_and_what_could_not_be_seen_is_said_too(run: Run, tmp_path: Path) -> None:
    said = run("audit", "verify")
    assert said.exit_code == 0
    assert said.output == (
        "7 entries in 1 ledger. There was no anchor to compare with, so an end that was cut off, or an older copy, "
        "could not be seen.\nNothing is wrong.\n"
    )
    assert run("audit", "anchor").output.startswith(f"Wrote {tmp_path / 'anchors' / 'resilience' / '2026-11-23.json'}")
    assert run("audit", "verify").output == (
        "7 entries in 1 ledger. Compared with 1 anchor, the newest of 2026-11-23T10:00:00.000000+00:00.\n"
        "Nothing is wrong.\n"
    )
    facts = json.loads(run("audit", "verify", "--json").output)
    assert (facts["entries"], facts["anchors"], facts["faults"]) == (7, 1, [])


def test_what_was_cut_off_ends_with_one_and_says_what_to_do(run: Run, surrey: Path) -> None:
    run("audit", "anchor")
    tamper(*CUT)
    for command in (["audit", "verify"], ["check"]):
        said = run(*command)
        assert said.exit_code == 1
        assert "audit of place 1, entries 6 to 7: known to an anchor and not in the database" in said.output
        assert "If you put back a backup on purpose" in said.output
    facts = json.loads(run("audit", "verify", "--json").output)
    assert [(f["kind"], f["ledger"], f["first"], f["last"]) for f in facts["faults"]] == [("older", "place:1", 6, 7)]
    assert run("audit", "verify", "--anchors", surrey.parent).exit_code == 0


@pytest.mark.usefixtures("surrey")
def test_an_anchor_is_written_once_a_day_where_the_setting_says(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESILIENCE_DASH_ANCHORS", str(tmp_path / "memory stick"))
    facts = json.loads(run("audit", "anchor", "--json").output)
    path = tmp_path / "memory stick" / "resilience" / "2026-11-23.json"
    assert facts["path"] == str(path)
    assert facts["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert run("audit", "anchor").output == (
        "Nothing was written: today's anchor is there already, or there is no entry yet.\n"
    )
    assert not (tmp_path / "anchors").exists()
    monkeypatch.setattr(wiring, "now", lambda: later(24 * 60))
    assert run("audit", "anchor", "--anchors", tmp_path / "other").exit_code == 0
    assert [p.name for p in (tmp_path / "other").iterdir()] == ["2026-11-24.json"]


@pytest.mark.usefixtures("surrey")
def test_two_databases_in_one_folder_have_anchors_apart(run: Run, tmp_path: Path) -> None:
    run("demo", "--database", tmp_path / "other.db")
    for name in ("resilience", "other"):
        run("audit", "anchor", "--database", tmp_path / f"{name}.db")
        assert (tmp_path / "anchors" / name / "2026-11-23.json").is_file()
    assert run("audit", "verify").exit_code == 0
    assert run("audit", "verify", "--database", tmp_path / "other.db").exit_code == 0


@pytest.mark.usefixtures("surrey")
def test_a_place_exports_its_part_which_can_be_verified_alone(run: Run) -> None:
    facts = json.loads(run("audit", "export", "Surrey Heath", "--json").output)
    assert facts["ledger"] == "place:1"
    for entry in facts["entries"]:
        assert hashlib.sha256(entry.pop("hashed").encode()).hexdigest() == entry["sha256"]
    entries = [Entry(**entry) for entry in facts["entries"]]
    assert verify(entries) == []
    assert entries[-1].sha256 == facts["head"]["sha256"]
    assert verify([*entries[:2], *entries[3:]])
    for words in ([], ["--csv"]):
        rows = list(csv.DictReader(io.StringIO(run("audit", "export", "E07000214", *words).output)))
        before = BEFORE_THE_FIRST
        for number, row in enumerate(rows, start=1):
            assert (row["seq"], row["previous"]) == (str(number), before)
            assert hashlib.sha256(row["hashed"].encode()).hexdigest() == row["sha256"]
            before = row["sha256"]
        assert len(rows) == 7


@pytest.mark.usefixtures("surrey")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["export", "Atlantis"], "There is no assessment of “Atlantis” here."),
        (["export", "Surrey Heath", "--csv", "--json"], "--csv and --json were both asked for."),
        (["verify", "--anchors", "/nowhere"], "There is no folder /nowhere, so nothing was compared."),
        (["verify", "--database", "{here}/gone.db"], "There is no database at "),
        (["anchor", "--database", "{here}/gone.db"], "There is no database at "),
    ],
    ids=str,
)
def test_what_is_not_there_is_said_and_ends_with_one(run: Run, tmp_path: Path, words: list[str], sentence: str) -> None:
    said = run("audit", *(word.replace("{here}", str(tmp_path)) for word in words))
    assert said.exit_code == 1
    assert sentence in said.stderr + said.stdout
