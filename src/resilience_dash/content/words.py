"""Rules for the look of written text: nothing empty, printed quotation marks, single spaces, no HTML."""

import re
from collections.abc import Iterator, Mapping

from resilience_dash.content.problems import ContentProblem

Raw = Mapping[str, object]

MAY_BE_EMPTY = {"figure", "note"}
NOT_PROSE = {"link"}
NAMED_BY = ("id", "code", "word", "nation", "value")

RULES = (
    (re.compile(r"\S {2,}"), "has two spaces in a row.", "Leave one."),
    (re.compile(r"^\s|\s$"), "begins or ends with a space or an empty line.", "Take it away."),
    (re.compile(r"[\"']"), "has a straight quotation mark.", "Write “ ” or ’ in its place."),
    (re.compile(r"</?[A-Za-z!][^<>]*>|&#?\w+;"), "looks like HTML.", "Write plain text: pages add the layout."),
)


def name_of(item: object, position: int, key: str) -> str:
    """How to point at one table of a list: by its id where it has one, or else by its position."""
    if isinstance(item, Mapping):
        for naming in NAMED_BY:
            if item.get(naming) not in (None, ""):
                return str(item[naming]) if naming in ("id", "word", "nation") else f"{key} {item[naming]}"
    return f"{key} {position + 1}"


def check_words(raw: Raw, file: str) -> Iterator[ContentProblem]:
    """What is wrong with the look of any text in a file, whether or not its shape is right."""
    for key, value in raw.items():
        if isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
            for position, item in enumerate(value):
                yield from _check(item, file, name_of(item, position, key), "")
        else:
            yield from _check(value, file, "", key)


def _check(value: object, file: str, where: str, key: str) -> Iterator[ContentProblem]:
    if isinstance(value, Mapping):
        for inner, item in value.items():
            yield from _check(item, file, where, str(inner))
    elif isinstance(value, list):
        for item in value:
            yield from _check(item, file, where, key)
    elif isinstance(value, str) and key not in NOT_PROSE:
        yield from _check_text(value, file, where, key)


def _check_text(text: str, file: str, where: str, key: str) -> Iterator[ContentProblem]:
    if not text.strip():
        if key not in MAY_BE_EMPTY:
            yield ContentProblem(file, where, f"“{key}” is empty.", "Write it, or take the entry away.")
        return
    start = text.strip()[:30]
    for pattern, found, do in RULES:
        if pattern.search(text):
            yield ContentProblem(file, where, f"The text of “{key}” that begins “{start}” {found}", do)
