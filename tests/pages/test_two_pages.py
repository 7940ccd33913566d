"""Two pages on one answer: nothing that was not seen is overwritten without asking, and nobody is asked for nothing."""

from collections.abc import Callable

import pytest

from resilience_dash.domain.assessment import NOT_OURS
from tests.builders import Begun
from tests.pages.conftest import Clock
from tests.pages.tab import Tab

FIRST = "leadership.commitment"
PART = "leadership"
ASKS = (
    "This answer was changed on another page. Person 1 saved 1 Emerging at 10:07, after this page was loaded. "
    "Yours (4 Leading) is not saved yet. Choose which to keep."
)
MOVED = (
    "Person 2 recorded something else for this statement after your page showed it. "
    "Nothing was overwritten: choose which to keep."
)
Start = Callable[..., Begun]


def page_of(begun: Begun, device: str = "first laptop") -> Tab:
    return Tab("assess", assessment=begun.id, dimension=PART, device=device)


def key(begun: Begun, kind: str = "answer") -> str:
    return f"{kind}:{begun.everybody[0]}:{FIRST}"


def choices(begun: Begun) -> list[object]:
    """Every choice ever kept for the first person's first statement, oldest first."""
    with begun.db.read() as session:
        found = session.connection().exec_driver_sql(
            "SELECT choice FROM answer WHERE respondent_id = ? AND statement_id = ? ORDER BY id",
            (begun.everybody[0], FIRST),
        )
        return [row[0] for row in found]


@pytest.fixture
def two(started: Start, clock: Clock) -> tuple[Begun, Tab, Tab]:
    """An assessment, a page that shows level 3, and another on which level 1 was chosen at 10:07."""
    begun = started()
    here, there = page_of(begun).give(key(begun), 3), page_of(begun, "second laptop")
    clock.turn(7)
    there.give(key(begun), 1)
    return begun, here, there


def test_a_page_asks_with_name_and_time_before_it_overwrites_what_it_has_not_shown(
    two: tuple[Begun, Tab, Tab],
) -> None:
    begun, here, _ = two
    here.give(key(begun), 4)
    assert here.warnings == [ASKS]
    assert here.saved(FIRST) == []
    assert choices(begun) == ["3", "1"]
    assert here.value(key(begun)) == 4


def test_the_page_asks_for_as_long_as_nobody_has_chosen(two: tuple[Begun, Tab, Tab]) -> None:
    begun, here, _ = two
    here.give(key(begun), 4)
    assert here.run().run().warnings == [ASKS]
    assert choices(begun) == ["3", "1"]


def test_the_page_is_not_left_while_an_answer_on_it_is_not_saved(two: tuple[Begun, Tab, Tab]) -> None:
    begun, here, _ = two
    here.give(key(begun), 4).press("continue")
    assert here.page == "Top-level leadership"
    assert any("holds something that is not saved yet, so this page stays open" in error for error in here.errors)
    here.press(f"theirs:{begun.everybody[0]}:{FIRST}").press("continue")
    assert here.page == "Joined-up system"


def test_keep_keeps_the_others_answer_and_shows_it(two: tuple[Begun, Tab, Tab]) -> None:
    begun, here, _ = two
    here.give(key(begun), 4).press(key(begun, "theirs"))
    assert choices(begun) == ["3", "1"]
    assert here.value(key(begun)) == 1
    assert here.saved(FIRST) == ["Saved 10:07"]
    assert not here.warnings


def test_save_saves_mine_beside_theirs(two: tuple[Begun, Tab, Tab], clock: Clock) -> None:
    begun, here, _ = two
    here.give(key(begun), 4)
    clock.turn(1)
    here.press(key(begun, "mine"))
    assert choices(begun) == ["3", "1", "4"]
    assert here.value(key(begun)) == 4
    assert here.saved(FIRST) == ["Saved 10:08"]
    assert not here.warnings


def test_a_page_where_nothing_was_changed_takes_over_the_others_answer_without_asking(
    two: tuple[Begun, Tab, Tab],
) -> None:
    begun, here, _ = two
    here.run()
    assert here.value(key(begun)) == 1
    assert here.saved(FIRST) == ["Saved 10:07"]
    assert not here.warnings
    assert choices(begun) == ["3", "1"]


def test_after_it_was_taken_over_it_can_be_changed_without_asking(two: tuple[Begun, Tab, Tab]) -> None:
    begun, here, _ = two
    here.run().give(key(begun), 4)
    assert not here.warnings
    assert choices(begun) == ["3", "1", "4"]


def test_the_same_choice_on_two_pages_is_one_answer(two: tuple[Begun, Tab, Tab]) -> None:
    begun, here, _ = two
    here.give(key(begun), 1)
    assert not here.warnings
    assert choices(begun) == ["3", "1"]


def test_what_a_service_changed_meanwhile_is_asked_about_too(started: Start, clock: Clock) -> None:
    begun = started()
    here = page_of(begun)
    begun.minute = 6
    begun.change(begun.everybody[0], FIRST, choice=1)
    here.give(key(begun), 4)
    assert here.warnings == [ASKS]
    assert choices(begun) == ["1"]


def test_an_aim_that_moved_meanwhile_is_not_overwritten_unseen(started: Start) -> None:
    begun = started()
    person = begun.everybody[0]
    here = page_of(begun).open_box(person, FIRST)
    there = page_of(begun, "second laptop").open_box(person, FIRST)
    aim = f"aim:{begun.id}:{FIRST}"
    assert any(line.startswith("Aim saved 10:00") for line in there.give(aim, 4).text.splitlines())
    here.give(aim, 2)
    assert any("This is 4 Leading now: somebody changed it after your page showed it." in e for e in here.errors)
    assert begun.sheet.aim(FIRST) == 4
    assert here.run().value(aim) == 4
    here.give(aim, 2)
    assert begun.sheet.aim(FIRST) == 2


def test_a_comment_without_a_level_says_that_it_is_saved_and_what_is_missing(started: Start) -> None:
    begun = started()
    here = page_of(begun).open_box(begun.everybody[0], FIRST)
    here.give(key(begun, "comment"), "Ask the clerk.")
    assert here.saved(FIRST) == ["Saved 10:00. No level is chosen yet."]


def test_nothing_says_saved_beside_something_that_is_not(started: Start) -> None:
    begun = started()
    here = page_of(begun).give(key(begun), 3).open_box(begun.everybody[0], FIRST)
    assert here.saved(FIRST) == ["Saved 10:00"]
    here.give(key(begun, "comment"), "W" * 5001)
    assert any("5,001" in error for error in here.errors)
    assert here.saved(FIRST) == []


def test_two_comments_on_one_answer_are_asked_about_in_their_own_words(started: Start, clock: Clock) -> None:
    begun = started()
    person = begun.everybody[0]
    here = page_of(begun).give(key(begun), 3).open_box(person, FIRST)
    there = page_of(begun, "second laptop").open_box(person, FIRST)
    clock.turn(7)
    there.give(key(begun, "comment"), "Ask the clerk.")
    here.give(key(begun, "comment"), "Ask *Jo*.")
    (asked,) = here.warnings
    assert "saved “Ask the clerk.” at 10:07" in asked
    assert "Yours (“Ask *Jo*.”) is not saved yet" in asked
    here.press(key(begun, "mine"))
    kept = begun.sheet.answer(person, FIRST)
    assert kept is not None
    assert kept.comment == "Ask *Jo*."


def test_two_parts_of_one_answer_changed_on_two_pages_are_both_kept(started: Start) -> None:
    begun = started()
    person = begun.everybody[0]
    here = page_of(begun).give(key(begun), 3).open_box(person, FIRST)
    there = page_of(begun, "second laptop").give(key(begun), 2)
    here.give(key(begun, "comment"), "Ask the clerk.")
    kept = begun.sheet.answer(person, FIRST)
    assert kept is not None
    assert (kept.choice, kept.comment) == (2, "Ask the clerk.")
    assert here.value(key(begun)) == 2
    assert not here.run().warnings
    assert not there.run().warnings
    assert begun.sheet.answer(person, FIRST) == kept


def test_a_comment_changed_on_two_pages_is_asked_about_and_neither_is_lost(started: Start) -> None:
    begun = started()
    person = begun.everybody[0]
    here = page_of(begun).give(key(begun), 3).open_box(person, FIRST)
    there = page_of(begun, "second laptop").open_box(person, FIRST)
    there.give(key(begun, "comment"), "Theirs")
    here.give(key(begun, "comment"), "Mine")
    kept = begun.sheet.answer(person, FIRST)
    assert kept is not None
    assert kept.comment == "Theirs"
    assert len(here.warnings) == 1
    assert here.value(key(begun, "comment")) == "Mine"
    here.press(key(begun, "mine"))
    kept = begun.sheet.answer(person, FIRST)
    assert kept is not None
    assert kept.comment == "Mine"
    assert there.run().value(key(begun, "comment")) == "Mine"


def test_keeping_the_others_comment_shows_it(started: Start) -> None:
    begun = started()
    person = begun.everybody[0]
    here = page_of(begun).give(key(begun), 3).open_box(person, FIRST)
    page_of(begun, "second laptop").open_box(person, FIRST).give(key(begun, "comment"), "Theirs")
    here.give(key(begun, "comment"), "Mine").press(key(begun, "theirs"))
    kept = begun.sheet.answer(person, FIRST)
    assert kept is not None
    assert kept.comment == "Theirs"
    assert here.value(key(begun, "comment")) == "Theirs"
    assert not here.run().warnings


def test_a_comment_somebody_else_wrote_is_shown_where_none_was_being_written(started: Start) -> None:
    begun = started()
    person = begun.everybody[0]
    here = page_of(begun).give(key(begun), 3).open_box(person, FIRST)
    page_of(begun, "second laptop").open_box(person, FIRST).give(key(begun, "comment"), "Theirs")
    here.run()
    kept = begun.sheet.answer(person, FIRST)
    assert kept is not None
    assert kept.comment == "Theirs"
    assert here.value(key(begun, "comment")) == "Theirs"
    assert not here.warnings


def test_a_reason_somebody_else_wrote_is_shown_where_none_was_being_written(started: Start) -> None:
    begun = started()
    here = page_of(begun).give(key(begun), NOT_OURS)
    page_of(begun, "second laptop").give(key(begun, "reason"), "The county")
    here.run()
    kept = begun.sheet.answer(begun.everybody[0], FIRST)
    assert kept is not None
    assert kept.reason == "The county"
    assert here.value(key(begun, "reason")) == "The county"
    assert not here.warnings


# A page that lost its memory: the server was restarted, or a phone slept for too long. Its first run brings a choice.


def test_a_page_without_memory_saves_the_first_answer_there_is(started: Start) -> None:
    begun = started()
    back = page_of(begun, "first laptop").come_back(key(begun), 3)
    assert choices(begun) == ["3"]
    assert back.saved(FIRST) == ["Saved 10:00"]


def test_a_page_without_memory_does_not_overwrite_another_devices_answer_unasked(two: tuple[Begun, Tab, Tab]) -> None:
    begun, _, _ = two
    back = page_of(begun, "first laptop").come_back(key(begun), 4)
    assert back.warnings == [ASKS]
    assert choices(begun) == ["3", "1"]


def test_a_page_without_memory_may_change_its_own_devices_answer(two: tuple[Begun, Tab, Tab]) -> None:
    begun, _, _ = two
    back = page_of(begun, "second laptop").come_back(key(begun), 4)
    assert not back.warnings
    assert choices(begun) == ["3", "1", "4"]


def test_a_page_without_memory_does_not_bring_back_what_was_superseded(two: tuple[Begun, Tab, Tab]) -> None:
    begun, _, _ = two
    back = page_of(begun, "second laptop").come_back(key(begun), 3)
    assert len(back.warnings) == 1
    assert choices(begun) == ["3", "1"]


# What the group agrees


def agreed(begun: Begun) -> tuple[object, ...]:
    found = begun.sheet.agreements[FIRST]
    return found.level, found.reason, found.recorded_by


@pytest.fixture
def settled(started: Start, clock: Clock) -> tuple[Begun, Tab, str]:
    """Two agree pages: this one has shown nothing yet, and on the other somebody recorded level 2."""
    begun = started({"council": 1, "community": 1})
    here, there = (Tab("tasks", assessment=begun.id, as_=person).go("agree") for person in begun.everybody)
    field = f"agreed:{begun.id}:{FIRST}"
    clock.turn(7)
    there.give(f"{field}:reason", "Theirs").give(field, 2)
    return begun, here, field


def test_an_agreement_recorded_meanwhile_is_asked_about_with_the_name_of_who_did(
    settled: tuple[Begun, Tab, str],
) -> None:
    begun, here, field = settled
    here.give(field, 4)
    assert here.warnings == [MOVED]
    assert agreed(begun) == (2, "Theirs", "Person 2")


def test_the_other_agreement_can_be_kept(settled: tuple[Begun, Tab, str]) -> None:
    begun, here, field = settled
    here.give(field, 4).press(f"agreed-theirs:{FIRST}")
    assert agreed(begun) == (2, "Theirs", "Person 2")
    assert (here.value(field), here.value(f"{field}:reason")) == (2, "Theirs")
    assert not here.warnings


def test_my_agreement_can_be_saved_over_the_other(settled: tuple[Begun, Tab, str]) -> None:
    begun, here, field = settled
    here.give(f"{field}:reason", "Mine").give(field, 4).press(f"agreed-mine:{FIRST}")
    assert agreed(begun) == (4, "Mine", "Person 1")
    assert not here.warnings


def test_an_agree_page_where_nothing_was_changed_takes_over_without_asking(settled: tuple[Begun, Tab, str]) -> None:
    begun, here, field = settled
    here.run()
    assert not here.warnings
    assert (here.value(field), here.value(f"{field}:reason")) == (2, "Theirs")
    assert agreed(begun) == (2, "Theirs", "Person 2")


def test_taking_over_an_agreement_twice_never_writes_the_old_one_back(settled: tuple[Begun, Tab, str]) -> None:
    begun, here, field = settled
    here.run().run()
    begun.minute = 20
    Tab("tasks", assessment=begun.id).go("agree").give(field, 1)
    here.run().run()
    assert agreed(begun)[0] == 1
    assert here.value(field) == 1
    assert not here.warnings


# What the group aims for and finds important: nobody is asked, and nobody's choice is undone by looking


def test_an_aim_set_on_another_page_is_not_undone_by_looking(started: Start) -> None:
    begun = started()
    aim = f"aim:{begun.id}:{FIRST}"
    here, there = (page_of(begun).open_box(begun.everybody[0], FIRST) for _ in range(2))
    there.give(aim, 4)
    here.run()
    assert begun.sheet.aim(FIRST) == 4
    assert here.value(aim) == 4
    here.give(aim, 2)
    assert begun.sheet.aim(FIRST) == 2


def test_an_importance_set_on_another_page_is_not_undone_by_looking(started: Start) -> None:
    begun = started()
    importance = f"importance:{begun.id}:{PART}"
    here, there = (Tab("agree", assessment=begun.id) for _ in range(2))
    there.give(importance, 3)
    here.run()
    assert begun.sheet.importance == {PART: 3}
    assert here.value(importance) == 3
    here.give(importance, 2)
    assert begun.sheet.importance == {PART: 2}


def test_a_note_that_was_typed_and_not_added_keeps_the_page_open(started: Start) -> None:
    begun = started()
    tab = page_of(begun)
    box = f"evidence:{begun.everybody[0]}:{FIRST}"
    tab.open_box(begun.everybody[0], FIRST).fill(**{f"{box}:note:0": "I saw the list in May."}).press("continue")
    assert tab.page == "Top-level leadership"
    assert any("evidence” holds something that is not saved yet" in error for error in tab.errors)
    tab.press(f"{box}:add-note:0").press("continue")
    assert tab.page == "Joined-up system"
    assert [item.note for item in begun.sheet.evidence] == ["I saw the list in May."]
