"""Checking, gaps first; and signing off by both sides, which freezes the results."""

from collections.abc import Callable

import pytest

from resilience_dash.domain.assessment import DONT_KNOW, NOT_OURS
from tests.builders import Begun
from tests.pages.conftest import Clock
from tests.pages.tab import Tab

FIRST = "leadership.commitment"
Start = Callable[..., Begun]


# Check your answers


def test_what_is_open_comes_first_under_its_reason_and_then_what_is_answered(started: Start) -> None:
    begun = started()
    [person] = begun.everybody
    begun.change(person, "leadership.commitment", choice=4)
    begun.change(person, "system.simple", choice=DONT_KNOW)
    begun.change(person, "money.knowflow", choice=NOT_OURS)
    begun.change(person, "citizens.trust", choice=3, strength=2)
    begun.change(person, "assets.reuse", choice=1)
    tab = Tab("check", assessment=begun.id)
    assert [h.value for h in tab.at.header] == ["Still open", "Answered"]
    assert [h.value for h in tab.at.subheader][:4] == [
        "Not answered (6)",
        "Not ours to answer, without a reason (1)",
        "Don’t know (1)",
        "Level 3 or above, not yet evidenced (1)",
    ]
    answered = [link for link in tab.links if link.startswith("Change")]
    assert len(answered) == 3 + 5  # three of those five stand in both lists
    lines = tab.text.splitlines()
    title = begun.sheet.framework.statement("assets.reuse").title
    assert "1 Emerging" in lines[lines.index(f"Change {title}") :][:4]
    assert "No answer" in lines


def test_a_link_leads_back_to_its_statement_for_the_same_person(started: Start) -> None:
    begun = started({"council": 2})
    second = begun.everybody[1]
    begun.change(second, "system.simple", choice=1)
    title = begun.sheet.framework.statement("system.simple").title
    tab = Tab("check", assessment=begun.id, as_=second).follow(title)
    assert tab.page == "Joined-up system"
    assert tab.address == {
        "assessment": str(begun.id),
        "as": str(second),
        "dimension": "system",
        "statement": "system.simple",
    }
    assert tab.value(f"answer:{second}:system.simple") == 1


def test_only_ones_own_answers_are_checked(started: Start) -> None:
    begun = started({"council": 2})
    begun.change(begun.everybody[0], FIRST, choice=1)
    assert "Not answered (10)" in Tab("check", assessment=begun.id).text
    assert "Not answered (11)" in Tab("check", assessment=begun.id, as_=begun.everybody[1]).text


def test_where_nothing_is_open_that_is_said(started: Start) -> None:
    begun = started()
    begun.answer_all(2)
    tab = Tab("check", assessment=begun.id)
    assert "Nothing. Every statement has an answer, and every high level has its evidence." in tab.text
    assert tab.press("to-sign-off").page == "Sign off"


# Sign off

BOTH = {
    "sign-name:council": "Ann Lee",
    "sign-role:council": "Leader",
    "sign-name:community": "Bo Roy",
    "sign-role:community": "Chair",
}


@pytest.fixture
def ready(started: Start) -> Begun:
    begun = started({"council": 1, "community": 1})
    begun.answer_all(2)
    return begun


def test_both_sides_sign_at_once_and_the_results_are_frozen(ready: Begun) -> None:
    tab = Tab("sign_off", assessment=ready.id).fill(**BOTH).press("sign")
    assert tab.page == "Where the place stands"
    assert "Signed off by both sides. These results are now frozen." in tab.text
    assert "signed off 23 November 2026" in tab.text
    assert ready.sheet.assessment.signed_off
    assert [(s.side, s.name, s.role) for s in ready.sheet.signatures] == [
        ("council", "Ann Lee", "Leader"),
        ("community", "Bo Roy", "Chair"),
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Nobody has signed yet. Give a name and a role for the council, the community, or both."),
        (
            {"sign-name:council": "Ann Lee"},
            "The council signature needs a name and a role. Nothing was signed. What you typed is still on the page.",
        ),
        (
            {**BOTH, "sign-name:community": " "},
            "The community signature needs a name and a role. Nothing was signed. What you typed is still on the page.",
        ),
    ],
    ids=["nothing", "no role", "one half"],
)
def test_a_missing_name_or_role_signs_nothing_and_keeps_what_was_typed(
    typed: dict[str, str], sentence: str, ready: Begun
) -> None:
    tab = Tab("sign_off", assessment=ready.id).fill(**typed).press("sign")
    assert tab.errors == [sentence]
    assert {key: tab.value(key) for key in typed} == typed
    assert ready.sheet.signatures == ()
    assert not ready.sheet.assessment.signed_off


def test_one_side_can_sign_first_and_the_other_later(ready: Begun, clock: Clock) -> None:
    council = {key: said for key, said in BOTH.items() if key.endswith("council")}
    community = {key: said for key, said in BOTH.items() if key.endswith("community")}
    tab = Tab("sign_off", assessment=ready.id).fill(**council).press("sign")
    assert "Signed for the council by Ann Lee, Leader, 10:00" in tab.text
    assert tab.find("sign-name:council") is None
    assert not ready.sheet.assessment.signed_off
    clock.turn(60 * 24)
    other = Tab("sign_off", assessment=ready.id).fill(**community).press("sign")
    assert other.page == "Where the place stands"
    assert ready.sheet.assessment.signed_off


def test_a_signature_is_outdated_by_a_later_change_and_asked_for_again(ready: Begun) -> None:
    ready.sign("council")
    ready.change(ready.everybody[0], FIRST, choice=4)
    tab = Tab("sign_off", assessment=ready.id)
    assert tab.warnings[0].startswith("Answers have changed since Signer of council signed for the council")
    assert "Signed for the council" not in tab.text
    community = {key: said for key, said in BOTH.items() if key.endswith("community")}
    tab.fill(**community).press("sign")
    assert not ready.sheet.assessment.signed_off
    council = {key: said for key, said in BOTH.items() if key.endswith("council")}
    tab.fill(**council).press("sign")
    assert ready.sheet.assessment.signed_off


def test_an_answer_that_changes_while_the_page_is_open_is_read_before_it_is_signed(ready: Begun) -> None:
    tab = Tab("sign_off", assessment=ready.id)
    ready.change(ready.everybody[0], FIRST, choice=4)
    tab.fill(**BOTH).press("sign")
    assert tab.errors[0].startswith("Nothing was signed: an answer has changed since this page was opened")
    assert not ready.sheet.signatures
    tab.press("sign")
    assert ready.sheet.assessment.signed_off


def test_nothing_can_be_signed_while_nothing_is_answered(started: Start) -> None:
    begun = started()
    tab = Tab("sign_off", assessment=begun.id).fill(**BOTH).press("sign")
    assert tab.errors == ["There is nothing to sign yet: no statement has an answer. Answer at least one first."]
    assert {key: tab.value(key) for key in BOTH} == BOTH


def test_open_statements_are_counted_before_somebody_signs(started: Start) -> None:
    begun = started()
    begun.change(begun.everybody[0], FIRST, choice=2)
    assert Tab("sign_off", assessment=begun.id).warnings[0] == (
        "10 statements have no answer yet. They can stay open, and the results will say so."
    )


def test_a_side_from_which_nobody_has_answered_is_named_and_may_sign_all_the_same(started: Start) -> None:
    begun = started({"council": 1, "community": 1})
    council, community = begun.everybody
    for statement_id in begun.sheet.asked:
        begun.change(council, statement_id, choice=2)
    tab = Tab("sign_off", assessment=begun.id)
    [said] = tab.warnings
    assert said.startswith("Nobody from the community has answered yet. Both sides can sign all the same")
    begun.change(community, FIRST, choice=2)
    tab = Tab("sign_off", assessment=begun.id)
    assert tab.warnings == []
    tab.fill(**BOTH).press("sign")
    assert begun.sheet.assessment.signed_off


def test_one_name_cannot_sign_for_both_sides_at_once_or_one_after_the_other(ready: Begun) -> None:
    both = {**BOTH, "sign-name:community": " ann  LEE"}
    tab = Tab("sign_off", assessment=ready.id).fill(**both).press("sign")
    assert tab.errors[0].startswith(
        "Nothing was signed: “Ann Lee” cannot sign for both sides, because this is a charter"
    )
    assert {key: tab.value(key) for key in both} == both
    assert ready.sheet.signatures == ()
    tab.fill(**{"sign-name:community": "", "sign-role:community": ""}).press("sign")
    tab.fill(**{"sign-name:community": "Ann Lee", "sign-role:community": "Chair"}).press("sign")
    assert tab.errors[0].startswith("Nothing was signed: “Ann Lee” cannot sign for both sides")
    assert [s.side for s in ready.sheet.signatures] == ["council"]
    assert not ready.sheet.assessment.signed_off


def test_the_button_says_whose_signature_it_is_where_one_is_missing(ready: Begun) -> None:
    assert Tab("sign_off", assessment=ready.id).widget("sign").label == "Sign these results"
    ready.sign("council")
    assert Tab("sign_off", assessment=ready.id).widget("sign").label == "Sign for the community"


def test_a_second_signer_on_an_old_page_is_told_that_it_is_frozen(ready: Begun) -> None:
    tab = Tab("sign_off", assessment=ready.id).fill(**BOTH)
    ready.sign("council", "community")
    tab.press("sign")
    assert "Signed for the council by Signer of council" in tab.text
    assert len(ready.sheet.signatures) == 2
