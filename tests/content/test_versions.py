"""Versions of a framework beside each other: which is the newest, and what becomes of old answers."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from resilience_dash.content.frameworks import read_frameworks
from resilience_dash.content.problems import BrokenFramework, UnknownFramework
from resilience_dash.domain.problem import Problem

if TYPE_CHECKING:
    from tests.content.conftest import TinyFramework


def carried_over(tiny: "TinyFramework", version: str) -> "TinyFramework":
    newer = tiny.next_version(version)
    newer.change("trust.toml", 'id = "trust.each"', 'id = "trust.each"\nwas = "trust.each"\ncarry = true')
    newer.change("money.toml", 'id = "money.flow"', 'id = "money.flow"\nwas = "money.flow"\ncarry = false')
    return newer


def test_the_newest_version_is_the_highest_number_and_not_the_last_in_the_alphabet(tiny: "TinyFramework") -> None:
    carried_over(tiny, "1.9")
    carried_over(tiny, "1.10")
    frameworks = read_frameworks(tiny.root)
    assert [framework.version for framework in frameworks] == ["1.0", "1.9", "1.10"]
    assert len(frameworks) == 3
    assert frameworks.newest("tiny").version == "1.10"
    assert frameworks.get("tiny", "1.9").version == "1.9"


def test_a_new_version_says_whether_an_old_answer_still_stands(tiny: "TinyFramework") -> None:
    framework = carried_over(tiny, "1.1").read()
    assert [(s.was, s.carry) for s in framework.statements] == [("trust.each", True), ("money.flow", False)]


def test_an_unknown_framework_or_version_is_a_problem_in_words(tiny: "TinyFramework") -> None:
    frameworks = read_frameworks(tiny.root)
    with pytest.raises(UnknownFramework, match=r"There is no framework “huge”\. Choose one of these: tiny\."):
        frameworks.newest("huge")
    with pytest.raises(Problem, match=r"There is no version 3\.0 of Tiny; the newest is 1\.0\."):
        frameworks.get("tiny", "3.0")


def test_an_id_used_again_without_a_word_about_old_answers_is_reported(tiny: "TinyFramework") -> None:
    newer = carried_over(tiny, "1.1")
    newer.change("money.toml", 'was = "money.flow"\ncarry = false\n', "")
    assert tiny.problems_of_all() == [
        (
            "tiny/1.1/money.toml, money.flow: Version 1.0 has this id already, "
            "and “was” does not say what became of it. "
            "Write was = “money.flow” and carry = true or false; a new statement needs a new id."
        )
    ]


def test_an_earlier_id_that_never_was_is_reported(tiny: "TinyFramework") -> None:
    newer = carried_over(tiny, "1.1")
    newer.change("money.toml", 'was = "money.flow"', 'was = "money.flood"')
    assert tiny.problems_of_all() == [
        (
            "tiny/1.1/money.toml, money.flow: “was” is “money.flood”, which version 1.0 does not have. "
            "Write an id of that version, or take “was” away."
        )
    ]


def test_was_without_carry_is_reported(tiny: "TinyFramework") -> None:
    newer = carried_over(tiny, "1.1")
    newer.change("money.toml", "carry = false\n", "")
    assert newer.problems() == [
        (
            "tiny/1.1/money.toml, money.flow: “was” and “carry” do not stand together. "
            "Write both: the old id, and whether an old answer still stands (true or false)."
        )
    ]


def test_one_earlier_statement_that_became_two_is_reported(tiny: "TinyFramework") -> None:
    newer = carried_over(tiny, "1.1")
    newer.change("money.toml", 'was = "money.flow"', 'was = "trust.each"')
    assert newer.problems() == [
        f"tiny/1.1/{file}, {statement}: Another statement says too that it was “trust.each”. "
        "Leave “was” where the meaning went."
        for file, statement in (("money.toml", "money.flow"), ("trust.toml", "trust.each"))
    ]


def test_problems_of_all_versions_come_back_at_once(tiny: "TinyFramework") -> None:
    newer = carried_over(tiny, "1.1")
    tiny.change("glossary.toml", "[[term]]", "[[word]]")
    newer.change("money.toml", "https://", "ftp://")
    with pytest.raises(BrokenFramework) as caught:
        read_frameworks(tiny.root)
    assert {problem.file for problem in caught.value.problems} == {"tiny/1.0/glossary.toml", "tiny/1.1/money.toml"}


def test_a_folder_without_any_framework_is_a_problem(tmp_path: Path) -> None:
    for root in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(BrokenFramework, match=r"No framework was found in this folder\."):
            read_frameworks(root)
