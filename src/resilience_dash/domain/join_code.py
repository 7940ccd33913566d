"""The code on the wall that leads into a workshop: short enough to type, too many to guess."""

import re

# No vowel, so that no code is a word; no 1, I or L, no O or Q beside 0: twenty-eight signs, 38 bits in eight of them.
SIGNS = "023456789BCDFGHJKMNPRSTVWXYZ"
LENGTH = 8
KEY_AFTER = "~"  # a sign that no code has, and that addresses may have as it is
TAKEN_FOR = str.maketrans("OQ", "00")
IN_A_LINK = re.compile(r"/join/([^/?#\s]+)", re.IGNORECASE)


def as_typed(text: str) -> str | None:
    """The code that somebody typed or pasted, alone or in its link, however it is spaced; None where it is none."""
    pasted = IN_A_LINK.search(text)
    said, _ = parted(pasted[1] if pasted else text)
    signs = re.sub(r"[\s\u00ad\u200b._\-\u2010-\u2015\u2212]", "", said).upper()
    signs = signs.translate(TAKEN_FOR)
    return signs if len(signs) == LENGTH and set(signs) <= set(SIGNS) else None


def path(code: str, link_key: str) -> str:
    """Where the square and the link lead: the code, and a key by which it is known that nobody typed or guessed it."""
    return f"/join/{shown(code)}{KEY_AFTER}{link_key}"


def parted(text: str) -> tuple[str, str]:
    """The code as somebody typed it, and the key behind it where it came by the square or the link."""
    code, _, link_key = text.partition(KEY_AFTER)
    return code, link_key


def shown(code: str) -> str:
    """The code in two groups, as it stands on the wall: BCDF-GHJK."""
    return f"{code[:4]}-{code[4:]}"
