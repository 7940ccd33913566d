"""Documents that cannot rot: what the code has is written down, what they name is there, and their sums are right."""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from typer.main import get_command

from resilience_dash.cli import app
from resilience_dash.domain import board, board_words, scoring
from resilience_dash.domain.assessment import Choice
from resilience_dash.domain.audit_words import SAID
from resilience_dash.domain.framework import SIDES, Side
from resilience_dash.domain.workshop import Cast, Round, Workshop
from tests.test_layers import PACKAGE, ROOMS

ROOT = Path(__file__).resolve().parents[1]
DOMAIN = ROOT / "src" / PACKAGE / "domain"
DECISIONS = ROOT / "docs" / "decisions"
NOT_OURS = {".venv", ".git", ".demo", "node_modules", "build", "dist"}
SHOWN_IN_THE_PROGRAM = ("method.md", "about.md", "accessibility.md", "privacy.md")
FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"^```[a-z]*\n(.*?)^```|`([^`\n]+)`", re.DOTALL | re.MULTILINE)


def text(*parts: str) -> str:
    return ROOT.joinpath(*parts).read_text(encoding="utf-8")


def documents() -> list[Path]:
    """Every Markdown file of the project."""
    found = [path for path in ROOT.rglob("*.md") if not NOT_OURS & set(path.relative_to(ROOT).parts)]
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(ROOT).parts))


def tables(page: str) -> list[list[dict[str, str]]]:
    """The tables of a page: each a list of rows, each row by its column's heading."""
    found: list[list[dict[str, str]]] = []
    heads: list[str] = []
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if not cells:
            heads = []
        elif not heads:
            heads = cells
            found.append([])
        elif set("".join(cells)) - set("-: "):
            found[-1].append(dict(zip(heads, cells, strict=True)))
    return found


def table(page: str, *heads: str) -> list[dict[str, str]]:
    """The one table that has these columns first."""
    (found,) = [rows for rows in tables(page) if rows and tuple(rows[0])[: len(heads)] == heads]
    return found


def in_code(page: str) -> str:
    """What a page shows as code, one piece a line."""
    return "\n".join(block or span for block, span in CODE.findall(page))


# What the code has


def public_classes(source: str) -> list[str]:
    return [
        node.name for node in ast.parse(source).body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]


def settings_read(source: str) -> set[str]:
    """The names looked up in the environment, by key, by `get` and the like, by `getenv` or by `in`."""

    def is_environment(node: ast.expr) -> bool:
        return (node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")) == "environ"

    found = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Subscript(value=of, slice=ast.Constant(value=str(name))) if is_environment(of):
                found.add(name)
            case ast.Call(func=ast.Attribute(value=of), args=[ast.Constant(value=str(name)), *_]) if is_environment(of):
                found.add(name)
            case ast.Call(
                func=ast.Attribute(attr="getenv") | ast.Name(id="getenv"), args=[ast.Constant(value=str(name)), *_]
            ):
                found.add(name)
            case ast.Compare(left=ast.Constant(value=str(name)), comparators=[of]) if is_environment(of):
                found.add(name)
    return found


def settings_of_make(makefile: str) -> set[str]:
    """What can be given to make: its own environment names and every default that may be overridden."""
    return set(re.findall(r"RESILIENCE_DASH_[A-Z_]+", makefile)) | set(
        re.findall(r"^(\w+) \?=", makefile, re.MULTILINE)
    )


def program_files() -> list[Path]:
    return [*(ROOT / "src").rglob("*.py"), *(ROOT / "pages").rglob("*.py"), ROOT / "app.py"]


def commands(of: Any = None, before: str = "") -> list[str]:
    """Every command in full, such as “list” and “audit verify”."""
    found = (of or get_command(app)).commands
    return [
        name
        for word, command in found.items()
        for name in (commands(command, f"{before}{word} ") if hasattr(command, "commands") else [f"{before}{word}"])
    ]


def named(command: str) -> str:
    """The command in a line that calls it, without what is given to it."""
    words = re.match(r"[a-z][a-z-]*( [a-z][a-z-]*)*", command)
    return words.group() if words else ""


def verbs() -> set[str]:
    """The words that `make` alone lists."""
    return set(re.findall(r"^([a-z-]+):.*## ", text("Makefile"), re.MULTILINE))


def missing(wanted: Iterable[str], page: str) -> list[str]:
    """What does not stand in a page as code."""
    words = set(re.findall(r"[\w-]+", in_code(page)))
    return sorted(set(wanted) - words)


def broken_links(page: str, folder: Path) -> Iterator[str]:
    for target in re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", page)):
        if not re.match(r"[a-z]+:", target) and not (folder / target.partition("#")[0]).exists():
            yield target


def test_every_class_of_the_domain_is_in_the_glossary() -> None:
    classes = [name for path in DOMAIN.glob("*.py") for name in public_classes(path.read_text(encoding="utf-8"))]
    assert len(classes) > 20
    assert missing(classes, text("docs", "glossary.md")) == []


def test_the_glossary_names_no_class_that_is_gone() -> None:
    classes = {name for path in DOMAIN.glob("*.py") for name in public_classes(path.read_text(encoding="utf-8"))}
    types = {"Side", "Mode", "Choice", "Role", "Action", "Sharing"}
    named = set(re.findall(r"\b[A-Z][A-Za-z]+\b", in_code(text("docs", "glossary.md"))))
    assert named - classes - types == set()


def test_every_setting_is_in_the_manual() -> None:
    read = {name for path in program_files() for name in settings_read(path.read_text(encoding="utf-8"))}
    assert {"RESILIENCE_DASH_DATABASE_URL", "RESILIENCE_DASH_DATA"} <= read
    assert missing(read | settings_of_make(text("Makefile")), text("docs", "operating.md")) == []


def test_every_command_is_in_the_manual() -> None:
    assert len(commands()) > 3
    rows = table(text("docs", "operating.md"), "Command", "What it does")
    assert sorted(named(row["Command"].strip("`")) for row in rows) == sorted(commands())


def test_every_word_of_the_audit_is_in_the_manual() -> None:
    assert missing(SAID, text("docs", "operating.md")) == []


def test_the_commands_that_the_documents_show_exist() -> None:
    shown = {
        (path.name, name)
        for path in documents()
        for name in re.findall(r"-m resilience_dash ([a-z][\w-]*)", in_code(path.read_text(encoding="utf-8")))
    }
    assert shown
    first = {command.split()[0] for command in commands()}
    assert [(page, name) for page, name in sorted(shown) if name not in first] == []


def test_the_verbs_that_the_documents_show_are_in_the_makefile() -> None:
    shown = {
        (path.name, verb)
        for path in documents()
        for verb in re.findall(r"^make ([a-z][a-z-]*)", in_code(path.read_text(encoding="utf-8")), re.MULTILINE)
    }
    assert {("README.md", "run"), ("README.md", "test"), ("README.md", "demo")} <= shown
    assert [(page, verb) for page, verb in sorted(shown) if verb not in verbs()] == []


def test_every_verb_is_explained() -> None:
    assert missing(verbs() - {"help"}, text("CONTRIBUTING.md")) == []


def test_every_decision_is_in_the_index() -> None:
    index = text("docs", "decisions", "README.md")
    pages = sorted(path for path in DECISIONS.glob("*.md") if path.name != "README.md")
    assert len(pages) >= 18
    assert [path.name for path in pages if f"({path.name})" not in index] == []


@pytest.mark.parametrize("path", sorted(DECISIONS.glob("0*.md")), ids=lambda path: path.stem)
def test_a_decision_says_what_was_decided_and_what_else_was_possible(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    parts = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert parts == ["Context", "Decision", "Consequences", "Alternatives considered"]
    title = page.partition("\n")[0].removeprefix("# ")
    assert f"({path.name}) | {title} |" in text("docs", "decisions", "README.md")


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    assert list(broken_links(path.read_text(encoding="utf-8"), path.parent)) == []


def test_the_house_has_the_doors_that_the_layers_have() -> None:
    rows = table(text("docs", "house.md"), "Room", "May import of ours", "May import of others")
    said = {
        row["Room"].strip("`"): tuple(frozenset(re.findall(r"\w+", row[of])) - {"nothing"} for of in tuple(row)[1:3])
        for row in rows
    }
    there = {name: (room.ours, room.others) for name, room in ROOMS.items() if name not in {"__main__", PACKAGE}}
    assert said == there


# What the program shows of them


@pytest.mark.parametrize("name", SHOWN_IN_THE_PROGRAM)
def test_a_document_shown_in_the_program_has_one_title_and_points_at_no_file(name: str) -> None:
    page = text("docs", name)
    assert page.startswith("# ")
    assert len(re.findall(r"^# ", page, re.MULTILINE)) == 1
    assert re.search(r"^## ", page.partition("\n")[2].strip()) or name == "method.md"
    assert [to for to in re.findall(r"\]\(([^)]+)\)", page) if not to.startswith("https://")] == []
    assert "![" not in page
    assert "$" not in page, "Streamlit takes dollar signs for a formula"


def test_every_source_has_its_line_in_what_the_program_shows() -> None:
    sources = tomllib.loads(text("data", "sources.toml"))["source"]
    about = " ".join(text("docs", "about.md").split())
    lines = {source["attribution"] for source in sources} - {""}
    assert lines
    assert [line for line in sorted(lines) if line not in about] == []


# The sums of the method


def method() -> str:
    return text("docs", "method.md")


def test_the_method_tells_the_words_for_numbers() -> None:
    said = [(float(row["From"]), row["Word"]) for row in table(method(), "From", "Word")]
    assert said == list(scoring.BANDS)


def test_the_method_tells_medians_as_they_are_worked_out() -> None:
    rows = table(method(), "Levels given", "Median", "Lowest", "Highest", "n")
    assert len(rows) > 2
    for row in rows:
        found = scoring.spread([int(level) for level in row["Levels given"].split(", ")])
        assert found is not None
        told = [row["Median"], row["Lowest"], row["Highest"], row["n"]]
        assert told == [scoring.number(found.median), str(found.lowest), str(found.highest), str(found.n)], row


def test_the_method_tells_when_we_largely_agree_as_it_is_worked_out() -> None:
    rows = table(method(), "Answers in order", "Middle half", "Distance", "The wall says")
    assert len(rows) > 3
    for row in rows:
        given = [int(level) for level in row["Answers in order"].split(", ")]
        said = {seat: Cast(cast(Choice, level)) for seat, level in enumerate(given)}
        sides: dict[int, Side] = dict.fromkeys(said, "council")
        shown = Round(1, "a.b", stage="revealed", casts=said, frozen=said, sides=sides)
        found = board.picture(Workshop(1, 1, ("a.b",), ("officer",), named=True, rounds=(shown,)), shown)
        assert found
        assert found.quartiles
        low, high = found.quartiles
        assert row["Middle half"] == f"{scoring.number(low)} to {scoring.number(high)}", row
        assert row["Distance"] == scoring.number(high - low), row
        assert f"{row['The wall says']}.".capitalize() == board_words.consensus_words(found), row


def test_the_method_tells_the_result_of_a_part_as_it_is_worked_out() -> None:
    rows = table(method(), "Medians of the four statements", "Result of the part")
    assert len(rows) > 2
    for row in rows:
        medians = [None if m == "none" else float(m) for m in row["Medians of the four statements"].split(", ")]
        found = scoring.mean_if_enough(medians, len(medians))
        assert row["Result of the part"] == ("not enough answers" if found is None else scoring.number(found)), row


def test_the_method_tells_which_groups_are_shown_as_it_is_worked_out() -> None:
    rows = table(method(), "Council", "Community", "Partners", "Shown")
    assert len(rows) > 4
    for row in rows:
        groups = scoring.visible_sides({side: int(row[side.capitalize()]) for side in SIDES}).values()
        assert row["Shown"] == (", ".join(" and ".join(group) for group in groups) or "none"), row


def test_the_method_tells_the_order_for_action_as_it_is_worked_out() -> None:
    rows = table(method(), "Statement", "Level", "Aim", "Distance", "Importance", "Product", "Place")
    for row in rows:
        assert float(row["Distance"]) == float(row["Aim"]) - float(row["Level"])
        assert float(row["Product"]) == float(row["Distance"]) * float(row["Importance"])
    by_place = sorted(rows, key=lambda row: ("first", "second", "third").index(row["Place"]))
    assert [float(row["Product"]) for row in by_place] == sorted((float(r["Product"]) for r in rows), reverse=True)


def test_the_method_uses_the_limits_of_the_code() -> None:
    assert (scoring.SMALLEST_GROUP, scoring.ENOUGH, scoring.EVIDENCE_NEEDED_FROM) == (3, 0.75, 3)
    assert (scoring.TALK_ABOUT_IT, scoring.TALK_FIRST) == (1.0, 2.0)
    for said in (
        "fewer than **three** people",
        "at least three of its four statements",
        "at level 3 or more",
        "A gap of 1 or more: talk about it.",
        "A gap of 2 or more: talk about it first.",
    ):
        assert said in method()


# Below: the checks above can fail.


def test_a_class_that_is_not_written_down_is_seen() -> None:
    source = "class Place: ...\nclass Round(Problem): ...\nclass _Hidden: ...\n"
    assert missing(public_classes(source), "| place | `Place` |\nRound is only prose here.") == ["Round"]


@pytest.mark.parametrize(
    "source",
    [
        "os.environ['A_SETTING']",
        "os.environ.get('A_SETTING', 'x')",
        "os.getenv('A_SETTING')",
        "from os import getenv\ngetenv('A_SETTING')",
        "from os import environ\nenviron['A_SETTING'] = 'x'",
        "if 'A_SETTING' in os.environ: pass",
    ],
)
def test_a_setting_that_is_read_is_seen(source: str) -> None:
    assert settings_read(source) == {"A_SETTING"}


def test_what_is_no_setting_is_let_be() -> None:
    assert settings_read("names.get('A_SETTING')\nnames['B']\n'C' in names\n'os.environ[D]'") == set()


def test_a_setting_of_make_is_seen() -> None:
    assert settings_of_make("WATCH ?= none\nHOST := $(RESILIENCE_DASH_HOST)\n") == {"WATCH", "RESILIENCE_DASH_HOST"}


def test_a_setting_that_is_not_written_down_is_seen() -> None:
    assert missing({"A_SETTING", "ANOTHER"}, "`A_SETTING`, but only a word: ANOTHER") == ["ANOTHER"]
    assert missing({"A_SETTING"}, "`A_SETTING_MORE`") == ["A_SETTING"]


def test_a_link_to_nowhere_is_seen(tmp_path: Path) -> None:
    (tmp_path / "here.md").touch()
    page = "[a](here.md#part) [b](gone.md) [c](https://example.org) [d](#part)\n```\n[e](in-code.md)\n```\n"
    assert list(broken_links(page, tmp_path)) == ["gone.md"]


def test_tables_are_read_by_their_headings() -> None:
    page = "| A | B |\n|---|---|\n| 1 | 2 |\n\nwords\n\n| C |\n|---|\n| 3 |\n"
    assert tables(page) == [[{"A": "1", "B": "2"}], [{"C": "3"}]]


def test_code_is_told_from_prose() -> None:
    assert in_code("make tea, `make run`\n```sh\nmake test\n```\n").split() == ["make", "run", "make", "test"]
