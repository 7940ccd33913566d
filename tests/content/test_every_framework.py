"""Every framework the program is delivered with, each of its files, without naming any of them."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from resilience_dash.content.frameworks import read_framework, read_frameworks

NOT_CHECKED = (  # laws the notes of these frameworks must not state before somebody has looked them up
    "Well-being of Future Generations",
    "Social Partnership and Public Procurement",
    "Community Ownership Fund",
    "right to challenge",
    "right to build",
    "Cusgarne",
)


def folders(data: Path) -> list[Path]:
    return sorted(path.parent for path in (data / "frameworks").rglob("framework.toml"))


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from () if key == "link" else texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def written(data: Path) -> list[tuple[str, str]]:
    """Every text in every file, with the file's name."""
    files = [path for folder in folders(data) for path in sorted(folder.iterdir())]
    return [(path.name, text) for path in files for text in texts(tomllib.loads(path.read_text(encoding="utf-8")))]


def test_there_are_frameworks_and_each_folder_of_a_version_holds_one(data: Path) -> None:
    versions = {path for slug in (data / "frameworks").iterdir() if slug.is_dir() for path in slug.iterdir()}
    assert versions
    assert versions == set(folders(data))


def test_every_framework_is_sound(data: Path) -> None:
    frameworks = read_frameworks(data / "frameworks")
    assert len(frameworks) == len(folders(data))
    for folder in folders(data):
        assert read_framework(folder) == frameworks.get(folder.parent.name, folder.name)


def test_every_file_is_toml_and_is_read(data: Path) -> None:
    for folder in folders(data):
        fixed = {"framework", "levels", "perspectives", "glossary", "notes", "indicators", "workshop"}
        dimensions = {dimension.code for dimension in read_framework(folder).dimensions}
        assert {path.name for path in folder.iterdir()} == {f"{stem}.toml" for stem in fixed | dimensions}


def test_texts_are_set_as_printed_english_is(data: Path) -> None:
    assert written(data)
    for file, text in written(data):
        assert not re.search(r"\s{2}|\.\.\.|[\"'´`]| [,.;:?!]|\t", text), f"{file}: {text}"
        assert text.count("“") == text.count("”"), f"{file}: {text}"
        assert text == text.strip()


def test_sentences_end_with_a_full_stop_or_a_question_mark(data: Path) -> None:
    for folder in folders(data):
        framework = read_framework(folder)
        for statement in framework.statements:
            assert statement.question.endswith("?")
            assert all(re.search(r"[.?]”?$", words) for words in (*statement.levels, statement.first_move)), (
                statement.id
            )
        for dimension in framework.dimensions:
            signs = dimension.warning_signs
            assert all(re.search(r"\.”?$", words) for words in (dimension.meaning, *signs)), dimension.code


def test_what_was_not_checked_is_not_stated(data: Path) -> None:
    for file, text in written(data):
        for words in NOT_CHECKED:
            assert words.casefold() not in text.casefold(), f"{file}: {text}"


def test_each_nation_has_hints_and_says_what_to_ask_the_legal_team(data: Path) -> None:
    for folder in folders(data):
        notes = read_framework(folder).nation_notes
        assert {note.nation for note in notes} == {"England", "Scotland", "Wales", "Northern Ireland"}
        for note in notes:
            assert note.hints
            assert "ask your legal team" in note.check.casefold()


def test_reserving_by_place_is_never_offered_for_all_contracts(data: Path) -> None:
    for file, text in written(data):
        if "reserve" in text and file == "notes.toml":
            assert re.search(r"below-threshold|small contracts", text), text
        if not text.startswith("Never suggest"):
            assert not re.search(r"(any|every|all) contracts? (may|can|could)", text), text


def test_right_to_buy_in_england_is_said_to_be_on_its_way(data: Path) -> None:
    for folder in folders(data):
        note = read_framework(folder).note_for("England")
        assert note
        said = [hint for hint in note.hints if "Right to Buy" in hint]
        assert said
        assert all("being brought in" in hint for hint in said)
