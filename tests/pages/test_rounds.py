"""From round to round: what is signed off is read and not changed, and what still stands is confirmed, not repeated."""

from collections.abc import Callable

import pytest

from resilience_dash.domain.assessment import SignedOff
from resilience_dash.domain.supersession import Change, Seen
from resilience_dash.services import answering, evidencing, settling, signing, starting
from tests.builders import Begun
from tests.pages.conftest import Clock
from tests.pages.tab import Tab

FIRST = "leadership.commitment"
SECOND = "system.simple"
PART = "leadership"
NO_MORE = "This assessment is signed off: its answers can be read, not changed."
Start = Callable[..., Begun]


def signed(begun: Begun) -> Begun:
    begun.answer_all(3, except_for=[SECOND])
    begun.sign("council", "community")
    return begun


@pytest.fixture
def frozen(started: Start) -> Begun:
    return signed(started({"council": 2}))


@pytest.fixture
def following(frozen: Begun) -> Begun:
    """The round after, everything carried over from 2026 to 2027."""
    return frozen.next_round(mode="taster")


def everything(begun: Begun) -> dict[str, list[tuple[object, ...]]]:
    """Every row there is, to see that nothing was written."""
    with begun.db.read() as session:
        run = session.connection().exec_driver_sql
        tables = [row[0] for row in run("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: [tuple(row) for row in run(f"SELECT * FROM {table}")] for table in tables}  # noqa: S608


# Signed off


def test_a_signed_off_answer_is_read_and_offers_nothing_to_change(frozen: Begun) -> None:
    tab = Tab("assess", assessment=frozen.id, dimension=PART)
    assert NO_MORE in tab.text
    assert tab.keys == {f"answer-as:{frozen.id}", "to-tasks", "continue"}
    assert "3 Established." in tab.text


def test_a_page_that_was_open_at_the_sign_off_refuses_a_new_choice_and_writes_nothing(started: Start) -> None:
    begun = started()
    before = Tab("assess", assessment=begun.id, dimension=PART).open_box(begun.everybody[0], FIRST)
    agreeing = Tab("agree", assessment=begun.id)
    tasks = Tab("tasks", assessment=begun.id)
    signing = Tab("sign_off", assessment=begun.id)
    signed(begun)
    rows = everything(begun)
    before.give(f"answer:{begun.everybody[0]}:{FIRST}", 1)
    before.give_where_it_is(f"comment:{begun.everybody[0]}:{FIRST}", "Too late")
    agreeing.give(f"agreed:{begun.id}:{FIRST}", 1)
    tasks.fill(**{"add-person-name:0": "Bea", "add-person-perspective:0": "resident"})
    signing.fill(**{"sign-name:council": "Eve", "sign-role:council": "Nobody"})
    assert everything(begun) == rows
    assert NO_MORE in before.text


def test_a_level_chosen_after_the_sign_off_is_refused_in_words(started: Start) -> None:
    begun = started()
    here = Tab("assess", assessment=begun.id, dimension=PART)
    signed(begun)
    here.give(f"answer:{begun.everybody[0]}:{FIRST}", 1)
    assert [e for e in here.errors if "is signed off, so its answers are frozen. Nothing was changed." in e]
    assert here.saved(FIRST) == []
    assert not [e for e in here.run().errors if "frozen" in e]


@pytest.mark.parametrize(
    ("do", "what"),
    [
        (answering.record_answer, {"statement_id": FIRST, "change": Change(choice=1), "seen": Seen(None)}),
        (answering.record_answer, {"statement_id": FIRST, "change": Change(comment="late"), "seen": Seen(None)}),
        (answering.confirm_carried, {"statement_ids": (FIRST,)}),
        (settling.record_agreement, {"statement_id": FIRST, "level": 1, "reason": "", "recorded_by": "", "seen": 0}),
        (settling.set_aim, {"statement_id": FIRST, "level": 1, "seen": None}),
        (settling.set_importance, {"dimension": PART, "weight": 3, "seen": None}),
        (starting.add_respondent, {"name": "Eve", "perspective": "officer"}),
        (evidencing.add_note, {"statement_id": FIRST, "note": "late", "added_by": "Eve"}),
        (evidencing.add_link, {"statement_id": FIRST, "link": "https://a.example", "added_by": "Eve"}),
        (evidencing.add_file, {"statement_id": FIRST, "file_name": "a.txt", "content": b"late", "added_by": "Eve"}),
        (evidencing.withdraw, {"evidence_id": 1}),
        (signing.sign, {"signers": {"council": signing.Signer("Eve", "Nobody")}}),
    ],
    ids=[
        "level",
        "comment",
        "confirm",
        "agreement",
        "aim",
        "importance",
        "person",
        "note",
        "link",
        "file",
        "withdraw",
        "signature",
    ],
)
def test_what_a_page_would_ask_for_after_the_sign_off_is_refused_and_writes_nothing(
    do: Callable[..., object], what: dict[str, object], started: Start
) -> None:
    begun = started({"council": 2})
    evidencing.add_note(begun.db, begun.frameworks, statement_id=FIRST, note="Seen", added_by="Ann", **begun.place)
    signed(begun)
    rows = everything(begun)
    if do in (answering.record_answer, answering.confirm_carried):
        what = {**what, "respondent_id": begun.everybody[0]}
    with pytest.raises(SignedOff, match="is signed off, so its answers are frozen"):
        do(begun.db, begun.frameworks, **begun.place, **what)
    assert everything(begun) == rows


def test_a_value_sent_for_a_widget_that_the_page_no_longer_draws_writes_nothing(started: Start) -> None:
    begun = started({"council": 1})
    key = f"answer:{begun.everybody[0]}:{FIRST}"
    tab = Tab("assess", assessment=begun.id, dimension=PART)
    forged = tab.send(key, tab.widget(key).options[4]).at._tree.get_widget_states()
    signed(begun)
    rows = everything(begun)
    assert tab.run(forged).find(key) is None
    assert everything(begun) == rows


def test_the_check_page_of_a_signed_off_assessment_leads_to_reading_and_to_the_results(frozen: Begun) -> None:
    tab = Tab("check", assessment=frozen.id)
    assert tab.keys == {f"answer-as:{frozen.id}", "to-results"}
    assert not [link for link in tab.links if "Change" in link]
    assert tab.press("to-results").page == "Where the place stands"


def test_the_task_list_of_a_signed_off_assessment_leads_to_the_results(frozen: Begun) -> None:
    tab = Tab("tasks", assessment=frozen.id)
    assert tab.find("add-person-go:0") is None
    assert "Both sides have signed." in tab.text
    assert tab.press("next").page == "Where the place stands"


def test_the_agree_page_of_a_signed_off_assessment_offers_nothing_to_change(frozen: Begun) -> None:
    tab = Tab("agree", assessment=frozen.id)
    assert tab.keys == {"agree-part", "to-results"}
    assert "Nothing was recorded." in tab.text


def test_the_sign_off_page_of_a_signed_off_assessment_names_who_signed(frozen: Begun) -> None:
    tab = Tab("sign_off", assessment=frozen.id)
    assert "Signed for the council by Signer of council, Chair" in tab.text
    assert tab.keys == {"to-results"}


def test_home_says_when_it_was_signed_off(frozen: Begun) -> None:
    tab = Tab()
    assert "Signed off 23 November 2026" in tab.text
    assert tab.press(f"open:{frozen.id}").page == "Where the place stands"


# The next round


def test_the_next_round_starts_from_the_results_and_says_what_was_carried_over(frozen: Begun) -> None:
    tab = Tab("results", assessment=frozen.id)
    assert (tab.value("next-period"), tab.value("next-mode")) == ("2027 to 2028", "taster")  # as the round before
    tab.press("start-next-round")
    assert tab.page == "Task list"
    assert "The next round has started." in tab.text
    assert "Surrey Heath, 2027 to 2028" in tab.text
    assert "10 answers were carried over from the round before." in tab.text
    assert tab.address["assessment"] == str(frozen.id + 1)


def test_the_next_round_is_not_started_without_a_period(frozen: Begun) -> None:
    tab = Tab("results", assessment=frozen.id)
    tab.fill(**{"next-period": " ", "next-mode": "enablers"}).press("start-next-round")
    assert tab.errors == ["The period is missing, such as “2027 to 2028”. Add it and try again."]
    assert (tab.value("next-period"), tab.value("next-mode")) == (" ", "enablers")
    assert len(everything(frozen)["assessment"]) == 1


def test_the_next_round_is_started_once(following: Begun, frozen: Begun) -> None:
    tab = Tab("results", assessment=frozen.id).give("next-mode", "taster").press("start-next-round")
    assert tab.errors == [
        "The next round is there already: Surrey Heath, 2027 to 2028. Open it from the home page.",
    ]


def test_a_round_that_is_not_signed_off_offers_to_sign_and_not_to_go_on(started: Start) -> None:
    begun = started()
    begun.answer_all(2)
    tab = Tab("results", assessment=begun.id)
    assert tab.find("start-next-round") is None
    assert tab.press("to-sign-off").page == "Sign off"


# Carried over


def test_a_carried_over_answer_asks_whether_it_is_still_true_and_names_its_round(following: Begun) -> None:
    tab = Tab("assess", assessment=following.id, dimension=PART)
    person = following.everybody[0]
    assert tab.value(f"answer:{person}:{FIRST}") == 3
    assert "Carried over from 2026 to 2027. Is it still true?" in tab.text
    assert tab.widget(f"still:{person}:{FIRST}").label == "Still true"
    assert tab.saved(FIRST) == []


def test_still_true_confirms_the_answer_as_it_stands(following: Begun, clock: Clock) -> None:
    person = following.everybody[0]
    clock.turn(3)
    tab = Tab("assess", assessment=following.id, dimension=PART).press(f"still:{person}:{FIRST}")
    kept = following.sheet.answer(person, FIRST)
    assert kept is not None
    assert (kept.choice, kept.carried) == (3, False)
    assert tab.saved(FIRST) == ["Saved 10:03"]
    assert tab.find(f"still:{person}:{FIRST}") is None


def test_another_level_confirms_and_changes_at_once(following: Begun) -> None:
    person = following.everybody[0]
    tab = Tab("assess", assessment=following.id, dimension=PART).give(f"answer:{person}:{FIRST}", 4)
    kept = following.sheet.answer(person, FIRST)
    assert kept is not None
    assert (kept.choice, kept.carried) == (4, False)
    assert tab.saved(FIRST) == ["Saved 10:00"]


def test_a_carried_over_answer_is_only_confirmed_for_the_person_who_says_so(following: Begun) -> None:
    first, second = following.everybody
    Tab("assess", assessment=following.id, dimension=PART).press(f"still:{first}:{FIRST}")
    other = following.sheet.answer(second, FIRST)
    assert other is not None
    assert other.carried


def test_all_of_them_can_be_confirmed_at_once_from_the_task_list(following: Begun) -> None:
    tab = Tab("tasks", assessment=following.id)
    assert "10 answers were carried over from the round before." in tab.text
    assert "0 of 1, 1 to confirm" in tab.text
    tab.press("all-still-true")
    mine = [a for (who, _), a in following.sheet.answers.items() if who == following.everybody[0]]
    assert len(mine) == 10
    assert not any(a.carried for a in mine)
    assert "10 of 11 statements answered" in tab.text
    assert tab.find("all-still-true") is None


def test_the_check_page_lists_what_is_not_confirmed(following: Begun) -> None:
    tab = Tab("check", assessment=following.id)
    assert [h.value for h in tab.at.subheader][:2] == ["Not answered (1)", "Carried over, not confirmed (10)"]


def test_results_and_sign_off_warn_of_what_nobody_has_confirmed(following: Begun) -> None:
    said = "carried over from the round before, and nobody has confirmed them yet."
    assert any(said in warning for warning in Tab("results", assessment=following.id).warnings)
    assert any(said in warning for warning in Tab("sign_off", assessment=following.id).warnings)
