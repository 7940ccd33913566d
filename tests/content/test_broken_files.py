"""Files of a framework that cannot be read, or not as written: what their writer is told."""

from typing import TYPE_CHECKING

import pytest

from resilience_dash.content.problems import BrokenFramework
from resilience_dash.domain.problem import Problem

if TYPE_CHECKING:
    from tests.content.conftest import TinyFramework


def test_the_tiny_framework_is_sound(tiny: "TinyFramework") -> None:
    framework = tiny.read()
    assert [statement.id for statement in framework.statements] == ["trust.each", "money.flow"]
    assert framework.level_label(1) == "1 Yes"


def test_all_problems_of_several_files_come_back_at_once(tiny: "TinyFramework") -> None:
    tiny.change("levels.toml", "value = 0", "value = ")
    tiny.change("trust.toml", 'title = "Trust"', 'titel = "Trust"')
    tiny.change("money.toml", "https://", "ftp://")
    tiny.change("indicators.toml", '"Read with care"', '"Read  with care"')
    (tiny.folder / "notes.toml").write_bytes(b"# Ynys M\xf4n\n")
    with pytest.raises(BrokenFramework) as caught:
        tiny.read()
    files = {problem.file.removeprefix("tiny/1.0/") for problem in caught.value.problems}
    assert files == {"levels.toml", "trust.toml", "money.toml", "indicators.toml", "notes.toml"}
    assert len(caught.value.problems) == 6
    assert isinstance(caught.value, Problem)


def test_each_problem_stands_on_a_line_of_its_own(tiny: "TinyFramework") -> None:
    tiny.change("money.toml", "https://", "ftp://")
    tiny.change("framework.toml", "default_aim = 1", "default_aim = 4")
    with pytest.raises(BrokenFramework) as caught:
        tiny.read()
    first, *lines = str(caught.value).splitlines()
    assert first == "2 things must be put right:"
    assert lines == [str(problem) for problem in caught.value.problems]


def test_a_slip_in_toml_is_reported_with_its_line(tiny: "TinyFramework") -> None:
    tiny.change("levels.toml", 'name = "No"', "name = No")
    assert tiny.problems() == [
        "levels.toml: The TOML breaks off: Invalid value (at line 4, column 8). Look at line 4 and the line before it."
    ]


def test_a_key_written_twice_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("framework.toml", 'name = "Tiny"', 'name = "Tiny"\nname = "Small"')
    assert tiny.problems() == [
        (
            "framework.toml: The TOML breaks off: Cannot overwrite a value (at line 5, column 15). "
            "Look at line 5 and the line before it."
        )
    ]


def test_a_file_that_is_not_utf8_is_reported_with_its_line(tiny: "TinyFramework") -> None:
    (tiny.folder / "glossary.toml").write_bytes(b'[[term]]\nword = "Ynys M\xf4n"\n')
    assert tiny.problems() == ["glossary.toml: Line 2 is not UTF-8 text. Save the file again with the encoding UTF-8."]


def test_a_file_that_begins_with_a_byte_order_mark_is_read(tiny: "TinyFramework") -> None:
    path = tiny.folder / "glossary.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert tiny.read().glossary[0].word == "Anchor"


def test_a_missing_file_is_reported(tiny: "TinyFramework") -> None:
    (tiny.folder / "notes.toml").unlink()
    assert tiny.problems() == ["notes.toml: The file is missing. Write it, or bring it back."]


def test_a_file_that_cannot_be_read_is_reported(tiny: "TinyFramework") -> None:
    (tiny.folder / "notes.toml").unlink()
    (tiny.folder / "notes.toml").mkdir()
    (problem,) = tiny.problems()
    assert problem.startswith("notes.toml: The file cannot be read")


def test_a_missing_key_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("money.toml", 'first_move = "Count."\n', "")
    assert tiny.problems() == ["money.toml, money.flow: “first_move” is missing. Add it."]


def test_a_misspelt_key_is_reported_with_the_key_that_is_meant(tiny: "TinyFramework") -> None:
    tiny.change("framework.toml", 'name = "Tiny"', 'name = "Tiny"\nwording_rule = []')
    assert tiny.problems() == ["framework.toml: “wording_rule” is not known here. Perhaps “wording_rules” is meant."]


def test_an_unknown_key_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("money.toml", 'title = "A shop"', 'title = "A shop"\nphoto = "shop.png"')
    assert tiny.problems() == ["money.toml: “case”, “photo” is not known here. Take it away."]


def test_a_value_of_the_wrong_kind_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("framework.toml", "default_aim = 1", 'default_aim = "1"')
    tiny.change("levels.toml", "value = 0", "value = 0.0")
    tiny.change("money.toml", 'evidence = ["Spend file"]', 'evidence = "Spend file"')
    assert tiny.problems() == [
        "framework.toml: “default_aim” is not a whole number. Write it so.",
        "levels.toml, level 0.0: “value” is not a whole number. Write it so.",
        "money.toml, money.flow: “evidence” is not a list in square brackets. Write it so.",
    ]


def test_an_entry_of_a_list_that_is_no_text_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("money.toml", 'ask = ["Finance"]', 'ask = ["Finance", 3]')
    assert tiny.problems() == ["money.toml, money.flow: “ask”, entry 2 is not text in quotation marks. Write it so."]


def test_an_empty_list_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("money.toml", 'ask = ["Finance"]', "ask = []")
    assert tiny.problems() == ["money.toml, money.flow: “ask” is an empty list. Write at least one entry."]


def test_a_number_that_must_be_above_0_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("framework.toml", "minutes_per_statement = 1.5", "minutes_per_statement = 0")
    assert tiny.problems() == ["framework.toml: “minutes_per_statement” is 0. Write a number above 0."]


def test_a_list_without_any_table_is_reported(tiny: "TinyFramework") -> None:
    tiny.write("glossary.toml", "# nothing yet\n")
    assert tiny.problems() == ["glossary.toml: There is no [[term]] table. Write at least one."]


def test_an_unknown_side_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("perspectives.toml", '"partners"', '"firms"')
    assert tiny.problems() == [
        "perspectives.toml, perspective shop: “side” is “firms”. Write one of council, community or partners."
    ]


def test_an_unknown_direction_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("indicators.toml", '"context"', '"up"')
    assert tiny.problems() == ["indicators.toml, flow.lm3: “direction” is “up”. Write one of higher, lower or context."]


def test_an_unknown_nation_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("notes.toml", '"Wales"', '"Cornwall"')
    assert tiny.problems() == [
        "notes.toml, Cornwall: “nation” is “Cornwall”. Write one of England, Scotland, Wales or Northern Ireland."
    ]


def test_empty_text_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("money.toml", 'levels = ["No.", "Yes."]', 'levels = ["No.", " "]')
    assert tiny.problems() == ["money.toml, money.flow: “levels” is empty. Write it, or take the entry away."]


def test_a_straight_quotation_mark_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("trust.toml", '"People trust."', "'People \"trust\".'")
    assert tiny.problems() == [
        (
            'trust.toml: The text of “meaning” that begins “People "trust".” has a straight quotation mark. '
            "Write “ ” or ’ in its place."
        )
    ]


def test_two_spaces_in_a_row_are_reported(tiny: "TinyFramework") -> None:
    tiny.change("trust.toml", '"Do people trust', '"Do people  trust')
    assert tiny.problems() == [
        (
            "trust.toml, trust.each: The text of “question” that begins “Do people  trust each other?” "
            "has two spaces in a row. Leave one."
        )
    ]


def test_a_space_at_the_end_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("money.toml", '"It bought its bread nearby."', '"It bought its bread nearby. "')
    assert tiny.problems() == [
        (
            "money.toml: The text of “text” that begins “It bought its bread nearby.” "
            "begins or ends with a space or an empty line. Take it away."
        )
    ]


@pytest.mark.parametrize("html", ["<b>Money</b>", "Money &amp; power", "Money<br/>", "<!-- later -->"])
def test_html_is_reported(tiny: "TinyFramework", html: str) -> None:
    tiny.change("money.toml", '"Money stays."', f'"{html}"')
    assert tiny.problems() == [
        (
            f"money.toml: The text of “meaning” that begins “{html}” looks like HTML. "
            "Write plain text: pages add the layout."
        )
    ]
