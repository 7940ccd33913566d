"""How wide words are and where they break, so that a chart can leave room for them before anything measures text."""

import unicodedata

# Advance widths of the bold font in thousandths of its size, rounded up to the next fifty.
_WIDTHS = {
    character: width
    for width, characters in {
        300: ",.:;`ij|'",
        350: " !()[]l",
        400: '"-_frt{}',
        450: "/1I\\",
        500: "*",
        550: "7?csvxyz",
        600: "239<>EFJL^abdeghknopqu~",
        650: "$+4568=BPRSTVYZ",
        700: "0ACDHKUX",
        750: "&GNOw",
        800: "#@Q",
        900: "MWm",
        1000: "%",
    }.items()
    for character in characters
}
_OTHER_LETTER = 700
_FULL_WIDTH = 1250  # characters that a fallback font draws: ideographs, emoji
_NOWHERE = "\ufffe\uffff"


def clean(text: str) -> str:
    """The text without what no picture can hold (control and half characters), each run of space one blank."""
    kept = (c for c in text if c.isspace() or (unicodedata.category(c) not in ("Cc", "Cs") and c not in _NOWHERE))
    return " ".join("".join(kept).split())


def width(text: str, size: float, *, bold: bool = False) -> float:
    """About how many pixels the text takes at a font size in pixels; a little more rather than less."""
    return sum(_width(c) for c in text) * size / 1000 * (0.97 if bold else 0.92)


def _width(character: str) -> int:
    if character in _WIDTHS:
        return _WIDTHS[character]
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    if ord(character) > 0x2E80 or unicodedata.east_asian_width(character) in "WF":
        return _FULL_WIDTH
    return _OTHER_LETTER


def cut(text: str, size: float, most: float, *, bold: bool = False) -> str:
    """The text, or as much of its beginning as fits into `most` pixels, with an ellipsis."""
    if width(text, size, bold=bold) <= most:
        return text
    while text and width(text + "…", size, bold=bold) > most:
        text = text[:-1]
    return text.rstrip() + "…"


def lines(text: str, size: float, most: float, *, bold: bool = False, fewest: int = 1) -> tuple[str, ...]:
    """The text on one line if it fits into `most` pixels (and `fewest` is 1), else on two that are nearly equal."""
    words = text.split(" ")
    if len(words) == 1 or (fewest == 1 and width(text, size, bold=bold) <= most):
        return (cut(text, size, most, bold=bold),)
    breaks = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    broken = min(breaks, key=lambda pair: max(width(line, size) for line in pair))
    return tuple(cut(line, size, most, bold=bold) for line in broken)
