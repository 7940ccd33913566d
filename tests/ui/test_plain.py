"""Text that people typed, escaped for Markdown: a parser that allows HTML gives back exactly what was typed."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from resilience_dash.ui.plain import one_line, plain
from tests.builders import NASTY

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
NEVER = "".join(chr(c) for c in range(0x20) if chr(c) not in "\t\n\r") + "\x7f\x85\u2028\u2029"
MARKS = st.sampled_from(
    [
        "*",
        "**",
        "_",
        "__",
        "`",
        "```",
        "~~~",
        "~~",
        "#",
        "##",
        ">",
        "-",
        "+",
        "1.",
        "2)",
        "---",
        "===",
        "![",
        "](",
        ")",
        "[",
        "]",
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "<?",
        "&",
        "&amp;",
        "&#35;",
        "\\",
        "|",
        ":red[",
        "]",
        "$",
        "$$",
        "https://a.example",
        "www.a.example",
        "a@b.example",
        ":smile:",
        ":material/home:",
        "|",
        "a",
        "|",
        "b",
        "|",
        "|---|",
        "[a]:",
        "/b",
        "[^1]",
        "x",
    ]
)
LINKED = re.compile(r"(?i)https?://|www\.|\w@\w")  # what Streamlit makes a link of, escaped or not
JOINER = "\N{WORD JOINER}"  # what keeps an address from becoming a link: nobody sees it
SPACE = st.sampled_from([" ", "  ", "    ", "\t", "\n", "\n\n", "\n    ", "\n\t", "\r\n"])
WORDS = st.text(st.characters(exclude_characters=NEVER + JOINER, exclude_categories=("Cs", "Cc")), max_size=6)
TYPED = st.lists(MARKS | SPACE | WORDS, max_size=12).map("".join)


def shown(markdown: str) -> tuple[str, set[str]]:
    """The text a person reads, with its lines, and every kind of thing the parser saw that is not text."""
    lines: list[str] = []
    kinds: set[str] = set()
    for block in MARKDOWN.parse(markdown):
        kinds |= {block.type} - {"paragraph_open", "paragraph_close", "inline"}
        if block.type == "inline":
            lines.append("".join(map(_said, block.children or ())))
            kinds |= {child.type for child in block.children or ()} - {"text", "text_special", "softbreak", "hardbreak"}
    return "\n".join(lines), kinds


def _said(token: Token) -> str:
    return "\n" if token.type in ("softbreak", "hardbreak") else token.content.replace(JOINER, "")


def lines(text: str) -> list[str]:
    """The lines that have something on them, and what stands on them: space at their ends is not shown."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@settings(deadline=None)  # a busy machine is no reason to fail
@given(TYPED)
def test_a_text_reads_as_it_was_typed_line_for_line(typed: str) -> None:
    read, kinds = shown(plain(typed))
    assert kinds == set()
    assert lines(read) == lines(typed)


@settings(deadline=None)  # a busy machine is no reason to fail
@given(TYPED)
def test_a_line_reads_as_it_was_typed_on_one_line(typed: str) -> None:
    read, kinds = shown(one_line(typed))
    assert kinds == set()
    assert read == " ".join(typed.split())


@settings(deadline=None)  # a busy machine is no reason to fail
@given(TYPED)
def test_a_line_stays_one_line_inside_bold_text_a_link_and_a_table_cell(typed: str) -> None:
    if not typed.split():
        return
    assert shown(f"[{one_line(typed)}](/there)")[1] == {"link_open", "link_close"}
    assert "\n" not in one_line(typed)
    row = shown(f"| a | b |\n|---|---|\n| {one_line(typed)} | c |")
    assert row[0].splitlines() == ["a", "b", " ".join(typed.split()), "c"]


@pytest.mark.parametrize("typed", ["http://a.example/b.png", "HTTPS://a.example", "www.a.example", "a@b.example"])
def test_an_address_somebody_typed_does_not_become_a_link(typed: str) -> None:
    for escaped in (plain(f"See {typed} now."), one_line(typed)):
        assert LINKED.search(typed)
        assert not LINKED.search(escaped.replace("\\", ""))


@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
def test_nasty_texts_are_never_formatting(typed: str) -> None:
    assert shown(plain(typed))[1] == set()
    assert shown(one_line(typed))[1] == set()
