"""A process of its own that records answers one by one, and prints the id of each once it is kept.

python -m tests.store.recorder URL ASSESSMENT RESPONDENT HOW_MANY; it begins when it is sent a line.
"""

import sys
from itertools import islice, product

from resilience_dash.domain.assessment import Answer
from resilience_dash.store import answers, assessments
from resilience_dash.store.database import Database
from tests.builders import NOW


def main(url: str, assessment_id: int, respondent_id: int, how_many: int) -> None:
    db = Database(url)
    say("ready")
    sys.stdin.readline()
    for nth, level in islice(product(range(1, 10**6), range(5)), how_many):
        with db.write() as session:
            answer = Answer(0, f"money.s{nth}", respondent_id, level, NOW)
            kept = answers.add_answer(session, assessment_id, answer)
            assessments.touch(session, assessment_id)
        say(f"{kept.id} money.s{nth} {level}")
    say("done")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
