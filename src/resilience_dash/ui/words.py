"""How answers, modes and sides are said on the screen."""

import re
from collections.abc import Sequence
from datetime import datetime
from math import ceil

import streamlit as st

from resilience_dash import wiring
from resilience_dash.domain.assessment import DONT_KNOW, NOT_OURS, Choice, Progress
from resilience_dash.domain.framework import Framework, Kind, Mode, Side
from resilience_dash.domain.report import GroupView
from resilience_dash.domain.scoring import level_words

NO_BREAK = "\N{NO-BREAK SPACE}"
MODES: dict[Mode, tuple[str, str]] = {
    "taster": ("Taster", "one statement for each part, for a first talk"),
    "enablers": ("Enablers", "the four things that make it possible"),
    "characteristics": ("Characteristics", "the seven things a resilient place has"),
    "full": ("Full", "everything, for the yearly review"),
}
SIDE_NAMES: dict[Side, str] = {"council": "Council", "community": "Community", "partners": "Partners"}
COMPARED: tuple[Side, ...] = ("council", "community")
KIND_TITLES: dict[Kind, str] = {
    "enabler": "Enablers: what makes it possible",
    "characteristic": "Characteristics: how the place is",
}


def choice_words(framework: Framework, choice: Choice | None) -> str:
    """A choice as people read it: “3 Established”, “Don’t know”, “no answer”."""
    if choice is None:
        return "no answer"
    if choice == DONT_KNOW:
        return "Don’t know"
    if choice == NOT_OURS:
        return "Not ours to answer"
    return framework.level_label(choice)


def unbroken(text: str) -> str:
    """The text with each number held to the word after it: “3 Established” and “6 partners” stay on one line.

    Only for the screen: results, files and what is signed keep ordinary spaces.
    """
    return re.sub(r"(?<=\d) (?=\w)", NO_BREAK, text)


def level(value: float) -> str:
    """A level with its word, on one line."""
    return unbroken(level_words(value))


def side_words(group: GroupView) -> str:
    """A side's median with its n, or why it is not shown."""
    if group.typical is not None:
        return f"{level(group.typical)} (n{NO_BREAK}{group.n}{', with partners' if group.joined else ''})"
    if group.joined:
        return "With the community"
    return "No answers" if group.n == 0 else "Too few people, not shown"


def side_group(groups: Sequence[GroupView], side: Side) -> GroupView:
    return next(group for group in groups if group.side == side)


def with_partners(title: str, groups: Sequence[GroupView]) -> str:
    """The first cell of a row that compares council and community: its title, and what partners say in small below.

    A column of their own would push the gap off a phone.
    """
    partners = side_group(groups, "partners")
    if partners.joined:
        return title
    return below(title, f"Partners: {side_words(partners).replace(NO_BREAK, ' ', 1)}")


def below(title: str, more: str) -> str:
    """A cell of a table with a smaller line below its title."""
    return f"**{title}**  \n:small[{more}]"


def slug(text: str) -> str:
    """Words as part of a container's key."""
    return "-".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def count(n: int, one: str, many: str | None = None) -> str:
    """“1 answer”, “3 answers”."""
    return f"{n} {one if n == 1 else many or one + 's'}"


def progress_words(done: Progress) -> str:
    """“24 of 44 statements answered, about 25 minutes left”."""
    left = f", about {done.minutes_left} minutes left" if done.answered < done.asked else ""
    return f"{done.answered} of {done.asked} statements answered{left}"


def about_minutes(minutes: float) -> int:
    """A guess rounded up to the next five minutes."""
    return 5 * ceil(minutes / 5)


def this_year(now: datetime) -> str:
    """The council year a moment falls in, from April to March: “2026 to 2027”."""
    first = now.year if now.month >= 4 else now.year - 1
    return f"{first} to {first + 1}"


def framework_radio() -> Framework:
    """Which framework to be assessed against, in its newest version; only asked where there is more than one."""
    newest = {framework.slug: framework for framework in wiring.frameworks()}
    slugs = list(newest)
    if len(slugs) == 1:
        return newest[slugs[0]]
    return newest[st.radio("Which framework?", slugs, format_func=lambda slug: newest[slug].name, key="framework")]


def mode_radio(framework: Framework, *, key: str, before: Mode | None = None) -> Mode | None:
    """How much to answer, each way with its number of statements and minutes; what was chosen before is chosen."""

    def label(mode: Mode) -> str:
        name, why = MODES[mode]
        n = len(framework.statements_in(mode))
        return f"**{name}**, {n} statements, about {about_minutes(n * framework.minutes_per_statement)} minutes: {why}"

    index = None if before is None else list(MODES).index(before)
    return st.radio("How much do you want to answer?", list(MODES), index=index, format_func=label, key=key)


def following_year(period: str, now: datetime) -> str:
    """The council year after the one a period names, else the present one."""
    first, _, second = period.partition(" to ")
    return f"{second} to {int(second) + 1}" if first.isdecimal() and second.isdecimal() else this_year(now)
