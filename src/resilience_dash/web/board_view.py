"""What stands on the wall, put together from the board: which of its screens, and the words and bars on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from starlette.datastructures import QueryParams

from resilience_dash.domain import board_words as words
from resilience_dash.domain.assessment import Agreement
from resilience_dash.domain.board import Picture
from resilience_dash.domain.framework import Level, Statement
from resilience_dash.domain.scoring import level_words
from resilience_dash.services.showing import Board, OpenRound

Look = Literal["auto", "light", "dark", "contrast"]
Screen = Literal[
    "prepared", "door", "waiting", "round", "picture", "back", "differ", "agreed", "wheels", "actions", "ended"
]
LOOKS: dict[Look, str] = {"auto": "As this machine", "light": "Light", "dark": "Dark", "contrast": "High contrast"}
SHOWN: dict[str, str] = {
    "differ": "Talk about these",
    "agreed": "What we agreed",
    "wheels": "As wheels",
    "actions": "Who does what",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: all that a wall remembers stands in it, so that a reload shows the same."""

    look: Look = "auto"
    keys: bool = True
    row: bool = True
    show: str = ""
    back: int = 0  # the place of a statement in the order of the workshop, from 1; 0 for where the workshop is

    def to(self, **changes: object) -> str:
        """The same with changes, as the query of an address."""
        facts = {"look": self.look, "keys": self.keys, "row": self.row, "show": self.show, "back": self.back} | changes
        said = {
            "look": facts["look"] if facts["look"] != "auto" else "",
            "keys": "" if facts["keys"] else "off",
            "row": "" if facts["row"] else "off",
            "show": facts["show"],
            "back": str(facts["back"] or ""),
        }
        query = "&".join(f"{name}={value}" for name, value in said.items() if value)
        return f"?{query}" if query else ""


def asked(query: QueryParams) -> Asked:
    """What an address asks for; what is not known asks for nothing."""
    look, back = query.get("look", ""), query.get("back", "")
    return Asked(
        look=next((known for known in LOOKS if known == look), "auto"),
        keys=query.get("keys") != "off",
        row=query.get("row") != "off",
        show=next((known for known in SHOWN if known == query.get("show")), ""),
        back=int(back) if back.isascii() and back.isdigit() and len(back) < 5 else 0,
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """How many chose a level: the length of its bar in percent of the column's answers, and the number."""

    n: int
    width: float


@dataclass(frozen=True, slots=True)
class Column:
    """One distribution: everybody, a vote, or a side; a cell for each level, and the typical level below."""

    heading: str
    n: int
    cells: tuple[Cell, ...]
    typical: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as it stands on the wall: its sentences, and the distributions side by side."""

    sentences: tuple[str, ...]
    consensus: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    shift: str = ""
    gap: str = ""
    no_sides: str = ""


def drawn(board: Board, shown: Picture, first: Picture | None = None) -> Drawn:
    """A picture, in a second vote with the first beside it."""
    held = board.scene.workshop
    consensus = words.consensus_words(shown)
    said = words.picture_words(shown, smallest=held.smallest)
    in_table = {consensus, words.typical_words(shown)} if shown.typical is not None else {consensus}
    columns: list[Column] = []
    if not shown.hidden:
        if first is not None and not first.hidden:
            columns.append(_column("First vote", first.levels, first.typical))
        columns.append(_column("Second vote" if shown.vote == 2 else "Everybody", shown.levels, shown.typical))
        columns += [_column(words.side_name(one), one.levels, one.typical) for one in shown.sides]
    return Drawn(
        sentences=tuple(one for one in said if one not in in_table),
        consensus=consensus,
        columns=tuple(columns),
        rows=_rows(board.scene.framework.levels, columns),
        shift=words.shift_words(first, shown),
        gap=words.gap_words(shown),
        no_sides=words.sides_hidden_words(shown, named=held.named, smallest=held.smallest),
    )


def _column(heading: str, levels: Sequence[int], typical: float | None) -> Column:
    n = sum(levels)
    cells = tuple(Cell(one, round(100 * one / n, 1) if n else 0.0) for one in levels)
    return Column(heading, n, cells, "–" if typical is None else level_words(typical))


def _rows(levels: Sequence[Level], columns: Sequence[Column]) -> tuple[tuple[str, tuple[Cell, ...]], ...]:
    return tuple((level.label, tuple(column.cells[level.value] for column in columns)) for level in levels)


def screen(board: Board, how: Asked) -> Screen:
    """Which screen: what the address asks for where there is something to show, else where the workshop is."""
    scene = board.scene
    if scene.stage == "preparing":
        return "prepared"
    if how.show:
        return how.show  # type: ignore[return-value]
    if looked_back_at(board, how) is not None:
        return "back"
    if scene.stage == "ended":
        return "ended"
    if scene.round is None:
        return "door" if scene.workshop.door_open else "waiting"
    return "picture" if scene.round.stage == "revealed" else "round"


def looked_back_at(board: Board, how: Asked) -> Statement | None:
    """The statement whose picture the address asks for, where there is one that may be shown."""
    statements = board.scene.statements
    found = statements[how.back - 1] if 0 < how.back <= len(statements) else None
    return found if found and found.id in board.scene.pictures else None


def back_to(board: Board, how: Asked) -> int:
    """The place of the picture before the one on the wall; 0 where there is none."""
    scene = board.scene
    known = [place for place, one in enumerate(scene.statements, start=1) if one.id in scene.pictures]
    here = how.back or scene.position or len(scene.statements) + 1
    return max((place for place in known if place < here), default=0)


def forward_to(board: Board, how: Asked) -> int | None:
    """The place after the one looked back at: 0 for where the workshop is, None where nobody looks back."""
    if looked_back_at(board, how) is None:
        return None
    scene = board.scene
    known = [place for place, one in enumerate(scene.statements, start=1) if one.id in scene.pictures]
    last = scene.position or len(scene.statements) + 1
    return min((place for place in known if how.back < place < last), default=0)


def next_statement(board: Board) -> Statement | None:
    """The statement that is opened next: the first after this one that was not revealed, or else the first of all."""
    scene = board.scene
    done = {one.statement_id for one in scene.workshop.rounds if one.stage == "revealed" and not one.set_aside}
    in_turn = (*scene.statements[scene.position :], *scene.statements[: scene.position])
    return next((one for one in in_turn if one.id not in done), None)


def agreed_words(board: Board, found: Agreement | None) -> str:
    """What the group settled on for a statement, in a sentence; nothing where it has not."""
    if found is None:
        return ""
    if found.level is None:
        return "We did not agree."
    return f"Agreed: {board.scene.framework.level_label(found.level)}."


def said(board: Board, how: Asked) -> str:
    """The sentence for people who do not see the wall, each time that it changes."""
    scene, shown = board.scene, screen(board, how)
    match shown:
        case "prepared":
            return "This workshop is being prepared."
        case "door" | "waiting":
            return words.joined_words(board.count)
        case "ended":
            return "The workshop has ended."
        case "differ" | "agreed" | "wheels" | "actions":
            return f"Shown: {SHOWN[shown].lower()}."
        case "back":
            statement = looked_back_at(board, how)
            return f"Shown again: {statement.title if statement else ''}."
    if scene.round is None:
        return ""
    if shown == "round":
        state = words.round_words(scene.round.stage, scene.round.vote)
        return f"{scene.round.statement.title}. {state} {words.answered_words(board.count)}"
    return (
        f"{scene.round.statement.title}. {words.round_words('revealed', scene.round.vote)} {_found(board, scene.round)}"
    )


def _found(board: Board, shown: OpenRound) -> str:
    if shown.picture is None:
        return ""
    whole = drawn(board, shown.picture, shown.first)
    typical = "" if shown.picture.typical is None else words.typical_words(shown.picture)
    parts = (whole.consensus, typical, *whole.sentences, whole.shift, whole.gap)
    return " ".join(one for one in parts if one)


def seconds_left(board: Board, now: datetime) -> float | None:
    """What is left on the timer of an open round."""
    going_on = board.scene.round
    if going_on is None or going_on.stage != "open" or going_on.ends_at is None:
        return None
    return (going_on.ends_at - now).total_seconds()
