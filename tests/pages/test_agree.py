"""Agreeing together: who said what, what the group settles on and why, and how much it matters."""

from collections.abc import Callable

import pytest

from tests.builders import Begun
from tests.pages.conftest import Clock
from tests.pages.tab import Tab

FIRST = "leadership.commitment"
Start = Callable[..., Begun]


def agreed(begun: Begun) -> tuple[object, ...] | None:
    found = begun.sheet.agreements.get(FIRST)
    return found and (found.level, found.reason, found.recorded_by)


@pytest.fixture
def begun(started: Start) -> Begun:
    """Two people of the council see level 3, somebody of the community level 1."""
    made = started({"council": 2, "community": 1})
    for person, choice in zip(made.everybody, (3, 3, 1), strict=True):
        made.change(person, FIRST, choice=choice)
    return made


def test_everybodys_answer_is_shown_by_name_and_counted(begun: Begun) -> None:
    tab = Tab("agree", assessment=begun.id)
    lines = tab.text.splitlines()
    assert lines[lines.index("0 people 0 Not started") :][:5] == [
        "0 people 0 Not started",
        "1 person 1 Emerging",
        "0 people 2 Developing",
        "2 people 3 Established",
        "0 people 4 Leading",
    ]
    assert "Typical level" not in tab.text  # two and one are too few to be shown as sides
    assert tab.table("everybody’s answers") == {
        "Who": ["Person 1", "Person 2", "Person 3"],
        "In what capacity": ["Council officer", "Council officer", "Community anchor"],
        "Answer": ["3 Established", "3 Established", "1 Emerging"],
    }


def test_a_statement_nobody_has_answered_says_so(started: Start) -> None:
    assert "Nobody has answered this statement yet." in Tab("agree", assessment=started().id).text


def test_many_answers_stand_behind_a_click(started: Start) -> None:
    begun = started({"council": 9})
    begun.answer_all(2)
    tab = Tab("agree", assessment=begun.id)
    assert [box.label for box in tab.at.expander] == ["Everybody’s answers (9)"]
    assert "Person 9" not in tab.text
    assert "Person 9" in tab.unfold(f"who:{FIRST}").text


def test_a_level_is_recorded_with_its_reason_and_with_who_recorded_it(begun: Begun, clock: Clock) -> None:
    field = f"agreed:{begun.id}:{FIRST}"
    tab = Tab("tasks", assessment=begun.id, as_=begun.everybody[1]).go("agree")
    tab.give(field, 2)
    assert agreed(begun) == (2, "", "Person 2")
    clock.turn(4)
    tab.give(f"{field}:reason", "We looked at the contracts.")
    assert agreed(begun) == (2, "We looked at the contracts.", "Person 2")
    assert "Saved by Person 2, 10:04" in tab.text


def test_a_reason_without_a_level_waits_and_stays_in_the_box(begun: Begun) -> None:
    field = f"agreed:{begun.id}:{FIRST}"
    tab = Tab("agree", assessment=begun.id).give(f"{field}:reason", "We looked.")
    assert tab.warnings == [
        "Not saved yet: choose a level, or “We did not agree”. Your reason is still in the box.",
    ]
    assert agreed(begun) is None
    tab.give(field, 3)
    assert agreed(begun) == (3, "We looked.", "")
    assert not tab.warnings


def test_that_the_group_did_not_agree_is_kept_and_is_not_a_level(begun: Begun) -> None:
    field = f"agreed:{begun.id}:{FIRST}"
    Tab("agree", assessment=begun.id).give(f"{field}:reason", "We see different streets.").give(field, "no")
    assert agreed(begun) == (None, "We see different streets.", "")
    again = Tab("agree", assessment=begun.id)
    assert (again.value(field), again.value(f"{field}:reason")) == ("no", "We see different streets.")


def test_nobodys_own_answer_is_changed(begun: Begun) -> None:
    before = begun.sheet.answers
    Tab("agree", assessment=begun.id).give(f"agreed:{begun.id}:{FIRST}", 0)
    assert begun.sheet.answers == before


def test_looking_again_records_nothing(begun: Begun) -> None:
    tab = Tab("agree", assessment=begun.id).give(f"agreed:{begun.id}:{FIRST}", 2)
    revision = begun.sheet.assessment.revision
    tab.run().run()
    Tab("agree", assessment=begun.id)
    assert begun.sheet.assessment.revision == revision


def test_another_part_is_chosen_and_the_address_says_so(begun: Begun) -> None:
    tab = Tab("agree", assessment=begun.id).give("agree-part", "money")
    assert tab.address["dimension"] == "money"
    assert f"agreed:{begun.id}:money.knowflow" in tab.keys
    assert Tab("agree", assessment=begun.id, dimension="money").value("agree-part") == "money"


def test_importance_is_saved_for_the_part_it_was_given(begun: Begun) -> None:
    tab = Tab("agree", assessment=begun.id, dimension="money").give(f"importance:{begun.id}:money", 3)
    assert begun.sheet.importance == {"money": 3}
    assert "Saved" in tab.text
    assert Tab("agree", assessment=begun.id).value(f"importance:{begun.id}:leadership") == 1


def test_a_carried_over_agreement_is_confirmed_with_one_press(begun: Begun) -> None:
    Tab("agree", assessment=begun.id).give(f"agreed:{begun.id}:{FIRST}", 2)
    begun.sign("council", "community")
    following = begun.next_round(mode="taster")
    tab = Tab("agree", assessment=following.id)
    assert "Carried over from the round before. Do you still agree on it?" in tab.text
    tab.press(f"still-agreed:{FIRST}")
    kept = following.sheet.agreements[FIRST]
    assert (kept.level, kept.carried) == (2, False)


def test_the_results_so_far_are_one_press_away(begun: Begun) -> None:
    assert Tab("agree", assessment=begun.id).press("to-results").page == "Where the place stands"
