"""Names as people type them: without accents, capitals, commas or the right kind of “and”."""

import re
import unicodedata
from collections.abc import Sequence

EXACTLY = 0
APOSTROPHES = re.compile(r"['’‘`ʼ]")  # nothing stands in their place: “kings lynn” must find King's Lynn


def plain(text: str) -> str:
    """Small letters, digits and single spaces only; “&” becomes “and”."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("&", " and "))
    unmarked = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", APOSTROPHES.sub("", unmarked)).split())


def closeness(wanted: str, names: Sequence[str], codes: Sequence[str]) -> int | None:
    """How near a council is to what was typed, 0 nearest; None where it is not meant. All names are plain."""
    main, *others = names
    if wanted in names or wanted.upper() in codes:
        return EXACTLY
    if main.startswith(wanted):
        return 1
    if any(name.startswith(wanted) for name in others):
        return 2
    if any(f" {wanted}" in name for name in names):
        return 3
    if any(all(f" {word}" in f" {name}" for word in wanted.split()) for name in names):
        return 4
    if any(wanted in name for name in names):
        return 5
    return 6 if any(code.startswith(wanted.upper()) for code in codes) else None
