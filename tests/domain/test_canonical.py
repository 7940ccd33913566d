"""The report as one exact text: it comes back as it was, and its fingerprint tells every change."""

import json
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from resilience_dash.domain.canonical import canonical, fingerprint, from_canonical, sha256
from resilience_dash.domain.framework import KINDS, MODES, SIDES
from resilience_dash.domain.report import (
    DimensionResult,
    GroupView,
    Report,
    Signed,
    Spread,
    StatementResult,
    SuggestedAction,
)
from resilience_dash.domain.scoring import report as results_of
from tests.builders import NASTY, NOW, sheet

texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
    st.sampled_from(
        [*NASTY, '"', "\\", "'", "\u2028", "\u202e", "Å", "A\u030a", "e\n\u0301", "\t\u030c", "\x01\u0301"]
    ),
)
levels = st.one_of(st.none(), st.floats(0, 4))
moments = st.datetimes(timezones=st.sampled_from([NOW.tzinfo]))
counts = st.integers(0, 400)
groups = st.tuples(*(st.builds(GroupView, st.just(side), levels, st.one_of(st.none(), counts)) for side in SIDES))
statements = st.builds(
    StatementResult, statement_id=texts, title=texts, dimension=texts, agreed_reason=texts, strength=st.integers(0, 3),
    spread=st.one_of(st.none(), st.builds(Spread, st.floats(0, 4), st.integers(0, 4), st.integers(0, 4), counts)),
    dont_know=counts, not_ours=counts, agreed=st.one_of(st.none(), st.integers(0, 4)), did_not_agree=st.booleans(),
    aim=st.integers(0, 4), evidenced=st.booleans(), groups=groups, gap=levels,
)  # fmt: skip
dimensions = st.builds(
    DimensionResult, code=texts, kind=st.sampled_from(KINDS), name=texts, short_name=texts, typical=levels,
    lowest=levels, highest=levels, agreed=levels, aim=st.floats(0, 4), n=counts, answered=counts, asked=counts,
    dont_know=counts, not_ours=counts, not_yet_evidenced=counts, importance=st.integers(1, 3), groups=groups,
    gap=levels, statements=st.lists(statements, max_size=2).map(tuple),
)  # fmt: skip
actions = st.builds(
    SuggestedAction, statement_id=texts, title=texts, dimension=texts, level=st.floats(0, 4), aim=st.integers(0, 4),
    gap=levels, first_move=texts, ask=st.lists(texts, max_size=2).map(tuple),
)  # fmt: skip
reports = st.builds(
    Report, assessment_id=counts, place=texts, made_up=st.booleans(), nation=texts, period=texts,
    mode=st.sampled_from(MODES), framework=texts, framework_version=texts, respondents=counts, to_confirm=counts,
    people_by_side=st.tuples(*(st.tuples(st.just(side), counts) for side in SIDES)),
    dimensions=st.lists(dimensions, max_size=2).map(tuple), actions=st.lists(actions, max_size=2).map(tuple),
    signed=st.lists(st.builds(Signed, st.sampled_from(SIDES), texts, texts, moments), max_size=2).map(tuple),
    signed_off_at=st.one_of(st.none(), moments),
)  # fmt: skip
PLAIN = results_of(sheet({f"money.s{i}": {side: [1, 2, 3] for side in SIDES} for i in range(1, 5)}))


@given(reports)
@example(replace(PLAIN, place="Ashby\n\u0301Vale"))
@example(replace(PLAIN, place="\x1f\u0301"))
@example(replace(PLAIN, place='"\u0338\\\u0301'))
def test_a_report_comes_back_as_it_was_but_for_the_normal_form_of_its_texts(report: Report) -> None:
    text = canonical(report)
    assert canonical(from_canonical(text)) == text
    assert from_canonical(text) == _normal(report)


def _normal(value):
    """The same with every text in NFC, worked out in another way than the program does."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, tuple):
        return tuple(map(_normal, value))
    if hasattr(value, "__dataclass_fields__"):
        return replace(value, **{name: _normal(getattr(value, name)) for name in value.__dataclass_fields__})
    return value


@given(reports)
def test_the_text_is_json_on_one_line_with_sorted_keys(report: Report) -> None:
    text = canonical(report)
    assert "\n" not in text
    assert list(json.loads(text)) == sorted(json.loads(text))
    assert len(sha256(text)) == 64


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_nasty_texts_come_back_from_the_text(nasty: str) -> None:
    reason = replace(PLAIN.dimensions[1].statements[0], agreed_reason=nasty)
    made = replace(PLAIN, dimensions=(replace(PLAIN.dimensions[1], statements=(reason,)),))
    assert from_canonical(canonical(made)).statements[0].agreed_reason == unicodedata.normalize("NFC", nasty)


def test_two_ways_to_write_one_letter_have_one_fingerprint() -> None:
    assert fingerprint(replace(PLAIN, place="Å")) == fingerprint(replace(PLAIN, place="A\u030a"))


def test_the_fingerprint_leaves_out_the_signatures() -> None:
    signed = replace(PLAIN, signed=(Signed("council", "Asha", "Leader", NOW),), signed_off_at=NOW)
    assert fingerprint(signed) == fingerprint(PLAIN)
    assert canonical(signed) != canonical(PLAIN)


@given(st.data())
def test_the_fingerprint_changes_when_any_level_changes(data: st.DataObject) -> None:
    """Any number or text anywhere in the results, changed to something else, is another result."""
    flat = json.loads(canonical(PLAIN))
    where: list[tuple[list | dict, int | str]] = []

    def walk(node: list | dict) -> None:
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            if isinstance(value, dict | list):
                walk(value)
            elif key not in ("signed_off_at", "spread"):
                where.append((node, key))

    walk(flat)
    node, key = data.draw(st.sampled_from(where))
    old = node[key]
    node[key] = f"{old}x" if isinstance(old, str) else (not old if isinstance(old, bool) else (old or 0) + 1)
    changed = from_canonical(json.dumps(flat))
    assert fingerprint(changed) != fingerprint(PLAIN)


GOLDEN = sorted((Path(__file__).parent / "golden").glob("report-format-*.json"))


def test_there_are_results_of_every_format() -> None:
    assert [path.stem for path in GOLDEN] == [f"report-format-{n + 1}" for n in range(len(GOLDEN))]
    assert GOLDEN


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_results_that_were_signed_long_ago_are_still_read(path: Path) -> None:
    """These files are never changed: they stand for what lies in people's databases."""
    text = path.read_text(encoding="utf-8").strip()
    report = from_canonical(text)
    assert f"report-format-{report.format}" == path.stem
    assert canonical(report) == text
    assert [s.side for s in report.signed] == ["council", "community"]
