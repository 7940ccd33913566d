"""A workshop in any order of steps: counts are right, what is hidden stays hidden, what was shown stays shown."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from resilience_dash.domain import board, workshop
from resilience_dash.domain.framework import SIDES, Side
from resilience_dash.domain.problem import UnknownThing
from resilience_dash.domain.workshop import Cast, DoorClosed, NotNow, Round, RoundClosed, Seat, SeatTaken, Workshop

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
STATEMENTS = ("money.s1", "money.s2")
PERSPECTIVES: dict[Side, str] = {"council": "officer", "community": "anchor", "partners": "business"}
CHOICES = st.sampled_from([0, 1, 2, 3, 4, "dont_know", "not_ours"])


def made(**changes: Any) -> Workshop:
    usual: dict[str, Any] = {"named": True, "statements": STATEMENTS, "perspectives": tuple(PERSPECTIVES.values())}
    return Workshop(1, 1, **{**usual, **changes})


def room(sides: dict[Side, int] | None = None, **changes: Any) -> Workshop:
    """A workshop that is running, with so many of each side in it, and the first statement open as round 1."""
    running = workshop.begun(made(**changes))
    number = 0
    for side, people in (sides or {"council": 5, "community": 5}).items():
        for _ in range(people):
            number += 1
            running = workshop.joined(running, Seat(number, PERSPECTIVES[side], side, f"Person {number}"))
    return workshop.opened(running, round_id=1, statement_id=STATEMENTS[0])


def say(running: Workshop, *choices: Any) -> Workshop:
    """Seat 1 says the first, seat 2 the second, and so on, in the round that is open; None says nothing."""
    going_on = running.round
    assert going_on
    for seat_id, choice in enumerate(choices, start=1):
        if choice is not None:
            running = workshop.answered(running, seat_id=seat_id, round_id=going_on.id, said=Cast(choice))
    return running


def shown(running: Workshop) -> board.Picture:
    assert running.round
    found = board.picture(running, running.round)
    assert found
    return found


def test_a_round_from_the_question_to_the_second_vote() -> None:
    running = say(room(), 1, 1, 1, 1, 2, 3, 3, 3, 4, "dont_know")
    assert board.count(running) == board.Count(10, 10)
    assert running.round
    assert board.picture(running, running.round) is None
    running = workshop.revealed(workshop.closed(running))
    first = shown(running)
    assert (first.levels, first.dont_know, first.typical, first.answered) == ((0, 4, 1, 3, 1), 1, 2.0, 10)
    assert [(one.side, one.typical) for one in first.sides] == [("council", 1.0), ("community", 3.0)]
    assert first.gap == -2.0
    assert first.largely_agree is False
    running = workshop.asked_again(running, round_id=2)
    assert workshop.first_answer(running, 10) == Cast("dont_know")
    running = workshop.revealed(say(running, 2, 2, 2, 2, 2, 3, 3, 3, 3, 2))
    assert shown(running).largely_agree is True
    with pytest.raises(NotNow, match="has had its second vote"):
        workshop.asked_again(running, round_id=3)
    assert workshop.first_answer(workshop.opened(running, round_id=3, statement_id=STATEMENTS[1]), 10) is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"statements": ()}, "No statement is chosen"),
        ({"statements": ("money.s1", "money.s1")}, "stands in the list twice"),
        ({"perspectives": ()}, "nobody could join"),
        ({"perspectives": ("officer", "anchor", "officer")}, "offered twice"),
        ({"smallest": 2}, "too small to hide anybody"),
        ({"smallest": 10**12}, "nothing could be shown"),
    ],
)
def test_what_could_not_be_run_is_not_opened(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(NotNow, match=why) as refused:
        workshop.begun(made(**changes))
    assert "Nothing was opened." in str(refused.value)


def test_a_late_answer_is_told_so() -> None:
    running = workshop.closed(say(room(), 1))
    with pytest.raises(RoundClosed, match=r"The round has closed; your answer was not counted\."):
        say(running, 2)
    again = say(workshop.resumed(running), 2)
    assert again.round
    assert again.round.casts[1] == Cast(2)
    with pytest.raises(RoundClosed, match=r"paused.*not counted.*when it goes on"):
        say(workshop.paused(again), 3)
    with pytest.raises(RoundClosed, match="was not counted"):
        workshop.answered(workshop.set_aside(again), seat_id=1, round_id=1, said=Cast(3))


def test_what_was_shown_stays_when_somebody_moves_or_leaves() -> None:
    running = workshop.revealed(say(room(), 1, 1, 1, 1, 2, 3, 3, 3, 4, 4))
    before = shown(running)
    running = workshop.removed(workshop.moved(running, 1, "anchor", "community"), 2)
    assert shown(running) == before
    with pytest.raises(SeatTaken, match="taken this seat out"):
        workshop.answered(running, seat_id=2, round_id=1, said=Cast(4))


def test_a_door_that_is_closed_unknown_or_full_says_the_same() -> None:
    late = Seat(99, "anchor", "community")
    for running in (
        workshop.door(room(), open_=False),
        workshop.ended(workshop.set_aside(room())),
        made(),
        replace(room(), most_seats=10),
    ):
        with pytest.raises(DoorClosed, match="Nobody can join with this code just now"):
            workshop.joined(running, late)
    assert 99 in workshop.joined(replace(workshop.removed(room(), 1), most_seats=10), late).seats


def test_names_are_not_kept_where_nobody_is_named() -> None:
    assert {seat.name for seat in room(named=False).seats.values()} == {""}


def test_a_timer_is_soft_and_ends_within_the_day() -> None:
    running = workshop.extended(room(), by=timedelta(minutes=2), now=NOW)
    assert running.round
    assert running.round.ends_at == NOW + timedelta(minutes=2)
    assert say(running, 1).round
    with pytest.raises(NotNow, match="more than four hours"):
        workshop.extended(running, by=timedelta(hours=5), now=NOW)


def test_undoing_more_time_takes_the_time_back_and_nothing_else() -> None:
    for ends_at in (None, NOW + timedelta(minutes=3)):
        opened = replace(room(), rounds=(Round(1, STATEMENTS[0], ends_at=ends_at),))
        running = say(workshop.extended(opened, by=timedelta(minutes=2), now=NOW), 1)
        back = workshop.undone(running)
        assert back.round
        assert (back.round.ends_at, back.round.casts) == (ends_at, {1: Cast(1)})
        with pytest.raises(NotNow, match="nothing to undo"):
            workshop.undone(back)


# Who could be found in a picture


def test_an_anonymous_round_of_few_shows_how_many_and_no_more() -> None:
    running = workshop.revealed(say(room({"council": 4}, named=False), 1, 2, 3, 4))
    assert shown(running) == board.Picture(STATEMENTS[0], 1, 4, hidden="few_people")


def test_a_second_picture_in_which_few_changed_is_not_shown() -> None:
    first = workshop.revealed(say(room({"council": 6}, named=False), 1, 1, 1, 1, 1, 1))
    second = workshop.revealed(say(workshop.asked_again(first, round_id=2), 1, 1, 1, 1, 1, 4))
    assert shown(second).hidden == "few_changed"
    nobody = workshop.revealed(say(workshop.asked_again(first, round_id=2), 1, 1, 1, 1, 1, 1))
    assert shown(nobody).levels == (0, 6, 0, 0, 0)
    many = workshop.revealed(say(workshop.asked_again(first, round_id=2), 2, 2, 2, 2, 2, 1))
    assert shown(many).levels == (0, 1, 5, 0, 0)


def test_a_round_begun_anew_cannot_tell_what_one_who_came_late_said() -> None:
    first = workshop.set_aside(workshop.revealed(say(room({"council": 5}, named=False), 1, 1, 1, 1, 1)))
    more = workshop.joined(first, Seat(6, "officer", "council"))
    again = say(workshop.opened(more, round_id=2, statement_id=STATEMENTS[0]), 1, 1, 1, 1, 1, 4)
    assert shown(workshop.revealed(again)).hidden == "few_changed"


def test_nobody_is_found_by_subtracting_two_pictures_from_a_third() -> None:
    running = workshop.revealed(say(room({"council": 11}, named=False), *[1] * 10, 4))
    half = [1] * 5
    for number, out, said, hidden in ((2, range(6, 12), half, None), (3, (*range(1, 6), 11), [None] * 5 + half, True)):
        running = workshop.opened(workshop.set_aside(running), round_id=number, statement_id=STATEMENTS[0])
        for seat_id in out:
            running = workshop.removed(running, seat_id)
        running = workshop.revealed(say(running, *said))
        assert shown(running).hidden == (hidden and "few_changed")
        for seat_id in out:
            running = workshop.removed(running, seat_id, away=False)


def test_a_statement_that_was_begun_anew_many_times_is_still_drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    draw = board._drawn
    monkeypatch.setattr(board, "_drawn", lambda one, smallest: drawn.append(one.id) or draw(one, smallest))
    running = workshop.revealed(say(room(named=False), *[0] * 10))
    for number in range(2, 12):
        running = workshop.opened(workshop.set_aside(running), round_id=number, statement_id=STATEMENTS[0])
        running = workshop.revealed(say(running, *[number % 5] * 10))
    assert shown(running).levels[1] == 10
    assert drawn == list(range(1, 12))


def test_sides_of_which_few_changed_are_not_shown_apart() -> None:
    first = workshop.revealed(say(room(named=False), *[1] * 5, *[3] * 5))
    assert len(shown(first).sides) == 2
    second = workshop.revealed(say(workshop.asked_again(first, round_id=2), 2, *[1] * 4, *[4] * 5))
    assert shown(second).levels == (0, 4, 1, 0, 5)
    assert shown(second).sides == ()


def test_what_to_talk_about_is_the_widest_gap_first() -> None:
    def one(statement_id: str, *choices: Any) -> board.Picture:
        return replace(shown(workshop.revealed(say(room(), *choices))), statement_id=statement_id)

    agreed, apart = one("a", *[2] * 10), one("b", *[1] * 5, *[4] * 5)
    spread, near = one("c", 0, 0, 2, 4, 4, 0, 0, 2, 4, 4), one("d", *[1] * 5, *[2] * 5)
    assert [p.statement_id for p in board.talk_about([agreed, near, spread, apart])] == ["b", "d", "c"]


class AnyOrder(RuleBasedStateMachine):
    """Everything that people and facilitators can do, in any order, beside a plain account of what was done."""

    @initialize(
        named=st.sampled_from([True, False, False]),
        smallest=st.integers(3, 5),
        people=st.fixed_dictionaries({side: st.integers(0, 7) for side in SIDES}),
    )
    def begin(self, named: bool, smallest: int, people: dict[Side, int]) -> None:
        self.now = workshop.begun(made(named=named, smallest=smallest))
        self.said: dict[int, dict[int, object]] = {}  # by round, then by seat
        self.pictures: dict[int, board.Picture] = {}
        self.next_id = 1
        for side, several in people.items():
            self.join(side, several)

    def number(self) -> int:
        self.next_id += 1
        return self.next_id

    def attempt(self, step: Any, *words: Any, **how: Any) -> bool:
        """Do it, or find that it changed nothing."""
        before = self.now
        try:
            self.now = step(self.now, *words, **how)
        except (NotNow, RoundClosed, DoorClosed, SeatTaken, UnknownThing):
            assert self.now is before
            return False
        return True

    @rule(side=st.sampled_from(SIDES), people=st.integers(1, 6))
    def join(self, side: Side, people: int) -> None:
        for _ in range(people):
            new = Seat(self.number(), PERSPECTIVES[side], side, "Jo")
            assert self.attempt(workshop.joined, new) == (self.now.door_open and self.now.stage == "running")

    @rule(statement=st.sampled_from(STATEMENTS))
    def open(self, statement: str) -> None:
        self.attempt(workshop.opened, round_id=self.number(), statement_id=statement)

    @rule()
    def ask_again(self) -> None:
        self.attempt(workshop.asked_again, round_id=self.number())

    @precondition(lambda self: self.now.seats and self.now.rounds)
    @rule(data=st.data(), choice=CHOICES, many=st.booleans())
    def answer(self, data: st.DataObject, choice: Any, many: bool) -> None:
        seats = [*self.now.seats] if many else [data.draw(st.sampled_from([*self.now.seats]))]
        for seat in seats:
            going_on = data.draw(st.sampled_from(self.now.rounds)) if not many else self.now.rounds[-1]
            may = going_on is self.now.rounds[-1] and going_on.takes_answers and not self.now.seats[seat].removed
            may = may and self.now.stage == "running"
            done = self.attempt(workshop.answered, seat_id=seat, round_id=going_on.id, said=Cast(choice))
            assert done == may
            if done:
                self.said.setdefault(going_on.id, {})[seat] = choice

    @precondition(lambda self: self.now.seated)
    @rule(data=st.data(), statement=st.sampled_from(STATEMENTS))
    def vote(self, data: st.DataObject, statement: str) -> None:
        """A whole vote, in which most say what they said before: the order of things in which pictures are compared."""
        going_on = self.now.round
        if going_on and going_on.stage != "revealed":
            self.attempt(workshop.revealed)
        before = {seat: choice for said in self.said.values() for seat, choice in said.items()}
        if not (data.draw(st.booleans()) and self.attempt(workshop.asked_again, round_id=self.number())):
            self.attempt(workshop.opened, round_id=self.number(), statement_id=statement)
        movers = data.draw(st.sets(st.sampled_from([seat.id for seat in self.now.seated])))
        for seat in self.now.seated:
            choice = data.draw(CHOICES) if seat.id in movers else before.get(seat.id, 2)
            assert self.attempt(workshop.answered, seat_id=seat.id, round_id=self.now.rounds[-1].id, said=Cast(choice))
            self.said.setdefault(self.now.rounds[-1].id, {})[seat.id] = choice
        self.attempt(workshop.revealed)

    @rule(step=st.sampled_from([workshop.paused, workshop.resumed, workshop.closed, workshop.set_aside]))
    def step(self, step: Any) -> None:
        self.attempt(step)

    @rule()
    def undo(self) -> None:
        last = self.now.last
        if not self.attempt(workshop.undone):
            return
        assert last
        assert self.now.last is None

    @rule()
    def reveal(self) -> None:
        if self.attempt(workshop.revealed):
            again = self.now
            assert self.attempt(workshop.revealed)  # two facilitators at once
            assert self.now is again

    @precondition(lambda self: self.now.seats)
    @rule(data=st.data(), side=st.sampled_from(SIDES), what=st.sampled_from(["move", "take out", "take back"]))
    def seat(self, data: st.DataObject, side: Side, what: str) -> None:
        chosen = data.draw(st.sampled_from([*self.now.seats]))
        if what == "move":
            self.attempt(workshop.moved, chosen, PERSPECTIVES[side], side)
        else:
            self.attempt(workshop.removed, chosen, away=what == "take out")

    @rule(open_=st.booleans())
    def door(self, open_: bool) -> None:
        self.attempt(workshop.door, open_=open_)

    @rule()
    def end(self) -> None:
        going_on = self.now.round
        if going_on is None or going_on.stage == "revealed":
            return  # else nearly every run would end at once
        assert not self.attempt(workshop.ended)

    @invariant()
    def nothing_that_was_said_is_lost(self) -> None:
        for one in self.now.rounds:
            assert {seat: cast.choice for seat, cast in one.casts.items()} == self.said.get(one.id, {})

    @invariant()
    def the_count_is_right(self) -> None:
        there = {seat.id for seat in self.now.seats.values() if not seat.removed}
        going_on = self.now.round
        answered = there & (self.said.get(going_on.id, {}).keys() if going_on else set())
        assert board.count(self.now) == board.Count(len(answered), len(there))
        assert sum(board.missing(self.now).values()) == len(there) - len(answered)

    @invariant()
    def what_is_hidden_stays_hidden_and_what_was_shown_stays(self) -> None:
        for one in self.now.rounds:
            found = board.picture(self.now, one)
            assert (found is None) == (one.stage != "revealed")
            if found:
                assert self.pictures.setdefault(one.id, found) == found

    @invariant()
    def nobody_can_be_found_in_an_anonymous_picture(self) -> None:
        if self.now.named:
            return
        drawn = [(one, self.pictures[one.id]) for one in self.now.rounds if one.id in self.pictures]
        open_ones = [(one, picture) for one, picture in drawn if not picture.hidden]
        for number, (one, picture) in enumerate(open_ones):
            assert picture.answered >= self.now.smallest
            assert all(side.n >= self.now.smallest for side in picture.sides)
            for other, earlier in open_ones[:number]:
                if other.statement_id == one.statement_id:
                    self.hides(one, other, SIDES)
                    if picture.sides and earlier.sides:
                        for side in SIDES:
                            self.hides(one, other, (side,))

    def hides(self, one: Round, other: Round, sides: tuple[Side, ...]) -> None:
        def said(of: Round) -> set[tuple[int, object]]:
            return {(seat, cast.choice) for seat, cast in (of.frozen or {}).items() if of.sides[seat] in sides}

        people = {seat for seat, _ in said(one) ^ said(other)}
        assert not 0 < len(people) < self.now.smallest


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
