"""What a new round takes over from the one before: everything that still stands, marked, and nothing else."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from resilience_dash.domain.assessment import Answer, carry_over, heirs
from resilience_dash.domain.framework import Framework
from tests.builders import NOW, dimension, framework, statement


def of(version: str, *statements: tuple[str, str | None, bool]) -> Framework:
    """A framework version of one dimension from (id, was, carry)."""
    made = [statement(id_, was=was, carry=carry) for id_, was, carry in statements]
    return framework([dimension("money", made)], version=version)


FIRST = of(
    "1.0",
    ("money.same", None, True),
    ("money.old", None, True),
    ("money.changed", None, True),
    ("money.gone", None, True),
)
SECOND = of(
    "1.1",
    ("money.same", "money.same", True),
    ("money.renamed", "money.old", True),
    ("money.changed", "money.changed", False),
    ("money.added", None, True),
)  # fmt: skip
THIRD = of(
    "1.2",
    ("money.same", "money.same", True),
    ("money.again", "money.renamed", True),
    ("money.changed", "money.changed", True),
)


def answers(*statement_ids: str, choice: int | str | None = 2) -> list[Answer]:
    return [
        Answer(i, id_, 7, choice, NOW, reason="why", strength=2, comment="hm", device="d")  # type: ignore[arg-type]
        for i, id_ in enumerate(statement_ids, start=1)
    ]


def arrived(given_: list[Answer], old: Framework, *newer: Framework) -> list[str]:
    return [a.statement_id for a in carry_over(given_, heirs(old, newer))]


def test_every_statement_goes_where_the_new_version_says() -> None:
    given_ = answers("money.same", "money.old", "money.changed", "money.gone")
    assert arrived(given_, FIRST, SECOND) == ["money.same", "money.renamed"]


def test_in_the_same_version_everything_is_carried_over() -> None:
    """Renamed, and changed since the version before: none of that matters within one version."""
    ids = [s.id for s in SECOND.statements]
    assert arrived(answers(*ids), SECOND) == ids


def test_a_statement_renamed_in_a_version_that_was_skipped_is_followed() -> None:
    assert arrived(answers("money.same", "money.old"), FIRST, SECOND, THIRD) == ["money.same", "money.again"]


def test_a_meaning_changed_in_a_version_that_was_skipped_starts_empty() -> None:
    assert arrived(answers("money.changed"), FIRST, SECOND, THIRD) == []
    assert arrived(answers("money.changed"), SECOND, THIRD) == ["money.changed"]


def test_a_new_statement_under_an_old_id_does_not_take_its_answers() -> None:
    swapped = of("1.1", ("money.same", "money.old", True), ("money.old", "money.same", True))
    given_ = answers("money.same", "money.old")
    assert arrived(given_, FIRST, swapped) == ["money.old", "money.same"]


def test_what_was_said_arrives_whole_and_marked() -> None:
    (answer,) = answers("money.old")
    (carried,) = carry_over([answer], heirs(FIRST, [SECOND]))
    assert carried == replace(answer, statement_id="money.renamed", carried=True)


def test_dont_know_and_not_ours_are_carried_over_and_a_mere_comment_is_not() -> None:
    given_ = [*answers("money.same", choice="dont_know"), *answers("money.old", choice="not_ours")]
    assert [a.choice for a in carry_over(given_, heirs(FIRST, [SECOND]))] == ["dont_know", "not_ours"]
    assert arrived(answers("money.same", choice=None), FIRST, SECOND) == []


@st.composite
def two_versions(draw: st.DrawFn) -> tuple[Framework, Framework]:
    ids = draw(st.lists(st.sampled_from("abcdefgh"), min_size=1, unique=True))
    kept = draw(st.lists(st.sampled_from(ids), unique=True))
    names = draw(st.permutations(list("abcdefghijklmnop")))
    after = [(f"money.{names[i]}", f"money.{was}", draw(st.booleans())) for i, was in enumerate(kept)]
    new = [(f"money.new{i}", None, draw(st.booleans())) for i in range(draw(st.integers(0, 2)))]
    return of("1.0", *((f"money.{i}", None, True) for i in ids)), of("1.1", *after, *new)


@given(two_versions(), st.lists(st.sampled_from([0, 4, "dont_know", "not_ours"]), min_size=8, max_size=8))
def test_carrying_over_loses_nothing_that_stands_and_brings_nothing_that_does_not(versions, choices) -> None:
    old, new = versions
    given_ = [Answer(i, s.id, i, c, NOW) for i, (s, c) in enumerate(zip(old.statements, choices, strict=False))]
    carried = {a.id: a for a in carry_over(given_, heirs(old, [new]))}
    by_was = {s.was: s for s in new.statements if s.was}
    for answer in given_:
        heir = by_was.get(answer.statement_id)
        stands = heir is not None and heir.carry
        assert (answer.id in carried) == stands
        if stands:
            assert carried[answer.id] == replace(answer, statement_id=heir.id, carried=True)
