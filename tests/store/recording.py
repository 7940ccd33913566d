"""Starting `tests.store.recorder`, and the rows that it needs."""

import os
import subprocess
import sys

from resilience_dash.store import assessments
from resilience_dash.store.database import Database
from tests.builders import DATA, NOW

ROOT = DATA.parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}


def a_place(db: Database, people: int = 1) -> tuple[int, list[int]]:
    """An assessment of a made-up place and the people who answer it, as rows."""
    with db.write() as session:
        place = assessments.find_or_add_place(
            session, council_code="X1", council_name="Ashby", nation="England", community="", made_up=True, now=NOW
        )
        assessment_id = assessments.add_assessment(
            session, place_id=place.id, framework_slug="small", framework_version="1.0", period="2026", mode="full",
            previous_id=None, now=NOW,
        )  # fmt: skip
        ids = [
            assessments.add_respondent(
                session, assessment_id=assessment_id, name=f"Person {n}", perspective="officer", now=NOW
            ).id
            for n in range(people)
        ]
    return assessment_id, ids


def start_recorder(db: Database, assessment_id: int, respondent_id: int, how_many: int) -> subprocess.Popen[str]:
    """The process, ready to begin when it is sent a line."""
    numbers = map(str, (assessment_id, respondent_id, how_many))
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.store.recorder", str(db.url), *numbers],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env=ENVIRONMENT,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child
