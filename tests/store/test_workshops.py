"""A workshop comes back from the database as the rules left it, after every step."""

from dataclasses import replace
from datetime import timedelta
from traceback import format_exception
from typing import Any

import pytest

from resilience_dash.domain import board, workshop
from resilience_dash.domain.problem import UnknownThing
from resilience_dash.domain.workshop import Cast, Seat, Workshop
from resilience_dash.store import workshops
from resilience_dash.store.database import Database
from resilience_dash.store.problems import DatabaseProblem
from tests.builders import NOW, begin, later


class Kept:
    """A workshop in a database. Every step is done by a rule, kept, and read again."""

    def __init__(self, db: Database) -> None:
        self.db = db
        made = Workshop(0, begin(db).id, ("money.s1", "trust.s1"), ("officer", "anchor"), named=True)
        with db.write() as session:
            self.id = workshops.add_workshop(session, made, code="BCDFGHJK", now=NOW)
        self.now = self.read()

    def read(self) -> Workshop:
        with self.db.read() as session:
            return workshops.workshop(session, self.id)

    def step(self, rule: Any, *words: Any, **how: Any) -> None:
        with self.db.write() as session:
            before = workshops.workshop(session, self.id, lock=True)
            self.now = rule(before, *words, **how)
            workshops.keep(session, before, self.now, now=NOW)
        self.now = replace(self.now, revision=before.revision + 1)
        assert self.read() == self.now

    def join(self, number: int, perspective: str = "officer") -> None:
        seat = Seat(number, perspective, "council" if perspective == "officer" else "community", f"Person {number}")
        with self.db.write() as session:
            self.now = workshop.joined(workshops.workshop(session, self.id, lock=True), seat)
            workshops.add_seat(session, self.id, self.now.seats[number], token_sha256=f"{number:064}", now=NOW)
        assert self.read() == self.now

    def answer(self, seat: int, choice: Any, comment: str = "") -> None:
        with self.db.write() as session:
            part = workshops.for_answer(session, self.id, seat)
            assert part.round
            workshop.answered(part, seat_id=seat, round_id=part.round.id, said=Cast(choice, comment))
            workshops.add_cast(session, self.id, part.round.id, seat, Cast(choice, comment), later())
        self.now = workshop.answered(self.now, seat_id=seat, round_id=part.round.id, said=Cast(choice, comment))
        assert self.read() == self.now


@pytest.fixture
def kept(db: Database) -> Kept:
    return Kept(db)


def test_every_step_is_kept(kept: Kept) -> None:
    kept.step(workshop.begun)
    for number in range(1, 5):
        kept.join(number, "officer" if number < 3 else "anchor")
    kept.step(workshop.opened, round_id=1, statement_id="money.s1", ends_at=later(5))
    kept.answer(1, 2)
    kept.answer(1, 3, "I thought again. 👩‍👩‍👧‍👦")
    kept.answer(3, "dont_know")
    kept.answer(4, "not_ours")
    kept.step(workshop.paused)
    kept.step(workshop.resumed)
    kept.step(workshop.extended, by=timedelta(minutes=3), now=NOW)
    kept.step(workshop.removed, 4)
    kept.step(workshop.closed)
    kept.step(workshop.revealed)
    assert board.picture(kept.now, kept.now.rounds[0]) == board.picture(kept.read(), kept.read().rounds[0])
    kept.step(workshop.moved, 1, "anchor", "community")
    kept.step(workshop.removed, 4, away=False)
    kept.step(workshop.asked_again, round_id=2)
    kept.answer(4, 0)
    kept.step(workshop.set_aside)
    kept.step(workshop.undone)
    kept.step(workshop.set_aside)
    kept.step(workshop.opened, round_id=3, statement_id="trust.s1")
    kept.step(workshop.revealed)
    kept.step(workshop.door, open_=False)
    kept.step(workshop.ended)


def test_a_pulse_grows_with_every_change(kept: Kept) -> None:
    def pulse() -> tuple[int, int, int, int]:
        with kept.db.read() as session:
            return workshops.pulse(session, kept.id)

    kept.step(workshop.begun)
    revision, seats, casts, assessment = pulse()
    kept.join(1)
    assert pulse() == (revision, seats + 1, casts, assessment)
    kept.step(workshop.opened, round_id=1, statement_id="money.s1")
    kept.answer(1, 2)
    said = pulse()
    assert (said[0], said[1], said[3]) == (revision + 1, seats + 1, assessment)
    assert said[2] > casts
    kept.step(workshop.closed)
    assert pulse() == (said[0] + 1, *said[1:])


def test_the_count_leaves_out_who_was_removed_and_reads_nobodys_answer(kept: Kept) -> None:
    def counted() -> tuple[int, int]:
        with kept.db.read() as session:
            return workshops.counted(session, kept.id)

    kept.step(workshop.begun)
    for number in (1, 2, 3):
        kept.join(number)
    assert counted() == (0, 3)
    kept.step(workshop.opened, round_id=1, statement_id="money.s1")
    for seat, choice in ((1, 2), (1, 3), (2, 4)):
        kept.answer(seat, choice)
    assert counted() == (2, 3)
    kept.step(workshop.removed, 2)
    assert counted() == (1, 2)
    kept.step(workshop.revealed)
    kept.step(workshop.asked_again, round_id=2)
    assert counted() == (0, 2)


def test_a_seat_and_a_workshop_are_found_by_what_opens_them(kept: Kept) -> None:
    kept.step(workshop.begun)
    kept.join(1)
    kept.step(workshop.opened, round_id=1, statement_id="money.s1")
    kept.answer(1, 4)
    with kept.db.read() as session:
        assert workshops.by_code(session, "BCDFGHJK") == kept.id
        assert workshops.by_code(session, "BCDFGHJM") is None
        assert workshops.seat_of_token(session, f"{1:064}") == (kept.id, 1)
        assert workshops.seat_of_token(session, f"{2:064}") is None
        assert workshops.newest_cast(session, kept.id, 1, 1) == Cast(4)
        assert workshops.newest_cast(session, kept.id, 2, 1) is None
        assert workshops.of_assessment(session, kept.now.assessment_id) == [(kept.id, "BCDFGHJK")]
        with pytest.raises(UnknownThing, match="no such workshop"):
            workshops.workshop(session, kept.id + 1)


def test_what_the_log_is_told_of_a_write_that_failed_holds_nothing_that_was_said(db: Database) -> None:
    said = Cast(3, " ".join(["What", "I", "think"]))

    def fail() -> None:
        with db.write() as session:
            workshops.add_cast(session, 4711, 1, 1, said, NOW)

    with pytest.raises(DatabaseProblem) as failed:
        fail()
    told = "".join(format_exception(failed.value))
    assert "parameters hidden" in told
    assert said.comment not in told
