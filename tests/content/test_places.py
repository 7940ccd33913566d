"""The councils the program is delivered with, and how they are found."""

import csv
from collections import Counter
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from resilience_dash.content.places import Councils, read_places
from resilience_dash.content.problems import UnknownCouncil
from resilience_dash.domain.place import Council
from resilience_dash.domain.problem import Problem

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def places(data: Path) -> Councils:
    return read_places(data / "places.csv")


def names(found: tuple[Council, ...]) -> list[str]:
    return [council.name for council in found]


def test_there_are_382_councils_in_four_nations(places: Councils) -> None:
    assert len(places) == 382
    nations = Counter(council.nation for council in places)
    assert nations == {"England": 317, "Scotland": 32, "Wales": 22, "Northern Ireland": 11}
    assert Counter(council.tier for council in places) == {"single": 197, "lower": 164, "upper": 21}


def test_the_columns_are_those_of_a_council(data: Path) -> None:
    with (data / "places.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == [column.name for column in fields(Council)]


def test_no_two_lines_look_the_same_in_a_list(places: Councils) -> None:
    assert len({council.label for council in places}) == len(places)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("kings lynn", "King's Lynn and West Norfolk"),
        ("KING’S LYNN & WEST NORFOLK", "King's Lynn and West Norfolk"),
        ("ynys mon", "Isle of Anglesey"),
        ("Ynys Môn", "Isle of Anglesey"),
        ("st helens", "St. Helens"),
        ("ST HELENS COUNCIL", "St. Helens"),
        ("bath & north east somerset", "Bath and North East Somerset"),
        ("city of bristol", "Bristol, City of"),
        ("comhairle nan eilean siar", "Na h-Eileanan Siar"),
        ("western isles", "Na h-Eileanan Siar"),
        ("stoke on trent", "Stoke-on-Trent"),
        ("caerdydd", "Cardiff"),
        ("sir gar", "Carmarthenshire"),
        ("BCP", "Bournemouth, Christchurch and Poole"),
        ("calderdale", "Calderdale"),
        ("e08000033", "Calderdale"),
        ("E08000016", "Barnsley"),
    ],
)
def test_a_council_is_found_however_its_name_is_typed(places: Councils, typed: str, name: str) -> None:
    assert names(places.search(typed)) == [name]


def test_names_that_begin_with_the_text_come_before_names_that_contain_it(places: Councils) -> None:
    assert names(places.search("york"))[0] == "York"
    assert names(places.search("hull")) == ["Kingston upon Hull, City of", "Solihull"]
    found = names(places.search("ford"))
    assert found
    assert not any(name.startswith("Ford") for name in found)
    assert names(places.search("sheff")) == ["Sheffield"]


def test_a_county_and_a_district_of_a_like_name_are_both_found_and_told_apart(places: Councils) -> None:
    labels = [council.label for council in places.search("surrey")]
    assert labels == ["Surrey (county council)", "Surrey Heath (district in Surrey)"]
    assert [council.label for council in places.search("calderdale")] == ["Calderdale"]


@pytest.mark.parametrize(
    ("typed", "label"),
    [("surrey", "Surrey (county council)"), ("Somerset", "Somerset"), ("york", "York"), ("sheff", "Sheffield")],
)
def test_a_name_that_is_exactly_one_councils_means_that_one(places: Councils, typed: str, label: str) -> None:
    assert places.one(typed, TODAY).label == label


def test_a_name_that_can_mean_several_names_them(places: Councils) -> None:
    with pytest.raises(UnknownCouncil) as caught:
        places.one("hull ", TODAY)
    assert (
        str(caught.value) == "“hull” can mean several councils: Kingston upon Hull, City of; Solihull. Say which one."
    )
    with pytest.raises(UnknownCouncil, match=r"-under-Lyme \(district in Staffordshire\); Newcastle upon Tyne\."):
        places.one("newcastle", TODAY)
    with pytest.raises(UnknownCouncil, match=r" and \d+ more\. Say which one\.$"):
        places.one("north", TODAY)


def test_a_council_of_another_time_says_when_it_ended_or_begins(places: Councils) -> None:
    with pytest.raises(UnknownCouncil, match=r"^Surrey \(county council\) was replaced after 31 March 2027\."):
        places.one("surrey", date(2027, 4, 1))
    with pytest.raises(UnknownCouncil, match=r"^Cumberland begins on 1 April 2023\."):
        places.one("cumberland", date(2023, 3, 31))


def test_a_name_that_nobody_has_is_not_called_a_code(places: Councils) -> None:
    with pytest.raises(UnknownCouncil, match=r"^No council is called “Cumbria”"):
        places.one("Cumbria", TODAY)
    with pytest.raises(UnknownCouncil, match=r"^No council has the code “E08000099”"):
        places.one("E08000099", TODAY)


def test_a_search_leaves_out_what_does_not_exist_on_the_day(places: Councils) -> None:
    assert places.search("surrey", on=date(2027, 3, 31))
    assert places.search("surrey", on=date(2027, 4, 1)) == ()
    assert places.search("cumberland", on=date(2023, 3, 31)) == ()
    assert names(places.search("cumberland", on=TODAY)) == ["Cumberland"]


def test_nothing_typed_finds_nothing(places: Councils) -> None:
    assert places.search("") == places.search(" . ") == places.search("qqq") == ()


def test_the_twelve_surrey_councils_end_and_the_four_of_2023_begin(places: Councils) -> None:
    ending = [council for council in places if council.valid_to]
    assert len(ending) == 12
    assert {council.valid_to for council in ending} == {date(2027, 3, 31)}
    assert {council.county_name or council.name for council in ending} == {"Surrey"}
    beginning = {council.name: council.valid_from for council in places if council.valid_from}
    assert beginning == dict.fromkeys(
        ("Cumberland", "Westmorland and Furness", "North Yorkshire", "Somerset"), date(2023, 4, 1)
    )
    assert len(places.on(TODAY)) == 382
    assert len(places.on(date(2027, 4, 1))) == 370


@pytest.mark.parametrize("code", ["E08000039", "e08000039", " E08 000 039 ", "E08000019", "e0800 0019"])
def test_a_code_is_found_however_it_is_typed_and_a_former_one_too(places: Councils, code: str) -> None:
    assert places.by_code(code).name == "Sheffield"


def test_the_two_councils_whose_codes_changed_keep_the_old_ones(places: Councils) -> None:
    former = {council.name: council.former_codes for council in places if council.former_codes}
    assert former == {"Barnsley": ("E08000016",), "Sheffield": ("E08000019",)}


def test_an_unknown_code_is_a_problem_that_suggests_what_may_be_meant(places: Councils) -> None:
    with pytest.raises(UnknownCouncil, match=r"No council is called “Calderdael”.*Calderdale, E08000033"):
        places.by_code("Calderdael")
    with pytest.raises(UnknownCouncil, match=r"“E080000333”.*Calderdale, E08000033"):
        places.by_code("E080000333")
    with pytest.raises(Problem, match=r"Look for the council by its name\."):
        places.by_code("???")


def test_every_council_is_as_in_the_reference(places: Councils, shared: Path) -> None:
    with (shared / "reference" / "councils.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["code"]: row for row in csv.DictReader(file) if row["principal"] == "1"}
    assert rows.keys() == {council.code for council in places}
    for council in places:
        row = rows[council.code]
        for column in ("name", "nation", "region", "council_type", "tier", "county_code", "county_name"):
            assert getattr(council, column) == row[column]
        assert council.official_name.replace("'", "") == " ".join(row["official_name"].split())
        assert (council.population, council.population_year) == (int(row["population"]), int(row["population_year"]))
        assert (council.latitude, council.longitude) == (float(row["lat"]), float(row["lon"]))
