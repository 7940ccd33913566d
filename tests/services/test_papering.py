"""Answers from paper: a batch is kept whole or not at all, counts where nothing was shown, and can be taken back."""

import re

import pytest

from resilience_dash.domain.board import Count
from resilience_dash.domain.paper import PaperRefused
from resilience_dash.domain.workshop import NotNow
from resilience_dash.services import convening, facilitating, opening, papering, showing, voting
from resilience_dash.services.convening import Plan
from resilience_dash.store.database import Database
from tests.builders import NOW, later
from tests.services.test_workshop_from_end_to_end import STATEMENTS, VERSIONS, Hall


def enter(hall: Hall, text: str, perspective: str = "anchor", minutes: float = 5) -> papering.Entered:
    return papering.enter_batch(
        hall.db, VERSIONS, workshop_id=hall.id, perspective=perspective, text=text, now=later(minutes)
    )


def said(hall: Hall, statement_id: str = STATEMENTS[0]) -> list[str]:
    """What stands in the assessment: side and choice."""
    sheet = opening.open_sheet(hall.db, VERSIONS, assessment_id=hall.assessment)
    return sorted(
        f"{sheet.side_of(sheet.respondent(a.respondent_id))} {a.choice}" for a in sheet.answers_to(statement_id)
    )


def tray(hall: Hall) -> papering.Tray:
    return papering.open_tray(hall.db, VERSIONS, workshop_id=hall.id)


def test_sheets_count_at_once_in_the_round_that_is_open_and_later_in_the_others(db: Database) -> None:
    hall = Hall(db, {"officer": 3}, named=True)
    hall.say(hall.open(), 3, 3, 4)
    assert enter(hall, "Bo: 1 0\nCy: ? n\n\nDi: - 2") == papering.Entered(sheets=3, answers=5, counted_now=2)
    assert hall.board().count == Count(5, 6)
    assert hall.levels() == []
    hall.reveal()
    assert said(hall) == ["community 1", "community dont_know", "council 3", "council 3", "council 4"]
    hall.open(STATEMENTS[1])
    assert hall.board().count == Count(3, 6)
    hall.reveal()
    assert said(hall, STATEMENTS[1]) == ["community 0", "community 2", "community not_ours"]


@pytest.mark.parametrize("stage", ["paused", "closed"])
def test_sheets_count_as_long_as_nothing_was_shown(db: Database, stage: str) -> None:
    hall = Hall(db, {"officer": 3}, named=True)
    hall.open()
    (facilitating.pause if stage == "paused" else facilitating.close)(db, VERSIONS, workshop_id=hall.id, now=later())
    assert enter(hall, "Bo: 1 0").counted_now == 1
    hall.reveal()
    assert hall.levels() == [("community", 1)]


def test_a_sheet_after_the_reveal_changes_nothing_until_the_statement_is_put_anew(db: Database) -> None:
    hall = Hall(db, {"officer": 3}, named=True)
    hall.say(hall.open(), 3, 3, 4)
    hall.reveal()
    before = hall.board().scene.pictures
    assert [one.id for one in tray(hall).too_late] == [STATEMENTS[0]]
    assert enter(hall, "Bo: 0 0").counted_now == 0
    assert hall.board().scene.pictures == before
    facilitating.ask_again(db, VERSIONS, workshop_id=hall.id, now=later(6))
    assert hall.board().count == Count(0, 4)
    assert [one.id for one in tray(hall).too_late] == [STATEMENTS[0]]
    facilitating.set_aside(db, VERSIONS, workshop_id=hall.id, now=later(7))
    hall.open()
    assert hall.board().count == Count(1, 4)
    assert tray(hall).too_late == ()
    hall.reveal()
    assert hall.levels() == [("community", 0)]


def test_sheets_entered_while_a_round_was_set_aside_count_when_that_is_undone(db: Database) -> None:
    hall = Hall(db, {"officer": 1}, named=True)
    hall.open()
    facilitating.set_aside(db, VERSIONS, workshop_id=hall.id, now=later())
    assert enter(hall, "Bo: 1 1").counted_now == 0
    facilitating.undo(db, VERSIONS, workshop_id=hall.id, now=later(6))
    assert hall.board().count == Count(1, 2)


def test_a_batch_with_one_line_wrong_is_not_entered_at_all(db: Database) -> None:
    hall = Hall(db, {"officer": 1}, named=True)
    with pytest.raises(PaperRefused, match=r"^Line 2, statement 2: “9” is no answer.* Nothing was entered.$"):
        enter(hall, "Bo: 1 2\nCy: 1 9")
    with pytest.raises(PaperRefused, match="No line was typed"):
        enter(hall, " \n ")
    with pytest.raises(PaperRefused, match=r"^That is more than"):
        enter(hall, "1" * (papering.LONGEST_BATCH + 1))
    assert hall.board().count.seats == 1
    assert tray(hall).batches == ()


def test_nobody_is_there_twice(db: Database) -> None:
    hall = Hall(db, {"officer": 1}, named=True)
    lines = papering.read_batch(db, workshop_id=hall.id, text="phone  1: 1 2\nBo: 1 2\nBO: 2 2")
    assert [bool(line.problems) for line in lines] == [True, False, True]
    assert "there is a “phone 1” already" in lines[0].problems[0]


def test_the_largest_number_of_people_is_kept_to(db: Database) -> None:
    hall = Hall(db, {}, named=False)
    plan = Plan(STATEMENTS, ("anchor",), named=False, most_seats=2)
    small = convening.prepare_workshop(db, VERSIONS, assessment_id=hall.assessment, plan=plan, now=NOW)
    with pytest.raises(NotNow, match="has not begun"):
        papering.enter_batch(db, VERSIONS, workshop_id=small.id, perspective="anchor", text="1 1", now=NOW)
    convening.begin(db, VERSIONS, workshop_id=small.id, now=NOW)
    convening.set_door(db, VERSIONS, workshop_id=small.id, open_=False, now=NOW)
    with pytest.raises(NotNow, match="room for 2 people"):
        papering.enter_batch(db, VERSIONS, workshop_id=small.id, perspective="anchor", text="11\n22\n33", now=NOW)
    assert papering.open_tray(db, VERSIONS, workshop_id=small.id).room == 2
    papering.enter_batch(db, VERSIONS, workshop_id=small.id, perspective="anchor", text="11\n22", now=NOW)
    convening.end(db, VERSIONS, workshop_id=small.id, now=NOW)
    with pytest.raises(NotNow, match="has ended"):
        papering.enter_batch(db, VERSIONS, workshop_id=small.id, perspective="anchor", text="11", now=NOW)
    with pytest.raises(NotNow, match="has ended"):
        papering.take_back_batch(db, VERSIONS, workshop_id=small.id, entered_at=NOW, now=NOW)


def test_a_batch_is_taken_back_as_if_it_never_was_and_others_stay(db: Database) -> None:
    hall = Hall(db, {"officer": 3}, named=False)
    hall.open()
    enter(hall, "1 2\n2 2")
    enter(hall, "0 -", perspective="business", minutes=6)
    newest, first = tray(hall).batches
    assert (newest.perspective, newest.sheets, newest.answers) == ("business", 1, 1)
    assert (first.perspective, first.sheets, first.answers) == ("anchor", 2, 4)
    assert hall.board().count == Count(3, 6)
    back = {"workshop_id": hall.id, "entered_at": first.at, "now": later(7)}
    assert papering.take_back_batch(db, VERSIONS, **back) == 2
    assert hall.board().count == Count(1, 4)
    with pytest.raises(PaperRefused, match="taken out already"):
        papering.take_back_batch(db, VERSIONS, **back)
    hall.reveal()
    with pytest.raises(PaperRefused, match="have been revealed"):
        papering.take_back_batch(db, VERSIONS, workshop_id=hall.id, entered_at=newest.at, now=later(8))
    assert len(tray(hall).batches) == 1


def test_a_sheet_is_a_seat_that_no_phone_can_take(db: Database) -> None:
    hall = Hall(db, {"officer": 1}, named=False)
    enter(hall, "1 2")
    (number,) = showing.open_desk(db, VERSIONS, workshop_id=hall.id).on_paper
    for guess in ("", f"none {hall.id} {number}"):
        with pytest.raises(voting.SeatGone):
            voting.sit(db, VERSIONS, token=guess)


def test_the_sheet_to_print_has_the_workshops_own_order_and_door(db: Database) -> None:
    hall = Hall(db, {}, named=True)
    handout = papering.handout(db, VERSIONS, workshop_id=hall.id, site="http://localhost:8501/")
    assert [one.id for one in handout.statements] == list(STATEMENTS)
    assert [one.code for one in handout.perspectives] == ["officer", "anchor", "business"]
    code = f"{hall.code[:4]}-{hall.code[4:]}"
    assert re.fullmatch(rf"http://localhost:8501/join/{code}~[\w-]{{12}}", handout.address)
    assert (handout.place, handout.led_by, handout.named) == ("Surrey Heath", "Fay", True)
