"""Answering: every change is saved as it is made, and is there again whoever comes back, from wherever."""

from collections.abc import Callable

import pytest

from resilience_dash.domain.assessment import DONT_KNOW, NOT_OURS
from resilience_dash.services import starting
from tests.builders import Begun
from tests.pages.conftest import Clock
from tests.pages.tab import Tab

FIRST = "leadership.commitment"
PART = "leadership"
Start = Callable[..., Begun]


def answer(begun: Begun, statement: str = FIRST, person: int | None = None) -> tuple[object, ...] | None:
    """Choice, reason, strength and comment as they are kept."""
    found = begun.sheet.answer(person or begun.everybody[0], statement)
    return found and found.substance[:4]


def key(begun: Begun, kind: str = "answer", statement: str = FIRST) -> str:
    return f"{kind}:{begun.everybody[0]}:{statement}"


def test_choosing_a_level_saves_it_at_once_and_says_when(started: Start) -> None:
    begun = started()
    tab = Tab("assess", assessment=begun.id, dimension=PART)
    assert tab.saved(FIRST) == []
    tab.give(key(begun), 3)
    assert answer(begun) == (3, "", 0, "")
    assert tab.saved(FIRST) == ["Saved 10:00"]


def test_nothing_is_chosen_for_anybody(started: Start) -> None:
    begun = started(mode="full")
    tab = Tab("assess", assessment=begun.id, dimension=PART)
    asked = begun.sheet.asked_in(begun.sheet.dimensions[0])
    assert len(asked) == 4
    assert [tab.value(key(begun, statement=s)) for s in asked] == [None] * 4
    assert begun.sheet.answers == {}


def test_the_five_levels_are_offered_in_the_statements_own_words(started: Start) -> None:
    begun = started()
    radio = Tab("assess", assessment=begun.id, dimension=PART).widget(key(begun))
    words = begun.sheet.framework.statement(FIRST).levels
    assert len(radio.options) == 7
    assert all(words[level] in radio.options[level] for level in range(5))
    assert radio.options[5:] == ["**Don’t know**", "**Not ours to answer**"]


def test_the_time_saved_is_the_readers_own(started: Start) -> None:
    begun = started()
    tab = Tab("assess", assessment=begun.id, dimension=PART)
    tab.at.context["timezone"] = "Asia/Tokyo"
    assert tab.give(key(begun), 1).saved(FIRST) == ["Saved 19:00"]


def test_a_new_choice_is_saved_beside_the_old_one_and_the_newest_counts(started: Start, clock: Clock) -> None:
    begun = started()
    tab = Tab("assess", assessment=begun.id, dimension=PART).give(key(begun), 3)
    clock.turn(5)
    tab.give(key(begun), 1)
    assert answer(begun) == (1, "", 0, "")
    assert tab.saved(FIRST) == ["Saved 10:05"]


def test_looking_again_saves_nothing(started: Start) -> None:
    begun = started()
    tab = Tab("assess", assessment=begun.id, dimension=PART).give(key(begun), 3)
    before = begun.sheet
    tab.run().run()
    assert begun.sheet.assessment.revision == before.assessment.revision
    assert begun.sheet.answers == before.answers


def test_dont_know_is_kept_as_itself_and_not_as_a_level(started: Start) -> None:
    begun = started()
    tab = Tab("assess", assessment=begun.id, dimension=PART).give(key(begun), DONT_KNOW)
    assert answer(begun) == (DONT_KNOW, "", 0, "")
    assert tab.saved(FIRST)


def test_not_ours_asks_why_and_keeps_the_reason(started: Start) -> None:
    begun = started()
    tab = Tab("assess", assessment=begun.id, dimension=PART)
    assert tab.find(key(begun, "reason")) is None
    tab.give(key(begun), NOT_OURS)
    assert answer(begun) == (NOT_OURS, "", 0, "")
    tab.give(key(begun, "reason"), "The county council runs this.")
    assert answer(begun) == (NOT_OURS, "The county council runs this.", 0, "")


def test_a_reason_can_be_taken_out_again(started: Start) -> None:
    begun = started()
    tab = Tab("assess", assessment=begun.id, dimension=PART)
    tab.give(key(begun), NOT_OURS).give(key(begun, "reason"), "The county").give(key(begun, "reason"), "")
    assert answer(begun) == (NOT_OURS, "", 0, "")


def test_strength_comment_and_aim_are_saved_from_their_box(started: Start) -> None:
    begun = started()
    person = begun.everybody[0]
    tab = Tab("assess", assessment=begun.id, dimension=PART).give(key(begun), 3).open_box(person, FIRST)
    tab.give(key(begun, "strength"), 2)
    tab.give(key(begun, "comment"), "We heard of it late.")
    tab.give(f"aim:{begun.id}:{FIRST}", 4)
    assert answer(begun) == (3, "", 2, "We heard of it late.")
    assert begun.sheet.aim(FIRST) == 4
    assert "Already there: strength 2, a comment" in tab.text


def test_a_comment_alone_is_kept_and_does_not_count_as_an_answer(started: Start) -> None:
    begun = started()
    tab = Tab("assess", assessment=begun.id, dimension=PART).open_box(begun.everybody[0], FIRST)
    tab.give(key(begun, "comment"), "Ask the clerk.")
    assert answer(begun) == (None, "", 0, "Ask the clerk.")
    assert tab.saved(FIRST) == ["Saved 10:00. No level is chosen yet."]
    assert "0 of 11 statements answered" in Tab("tasks", assessment=begun.id).text


def test_a_comment_that_is_too_long_is_refused_and_stays_in_the_box(started: Start) -> None:
    begun = started()
    tab = Tab("assess", assessment=begun.id, dimension=PART).give(key(begun), 2).open_box(begun.everybody[0], FIRST)
    tab.give(key(begun, "comment"), "c" * 5_001)
    assert "Your comment is not saved yet: it has 5,001 characters and the most is 5,000." in tab.errors[0]
    assert tab.value(key(begun, "comment")) == "c" * 5_001
    assert answer(begun) == (2, "", 0, "")


def test_coming_back_from_another_page_shows_what_is_kept(started: Start) -> None:
    begun = started()
    person = begun.everybody[0]
    tab = Tab("assess", assessment=begun.id, dimension=PART).give(key(begun), NOT_OURS)
    tab.give(key(begun, "reason"), "The county").open_box(person, FIRST)
    tab.give(key(begun, "comment"), "Ask them.").give(key(begun, "strength"), 1)
    tab.go("tasks").go("assess", assessment=begun.id, dimension=PART)
    assert (tab.value(key(begun)), tab.value(key(begun, "reason"))) == (NOT_OURS, "The county")
    tab.open_box(person, FIRST)
    assert (tab.value(key(begun, "comment")), tab.value(key(begun, "strength"))) == ("Ask them.", 1)
    assert answer(begun) == (NOT_OURS, "The county", 1, "Ask them.")


def test_a_tab_that_knows_nothing_yet_shows_what_is_kept(started: Start) -> None:
    begun = started()
    Tab("assess", assessment=begun.id, dimension=PART).give(key(begun), 4)
    assert Tab("assess", assessment=begun.id, dimension=PART).value(key(begun)) == 4


def test_the_walk_leads_through_every_part_to_checking_without_naming_an_address(started: Start) -> None:
    begun = started()
    tab = Tab("tasks", assessment=begun.id).press("next")
    for position, dimension in enumerate(begun.sheet.dimensions):
        assert tab.page == dimension.name
        [statement] = begun.sheet.asked_in(dimension)
        tab.give(key(begun, statement=statement), position % 5)
        assert tab.saved(statement) == ["Saved 10:00"]
        tab.press("continue")
    assert tab.page == "Check your answers"
    assert [a.choice for a in begun.sheet.answers.values()] == [i % 5 for i in range(11)]
    assert tab.go("tasks").press("next").page == "Check your answers"


def test_the_address_names_the_assessment_the_part_and_who_answers(started: Start) -> None:
    begun = started({"council": 2})
    tab = Tab("assess", assessment=begun.id)
    first = str(begun.everybody[0])
    assert tab.address == {"assessment": str(begun.id), "as": first, "dimension": PART}
    assert tab.press("continue").address == {"assessment": str(begun.id), "as": first, "dimension": "system"}
    assert tab.press("to-tasks").address == {"assessment": str(begun.id), "as": first}


def test_each_part_of_the_task_list_says_how_far_it_has_come_and_leads_there(started: Start) -> None:
    begun = started(mode="full")
    asked = begun.sheet.asked_in(begun.sheet.dimensions[0])
    for statement in asked:
        begun.change(begun.everybody[0], statement, choice=2)
    begun.change(begun.everybody[0], "system.simple", choice=2)
    tab = Tab("tasks", assessment=begun.id)
    assert "5 of 44 statements answered" in tab.text
    said = [m.value for m in tab.at.markdown]
    first = said.index("4 of 4")
    assert said[first : first + 6] == [
        "4 of 4",
        ":green-badge[Done]",
        "1 of 4",
        ":blue-badge[In progress]",
        "0 of 4",
        "Not started",
    ]
    assert "Joined-up system" in tab.follow("Joined-up system").page
    assert tab.address["dimension"] == "system"


def test_the_next_step_goes_on_where_somebody_stopped(started: Start) -> None:
    begun = started()
    tab = Tab("tasks", assessment=begun.id)
    assert tab.widget("next").label == "Start answering"
    begun.change(begun.everybody[0], FIRST, choice=2)
    tab.run()
    assert tab.widget("next").label == "Continue"
    assert tab.press("next").page == "Joined-up system"


# Who answers


def test_answering_as_another_person_changes_the_address_and_whose_answers_are_kept(started: Start) -> None:
    begun = started({"council": 1, "community": 1})
    first, second = begun.everybody
    tab = Tab("assess", assessment=begun.id, dimension=PART).give(f"answer:{first}:{FIRST}", 4)
    tab.give(f"answer-as:{begun.id}", second)
    assert tab.address["as"] == str(second)
    assert tab.find(f"answer:{first}:{FIRST}") is None
    tab.give(f"answer:{second}:{FIRST}", 1)
    assert answer(begun, person=first) == (4, "", 0, "")
    assert answer(begun, person=second) == (1, "", 0, "")
    assert tab.press("continue").address["as"] == str(second)
    assert tab.go("tasks").value(f"answer-as:{begun.id}") == second


def test_an_address_can_name_the_second_person_to_answer(started: Start) -> None:
    begun = started({"council": 1, "community": 1})
    second = begun.everybody[1]
    tab = Tab("assess", assessment=begun.id, dimension=PART, as_=second).give(f"answer:{second}:{FIRST}", 2)
    assert list(begun.sheet.answers) == [(second, FIRST)]
    assert tab.value(f"answer-as:{begun.id}") == second


def test_an_address_followed_in_the_same_tab_changes_who_answers(started: Start) -> None:
    begun = started({"council": 1, "community": 1})
    first, second = begun.everybody
    tab = Tab("tasks", assessment=begun.id, as_=first)
    tab.go("tasks", assessment=begun.id, as_=second)
    assert tab.value(f"answer-as:{begun.id}") == second
    assert tab.address["as"] == str(second)


def test_a_person_is_added_and_answers_next(started: Start) -> None:
    begun = started()
    tab = Tab("tasks", assessment=begun.id)
    tab.fill(**{"add-person-name:0": "Bea", "add-person-perspective:0": "resident"}).press("add-person-go:0")
    added = begun.sheet.respondents[1]
    assert (added.name, added.perspective) == ("Bea", "resident")
    assert tab.address["as"] == str(added.id)
    assert tab.value(f"answer-as:{begun.id}") == added.id
    assert tab.value("add-person-name:1") == ""  # the form is empty for the next one


@pytest.mark.parametrize(
    ("name", "perspective", "sentence"),
    [
        ("Bea", None, "Nobody was added yet. Choose in what capacity this person answers."),
        ("", "resident", "The name is missing, or what the group calls them."),
    ],
)
def test_a_person_is_not_added_without_a_name_and_a_capacity_and_what_was_typed_stays(
    name: str, perspective: str | None, sentence: str, started: Start
) -> None:
    begun = started()
    tab = Tab("tasks", assessment=begun.id)
    tab.fill(**{"add-person-name:0": name, "add-person-perspective:0": perspective}).press("add-person-go:0")
    assert sentence in tab.errors[0]
    assert (tab.value("add-person-name:0"), tab.value("add-person-perspective:0")) == (name, perspective)
    assert len(begun.sheet.respondents) == 1


# Evidence


def test_a_note_a_link_and_a_file_are_added_and_taken_back(started: Start) -> None:
    begun = started()
    person = begun.everybody[0]
    tab = Tab("assess", assessment=begun.id, dimension=PART).open_box(person, FIRST)
    box = f"evidence:{person}:{FIRST}"
    tab.give(f"{box}:note:0", "Seen in May.").press(f"{box}:add-note:0")
    tab.give(f"{box}:kind", "A link").give(f"{box}:link:1", "https://www.example.org/report")
    tab.press(f"{box}:add-link:1")
    tab.give(f"{box}:kind", "A file")
    tab.at.file_uploader(key=f"{box}:file:2").upload("minutes.txt", b"We agreed.")
    tab.run()
    assert [(e.kind, e.note or e.link or e.file_name) for e in begun.sheet.evidence] == [
        ("note", "Seen in May."),
        ("link", "https://www.example.org/report"),
        ("file", "minutes.txt"),
    ]
    assert "Seen in May." in tab.text
    assert "Link (example.org, another website)" in tab.text
    assert f"(/files/evidence/{begun.sheet.evidence[2].id})" in "".join(tab.formatted)
    tab.press(f"withdraw:{begun.sheet.evidence[0].id}")
    assert [e.kind for e in begun.sheet.evidence] == ["link", "file"]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://", "ftp://example.org", "https://a b.example"])
def test_an_address_that_no_browser_should_open_is_refused_and_stays_in_the_box(address: str, started: Start) -> None:
    begun = started()
    box = f"evidence:{begun.everybody[0]}:{FIRST}"
    tab = Tab("assess", assessment=begun.id, dimension=PART).open_box(begun.everybody[0], FIRST)
    tab.give(f"{box}:kind", "A link").give(f"{box}:link:0", address).press(f"{box}:add-link:0")
    assert tab.errors[0].startswith("The link was not added.")
    assert tab.value(f"{box}:link:0") == address
    assert begun.sheet.evidence == ()


def test_a_file_that_is_not_what_its_name_says_is_refused(started: Start) -> None:
    begun = started()
    box = f"evidence:{begun.everybody[0]}:{FIRST}"
    tab = Tab("assess", assessment=begun.id, dimension=PART).open_box(begun.everybody[0], FIRST)
    tab.give(f"{box}:kind", "A file").at.file_uploader(key=f"{box}:file:0").upload("minutes.pdf", b"<html>")
    assert "what is in it is something else" in tab.run().errors[0]
    assert begun.sheet.evidence == ()


def test_an_answer_is_only_read_from_the_database_that_is_named(started: Start, full: None) -> None:
    assert Tab("assess", assessment=3, dimension=PART).page == "Top-level leadership"


def test_a_long_name_leaves_room_for_the_perspective_behind_it(started: Callable[..., Begun]) -> None:
    begun = started()
    long_one = starting.add_respondent(begun.db, begun.frameworks, name="N" * 200, perspective="anchor", **begun.place)
    tab = Tab("tasks", assessment=begun.id, as_=long_one.id)
    perspective = begun.sheet.framework.perspective("anchor").name
    options = tab.widget(f"answer-as:{begun.id}").options
    assert options[1] == f"{'N' * 31}… ({perspective})"
    assert options[0].startswith("Person 1 (")
