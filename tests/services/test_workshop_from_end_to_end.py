"""A workshop through the services and the real store: from the code to agreed levels and actions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from hashlib import sha256
from time import sleep

import pytest

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain.board import Count
from resilience_dash.domain.problem import UnknownThing
from resilience_dash.domain.workshop import DoorClosed, NotNow, RoundClosed, Seat
from resilience_dash.services import (
    concluding,
    convening,
    facilitating,
    opening,
    seating,
    settling,
    showing,
    taking_part,
    voting,
)
from resilience_dash.services.convening import Plan
from resilience_dash.services.signing import Signer, sign
from resilience_dash.store import workshops
from resilience_dash.store.database import Database
from tests.builders import NOW, begin, framework, later

VERSIONS = Frameworks((framework(),))
STATEMENTS = ("money.s1", "trust.s1")


class Hall:
    """A workshop that is running, with people in it by perspective."""

    def __init__(self, db: Database, people: dict[str, int], *, named: bool) -> None:
        self.db, self.assessment = db, begin(db).id
        plan = Plan(STATEMENTS, ("officer", "anchor", "business"), named, led_by="Fay")
        made = convening.prepare_workshop(db, VERSIONS, assessment_id=self.assessment, plan=plan, now=NOW)
        self.id, self.code = made.id, made.code
        convening.begin(db, VERSIONS, workshop_id=self.id, now=NOW)
        self.tokens = [self.join(perspective) for perspective, number in people.items() for _ in range(number)]

    def join(self, perspective: str) -> str:
        self.seats = getattr(self, "seats", 0) + 1
        name = f"Phone {self.seats}"
        return voting.join(self.db, VERSIONS, typed=self.code, perspective=perspective, name=name, now=NOW)

    def open(self, statement_id: str = STATEMENTS[0]) -> int:
        there = facilitating.open_round(
            self.db, VERSIONS, workshop_id=self.id, statement_id=statement_id, minutes=3, now=NOW
        )
        assert there.round
        return there.round.id

    def say(self, round_id: int, *choices: int | None) -> None:
        for token, choice in zip(self.tokens, choices, strict=False):
            if choice is not None:
                voting.cast_answer(self.db, VERSIONS, token=token, round_id=round_id, choice=choice, now=later())

    def reveal(self) -> None:
        facilitating.reveal(self.db, VERSIONS, workshop_id=self.id, now=later())

    def board(self) -> showing.Board:
        return showing.open_board(self.db, VERSIONS, workshop_id=self.id)

    def levels(self, statement_id: str = STATEMENTS[0]) -> list[tuple[str, object]]:
        """What stands in the assessment: whose side, and what was said."""
        sheet = opening.open_sheet(self.db, VERSIONS, assessment_id=self.assessment)
        said = sheet.answers_to(statement_id)
        return sorted((str(sheet.side_of(sheet.respondent(a.respondent_id))), a.choice) for a in said)


def test_what_a_named_workshop_says_stands_in_the_assessment_by_name(db: Database) -> None:
    hall = Hall(db, {"officer": 3, "anchor": 3}, named=True)
    number = hall.open()
    hall.say(number, 3, 3, 4, 1, 1, 0)
    assert hall.board().count == Count(6, 6)
    assert hall.board().scene.round
    assert hall.board().scene.round.picture is None
    assert hall.levels() == []
    hall.reveal()
    council, community = [("council", n) for n in (3, 3, 4)], [("community", n) for n in (0, 1, 1)]
    assert hall.levels() == [*community, *council]
    sheet = opening.open_sheet(db, VERSIONS, assessment_id=hall.assessment)
    assert {r.name for r in sheet.respondents if r.workshop} == {f"Phone {n}" for n in range(1, 7)}


def test_a_second_vote_replaces_the_first_and_a_round_set_aside_counts_no_more(db: Database) -> None:
    hall = Hall(db, {"officer": 3, "anchor": 3}, named=True)
    hall.say(hall.open(), 3, 3, 4, 1, 1, 0)
    hall.reveal()
    there = facilitating.ask_again(db, VERSIONS, workshop_id=hall.id, now=NOW)
    assert there.round
    first = voting.sit(db, VERSIONS, token=hall.tokens[0]).first
    assert first
    assert first.choice == 3
    hall.say(there.round.id, 2, 2, 2, 2, 2, 2)
    hall.reveal()
    assert {choice for _, choice in hall.levels()} == {2}
    facilitating.set_aside(db, VERSIONS, workshop_id=hall.id, now=NOW)
    assert [choice for _, choice in hall.levels()] == [0, 1, 1, 3, 3, 4]
    facilitating.undo(db, VERSIONS, workshop_id=hall.id, now=NOW)
    assert {choice for _, choice in hall.levels()} == {2}


def test_what_an_anonymous_workshop_says_leads_to_nobody(db: Database) -> None:
    hall = Hall(db, {"officer": 5, "anchor": 5}, named=False)
    hall.say(hall.open(), 4, 3, 4, 3, 4, 0, 1, 0, 1, 2)
    hall.reveal()
    hall.say(hall.open(STATEMENTS[1]), 0, 4, 0, 4, 0, 4, 4, 4, 4, 0)
    hall.reveal()
    sheet = opening.open_sheet(db, VERSIONS, assessment_id=hall.assessment)
    people = [r for r in sheet.respondents if r.workshop]
    assert all(one.anonymous and not one.name and not one.perspective for one in people)
    # In each statement the answers are dealt out in their own order: whoever has the lowest here had the lowest there.
    council = [r.id for r in people if r.side == "council"]
    for statement_id in STATEMENTS:
        said = [sheet.answers[one, statement_id].level for one in council]
        assert said == sorted(said, key=str)
    assert len(people) == 10


def test_sides_that_are_too_small_stand_in_the_assessment_untold(db: Database) -> None:
    hall = Hall(db, {"officer": 4, "anchor": 5}, named=False)
    hall.say(hall.open(), *[2] * 9)
    hall.reveal()
    assert {side for side, _ in hall.levels()} == {"None"}
    report = showing.open_board(db, VERSIONS, workshop_id=hall.id).scene.pictures[STATEMENTS[0]]
    assert report.sides == ()


def test_too_few_for_an_anonymous_workshop_stand_nowhere(db: Database) -> None:
    hall = Hall(db, {"officer": 4}, named=False)
    hall.say(hall.open(), 1, 2, 3, 4)
    hall.reveal()
    assert hall.levels() == []


def test_a_late_answer_and_a_closed_door_are_said(db: Database) -> None:
    hall = Hall(db, {"officer": 2}, named=True)
    number = hall.open()
    facilitating.close(db, VERSIONS, workshop_id=hall.id, round_id=number, now=NOW)
    with pytest.raises(RoundClosed, match="your answer was not counted"):
        hall.say(number, 1)
    convening.set_door(db, VERSIONS, workshop_id=hall.id, open_=False, now=NOW)
    for typed in (hall.code, "BBBB-BBBB", "nonsense"):
        with pytest.raises(DoorClosed) as refused:
            voting.find_door(db, VERSIONS, typed=typed)
        assert str(refused.value) == voting.CLOSED
    with pytest.raises(NotNow, match="gone on"):
        facilitating.reveal(db, VERSIONS, workshop_id=hall.id, round_id=number + 1, now=NOW)


def test_a_seat_of_another_workshop_is_none_here(db: Database) -> None:
    hall = Hall(db, {"officer": 1}, named=False)
    plan = Plan(STATEMENTS, ("officer",), named=False)
    other = convening.prepare_workshop(db, VERSIONS, assessment_id=hall.assessment, plan=plan, now=NOW)
    convening.begin(db, VERSIONS, workshop_id=other.id, now=NOW)
    there = voting.join(db, VERSIONS, typed=other.code, perspective="officer", token=hall.tokens[0], now=NOW)
    assert voting.seated_in(db, token=there) == other.id
    assert voting.seated_in(db, token=hall.tokens[0]) == hall.id


def test_one_form_sent_twice_at_once_takes_one_seat(db: Database) -> None:
    hall, token = Hall(db, {"officer": 1}, named=False), voting.new_token()

    def tap() -> str:
        return voting.join(db, VERSIONS, typed=hall.code, perspective="officer", token=token, now=NOW)

    with ThreadPoolExecutor(1) as finger:
        with db.write() as session:
            workshops.for_joining(session, hall.id)
            second = finger.submit(tap)
            sleep(0.3)  # it has begun, and waits for the first
            seat, hashed = Seat(2, "officer", "council"), sha256(token.encode()).hexdigest()
            workshops.add_seat(session, hall.id, seat, token_sha256=hashed, now=NOW)
        assert second.result() == token
    assert hall.board().count == Count(0, 2)


def test_what_nobody_has_seen_is_not_signed_over_and_what_is_signed_ends_its_workshop(db: Database) -> None:
    hall = Hall(db, {"officer": 3, "anchor": 3}, named=True)
    signers = {"council": Signer("Ada", "Clerk"), "community": Signer("Bo", "Chair")}
    number = hall.open()
    hall.say(number, 3, 3, 4, 1, 1, 0)
    for sides in (["council"], ["council", "community"]):
        with pytest.raises(NotNow, match=r"not been revealed yet\. Nothing was signed"):
            sign(db, VERSIONS, assessment_id=hall.assessment, signers={one: signers[one] for one in sides}, now=NOW)
    hall.reveal()
    assert sign(db, VERSIONS, assessment_id=hall.assessment, signers=signers, now=NOW).complete
    assert hall.board().scene.stage == "ended"
    with pytest.raises(DoorClosed):
        hall.join("officer")


def test_two_who_reveal_at_once_show_the_same_once(db: Database) -> None:
    hall = Hall(db, {"officer": 3}, named=True)
    number = hall.open()
    hall.say(number, 1, 2, 3)
    for _ in range(2):
        facilitating.reveal(db, VERSIONS, workshop_id=hall.id, round_id=number, now=NOW)
    assert hall.levels() == [("council", 1), ("council", 2), ("council", 3)]


def test_a_person_is_moved_and_taken_out_and_back(db: Database) -> None:
    hall = Hall(db, {"officer": 3, "anchor": 3}, named=True)
    number = hall.open()
    seating.move_seat(db, VERSIONS, workshop_id=hall.id, seat_id=3, perspective="anchor", now=NOW)
    seating.remove_seat(db, VERSIONS, workshop_id=hall.id, seat_id=1, now=NOW)
    desk = showing.open_desk(db, VERSIONS, workshop_id=hall.id)
    assert desk.missing == {"officer": 1, "anchor": 4}
    seating.take_back_seat(db, VERSIONS, workshop_id=hall.id, seat_id=1, now=NOW)
    hall.say(number, 1, 1, 1, 1, 1, 1)
    hall.reveal()
    assert [side for side, _ in hall.levels()] == ["community"] * 4 + ["council"] * 2


def test_what_was_agreed_and_promised_is_on_the_wall(db: Database) -> None:
    hall = Hall(db, {"officer": 3}, named=True)
    hall.say(hall.open(), 1, 2, 3)
    hall.reveal()
    settling.record_agreement(
        db,
        VERSIONS,
        assessment_id=hall.assessment,
        statement_id=STATEMENTS[0],
        level=2,
        reason="Most of us",
        recorded_by="Fay",
        seen=None,
        now=NOW,
    )
    promised = {"what": "Make one list", "owner": "Asha", "by": date(2027, 1, 31)}
    concluding.add_action(db, VERSIONS, assessment_id=hall.assessment, workshop_id=hall.id, now=NOW, **promised)
    there = hall.board()
    assert there.agreements[STATEMENTS[0]].level == 2
    assert [(one.what, one.owner) for one in there.actions] == [("Make one list", "Asha")]


def test_an_undo_that_comes_late_undoes_no_newer_step(db: Database) -> None:
    hall = Hall(db, {"officer": 3}, named=True)
    number = hall.open()
    facilitating.pause(db, VERSIONS, workshop_id=hall.id, round_id=number, now=NOW)
    seen = hall.board().scene.workshop.revision
    facilitating.resume(db, VERSIONS, workshop_id=hall.id, round_id=number, now=NOW)
    with pytest.raises(NotNow, match="gone on"):
        facilitating.undo(db, VERSIONS, workshop_id=hall.id, seen=seen, now=NOW)
    with pytest.raises(NotNow, match="gone on"):
        facilitating.open_round(
            db, VERSIONS, workshop_id=hall.id, statement_id=STATEMENTS[1], round_id=number + 1, now=NOW
        )


def test_a_seat_is_nobody_that_a_member_can_say_they_are(db: Database) -> None:
    hall = Hall(db, {"officer": 3}, named=True)
    hall.say(hall.open(), 1, 2, 3)
    hall.reveal()
    sheet = opening.open_sheet(db, VERSIONS, assessment_id=hall.assessment)
    seat = next(one for one in sheet.respondents if one.workshop)
    with pytest.raises(UnknownThing, match="not on this assessment"):
        taking_part.recognise(db, VERSIONS, assessment_id=hall.assessment, respondent_id=seat.id, now=NOW)
