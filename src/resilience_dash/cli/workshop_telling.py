"""What the commands about workshops share: which workshop is meant, and how it is told in sentences and as facts.

Facts hold what the facilitator's page shows, and so nothing of what was said before it is revealed but how many.
"""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from resilience_dash import wiring
from resilience_dash.cli.telling import one_line, tell
from resilience_dash.domain import board_words, join_code
from resilience_dash.domain.board import Picture
from resilience_dash.domain.workshop import Workshop
from resilience_dash.services import finding_workshops, showing
from resilience_dash.services.finding_workshops import Gathering
from resilience_dash.services.showing import Desk, OpenRound

Which = Annotated[
    str | None,
    typer.Argument(
        metavar="[WORKSHOP]", help="Its number from “workshop list”, or its code; else the only one that is going on."
    ),
]
Minutes = Annotated[float | None, typer.Option(help="How long the soft timer runs.", metavar="MINUTES")]
OnStatement = Annotated[
    str | None, typer.Option("--statement", metavar="ID", help="Such as money.knowflow; see “workshop show”.")
]
STAGES = {"preparing": "not open yet", "running": "running", "ended": "ended"}


def meant(db: wiring.Database, said: str | None) -> int:
    """The number of the workshop that is meant. Raises UnknownThing."""
    return finding_workshops.find_workshop(db, named=said).workshop.id


def join_link(made: Workshop) -> str:
    """Where a phone joins. Raises BadSetting."""
    return wiring.join_origin() + join_code.path(made.code, made.link_key)


def tell_of(db: wiring.Database, number: int, as_json: bool, said: str) -> None:
    """The outcome of a step: a sentence, or as JSON all that “show” tells then."""
    tell(as_json, said, desk_facts(showing.open_desk(db, wiring.frameworks(), workshop_id=number)) if as_json else {})


def head_facts(one: Gathering) -> dict[str, Any]:
    """A workshop in a list, as scripts are told of it."""
    about = one.assessment
    facts = _head(one.workshop)
    return facts | {"place": about.place.name, "period": about.period, "made_up": about.place.made_up}


def _head(one: Workshop) -> dict[str, Any]:
    return {
        "workshop": one.id,
        "assessment": one.assessment_id,
        "stage": one.stage,
        "door_open": one.door_open,
        "code": join_code.shown(one.code),
        "link": join_link(one),
        "named": one.named,
        "smallest": one.smallest,
        "most": one.most_seats,
        "led_by": one.led_by,
        "perspectives": list(one.perspectives),
        "statements": list(one.statements),
    }


def desk_facts(desk: Desk) -> dict[str, Any]:
    """A workshop as it is now, with all that has been revealed, agreed and promised."""
    board, scene = desk.board, desk.board.scene
    smallest = scene.workshop.smallest
    about = scene.assessment
    return _head(scene.workshop) | {
        "place": about.place.name,
        "period": about.period,
        "made_up": about.place.made_up,
        "seats": [asdict(seat) for seat in desk.seats],
        "joined": board.count.seats,
        "round": _round_facts(desk, scene.round) if scene.round else None,
        "left": list(scene.workshop.left),
        "pictures": {one: picture_facts(shown, smallest) for one, shown in scene.pictures.items()},
        "talk_about": [one.statement_id for one in scene.talk_about],
        "comments": {one: list(said) for one, said in desk.comments.items() if said},
        "notes": {one: note.text for one, note in desk.notes.items()},
        "agreements": {
            one: {"level": said.level, "reason": said.reason, "recorded_by": said.recorded_by}
            for one, said in board.agreements.items()
            if not said.carried
        },
        "actions": [
            {
                "action": one.id,
                "what": one.what,
                "owner": one.owner,
                "by": one.by,
                "statement": one.statement_id or None,
            }
            for one in board.actions
        ],
        "to_find": [
            {"number": one.id, "what": one.what, "who": one.who, "statement": one.statement_id} for one in desk.to_find
        ],
    }


def _round_facts(desk: Desk, going_on: OpenRound) -> dict[str, Any]:
    count, smallest = desk.board.count, desk.board.scene.workshop.smallest
    return {
        "round": going_on.id,
        "statement": going_on.statement.id,
        "title": going_on.statement.title,
        "position": desk.board.scene.position,
        "of": len(desk.board.scene.statements),
        "vote": going_on.vote,
        "stage": going_on.stage,
        "ends_at": going_on.ends_at,
        "answered": count.answered,
        "seats": count.seats,
        "missing": dict(desk.missing),
        "picture": picture_facts(going_on.picture, smallest) if going_on.picture else None,
        "first": picture_facts(going_on.first, smallest) if going_on.first else None,
    }


def picture_facts(shown: Picture, smallest: int) -> dict[str, Any]:
    """What was revealed of a round, in figures and in sentences."""
    return asdict(shown) | {
        "largely_agree": shown.largely_agree,
        "gap": shown.gap,
        "said": list(board_words.picture_words(shown, smallest=smallest)),
    }


def desk_lines(desk: Desk) -> str:
    """The same for people."""
    board, scene = desk.board, desk.board.scene
    here, about = scene.workshop, scene.assessment
    how = "named" if here.named else f"anonymous, groups from {here.smallest}"
    lines = [
        f"Workshop {here.id}, {one_line(about.title)}: {STAGES[here.stage]}, {how}",
        f"Join with {join_code.shown(here.code)} at {join_link(here)}"
        if here.door_open
        else "The door is closed: nobody can join.",
        board_words.joined_words(board.count),
    ]
    if scene.round:
        lines += _round_lines(desk, scene.round)
    lines += [f"Not yet talked about: {', '.join(here.left)}" if here.left else "Every statement has had its round."]
    labels = scene.framework.level_label
    for one, said in board.agreements.items():
        if not said.carried:
            level = "we did not agree" if said.level is None else f"we agree on {labels(said.level)}"
            lines.append(f"{one}: {level}{f' ({one_line(said.reason)})' if said.reason else ''}")
    lines += [f"Note on {one}: {one_line(note.text)}" for one, note in desk.notes.items()]
    lines += [f"Action: {one_line(a.what)}, {one_line(a.owner)}, by {a.by.isoformat()}" for a in board.actions]
    lines += [f"To find for {one.statement_id}: {one_line(one.what)}, {one_line(one.who)}" for one in desk.to_find]
    return "\n".join(lines)


def _round_lines(desk: Desk, going_on: OpenRound) -> list[str]:
    scene, count = desk.board.scene, desk.board.count
    lines = [
        f"{scene.position} of {len(scene.statements)}, {going_on.statement.id}: {one_line(going_on.statement.title)}",
        board_words.round_words(going_on.stage, going_on.vote),
    ]
    if going_on.picture:
        return [*lines, *board_words.picture_words(going_on.picture, smallest=scene.workshop.smallest)]
    missing = ", ".join(f"{n} {code}" for code, n in sorted(desk.missing.items()))
    return [*lines, board_words.answered_words(count), *([f"Missing: {missing}"] if missing else [])]
