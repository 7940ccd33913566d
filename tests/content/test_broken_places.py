"""Each rule the list of councils must keep, broken once, and the sentence its writer is told."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from resilience_dash.content.places import read_places
from resilience_dash.content.problems import BrokenPlaces

if TYPE_CHECKING:
    from tests.content.conftest import CouncilFile


def test_the_three_councils_are_sound(councils: "CouncilFile") -> None:
    assert [council.name for council in read_places(councils.path)] == ["Surrey", "Surrey Heath", "Isle of Anglesey"]


def test_all_problems_of_all_lines_come_back_at_once(councils: "CouncilFile") -> None:
    councils.change("1214540", "many")
    councils.change("51.3", "0")
    councils.change("W06000099", "W06000001")
    councils.change("69049,2022", "69049")
    with pytest.raises(BrokenPlaces) as caught:
        read_places(councils.path)
    assert [problem.id for problem in caught.value.problems] == ["line 4", "line 2, E10000030", "line 3, E07000214"]
    assert str(caught.value).splitlines()[0] == "3 things must be put right:"


def test_a_missing_column_is_reported(councils: "CouncilFile") -> None:
    councils.change(",tier,", ",level,")
    assert councils.problems() == [
        "places.csv, line 1: The column “tier” is missing. Add it.",
        "places.csv, line 1: The column “level” is not known here, or stands twice. Take it away.",
    ]


def test_a_line_with_a_cell_too_many_is_reported(councils: "CouncilFile") -> None:
    councils.change("Surrey Heath Borough Council", "Surrey Heath, Borough Council")
    assert councils.problems() == [
        (
            "places.csv, line 3: It has 18 cells, but the first line names 17 columns. "
            "Look for a comma too many or too few."
        )
    ]


@pytest.mark.parametrize("code", ["E0800033", "E99000001", "e07000214", "K02000001"])
def test_a_bad_code_is_reported(councils: "CouncilFile", code: str) -> None:
    councils.change("E07000214", code)
    assert councils.problems() == [
        (
            f"places.csv, line 3, {code}: “code” is “{code}”, which is no council’s code. "
            "Write a GSS code such as E08000033."
        )
    ]


def test_a_bad_former_code_is_reported(councils: "CouncilFile") -> None:
    councils.change("W06000099", "W0600099 W06000098")
    assert councils.problems() == [
        (
            "places.csv, line 4, W06000001: “former_codes” is “W0600099”, which is no council’s code. "
            "Write a GSS code such as E08000033."
        )
    ]


def test_a_code_in_two_lines_is_reported(councils: "CouncilFile") -> None:
    councils.change("E07000214", "E10000030")
    assert councils.problems() == [
        "places.csv, line 3, E10000030: The code E10000030 stands in line 2 too. Leave it where it belongs."
    ]


def test_a_former_code_that_another_council_has_is_reported(councils: "CouncilFile") -> None:
    councils.change("W06000099", "E07000214")
    assert councils.problems() == [
        "places.csv, line 4, W06000001: The code E07000214 stands in line 3 too. Leave it where it belongs."
    ]


def test_what_is_not_a_number_is_reported(councils: "CouncilFile") -> None:
    councils.change("91237", "91.237")
    councils.change("53.3", "north")
    assert councils.problems() == [
        "places.csv, line 3, E07000214: “population” is “91.237”. Write a whole number from 1 to 20000000.",
        "places.csv, line 4, W06000001: “latitude” is “north”. Write a number from 49.5 to 61.5.",
    ]


@pytest.mark.parametrize("longitude", ["53.3", "nan"])
def test_a_position_outside_the_uk_is_reported(councils: "CouncilFile", longitude: str) -> None:
    councils.change("-4.4", longitude)
    assert councils.problems() == [
        f"places.csv, line 4, W06000001: “longitude” is {longitude}. Write a number from -9 to 2.5."
    ]


def test_reversed_dates_are_reported(councils: "CouncilFile") -> None:
    councils.change("51.2,-0.4,,,,", "51.2,-0.4,,2027-04-01,2027-03-31,")
    assert councils.problems() == [
        (
            "places.csv, line 2, E10000030: “valid_to” is before “valid_from”. "
            "Correct one of them; “valid_to” is the last day."
        )
    ]


def test_a_date_in_another_form_is_reported(councils: "CouncilFile") -> None:
    councils.change("51.2,-0.4,,,,", "51.2,-0.4,,,31/03/2027,")
    assert councils.problems() == [
        "places.csv, line 2, E10000030: “valid_to” is “31/03/2027”. Write a date such as 2027-03-31, or nothing."
    ]


def test_an_unknown_nation_or_tier_is_reported(councils: "CouncilFile") -> None:
    councils.change("Wales,Wales", "Cymru,Wales")
    councils.change(",single,", ",unitary,")
    assert councils.problems() == [
        "places.csv, line 4, W06000001: “nation” is “Cymru”. Write one of England, Scotland, Wales, Northern Ireland.",
        "places.csv, line 4, W06000001: “tier” is “unitary”. Write single, upper or lower.",
    ]


def test_a_code_of_another_nation_is_reported(councils: "CouncilFile") -> None:
    councils.change("Wales,Wales", "Scotland,Scotland")
    assert councils.problems() == [
        "places.csv, line 4, W06000001: The code begins with W, but “nation” is Scotland. Correct one of them."
    ]


def test_a_district_without_its_county_is_reported(councils: "CouncilFile") -> None:
    councils.change("lower,E10000030,Surrey", "lower,E10000099,Surrey")
    assert councils.problems() == [
        (
            "places.csv, line 3, E07000214: There is no county council “Surrey” with the code “E10000099”. "
            "Write the name and code of a line whose tier is upper."
        )
    ]


def test_a_single_tier_council_with_a_county_is_reported(councils: "CouncilFile") -> None:
    councils.change("single,,", "single,,Surrey")
    assert councils.problems() == [
        (
            "places.csv, line 4, W06000001: A council that is not a district names a county. "
            "Empty the county, or correct “tier”."
        )
    ]


def test_empty_cells_and_needless_spaces_are_reported(councils: "CouncilFile") -> None:
    councils.change("Isle of Anglesey,Isle of Anglesey County Council", ",Isle of  Anglesey County Council")
    assert councils.problems() == [
        "places.csv, line 4, W06000001: “name” is empty. Write it.",
        (
            "places.csv, line 4, W06000001: “official_name” has a space too many "
            "in “Isle of  Anglesey County Council”. Take it away."
        ),
    ]


def test_a_file_that_is_missing_empty_or_not_utf8_is_reported(councils: "CouncilFile", tmp_path: Path) -> None:
    head = councils.path.read_text(encoding="utf-8").splitlines()[0]
    councils.path.write_text(head, encoding="utf-8")
    assert councils.problems() == ["places.csv: There is no council in it. Add one line for each."]
    councils.path.write_bytes(b"code,name\nW06000001,Ynys M\xf4n\n")
    assert councils.problems() == ["places.csv, line 2: It is not UTF-8 text. Save it again as CSV UTF-8."]
    councils.path.write_bytes(b"")
    assert len(councils.problems()) == 17
    with pytest.raises(BrokenPlaces, match=r"nowhere\.csv: The file cannot be read"):
        read_places(tmp_path / "nowhere.csv")


def test_a_file_saved_by_a_spreadsheet_is_read(councils: "CouncilFile") -> None:
    text = councils.path.read_text(encoding="utf-8").replace("\n", "\r\n").replace("Ynys Môn", '"Ynys Môn; Môn"')
    councils.path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read_places(councils.path).by_code("w06000099").other_names == ("Ynys Môn", "Môn")
