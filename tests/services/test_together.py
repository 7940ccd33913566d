"""Several processes on one PostgreSQL, and a server that is restarted under them: nothing is lost, nothing is twice."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import product

import pytest

from resilience_dash.domain.problem import NotJustNow, Problem
from resilience_dash.domain.supersession import Change, Seen
from resilience_dash.services import answering, evidencing, signing, starting
from resilience_dash.store import answers
from resilience_dash.store.database import Database
from tests.builders import NOW, Begun, begin, later
from tests.postgres import PostgreSQL
from tests.store.recording import ENVIRONMENT, ROOT

pytestmark = pytest.mark.postgres


@pytest.fixture
def db(on_a_server: Database) -> Database:
    return on_a_server


@contextmanager
def answerers(begun: Begun, *choices: int) -> Iterator[list[subprocess.Popen[str]]]:
    """Processes that answer for the same person, each with a choice of its own."""
    about = [str(begun.db.url), str(begun.id), str(begun.everybody[0])]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    command = [sys.executable, "-m", "tests.services.answerer", *about]
    children = [
        subprocess.Popen([*command, str(choice)], cwd=ROOT, env=ENVIRONMENT, **pipes)  # type: ignore[call-overload]
        for choice in choices
    ]
    try:
        assert [child.stdout.readline() for child in children] == ["ready\n"] * len(children)
        yield children
    finally:
        for child in children:
            child.communicate(timeout=30)


def send(child: subprocess.Popen[str], statement: str) -> None:
    child.stdin.write(f"{statement}\n")
    child.stdin.flush()


def test_of_two_processes_that_answer_at_once_one_is_kept_and_the_other_is_asked(begun: Begun) -> None:
    with answerers(begun, 1, 3) as children:
        for statement in begun.sheet.asked:
            for child in children:
                send(child, statement)
            said = [child.stdout.readline().split() for child in children]
            (stored,) = [answer for (_, of), answer in begun.sheet.answers.items() if of == statement]
            assert sorted(said) == [["asked", str(stored.choice)], ["kept", str(stored.id)]]


def test_what_one_process_saves_another_reads_within_a_second(begun: Begun) -> None:
    with answerers(begun, 2) as (child,):
        for statement in begun.sheet.asked:
            sent = time.monotonic()
            send(child, statement)
            while (begun.everybody[0], statement) not in begun.sheet.answers:
                assert time.monotonic() - sent < 1
            assert child.stdout.readline().startswith("kept ")


def at_once(*works: object) -> list[object]:
    barrier = threading.Barrier(len(works))

    def begin_together(work) -> object:
        barrier.wait()
        try:
            return work()
        except Problem as problem:
            return type(problem).__name__

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(begin_together, works))


def test_the_next_round_is_started_once_however_many_start_it(begun: Begun) -> None:
    begun.answer_all()
    begun.sign("council", "community")

    def start() -> str:
        about = {"assessment_id": begun.id, "period": "2027 to 2028", "mode": "full", "now": later(60)}
        signing.start_next_round(begun.db, begun.frameworks, **about)  # type: ignore[arg-type]
        return "started"

    assert sorted(at_once(*[start] * 6)) == ["SignedOff"] * 5 + ["started"]


def test_the_same_name_the_same_file_and_the_same_place_at_once(begun: Begun) -> None:
    about = {"assessment_id": begun.id, "now": later(5)}

    def join() -> str:
        starting.add_respondent(begun.db, begun.frameworks, name="Bea", perspective="officer", **about)
        return "joined"

    def attach() -> int:
        return evidencing.add_file(
            begun.db, begun.frameworks, statement_id="money.s1", file_name="a.txt", content=b"a", added_by="A", **about
        )

    assert sorted(at_once(*[join] * 4)) == ["NameTaken"] * 3 + ["joined"]
    assert len(set(at_once(*[attach] * 4))) == 1

    def start(period: str) -> int:
        return begin(begun.db, community="Mytchett", period=period).sheet.assessment.place.id

    assert len(set(at_once(*[lambda p=f"Round {n}": start(p) for n in range(4)]))) == 1


def test_a_period_is_started_once_in_a_place_however_many_start_it(begun: Begun) -> None:
    did = at_once(*[lambda: begin(begun.db, community="Mytchett") and "started"] * 4)
    assert sorted(did) == ["AlreadyStarted"] * 3 + ["started"]


def test_a_signature_and_an_answer_at_once_do_not_freeze_what_nobody_signed(begun: Begun) -> None:
    begun.answer_all(2)
    person = begun.everybody[0]

    def answer() -> str:
        answering.record_answer(
            begun.db, begun.frameworks, assessment_id=begun.id, respondent_id=person, statement_id="money.s1",
            change=Change(choice=4), seen=Seen(None), now=later(5),
        )  # fmt: skip
        return "answered"

    did = at_once(answer, lambda: begun.sign("council", "community") and "signed")
    sheet = begun.sheet
    assert did[1] == "signed"
    assert sheet.assessment.signed_off
    assert did[0] == ("answered" if sheet.answer(person, "money.s1").choice == 4 else "SignedOff")
    assert signing.sign_off_state(sheet).complete


PEOPLE, RESTARTS = 20, 3


def test_the_server_is_restarted_while_twenty_people_answer(postgresql: PostgreSQL, db: Database) -> None:
    begun = begin(db, {"council": PEOPLE})
    asked = begun.sheet.asked
    met: list[str] = []
    restarted = threading.Event()

    def answer_everything(person: int) -> list[tuple[str, int]]:
        """Answers each statement, again and again, as a page does: the same once more until it is acknowledged."""
        done: list[tuple[str, int]] = []
        seen = dict.fromkeys(asked, 0)
        for nth, statement in product(range(10**6), asked):
            if restarted.is_set():
                return done
            choice = nth % 5
            while True:
                try:
                    kept = answering.record_answer(
                        db, begun.frameworks, assessment_id=begun.id, respondent_id=person, statement_id=statement,
                        change=Change(choice=choice), seen=Seen(seen[statement]), now=NOW,
                    )  # fmt: skip
                except NotJustNow as problem:
                    met.append(type(problem).__name__)
                    time.sleep(0.05)
                    continue
                break
            if kept is None:  # it had been kept, and the word of it did not get out
                with db.read() as session:
                    kept = answers.newest_answer(session, person, statement)
            seen[statement] = kept.id
            done.append((statement, choice))
        raise AssertionError

    with ThreadPoolExecutor(PEOPLE) as pool:
        asking = [pool.submit(answer_everything, person) for person in begun.everybody]
        try:
            for _ in range(RESTARTS):
                time.sleep(1)
                postgresql.restart("immediate")
            time.sleep(1)
        finally:
            restarted.set()
        acknowledged = [one.result(timeout=60) for one in asking]

    assert "DatabaseAway" in met
    assert sum(map(len, acknowledged)) > 100
    with db.read() as session:
        for person, said in zip(begun.everybody, acknowledged, strict=True):
            for statement in asked:
                kept = [a.choice for a in reversed(answers.answer_history(session, person, statement))]
                assert kept == [choice for of, choice in said if of == statement]
