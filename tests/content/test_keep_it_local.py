"""Keep it Local 1.0: what is in it, and that its words are the words it was written from."""

import json
import re
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest

from resilience_dash.content.frameworks import read_framework
from resilience_dash.domain.framework import Framework


@pytest.fixture(scope="module")
def framework(data: Path) -> Framework:
    return read_framework(data / "frameworks" / "keep-it-local" / "1.0")


@pytest.fixture(scope="module")
def rubric(shared: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((shared / "content" / "rubric.json").read_text(encoding="utf-8"))
    return loaded


def straight(value: Any) -> Any:
    """The same words with typewriter quotation marks."""
    if isinstance(value, str):
        return value.translate(str.maketrans("‘’“”", "''\"\""))
    return [straight(item) for item in value]


def test_it_has_eleven_dimensions_of_four_statements_of_five_levels(framework: Framework) -> None:
    assert len(framework.of_kind("enabler")) == 4
    assert len(framework.of_kind("characteristic")) == 7
    assert {len(dimension.statements) for dimension in framework.dimensions} == {4}
    assert len(framework.statements) == 44
    assert sum(len(statement.levels) for statement in framework.statements) == 220
    assert [level.label for level in framework.levels] == [
        "0 Not started", "1 Emerging", "2 Developing", "3 Established", "4 Leading",
    ]  # fmt: skip


def test_it_has_111_indicators_7_perspectives_and_4_strengths(framework: Framework) -> None:
    assert len(framework.indicators) == 111
    assert [(p.code, p.side) for p in framework.perspectives] == [
        ("officer", "council"),
        ("councillor", "council"),
        ("anchor", "community"),
        ("group", "community"),
        ("resident", "community"),
        ("business", "partners"),
        ("public_body", "partners"),
    ]
    assert [strength.value for strength in framework.strengths] == [0, 1, 2, 3]


def test_its_settings_are_those_of_the_rubric(framework: Framework) -> None:
    assert (framework.default_aim, framework.evidenced_from, framework.minutes_per_statement) == (3, 2, 1.25)
    assert len(framework.statements_in("taster")) == 11
    assert len(framework.wording_rules) == 3


def test_chart_labels_are_short(framework: Framework) -> None:
    assert all(len(dimension.short_name) <= 24 for dimension in framework.dimensions)


def test_it_says_whose_shape_and_whose_words_it_has(framework: Framework) -> None:
    for words in ("Locality", "2017", "NEF Consulting", "Friends Provident Foundation", "own wording", "not endorsed"):
        assert words in framework.credit
    assert "own wording" in framework.about


def test_each_characteristic_tells_its_case_with_the_published_figure(framework: Framework) -> None:
    cases = {dimension.code: dimension.case for dimension in framework.of_kind("characteristic")}
    assert all(cases.values())
    figures = {code: case.figure for code, case in cases.items() if case and case.figure}
    assert figures.keys() == {"money", "business", "assets"}
    assert figures["money"].startswith("£2.43")
    assert "LM3" in figures["money"]
    assert figures["business"] == "1,400 jobs and £120 million GVA"
    assert "£3.7 million" in figures["assets"]


def test_help_sentences_are_short(framework: Framework) -> None:
    """No sentence of the parts written for this program has more than 25 words."""
    cases = [dimension.case.text for dimension in framework.dimensions if dimension.case]
    notes = [words for note in framework.nation_notes for words in (*note.hints, note.check)]
    for text in (framework.about, framework.credit, *cases, *notes):
        for sentence in re.split(r"(?<=[.?:])\s", text):
            assert len(sentence.split()) <= 25, sentence


def test_every_dimension_is_worded_as_in_the_rubric(framework: Framework, rubric: dict[str, Any]) -> None:
    assert [d.code for d in framework.dimensions] == [d["code"] for d in rubric["dimensions"]]
    assert list(framework.taster) == rubric["taster"]
    for dimension, source in zip(framework.dimensions, rubric["dimensions"], strict=True):
        assert dimension.kind == source["kind"]
        for ours, theirs in (
            (dimension.name, "name"),
            (dimension.meaning, "meaning"),
            (dimension.warning_signs, "signs"),
        ):
            assert straight(ours) == source[theirs]


def test_every_statement_is_worded_as_in_the_rubric(framework: Framework, rubric: dict[str, Any]) -> None:
    sources = [statement for dimension in rubric["dimensions"] for statement in dimension["st"]]
    for statement, source in zip(framework.statements, sources, strict=True):
        assert statement.id == source["id"]
        assert straight(statement.title) == source["title"]
        assert straight(statement.question) == source["q"]
        assert straight(statement.levels) == source["levels"]
        assert straight(statement.evidence) == source["ev"]
        assert list(statement.indicators) == source["ind"]
        assert straight(statement.first_move) == source["move"]
        assert straight("; ".join(statement.ask)).casefold() == source["ask"].casefold()


def test_every_indicator_is_worded_as_in_the_rubric(framework: Framework, rubric: dict[str, Any]) -> None:
    keys = ("id", "name", "unit", "dir", "source", "freq", "note")
    for indicator, source in zip(framework.indicators, rubric["indicators"], strict=True):
        assert [straight(value) for value in astuple(indicator)] == [source[key] for key in keys]


def test_the_staircase_and_the_glossary_are_those_of_the_rubric(framework: Framework, shared: Path) -> None:
    rubric = (shared / "content" / "rubric.md").read_text(encoding="utf-8")
    staircase = next(line for line in rubric.splitlines() if line.startswith("**One number per dimension"))
    assert [dimension.first_indicator for dimension in framework.dimensions] == re.findall(r"`([\w.]+)`", staircase)
    rows = [f"| {straight(term.word)} | {straight(term.meaning)} |" for term in framework.glossary]
    assert len(rows) == 22
    assert all(row in rubric for row in rows)
    assert all(f"| {level.name} | {straight(level.meaning)} |" in rubric for level in framework.levels)
