"""The code on the wall that leads into a workshop: short enough to type, too many to guess."""

import re

# No vowel, so that no code is a word; no 1, I or L, no O or Q beside 0: twenty-eight signs, 38 bits in eight of them.
SIGNS = "023456789BCDFGHJKMNPRSTVWXYZ"
LENGTH = 8
TAKEN_FOR = str.maketrans("OQ", "00")
IN_A_LINK = re.compile(r"/join/([^/?#\s]+)", re.IGNORECASE)


def as_typed(text: str) -> str | None:
    """The code that somebody typed or pasted, alone or in its link, however it is spaced; None where it is none."""
    pasted = IN_A_LINK.search(text)
    signs = re.sub(r"[\s\u00ad\u200b._\-\u2010-\u2015\u2212]", "", pasted[1] if pasted else text).upper()
    signs = signs.translate(TAKEN_FOR)
    return signs if len(signs) == LENGTH and set(signs) <= set(SIGNS) else None


def shown(code: str) -> str:
    """The code in two groups, as it stands on the wall: BCDF-GHJK."""
    return f"{code[:4]}-{code[4:]}"
