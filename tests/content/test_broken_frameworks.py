"""Each rule a framework must keep, broken once, and the sentence its writer is told."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.content.conftest import TinyFramework


def test_a_folder_named_otherwise_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("framework.toml", 'slug = "tiny"', 'slug = "small"')
    tiny.change("framework.toml", 'version = "1.0"', 'version = "one"')
    assert tiny.problems() == [
        "framework.toml: “slug” is “small”, but the folder is named “tiny”. Make them the same.",
        "framework.toml: “version” is “one”, but the folder is named “1.0”. Make them the same.",
        "framework.toml: “version” is “one”. Write two numbers with a dot, such as 1.0.",
    ]


def test_a_dimension_without_a_file_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("framework.toml", '["trust", "money"]', '["trust", "money", "assets"]')
    assert tiny.problems() == [
        "framework.toml, assets: There is no file assets.toml for it. Write the file, or take the code away."
    ]


def test_a_file_outside_the_order_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("framework.toml", '["trust", "money"]', '["trust"]')
    assert tiny.problems() == [
        "money.toml: The file is not named in “dimensions” of framework.toml. Name it there, or delete it."
    ]


def test_a_dimension_named_twice_in_the_order_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("framework.toml", '["trust", "money"]', '["trust", "money", "trust"]')
    assert tiny.problems() == ["framework.toml, trust: It stands twice in “dimensions”. Leave it once."]


def test_two_dimensions_of_one_name_are_reported(tiny: "TinyFramework") -> None:
    tiny.change("trust.toml", 'short_name = "Trust"', 'short_name = "Money"')
    assert tiny.problems() == [
        f"{file}: Another dimension has the short_name “Money” too. Give each its own."
        for file in ("money.toml", "trust.toml")
    ]


def test_a_second_file_with_the_same_id_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("trust.toml", 'id = "trust.each"', 'id = "money.flow"')
    problems = tiny.problems()
    for file in ("money.toml", "trust.toml"):
        assert f"{file}, money.flow: The id is used more than once. Give each statement its own id." in problems


def test_an_id_of_another_dimension_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("trust.toml", 'id = "trust.each"', 'id = "faith.each"')
    tiny.change("framework.toml", '"trust.each"', '"faith.each"')
    assert "trust.toml, faith.each: The id does not begin with “trust.”. Correct it, or move the statement." in (
        tiny.problems()
    )


def test_an_id_that_is_not_two_words_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("trust.toml", 'id = "trust.each"', 'id = "trust.Each-other"')
    tiny.change("framework.toml", '"trust.each"', '"trust.Each-other"')
    assert tiny.problems() == [
        "trust.toml, trust.Each-other: The id is not two words of small letters with a dot. Write trust.word."
    ]


def test_a_missing_descriptor_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("trust.toml", '["No.", "Yes."]', '["No."]')
    assert tiny.problems() == [
        "trust.toml, trust.each: It has 1 level descriptor, not 2. Write one for each level in levels.toml, from 0 up."
    ]


def test_a_wrong_number_of_statements_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("framework.toml", "statements_per_dimension = 1", "statements_per_dimension = 2")
    assert tiny.problems() == [
        f"{file}: It has 1 statement, not 2. Correct the file, or “statements_per_dimension” in framework.toml."
        for file in ("money.toml", "trust.toml")
    ]


def test_a_taster_with_an_unknown_statement_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("framework.toml", '"money.flow"', '"money.flood"')
    assert tiny.problems() == [
        "framework.toml, money.flood: The taster names a statement that is not there. Correct it."
    ]


def test_a_taster_without_a_dimension_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("framework.toml", 'taster = ["trust.each", "money.flow"]', 'taster = ["trust.each"]')
    assert tiny.problems() == [
        "framework.toml, money: The taster has no statements of this dimension. Choose exactly one."
    ]


def test_a_taster_with_two_statements_of_one_dimension_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("framework.toml", '"money.flow"', '"money.flow", "money.flow"')
    assert tiny.problems() == [
        "framework.toml, money: The taster has 2 statements of this dimension. Choose exactly one."
    ]


def test_an_unknown_indicator_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("money.toml", 'indicators = ["flow.lm3"]', 'indicators = ["flow.lm3", "flow.lm4"]')
    assert tiny.problems() == [
        (
            "money.toml, money.flow: It names the indicator “flow.lm4”, which is not there. "
            "Correct it, or add it to indicators.toml."
        )
    ]


def test_an_unknown_first_indicator_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("money.toml", 'first_indicator = "flow.lm3"', 'first_indicator = "flow.lm4"')
    assert tiny.problems() == [
        (
            "money.toml: “first_indicator” names the indicator “flow.lm4”, which is not there. "
            "Correct it, or add it to indicators.toml."
        )
    ]


def test_an_indicator_nobody_uses_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("money.toml", 'indicators = ["flow.lm3"]', "indicators = []")
    assert tiny.problems() == ["indicators.toml, flow.lm3: No statement uses it. Use it, or take it away."]


def test_an_indicator_named_twice_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("money.toml", 'indicators = ["flow.lm3"]', 'indicators = ["flow.lm3", "flow.lm3"]')
    assert tiny.problems() == ["money.toml, money.flow: It names “flow.lm3” twice. Leave it once."]


def test_two_indicators_of_one_id_are_reported(tiny: "TinyFramework") -> None:
    tiny.change("indicators.toml", '"trust.share"', '"flow.lm3"')
    problem = "indicators.toml, flow.lm3: The id is used more than once. Give each indicator its own id."
    assert problem in tiny.problems()


def test_one_slip_in_the_indicators_is_not_reported_once_per_statement(tiny: "TinyFramework") -> None:
    tiny.change("indicators.toml", 'unit = "%"\n', "")
    assert tiny.problems() == ["indicators.toml, trust.share: “unit” is missing. Add it."]


def test_a_scale_with_a_hole_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("levels.toml", "value = 1", "value = 2")
    assert tiny.problems() == [
        "levels.toml: The values of [[level]] are 0, 2. Write 0, 1, 2 and so on, in this order.",
        "framework.toml: “default_aim” is 1, which is no level. Choose one in levels.toml.",
    ]


def test_an_aim_outside_the_scale_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("framework.toml", "evidenced_from = 1", "evidenced_from = 3")
    assert tiny.problems() == [
        "framework.toml: “evidenced_from” is 3, which is no strength. Choose one in levels.toml."
    ]


def test_a_side_without_a_perspective_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("perspectives.toml", '"partners"', '"council"')
    assert tiny.problems() == ["perspectives.toml: No perspective is on the side “partners”. Add one."]


def test_two_perspectives_of_one_code_are_reported(tiny: "TinyFramework") -> None:
    tiny.change("perspectives.toml", '"shop"', '"officer"')
    assert tiny.problems() == ["perspectives.toml, officer: The code is used more than once. Give each its own code."]


def test_a_word_explained_twice_is_reported(tiny: "TinyFramework") -> None:
    tiny.write(
        "glossary.toml", '[[term]]\nword = "GVA"\nmeaning = "Value."\n[[term]]\nword = "gva"\nmeaning = "Worth."'
    )
    assert tiny.problems() == ["glossary.toml, gva: The word is explained more than once. Leave one explanation."]


def test_a_nation_with_two_tables_is_reported(tiny: "TinyFramework") -> None:
    note = '[[nation]]\nnation = "Wales"\nhints = ["Some."]\ncheck = "All."\n'
    tiny.write("notes.toml", note * 2)
    assert tiny.problems() == ["notes.toml, Wales: The nation has more than one table. Put them together."]


def test_a_characteristic_without_a_case_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("trust.toml", '"enabler"', '"characteristic"')
    assert tiny.problems() == ["trust.toml: The characteristic has no [case]. Tell one real example, with its source."]


@pytest.mark.parametrize(
    "link", ["", "example.org", "javascript:alert(1)", "http://", "https://a b.org", "http://[a.b"]
)
def test_a_link_that_is_no_web_address_is_reported(tiny: "TinyFramework", link: str) -> None:
    tiny.change("money.toml", "https://example.org/shop", link)
    problem = f"money.toml, case: “link” is “{link}”. Write a whole address that begins with https://."
    assert problem in tiny.problems()


def test_a_run_sheet_is_read_with_the_minutes_at_which_its_steps_begin(tiny: "TinyFramework") -> None:
    (sheet,) = tiny.read().run_sheets
    assert [(step.starts, step.ends, step.title) for step in sheet.steps] == [(0, 5, "Welcome"), (5, 25, "Answer")]
    assert sheet.minutes == 25
    there = [sheet.step_at(minute) for minute in (0, 4.9, 5, 24.9, 25)]
    assert [step and step.title for step in there] == ["Welcome", "Welcome", "Answer", "Answer", None]


def test_a_mode_without_a_run_sheet_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("workshop.toml", '"taster", "enablers"', '"taster"')
    assert tiny.problems() == ["workshop.toml: No run sheet is for the mode “enablers”. Name it in one’s “modes”."]


def test_a_mode_with_two_run_sheets_and_a_code_used_twice_are_reported(tiny: "TinyFramework") -> None:
    text = (tiny.folder / "workshop.toml").read_text(encoding="utf-8")
    tiny.write("workshop.toml", text + text.replace('["taster", "enablers", "characteristics", "full"]', '["full"]'))
    assert tiny.problems() == [
        "workshop.toml, short: The code is used more than once. Give each run sheet its own.",
        "workshop.toml: The mode “full” has more than one run sheet: short, short. Leave it in one.",
    ]


def test_a_step_that_takes_no_time_is_reported_with_its_place(tiny: "TinyFramework") -> None:
    tiny.change("workshop.toml", "minutes = 20", "minutes = 0")
    assert tiny.problems() == ["workshop.toml, sheet short: “step”, entry 2, “minutes” is 0. Write a number above 0."]


def test_a_step_without_words_and_with_an_unknown_key_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("workshop.toml", 'text = "Say why."', 'owner = "Fay"')
    assert tiny.problems() == [
        "workshop.toml, sheet short: “step”, entry 1, “text” is missing. Add it.",
        "workshop.toml, sheet short: “step”, entry 1, “owner” is not known here. Take it away.",
    ]


def test_a_run_sheet_without_steps_is_reported(tiny: "TinyFramework") -> None:
    text = (tiny.folder / "workshop.toml").read_text(encoding="utf-8")
    tiny.write("workshop.toml", text[: text.index("[[sheet.step]]")])
    assert tiny.problems() == ["workshop.toml, sheet short: “step” is missing. Add it."]


def test_a_mode_that_there_is_not_is_reported(tiny: "TinyFramework") -> None:
    tiny.change("workshop.toml", '"full"]', '"whole"]')
    (problem,) = tiny.problems()
    assert problem.startswith("workshop.toml, sheet short: “modes”, entry 4 is “whole”. Write one of taster, enablers")


def test_a_workshop_file_that_breaks_off_is_reported_with_its_line(tiny: "TinyFramework") -> None:
    tiny.change("workshop.toml", 'title = "Welcome"', 'title = "Welcome')
    (problem,) = tiny.problems()
    assert problem.startswith("workshop.toml: The TOML breaks off:")
    assert "Look at line 11 and the line before it." in problem
