"""Starting an assessment: what is missing gets its sentence, and what was typed stays."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from resilience_dash import wiring
from resilience_dash.domain.assessment import Sheet
from resilience_dash.services import opening
from tests.pages.tab import Tab

FILLED: Mapping[str, object] = {
    "council": "Calderdale",
    "period": "2026 to 2027",
    "mode": "taster",
    "name": "Asha",
    "perspective": "officer",
}
NOT_YET = "There is a problem. Nothing was started yet. What you filled in is still here."
NAME_MISSING = "Give your name, or what the group calls you"


def sheets() -> list[Sheet]:
    listed = opening.list_assessments(wiring.database(), wiring.frameworks())
    return [
        opening.open_sheet(wiring.database(), wiring.frameworks(), assessment_id=one.assessment.id) for one in listed
    ]


def filled(**changes: object) -> Tab:
    return Tab("start").fill(**{**FILLED, **changes})


def test_the_period_is_this_council_year_until_somebody_says_otherwise(empty: Path) -> None:
    assert Tab("start").value("period") == "2026 to 2027"


def test_an_assessment_starts_and_leads_to_its_task_list_with_its_number_and_its_person_in_the_address(
    empty: Path,
) -> None:
    tab = filled().press("go")
    [sheet] = sheets()
    assert tab.page == "Task list"
    assert tab.address == {"assessment": str(sheet.assessment.id), "as": str(sheet.respondents[0].id)}
    assert "Started. Each answer is saved as you give it." in tab.text
    assert sheet.assessment.title == "Calderdale, 2026 to 2027"
    assert [(r.name, r.perspective) for r in sheet.respondents] == [("Asha", "officer")]
    assert sheet.assessment.mode == "taster"


def test_started_is_said_once(empty: Path) -> None:
    tab = filled().press("go")
    assert "Started." not in tab.run().text


@pytest.mark.parametrize(
    ("missing", "listed"),
    [
        ({"council": None}, ["Choose a council area"]),
        ({"mode": None}, ["Choose how much you want to answer"]),
        ({"perspective": None}, ["Choose in what capacity you answer"]),
        ({"council": None, "mode": None}, ["Choose a council area", "Choose how much you want to answer"]),
        ({"name": ""}, [NAME_MISSING]),
        ({"name": " \t "}, [NAME_MISSING]),
        ({"period": ""}, ["Say which period it is about, such as “2026 to 2027”"]),
    ],
    ids=["council", "mode", "perspective", "council and mode", "name", "a name of spaces", "period"],
)
def test_what_is_missing_is_listed_above_the_form_and_at_its_place_and_nothing_typed_is_lost(
    missing: dict[str, object], listed: list[str], empty: Path
) -> None:
    tab = filled(**missing).press("go")
    assert tab.page == "Start an assessment"
    [error] = tab.errors
    assert [line for line in error.splitlines() if line] == [NOT_YET, *listed]
    written = tab.text
    assert written.index(NOT_YET) < written.index("Which council area?")
    for words in listed:
        assert written.count(words) == 2
    assert {key: tab.value(key) for key in FILLED} == {**FILLED, **missing}
    assert sheets() == []


def test_the_list_of_what_is_missing_gets_shorter_and_is_not_there_when_the_page_is_opened_anew(empty: Path) -> None:
    tab = filled(mode=None, perspective=None).press("go").give("mode", "taster")
    assert "Choose how much you want to answer" not in tab.text
    assert "Choose in what capacity you answer" in tab.errors[0]
    tab.give("perspective", "officer")
    assert not tab.errors
    assert sheets() == []
    assert not tab.give("mode", None).go("home").go("start").errors


def test_a_place_and_period_that_are_there_already_are_not_started_again(empty: Path) -> None:
    filled().press("go")
    tab = filled().press("go")
    [said] = tab.errors
    assert said.startswith("Nothing was started: Calderdale, 2026 to 2027 is there already. Open it from the home")
    assert {key: tab.value(key) for key in FILLED} == FILLED
    assert len(sheets()) == 1
    assert tab.give("period", "2027 to 2028").press("go").page == "Task list"


def test_a_name_that_is_too_long_is_refused_and_stays_in_the_box(empty: Path) -> None:
    tab = filled(name="n" * 201).press("go")
    assert "it has 201 characters and the most is 200" in tab.errors[0]
    assert tab.value("name") == "n" * 201
    assert sheets() == []


@pytest.mark.parametrize(
    ("typed", "council"),
    [
        ("E08000016", "Barnsley"),  # a code that is no longer used
        ("e08000016 ", "Barnsley"),
        ("E08000038", "Barnsley"),  # the one that replaced it
        ("ynys mon", "Isle of Anglesey"),
        ("calderdale metropolitan borough council", "Calderdale"),
    ],
)
def test_a_council_is_found_by_a_former_code_and_by_other_spellings(typed: str, council: str, empty: Path) -> None:
    tab = filled().send("council", typed).press("go")
    assert tab.page == "Task list"
    assert sheets()[0].assessment.place.name == council


def test_a_former_code_shows_the_council_it_means_before_anything_is_started(empty: Path) -> None:
    assert "Barnsley" in Tab("start").send("council", "E08000016").text


def test_an_unknown_council_is_said_with_what_may_have_been_meant(empty: Path) -> None:
    tab = Tab("start").send("council", "E08000016x")
    assert "No council has the code “E08000016x”. Perhaps one of these is meant: Barnsley" in tab.errors[0]


def test_a_name_that_can_mean_several_councils_names_them_and_one_that_nobody_has_is_no_code(empty: Path) -> None:
    [said] = Tab("start").send("council", "newcastle").errors
    assert said.startswith("“newcastle” can mean several councils: Newcastle-under-Lyme (district in Staffordshire); ")
    [said] = Tab("start").send("council", "Atlantis").errors
    assert said == "No council is called “Atlantis”. Look for the council by its name."
    assert Tab("start").send("council", "surrey").errors == []


def test_a_council_that_is_to_be_replaced_says_until_when_it_stands(empty: Path) -> None:
    tab = Tab("start").give("council", "Surrey Heath (district in Surrey)")
    assert "It is to be replaced after 31 March 2027." in tab.text
    assert "Surrey County Council runs some of the services" in tab.text


def test_a_community_within_a_council_is_a_place_of_its_own(empty: Path) -> None:
    tab = filled().fill(**{"is-community": True}).fill(community="Todmorden")
    tab.press("go")
    [sheet] = sheets()
    assert sheet.assessment.title == "Todmorden, Calderdale, 2026 to 2027"
    assert "Todmorden, Calderdale, 2026 to 2027" in tab.text


def test_a_community_without_a_name_is_not_started_as_the_whole_council(empty: Path) -> None:
    tab = filled().fill(**{"is-community": True}).press("go")
    assert tab.page == "Start an assessment"
    assert "Say what the community is called" in tab.errors[0]
    assert sheets() == []


@pytest.mark.parametrize(("key", "forged"), [("mode", "everything"), ("perspective", "mayor")])
def test_a_choice_that_is_not_offered_starts_nothing(key: str, forged: str, empty: Path) -> None:
    tab = filled()
    tab.send(key, forged, press="go")
    assert tab.page == "Start an assessment"
    assert sheets() == []
