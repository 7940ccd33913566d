"""A process of its own that answers through the services, as another server of the same database does.

python -m tests.services.answerer URL ASSESSMENT RESPONDENT CHOICE; for each line it is sent (a statement) it answers as
a page would that has shown nothing yet, and prints “kept ID” or “asked CHOICE”, with what somebody else left.
"""

import sys

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain.access import MACHINE
from resilience_dash.domain.supersession import AnswerMoved, Change, Seen
from resilience_dash.services import answering, opening
from resilience_dash.store.database import Database
from tests.builders import NOW, framework


def main(url: str, assessment_id: int, respondent_id: int, choice: int) -> None:
    db, frameworks = Database(url).asked_by(MACHINE), Frameworks((framework(),))
    opening.open_sheet(db, frameworks, assessment_id=assessment_id)
    say("ready")
    for line in sys.stdin:
        try:
            kept = answering.record_answer(
                db, frameworks, assessment_id=assessment_id, respondent_id=respondent_id, statement_id=line.strip(),
                change=Change(choice=choice), seen=Seen(0, f"process {choice}"), now=NOW,
            )  # fmt: skip
            say(f"kept {kept.id if kept else 0}")
        except AnswerMoved as moved:
            say(f"asked {moved.stored.choice}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
