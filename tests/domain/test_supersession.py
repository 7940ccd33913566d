"""When a newer answer takes an older one's place, and when it must ask: docs in domain/supersession.py, by example."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resilience_dash.domain.assessment import Answer
from resilience_dash.domain.supersession import UNSET, AnswerMoved, Change, Seen, supersede
from tests.builders import NOW, later

NO_MEMORY = None
NOTHING_YET = 0


def history(*choices: object, device: str = "laptop", **parts: object) -> list[Answer]:
    """Answers to one statement, given one after another; newest first, as the store hands them over."""
    given_ = [Answer(i, "money.s1", 7, c, later(i), device=device, **parts) for i, c in enumerate(choices, 1)]  # type: ignore[arg-type]
    return given_[::-1]


def act(stored: Sequence[Answer], change: Change, seen: int | None, device: str = "laptop") -> Answer | None:
    return supersede(stored, change, respondent_id=7, statement_id="money.s1", seen=Seen(seen, device), now=later(60))


def test_a_first_answer_is_appended() -> None:
    wanted = act([], Change(choice=3), NOTHING_YET)
    assert wanted == Answer(0, "money.s1", 7, 3, later(60), device="laptop")


def test_a_change_is_appended_and_keeps_the_other_parts() -> None:
    wanted = act(history(2, reason="why", comment="hm", strength=1), Change(choice=3), 1)
    assert wanted is not None
    assert (wanted.choice, wanted.reason, wanted.comment, wanted.strength, wanted.id) == (3, "why", "hm", 1, 0)
    assert wanted.at == later(60)


@pytest.mark.parametrize("seen", [1, NOTHING_YET, NO_MEMORY, 99])
def test_the_same_value_again_is_nothing_new_whatever_the_page_showed(seen: int | None) -> None:
    assert act(history(2), Change(choice=2), seen, "phone") is None


@pytest.mark.parametrize(
    ("change"), [Change(), Change(comment=""), Change(choice=None), Change(strength=0), Change(confirmed=True)]
)
def test_saying_nothing_where_nothing_was_said_is_nothing_new(change: Change) -> None:
    assert act([], change, NOTHING_YET) is None


def test_two_tabs_that_change_the_same_part_are_asked() -> None:
    """Both tabs showed answer 1; the other one has saved 4 meanwhile, this one wants 3."""
    with pytest.raises(AnswerMoved) as moved:
        act(history(2, 4), Change(choice=3), 1)
    assert (moved.value.stored.choice, moved.value.stored.id) == (4, 2)


def test_two_tabs_that_both_begin_with_nothing_are_asked() -> None:
    with pytest.raises(AnswerMoved):
        act(history(4), Change(choice=3), NOTHING_YET)


def test_a_change_of_another_part_is_merged() -> None:
    stored = [replace(history(2)[0], id=2, comment="from the other tab", at=later(2)), *history(2)]
    wanted = act(stored, Change(choice=3), 1)
    assert wanted is not None
    assert (wanted.choice, wanted.comment) == (3, "from the other tab")
    wanted = act(history(2, 4), Change(comment="mine"), 1)
    assert wanted is not None
    assert (wanted.choice, wanted.comment) == (4, "mine")


def test_a_change_of_two_parts_asks_where_one_of_them_moved() -> None:
    stored = [replace(history(2)[0], id=2, comment="theirs"), *history(2)]
    with pytest.raises(AnswerMoved):
        act(stored, Change(choice=3, comment="mine"), 1)


def test_back_to_what_the_page_showed_is_no_conflict() -> None:
    """Somebody changed the part and changed it back: what this page showed is what is stored."""
    wanted = act(history(2, 4, 2), Change(choice=3), 1)
    assert wanted is not None
    assert wanted.choice == 3


# A page without memory: the server was restarted, a phone slept


def test_a_page_without_memory_saves_over_the_same_devices_answer() -> None:
    wanted = act(history(2), Change(choice=3), NO_MEMORY)
    assert wanted is not None
    assert wanted.choice == 3


def test_a_page_without_memory_saves_where_nothing_was_said() -> None:
    assert act([], Change(choice=3), NO_MEMORY) is not None


def test_a_page_without_memory_never_overwrites_another_device_unasked() -> None:
    with pytest.raises(AnswerMoved):
        act(history(2, device="phone"), Change(choice=3), NO_MEMORY)


def test_a_page_without_memory_asks_about_another_part_on_another_device_too() -> None:
    with pytest.raises(AnswerMoved):
        act(history(2, device="phone"), Change(comment="mine"), NO_MEMORY)


def test_a_stale_value_from_an_old_page_is_not_taken_for_a_choice() -> None:
    """The old page still shows 2, which was superseded by 4: it may only be repeating itself."""
    with pytest.raises(AnswerMoved):
        act(history(2, 4), Change(choice=2), NO_MEMORY)


def test_a_value_that_was_never_shown_is_a_choice() -> None:
    wanted = act(history(2, 4), Change(choice=3), NO_MEMORY)
    assert wanted is not None


def test_with_memory_going_back_to_an_older_value_is_a_choice() -> None:
    wanted = act(history(2, 4), Change(choice=2), 2)
    assert wanted is not None
    assert wanted.choice == 2


def test_the_device_that_answers_is_kept_and_alone_is_no_change() -> None:
    wanted = act(history(2), Change(choice=3), 1, "phone")
    assert wanted is not None
    assert wanted.device == "phone"
    assert act(history(2), Change(choice=2), 1, "phone") is None


# Answers carried over from the round before


def test_confirming_a_carried_answer_is_a_new_answer_that_says_the_same() -> None:
    wanted = act(history(2, carried=True, comment="hm"), Change(confirmed=True), 1)
    assert wanted is not None
    assert (wanted.choice, wanted.comment, wanted.carried) == (2, "hm", False)


def test_choosing_the_same_level_confirms_a_carried_answer() -> None:
    wanted = act(history(2, carried=True), Change(choice=2), 1)
    assert wanted is not None
    assert not wanted.carried


def test_a_comment_leaves_a_carried_answer_to_confirm() -> None:
    wanted = act(history(2, carried=True), Change(comment="hm"), 1)
    assert wanted is not None
    assert wanted.carried


def test_a_confirmation_elsewhere_is_no_conflict_with_a_choice_here() -> None:
    carried = history(2, carried=True)
    confirmed = [replace(carried[0], id=2, carried=False), *carried]
    wanted = act(confirmed, Change(choice=3), 1)
    assert wanted is not None
    assert wanted.choice == 3


def test_confirming_twice_is_nothing_new() -> None:
    assert act(history(2), Change(confirmed=True), 1) is None


def test_confirming_what_somebody_changed_meanwhile_does_not_bring_the_old_value_back() -> None:
    carried = history(2, carried=True)
    changed = [replace(carried[0], id=2, choice=4, carried=False), *carried]
    assert act(changed, Change(confirmed=True), 1) is None


# Changes put together


def test_a_later_change_of_a_part_counts_and_the_others_stay() -> None:
    both = Change(choice=2, comment="a").and_also(Change(choice=3, strength=1))
    assert both == Change(choice=3, comment="a", strength=1)
    assert Change(confirmed=True).and_also(Change()).confirmed
    assert Change(choice=2).and_also(Change(choice=None)).choice is None


parts = st.fixed_dictionaries(
    {},
    optional={
        "choice": st.sampled_from([None, 0, 4, "dont_know", "not_ours"]),
        "reason": st.sampled_from(["", "r"]),
        "strength": st.integers(0, 3),
        "comment": st.sampled_from(["", "c"]),
    },
)


@given(st.lists(st.tuples(parts, st.sampled_from(["laptop", "phone"])), max_size=6), parts, st.data())
def test_whoever_saw_the_newest_answer_is_never_asked_and_never_loses_a_part(steps, last, data) -> None:
    stored: list[Answer] = []
    for changed, device in steps:
        wanted = act(stored, Change(**changed), stored[0].id if stored else NOTHING_YET, device)
        stored = stored if wanted is None else [replace(wanted, id=len(stored) + 1), *stored]
    wanted = act(stored, Change(**last), stored[0].id if stored else NOTHING_YET)
    before = stored[0] if stored else Answer(0, "money.s1", 7, None, NOW)
    after = wanted or before
    for part in ("choice", "reason", "strength", "comment"):
        assert getattr(after, part) == last.get(part, getattr(before, part))
    # An older page either changes what nobody else touched since, or is asked.
    seen = data.draw(st.sampled_from([a.id for a in stored] or [NOTHING_YET]))
    shown = next((a for a in stored if a.id == seen), before)
    try:
        wanted = act(stored, Change(**last), seen)
    except AnswerMoved:
        assert any(getattr(shown, p) != getattr(before, p) for p in last)
    else:
        assert wanted is None or all(getattr(shown, p) == getattr(before, p) for p in last)


def test_unset_is_not_none() -> None:
    assert Change().parts == {}
    assert Change(choice=None).parts == {"choice": None, "carried": False}
    assert UNSET is not None
