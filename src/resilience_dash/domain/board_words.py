"""What a board says, in sentences, alike on the wall, on phones and on paper. Each says what was counted, and no more.

Before the reveal: `answered_words`, `joined_words`, `round_words` (open, paused, closed) and `time_words`.
Of one picture: `picture_words` (the sentences of it in order) is put together from `hidden_words`, `typical_words`,
`spread_words`, `consensus_words` and `unknown_words`; `level_rows` and `side_rows` are its tables, `gap_words` says how
far the sides are apart and `sides_hidden_words` why they do not stand side by side.
Of two votes: `shift_words`. Of the whole: `talk_words` says why a statement is worth talking about, and RULE is how
“we largely agree” is meant. A sentence for which there is nothing to say is empty.
"""

from collections.abc import Sequence

from resilience_dash.domain.board import Count, Hidden, Picture, SideShown
from resilience_dash.domain.framework import Level, Side
from resilience_dash.domain.scoring import SMALLEST_GROUP, level_words, number
from resilience_dash.domain.workshop import RoundStage

WE_AGREE = "We largely agree."
WE_DIFFER = "We see this differently."
RULE = "We largely agree: the middle half of the answers lies within one level (interquartile range at most 1)."
SIDE_NAMES: dict[Side, str] = {"council": "Council", "community": "Community", "partners": "Partners"}

# Before the reveal


def joined_words(count: Count) -> str:
    """How many are there: “12 people have joined.”"""
    if not count.seats:
        return "Nobody has joined yet."
    return "1 person has joined." if count.seats == 1 else f"{count.seats:,} people have joined."


def answered_words(count: Count) -> str:
    """How many have answered, which is all that anybody is told before the reveal: “7 of 12 have answered.”"""
    if not count.seats:
        return joined_words(count)
    return f"{count.answered:,} of {count.seats:,} {'has' if count.answered == 1 else 'have'} answered."


def round_words(stage: RoundStage, vote: int = 1) -> str:
    """Where the round is, for whoever waits."""
    which = "second vote" if vote == 2 else "round"
    match stage:
        case "open":
            return f"The {which} is open."
        case "paused":
            return f"The {which} is paused. What you have sent is kept."
        case "closed":
            return f"The {which} is closed. The answers are shown next."
        case "revealed":
            return "The second answers are shown." if vote == 2 else "The answers are shown."


def time_words(seconds: float) -> str:
    """What is left on the timer, which is soft: “2:05 left”, and after that that nothing has closed."""
    if seconds <= 0:
        return "Time is up. The round is still open."
    minutes, rest = divmod(int(seconds + 0.999), 60)
    return f"{minutes}:{rest:02} left"


# One picture


def picture_words(picture: Picture, *, smallest: int) -> tuple[str, ...]:
    """A picture in sentences, most useful first. `smallest` is the workshop's smallest group."""
    if picture.hidden:
        return (hidden_words(picture.hidden, smallest),)
    said = (consensus_words(picture), typical_words(picture), spread_words(picture), unknown_words(picture))
    return tuple(sentence for sentence in said if sentence)


def hidden_words(why: Hidden, smallest: int) -> str:
    """Why a picture is not shown, so that nobody takes it for a fault."""
    if why == "few_people":
        return f"Fewer than {smallest} people answered, so nothing is shown: nobody’s answer can be guessed."
    return (
        f"Fewer than {smallest} people changed their answer, so nothing is shown: "
        "beside the picture before, it would tell what they said."
    )


def typical_words(picture: Picture) -> str:
    """The median with its word and its n."""
    if picture.typical is None:
        return "" if picture.hidden else "Nobody chose a level."
    return f"The typical level is {level_words(picture.typical)} ({_answers(sum(picture.levels))})."


def spread_words(picture: Picture) -> str:
    """From the lowest level to the highest, and where the middle half lies."""
    given = [level for level, n in enumerate(picture.levels) if n]
    if not given or picture.quartiles is None:
        return ""
    low, high = picture.quartiles
    if given[0] == given[-1]:
        return f"Every answer is {given[0]}."
    middle = f"at {number(low)}" if low == high else f"from {number(low)} to {number(high)}"
    return f"The answers go from {given[0]} to {given[-1]}, the middle half {middle}."


def consensus_words(picture: Picture) -> str:
    """Whether the hall largely agrees, by RULE; nothing where fewer than two gave a level, who cannot differ."""
    if picture.largely_agree is None or sum(picture.levels) < 2:
        return ""
    return WE_AGREE if picture.largely_agree else WE_DIFFER


def unknown_words(picture: Picture) -> str:
    """How many gave no level, and why not."""
    parts = [f"{picture.dont_know} said “Don’t know”"] if picture.dont_know else []
    parts += [f"{picture.not_ours} said “Not ours to answer”"] if picture.not_ours else []
    return f"{' and '.join(parts)}." if parts else ""


def level_rows(levels: Sequence[int], names: Sequence[Level]) -> tuple[tuple[str, int, str], ...]:
    """The distribution as a table: the level's label, how many chose it, and the same in words."""
    return tuple((name.label, n, "nobody" if n == 0 else people(n)) for name, n in zip(names, levels, strict=True))


def side_rows(picture: Picture) -> tuple[tuple[str, str, str], ...]:
    """Each side that may be shown: its name, its typical level with the word, and its n."""
    return tuple((side_name(one), level_words(one.typical), _answers(one.n)) for one in picture.sides)


def side_name(shown: SideShown) -> str:
    """The side, with the partners where it stands for them too."""
    return f"{SIDE_NAMES[shown.side]} and partners" if shown.joined else SIDE_NAMES[shown.side]


def sides_hidden_words(picture: Picture, *, named: bool, smallest: int) -> str:
    """Why there are no sides beside the whole, where there might have been."""
    if picture.hidden or picture.sides or picture.typical is None:
        return ""
    least = SMALLEST_GROUP if named else smallest
    changed = "" if named else ", and enough of them changed their answer since it was last shown"
    return f"Council and community stand side by side once each has {least} answers or more{changed}."


def gap_words(picture: Picture) -> str:
    """How far council and community are apart, where both are shown."""
    if picture.gap is None:
        return ""
    by_side = {one.side: one for one in picture.sides}
    council, community = by_side["council"], by_side["community"]
    if not picture.gap:
        return f"{side_name(council)} and {side_name(community).lower()} see it alike."
    return (
        f"{side_name(council)} {number(council.typical)}, {side_name(community).lower()} {number(community.typical)}: "
        f"{_levels(abs(picture.gap))} apart."
    )


# Two votes, and all statements


def shift_words(first: Picture | None, second: Picture | None) -> str:
    """What the second vote changed: “The typical level moved from 1 to 2.”"""
    if first is None or second is None or first.typical is None or second.typical is None:
        return ""
    if first.typical == second.typical:
        moved = f"The typical level stayed at {number(second.typical)}."
    else:
        moved = f"The typical level moved from {number(first.typical)} to {number(second.typical)}."
    if first.largely_agree is False and second.largely_agree:
        return f"{moved} We agree more than before."
    if first.largely_agree and second.largely_agree is False:
        return f"{moved} We agree less than before."
    return moved


def talk_words(picture: Picture) -> str:
    """Why a statement is worth talking about: the gap between the sides, or else how far the answers lie apart."""
    return gap_words(picture) if picture.gap else spread_words(picture)


def people(n: int) -> str:
    """“1 person”, “9 people”."""
    return "1 person" if n == 1 else f"{n:,} people"


def _answers(n: int) -> str:
    return "1 answer" if n == 1 else f"{n:,} answers"


def _levels(distance: float) -> str:
    return "1 level" if distance == 1 else f"{number(distance)} levels"
