"""Typing in paper sheets: what was understood is shown first, all of a batch or nothing, and it can be taken out."""

from collections.abc import Callable

import pytest

from resilience_dash import wiring
from resilience_dash.services import convening, facilitating, papering
from resilience_dash.services.convening import Plan
from tests.builders import Begun
from tests.pages.hall import Hall
from tests.pages.tab import Tab

STATEMENTS = ("leadership.commitment", "system.simple", "money.knowflow")


def workshop(begun: Begun, *, named: bool = True, running: bool = True) -> int:
    plan = Plan(STATEMENTS, ("officer", "resident"), named)
    made = convening.prepare_workshop(begun.db, begun.frameworks, plan=plan, **begun.place)  # type: ignore[arg-type]
    if running:
        convening.begin(begun.db, begun.frameworks, workshop_id=made.id, now=wiring.now())
    return made.id


def test_a_batch_is_looked_at_entered_and_taken_out_again(started: Callable[..., Begun]) -> None:
    begun = started()
    number = workshop(begun)
    tab = Tab("paper", workshop=number)
    tab.give("paper-capacity", "resident").give("paper-lines:0", "Bo: 3 2 ?\nCy: 3 9 -")
    assert "Understood: 1 sheet of 2. Nothing is entered yet." in tab.text
    assert any("Line 2, statement 2: “9” is no answer." in error for error in tab.errors)
    tab.press("enter")
    assert any(error.endswith("Nothing was entered.") for error in tab.errors)
    tab.give("paper-lines:0", "Bo: 3 2 ?\nCy: 3 n -").press("enter")
    assert "Entered 2 sheets with 5 answers." in tab.text
    assert not tab.errors
    assert tab.value("paper-lines:1") in (None, "")
    (batch,) = papering.open_tray(begun.db, begun.frameworks, workshop_id=number).batches
    tab.press(f"take-out:{batch.at.isoformat()}")
    assert "Took 2 sheets out again" in tab.text
    assert papering.open_tray(begun.db, begun.frameworks, workshop_id=number).batches == ()


def test_the_page_says_which_statements_a_sheet_comes_too_late_for(started: Callable[..., Begun]) -> None:
    begun = started()
    number = workshop(begun, named=False)
    facilitating.open_round(
        begun.db, begun.frameworks, workshop_id=number, statement_id=STATEMENTS[1], now=wiring.now()
    )
    assert "frozen" not in Tab("paper", workshop=number).text
    facilitating.reveal(begun.db, begun.frameworks, workshop_id=number, now=wiring.now())
    assert "only if the vote is begun anew: Simple and fair buying and funding." in Tab("paper", workshop=number).text


def test_nobody_enters_sheets_without_a_capacity_or_before_it_begins(started: Callable[..., Begun]) -> None:
    begun = started()
    tab = Tab("paper", workshop=workshop(begun, named=False))
    tab.give("paper-lines:0", "323").press("enter")
    assert tab.errors == ["Nothing was entered yet. Choose in what capacity these people answered."]
    early = Tab("paper", workshop=workshop(begun, running=False))
    assert "Sheets can be entered once the workshop has begun" in early.text
    assert "enter" not in early.keys


@pytest.mark.parametrize("who", ["viewer", "partner", "facilitator", "member elsewhere"])
def test_only_who_may_facilitate_enters_sheets(hall: Hall, who: str) -> None:
    number = workshop(hall.begun)
    tab = hall.tab(who, "paper", workshop=number)
    assert ("enter" in tab.keys) == (who == "facilitator")
    assert (tab.page == "Paper sheets") == (who == "facilitator")
