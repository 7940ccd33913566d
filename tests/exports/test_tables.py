"""The table opens in a spreadsheet as it is meant: complete rows, real numbers, no formulas."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resilience_dash.domain.framework import SIDES
from resilience_dash.domain.report import GroupView
from resilience_dash.exports.tables import COLUMNS, disarmed, results_csv
from tests.report_builder import dimension, report, statement, views

STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠"]


def rows(*statements: object, **changes: object) -> list[dict[str, str]]:
    data = results_csv(report([dimension(statements=statements)], **changes))
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_it_begins_with_a_byte_order_mark_and_the_names_of_the_columns() -> None:
    data = results_csv(report())
    assert data.startswith(b"\xef\xbb\xbfDimension,Kind,")
    assert data.count(b"\r\n") == 1 + 44
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_each_row_stands_alone() -> None:
    (row,) = rows(statement())
    assert list(row) == list(COLUMNS)
    assert [row[c] for c in COLUMNS[-4:]] == ["Ashby Vale (made up)", "2026 to 2027", "Keep it local", "1.0"]


def test_numbers_are_numbers_and_nothing_is_not_zero() -> None:
    known, unknown = rows(statement(level=2.5, gap=-1.5, groups=views(1.0, 2.5, None)), statement(nth=2, level=None))
    assert known["Gap (council minus community)"] == "-1.5"
    assert (known["Result level"], known["Result in words"], known["Median"]) == ("2.5", "Developing", "2.5")
    assert (unknown["Result level"], unknown["Median"], unknown["People who gave a level"]) == ("", "", "0")
    frame = pd.read_csv(io.BytesIO(results_csv(report([dimension(statements=(statement(gap=-1.5),))]))))
    assert frame["Gap (council minus community)"][0] == -1.5


def test_the_agreed_level_counts_as_the_result_and_disagreement_is_said() -> None:
    agreed, not_agreed = rows(
        statement(level=2.0, agreed=3, agreed_reason="Seen in the minutes", evidenced=False),
        statement(nth=2, did_not_agree=True, agreed_reason="Two views of the fund"),
    )
    assert (agreed["Result level"], agreed["Agreed level"], agreed["Evidenced"]) == ("3", "3", "not yet")
    assert (not_agreed["Agreed level"], not_agreed["Reason"]) == ("did not agree", "Two views of the fund")


@pytest.mark.parametrize(
    ("what", "words", "strength", "evidenced"),
    [
        ({"level": None, "strength": 0}, "", "", ""),
        ({"level": 2.5, "strength": 0}, "Developing", "0", "not needed"),
        ({"level": 3.0, "strength": 1, "evidenced": False}, "Established, not yet evidenced", "1", "not yet"),
        ({"level": 4.0, "strength": 2}, "Leading", "2", "yes"),
        # Agreed in the room, where nobody had given a level of their own: there is no answer that carries evidence.
        (
            {"level": None, "strength": 0, "agreed": 3, "evidenced": False},
            "Established, not yet evidenced",
            "",
            "not yet",
        ),
    ],
    ids=["nobody answered", "below 3", "3 without evidence", "4 with evidence", "only agreed"],
)
def test_evidence_is_only_called_so_where_a_level_needs_it(
    what: dict[str, object], words: str, strength: str, evidenced: str
) -> None:
    (row,) = rows(statement(**what))
    assert (row["Result in words"], row["Evidence strength"], row["Evidenced"]) == (words, strength, evidenced)


def test_a_hidden_side_gives_neither_median_nor_number() -> None:
    groups = (GroupView("council", 2.0, 4), GroupView("community", None, None), GroupView("partners", None, 0))
    (row,) = rows(statement(groups=groups))
    assert (row["Council median"], row["Council people"]) == ("2", "4")
    assert row["Community median"] == row["Community people"] == "not shown, too few people"
    assert (row["Partners median"], row["Partners people"]) == ("nobody answered", "0")


@pytest.mark.parametrize("start", STARTS)
def test_no_text_begins_like_a_formula(start: str) -> None:
    nasty = f'{start}HYPERLINK("http://x","y")'
    (row,) = rows(statement(title=nasty, agreed_reason=nasty), place=nasty, period=nasty)
    for column in ("Statement", "Reason", "Place", "Period"):
        assert row[column].startswith(f"'{start}"), column


@given(st.text(), st.sampled_from(SIDES))
def test_any_text_comes_back_whole(text: str, side: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    (row,) = rows(statement(agreed_reason=text, title=side + text))
    assert row["Reason"] == disarmed(text)
    assert row["Statement"] == side + text
    assert not row["Reason"].startswith(tuple(STARTS))
    assert row["Reason"].removeprefix("'") == text.removeprefix("'")


def test_a_report_without_answers_is_a_table_without_rows() -> None:
    data = results_csv(report([dimension(statements=())]))
    assert data.decode("utf-8-sig").splitlines() == [",".join(COLUMNS)]
