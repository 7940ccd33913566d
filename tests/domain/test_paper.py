"""What is understood of a line typed from a paper sheet, and what is said where nothing can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resilience_dash.domain.paper import SIGNS, PaperRefused, as_typed, checked, read_lines

SIX = (3, 2, "dont_know", "not_ours", 4, None)


@pytest.mark.parametrize(
    "typed", ["3 2 ? n 4 -", "32?n4-", " 3,2,?,N,4,– ", "3\t2  ?;n 4 —", "3 2 ? n 4 -\u00a0"], ids=range(5)
)
def test_a_line_is_read_however_it_is_spaced(typed: str) -> None:
    (line,) = read_lines(typed, statements=6, named=False)
    assert (line.choices, line.problems, line.answers) == (SIX, (), 5)


def test_a_named_line_begins_with_a_name_that_may_hold_a_colon() -> None:
    (line,) = read_lines("Ash:  a Patel: 3 2 ? n 4 -", statements=6, named=True)
    assert (line.name, line.choices) == ("Ash: a Patel", SIX)


def test_lines_keep_their_numbers_where_some_are_empty() -> None:
    assert [line.number for line in read_lines("\n12\r\n\r\n\n21\r", statements=2, named=False)] == [2, 5]


@pytest.mark.parametrize(
    ("typed", "named", "said"),
    [
        ("1 2 9 4", False, "Line 1, statement 3: “9” is no answer. Type one of 0 to 4,"),
        ("1 10 3 4", False, "Line 1, statement 2: “10” is no answer."),
        ("1 2 3", False, "Line 1 has 3 answers, and the sheet has 4 statements. Type - for each"),
        ("1", False, "Line 1 has 1 answer, and the sheet has 4 statements."),
        ("12341", False, "Line 1 has 5 answers, and the sheet has 4 statements. Compare it"),
        ("- - - -", False, "Line 1 says nothing to any statement. Leave the line out."),
        ("Asha: 1 2 3 4", False, "Line 1 has a colon. This workshop is anonymous"),
        ("1 2 3 4", True, "Line 1 has no name."),
        (" : 1 2 3 4", True, "Line 1 has no name."),
        (f"{'A' * 201}: 1 2 3 4", True, "Line 1 has a name of 201 signs. Shorten it to 200."),
        ("Asha:", True, "Line 1 has 0 answers"),
    ],
)
def test_what_is_wrong_is_said_with_line_and_position(typed: str, named: bool, said: str) -> None:
    (line,) = read_lines(typed, statements=4, named=named)
    assert line.problems[0].startswith(said)
    assert line.choices == ()
    with pytest.raises(PaperRefused, match="Nothing was entered"):
        checked((line,))


def test_a_long_word_is_quoted_in_part_and_more_problems_are_counted() -> None:
    lines = read_lines(f"{'x' * 5_000} 1 2 y", statements=4, named=False)
    assert len(lines[0].problems) == 2
    assert len(lines[0].problems[0]) < 200
    with pytest.raises(PaperRefused, match="The preview shows all 2 that were found"):
        checked(lines)


@given(st.lists(st.sampled_from(list(SIGNS.values())), min_size=1, max_size=44))
def test_what_is_written_out_is_read_back(choices: list[object]) -> None:
    (line,) = read_lines(as_typed(choices), statements=len(choices), named=False)
    assert line.choices == (() if set(choices) == {None} else tuple(choices))


@given(st.text(), st.booleans())
def test_anything_typed_is_understood_or_told(text: str, named: bool) -> None:
    for line in read_lines(text, statements=3, named=named):
        assert bool(line.problems) != bool(line.choices)
