"""What people typed, shown as they typed it: never as formatting, links, pictures or formulas."""

import re

# Everything Streamlit's Markdown gives a meaning to, directives (:red[…]) and formulas ($…$) included.
_MEANINGFUL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&@^=/])")


# What would be made a link although it is escaped. A word joiner, which nobody sees, keeps it a text.
_ADDRESS = re.compile(r"(?i)(https?(?=:)|\bwww(?=\.)|@)")
_JOINER = "\N{WORD JOINER}"


def _escaped(text: str) -> str:
    return _MEANINGFUL.sub(r"\\\1", _ADDRESS.sub(rf"\1{_JOINER}", text))


def plain(text: str) -> str:
    """The text escaped for Markdown; line breaks stay line breaks. An indented line would be shown as code."""
    return "  \n".join(_escaped(line.strip()) for line in text.splitlines())


def one_line(text: str) -> str:
    """The text escaped for Markdown on a single line, as a label or a table cell needs it."""
    return _escaped(" ".join(text.split()))
