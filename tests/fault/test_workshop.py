"""A hall of phones while something goes wrong: what a phone was told is saved is there, once, and the counts agree."""

import asyncio
import base64
import hashlib
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bench.halls import SAVED, Hall, Phone, hall_of, prepared
from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain.access import MACHINE
from resilience_dash.services import auditing, facilitating, opening, showing, voting
from resilience_dash.services.convening import Plan, begin, prepare_workshop
from resilience_dash.store import workshops
from resilience_dash.store.database import Database
from resilience_dash.store.problems import DatabaseProblem
from tests import builders
from tests.browser.server import Server
from tests.builders import DATA, NOW, framework, later

pytestmark = pytest.mark.fault
PEOPLE = 200
LATE = "The round has closed; your answer was not counted."
ROOT = DATA.parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
LEVELS = ("Not started", "Emerging", "Developing", "Established", "Leading")
SMALL = Frameworks((framework(),))
STATEMENT = "money.s1"


@asynccontextmanager
async def a_hall(folder: Path, people: int = PEOPLE) -> AsyncIterator[tuple[Server, Hall]]:
    """The program as people run it, and phones that are in a workshop of its own."""
    server = Server(folder)
    with prepared(server.database_url) as (db, assessment):
        server.start()
        try:
            async with hall_of(db, assessment, [server.port], PEOPLE + 50) as hall:
                await hall.fill(people, people / 20)
                yield server, hall
        finally:
            server.stop()


def casts(db: Database) -> dict[int, list[str]]:
    """What each seat said, oldest first."""
    said: dict[int, list[str]] = {}
    with db.read() as session:
        for seat, choice in session.connection().exec_driver_sql("SELECT seat, choice FROM workshop_cast ORDER BY id"):
            said.setdefault(seat, []).append(choice)
    return said


def seat_of(db: Database, phone: Phone) -> int:
    """The seat whose token the phone's cookie holds. It is signed, and not hidden from the phone."""
    sealed = phone.browser.cookies["resilience_seat"].partition(".")[0]
    token = json.loads(base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4)))
    with db.read() as session:
        found = workshops.seat_of_token(session, hashlib.sha256(token.encode()).hexdigest())
    assert found
    return found[1]


class Telling:
    """A phone that answers again and again, and what it was told of it."""

    def __init__(self, phone: Phone, chance: random.Random) -> None:
        self.phone, self.chance = phone, chance
        self.told: list[int] = []
        self.sent: int | None = None

    async def go_on(self) -> None:
        while True:
            self.sent = self.chance.choice([level for level in range(5) if [level] != self.told[-1:]])
            try:
                await self.phone.answer(self.sent)
            except (OSError, asyncio.IncompleteReadError):
                return
            self.told.append(self.sent)

    async def is_back(self) -> None:
        """The same seat, in the same round, with what it said last."""
        page = await self.phone.browser.get("/vote")
        assert page.path == "/vote"
        maybe = {self.told[-1] if self.told else None, self.sent}
        assert any(f"{SAVED}: <b>{n} {LEVELS[n]}</b>" in page.text for n in maybe if n is not None) or (
            None in maybe and SAVED not in page.text
        )


def test_what_a_phone_was_told_is_saved_is_there_when_the_server_is_killed(tmp_path: Path) -> None:
    async def killed() -> None:
        chance = random.Random()
        async with a_hall(tmp_path) as (server, hall):
            await hall.open(hall.statements[0])
            phones = [Telling(phone, chance) for phone in hall.phones]
            answering = [asyncio.create_task(one.go_on()) for one in phones]
            while sum(len(one.told) for one in phones) < PEOPLE:
                await asyncio.sleep(0.01)
            await asyncio.sleep(chance.random())
            await asyncio.to_thread(server.kill)
            await asyncio.gather(*answering)
            kept = casts(hall.db)
            assert sum(len(one.told) for one in phones) >= PEOPLE
            for one in phones:
                told, said = [str(choice) for choice in one.told], kept.get(seat_of(hall.db, one.phone), [])
                # One more may be kept than the phone was told: the word of it did not get out.
                assert said in (told, [*told, str(one.sent)])
            for phone in hall.phones:
                phone.browser.close()
            await asyncio.to_thread(server.start)
            for one in phones:
                await one.is_back()
            await hall.phones[0].answer(2)
            await hall.step(facilitating.reveal)
            there = await hall.phones[0].browser.get("/vote")
            assert "typical level" in there.text

    asyncio.run(killed())


def test_answers_wait_while_another_program_holds_the_database_for_five_seconds(tmp_path: Path) -> None:
    async def locked() -> None:
        async with a_hall(tmp_path, 60) as (server, hall):
            await hall.open(hall.statements[0])
            assert hall.db.driver
            with closing(hall.db.driver.connect(server.database, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                began = time.monotonic()
                waiting = [asyncio.create_task(phone.answer(n % 5)) for n, phone in enumerate(hall.phones)]
                await asyncio.sleep(5)
                assert not any(one.done() for one in waiting)
                other.execute("ROLLBACK")
            await asyncio.gather(*waiting)
            assert time.monotonic() - began >= 5
            assert Counter(choice for said in casts(hall.db).values() for choice in said) == dict.fromkeys("01234", 12)
            assert all(len(said) == 1 for said in casts(hall.db).values())

    asyncio.run(locked())


def test_a_round_that_closes_while_answers_are_on_their_way_tells_each_phone(tmp_path: Path) -> None:
    async def closing_now() -> None:
        async with a_hall(tmp_path) as (_, hall):
            await hall.open(hall.statements[0])
            told: Counter[str] = Counter()

            async def one(phone: Phone) -> None:
                assert phone.at
                said = {"round": phone.at.hidden("round"), "choice": 3, "comment": ""}
                page = await phone.browser.post("/vote", said)
                saved = SAVED in page.text or (page.status == 200 and "You answered: <b>3 " in page.text)
                assert saved or LATE in page.text, page.text
                told["saved" if saved else "late"] += 1

            answering = [asyncio.create_task(one(phone)) for phone in hall.phones]
            while not told["saved"]:
                await asyncio.sleep(0.001)
            await hall.step(facilitating.close)
            await asyncio.gather(*answering)
            assert told.total() == PEOPLE
            assert told["late"], "the round closed after everybody had answered: nothing was tried"
            assert told["saved"] == len(casts(hall.db))
            board = showing.open_board(hall.db, builders.delivered(), workshop_id=hall.number)
            assert board.count.answered == told["saved"]

    asyncio.run(closing_now())


# Through the services


class SmallHall:
    """A workshop with named people in it, on any database."""

    def __init__(self, db: Database, people: int = 3) -> None:
        self.db, self.assessment = db, builders.begin(db).id
        plan = Plan((STATEMENT, "trust.s1"), ("officer", "anchor"), named=True)
        made = prepare_workshop(db, SMALL, assessment_id=self.assessment, plan=plan, now=NOW)
        self.id = made.id
        begin(db, SMALL, workshop_id=made.id, now=NOW)
        who = [{"perspective": "officer", "name": f"Phone {n}"} for n in range(people)]
        self.tokens = [voting.join(db, SMALL, typed=made.code, now=NOW, **one) for one in who]

    def say(self, round_id: int, choice: int, *, now: object = NOW) -> None:
        for token in self.tokens:
            voting.cast_answer(self.db, SMALL, token=token, round_id=round_id, choice=choice, now=now)  # type: ignore[arg-type]

    def levels(self) -> list[object]:
        sheet = opening.open_sheet(self.db, SMALL, assessment_id=self.assessment)
        return [answer.choice for answer in sheet.answers_to(STATEMENT)]


@pytest.fixture(params=["file", pytest.param("server", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "server":
        yield request.getfixturevalue("clone")()
    else:
        with closing(builders.database(tmp_path)) as opened:
            yield opened.asked_by(MACHINE)


REVEAL = """
import sys
from resilience_dash.domain.access import MACHINE
from resilience_dash.services import facilitating
from resilience_dash.store.database import Database
from tests.builders import later
from tests.fault.test_workshop import SMALL
db = Database(sys.argv[1]).asked_by(MACHINE)
print("ready", flush=True)
sys.stdin.readline()
facilitating.reveal(db, SMALL, workshop_id=int(sys.argv[2]), round_id=1, now=later())
"""


def test_two_facilitators_who_reveal_at_once_from_two_programs_show_the_same_once(db: Database) -> None:
    hall = SmallHall(db)
    facilitating.open_round(db, SMALL, workshop_id=hall.id, statement_id=STATEMENT, now=NOW)
    hall.say(1, 3)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    url = db.url.render_as_string(hide_password=False)
    words = [sys.executable, "-c", REVEAL, url, str(hall.id)]
    both = [subprocess.Popen(words, cwd=ROOT, env=ENVIRONMENT, **pipes) for _ in range(2)]  # type: ignore[call-overload]
    for one in both:
        assert one.stdout.readline() == "ready\n"
    for one in both:
        one.stdin.write("\n")
        one.stdin.flush()
    said = [one.communicate(timeout=60)[1] for one in both]
    assert [one.returncode for one in both] == [0, 0], "\n".join(said)
    assert hall.levels() == [3, 3, 3]
    with db.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM workshop_frozen").scalar() == 3
    assert [entry.action for entry in auditing.list_entries(db, place_id=1)].count("round_revealed") == 1


def test_a_clock_that_is_set_back_changes_no_order(db: Database) -> None:
    hall, back = SmallHall(db), later(-600)
    facilitating.open_round(db, SMALL, workshop_id=hall.id, statement_id=STATEMENT, minutes=5, now=later(10))
    hall.say(1, 4, now=later(10))
    hall.say(1, 1, now=back)
    assert showing.open_board(db, SMALL, workshop_id=hall.id).count.answered == 3
    facilitating.extend(db, SMALL, workshop_id=hall.id, minutes=1, now=back)
    facilitating.reveal(db, SMALL, workshop_id=hall.id, now=back)
    assert hall.levels() == [1, 1, 1]
    facilitating.ask_again(db, SMALL, workshop_id=hall.id, minutes=5, now=later(-700))
    first = voting.sit(db, SMALL, token=hall.tokens[0]).first
    assert first
    assert first.choice == 1
    hall.say(2, 3, now=later(-800))
    facilitating.reveal(db, SMALL, workshop_id=hall.id, now=later(-900))
    assert hall.levels() == [3, 3, 3]
    picture = showing.open_board(db, SMALL, workshop_id=hall.id).scene.pictures[STATEMENT]
    assert (picture.vote, picture.levels) == (2, (0, 0, 0, 3, 0))


def test_who_stands_in_line_for_too_long_is_told_so(tmp_path: Path) -> None:
    with closing(Database(builders.database(tmp_path).url, wait_ms=200)) as impatient:
        inside, enough = threading.Event(), threading.Event()

        def hold() -> None:
            with impatient.write():
                inside.set()
                enough.wait(20)

        holding = threading.Thread(target=hold)
        holding.start()
        inside.wait(20)
        with pytest.raises(DatabaseProblem, match="Other people are saving just now"), impatient.write():
            pass
        enough.set()
        holding.join()
