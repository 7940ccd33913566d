"""The program is killed, the disk is full, many start at once: nothing that was acknowledged is lost."""

import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from resilience_dash.store import checking
from resilience_dash.store.database import Database
from resilience_dash.store.migrating import prepare
from resilience_dash.store.problems import NotADatabase
from tests.builders import DATA, NOW, database
from tests.store.recording import a_place, start_recorder

pytestmark = pytest.mark.fault
ROOT = DATA.parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}


def rows(db: Database) -> dict[int, tuple[str, str]]:
    with db.read() as session:
        said = session.connection().exec_driver_sql("SELECT id, statement_id, choice FROM answer").all()
    return {id_: (statement, choice) for id_, statement, choice in said}


def test_no_acknowledged_answer_is_lost_when_the_program_is_killed_ten_times(tmp_path: Path) -> None:
    chance = random.Random()
    db = database(tmp_path)
    assessment_id, people = a_place(db, 10)
    db.close()
    acknowledged: dict[int, tuple[str, str]] = {}
    for person in people:
        with start_recorder(db, assessment_id, person, 10**6) as child:
            child.stdin.write("\n")
            child.stdin.flush()
            lines = [child.stdout.readline() for _ in range(chance.randrange(1, 60))]
            for _ in range(chance.randrange(50_000)):
                pass  # some moment within the next answer
            child.send_signal(signal.SIGKILL)
            # Not communicate(): it would leave out what readline() had already fetched into its buffer.
            rest = child.stdout.read()
        assert child.returncode == -signal.SIGKILL
        whole = [line for line in [*lines, *rest.splitlines(keepends=True)] if line.endswith("\n")]
        for id_, statement, choice in (line.split() for line in whole):
            assert int(id_) not in acknowledged
            acknowledged[int(id_)] = (statement, choice)
        # What is there may be one more than was acknowledged: it was kept, and the word of it did not get out.
        kept = rows(db)
        assert acknowledged.items() <= kept.items()
        assert len(kept) <= len(acknowledged) + people.index(person) + 1
        assert checking.damage(db) == []
        assert prepare(db, now=NOW) is None
        db.close()
    assert len(acknowledged) >= 10


START = """
import sys
from resilience_dash.store.database import Database
from resilience_dash.store.migrating import prepare
from tests.builders import NOW
print("ready", flush=True)
sys.stdin.readline()
db = Database(sys.argv[1])
prepare(db, now=NOW)
with db.write() as session:
    session.connection().exec_driver_sql("SELECT * FROM answer")
"""


def started(url: str) -> subprocess.Popen[str]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, "-c", START, url], cwd=ROOT, env=ENVIRONMENT, **pipes)


@pytest.mark.parametrize("turn", range(3))
def test_programs_that_start_together_on_a_new_file_all_start(tmp_path: Path, turn: int) -> None:
    path = tmp_path / f"{turn}.db"
    children = [started(f"sqlite:///{path}") for _ in range(4)]
    for child in children:
        assert child.stdout.readline() == "ready\n"
    for child in children:
        child.stdin.write("\n")
        child.stdin.flush()
    said = [child.communicate(timeout=60)[1] for child in children]
    assert [child.returncode for child in children] == [0] * 4, "\n".join(said)


FILL = """
import sys
from resilience_dash.domain.assessment import Answer
from resilience_dash.store import answers, checking
from resilience_dash.store.database import Database
from resilience_dash.store.problems import DatabaseFull
from tests.builders import NOW
db = Database(sys.argv[1])
kept = []
try:
    for nth in range(10_000):
        with db.write() as session:
            added = answers.add_answer(session, 1, Answer(0, f"s{nth}", 1, 2, NOW, comment="x" * 4000))
        kept.append(added.id)
except DatabaseFull as problem:
    print(problem)
with db.read() as session:
    assert [a.id for a in answers.latest_answers(session, 1)] == kept
assert checking.damage(db) == []
print(len(kept))
"""


def test_a_disk_that_really_is_full_loses_nothing_acknowledged(tmp_path: Path) -> None:
    """On a file system of two megabytes, mounted where only this test's own processes see it."""
    inside = ["unshare", "--user", "--map-root-user", "--mount", "--", "sh", "-ec"]
    if not shutil.which("unshare") or subprocess.run([*inside, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a small file system")
    db = database(tmp_path)
    a_place(db)
    db.close()
    (tmp_path / "small").mkdir()
    script = (
        f'mount -t tmpfs -o size=2m small "{tmp_path}/small"; cp "{tmp_path}/resilience.db" "{tmp_path}/small/";'
        f'exec "$0" -c "$1" "sqlite:///{tmp_path}/small/resilience.db"'
    )
    run = subprocess.run(
        [*inside, script, sys.executable, FILL], check=False, capture_output=True, text=True, cwd=ROOT, env=ENVIRONMENT
    )
    assert run.returncode == 0, run.stderr
    said, kept = run.stdout.splitlines()
    assert said.startswith("Not saved yet; what you typed is still on the page. The disk is full.")
    assert int(kept) > 10


def test_a_database_with_a_damaged_page_is_not_opened(tmp_path: Path) -> None:
    db = database(tmp_path)
    a_place(db, 2_000)
    db.close()
    whole = bytearray(db.path.read_bytes())
    middle = len(whole) // 2 // 4096 * 4096
    whole[middle : middle + 4096] = b"\xa5" * 4096
    db.path.write_bytes(whole)
    with pytest.raises(NotADatabase):
        prepare(db, now=NOW)
