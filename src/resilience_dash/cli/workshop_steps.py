"""Commands that lead a workshop: a round is opened, paused, closed, revealed, and begun anew."""

from collections.abc import Callable

import typer

from resilience_dash import wiring
from resilience_dash.cli.telling import AsJson, DatabaseUrl, asked, one_line
from resilience_dash.cli.workshop_telling import Minutes, OnStatement, Which, meant, tell_of
from resilience_dash.domain import board_words
from resilience_dash.domain.workshop import NotNow, Workshop
from resilience_dash.services import facilitating, showing

Step = Callable[..., Workshop]
MORE_MINUTES = 1.0


def next_(
    which: Which = None,
    statement: OnStatement = None,
    minutes: Minutes = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
) -> None:
    """Put the next statement to everybody that has not been revealed yet, or the one that is named."""
    with asked(database, as_json) as db:
        number = meant(db, which)
        scene = showing.open_board(db, wiring.frameworks(), workshop_id=number).scene
        if statement is None and not scene.workshop.left:
            raise NotNow(
                "Every statement has had its round. Nothing was opened. Name one with --statement to talk about it "
                "again, or end the workshop."
            )
        after = facilitating.open_round(
            db,
            wiring.frameworks(),
            workshop_id=number,
            statement_id=statement or scene.workshop.left[0],
            minutes=minutes,
            now=wiring.now(),
        )
        opened = scene.framework.statement(after.rounds[-1].statement_id)
        tell_of(db, number, as_json, f"Round {len(after.rounds)} is open: {opened.id}, {one_line(opened.title)}.")


def again(which: Which = None, minutes: Minutes = None, as_json: AsJson = False, database: DatabaseUrl = None) -> None:
    """Hold the second vote on the statement that was just revealed and talked about."""
    with asked(database, as_json) as db:
        number = meant(db, which)
        facilitating.ask_again(db, wiring.frameworks(), workshop_id=number, minutes=minutes, now=wiring.now())
        tell_of(db, number, as_json, "The second vote is open. Each phone shows its own first answer.")


def extend(
    which: Which = None, minutes: Minutes = MORE_MINUTES, as_json: AsJson = False, database: DatabaseUrl = None
) -> None:
    """Let the soft timer end later, by a minute or by --minutes."""
    with asked(database, as_json) as db:
        number, more = meant(db, which), MORE_MINUTES if minutes is None else minutes
        facilitating.extend(db, wiring.frameworks(), workshop_id=number, minutes=more, now=wiring.now())
        tell_of(db, number, as_json, f"The timer runs {more:g} {'minute' if more == 1 else 'minutes'} longer.")


def reveal(which: Which = None, as_json: AsJson = False, database: DatabaseUrl = None) -> None:
    """Show what was said. It is frozen from then on, and stands in the assessment."""
    with asked(database, as_json) as db:
        number = meant(db, which)
        facilitating.reveal(db, wiring.frameworks(), workshop_id=number, now=wiring.now())
        scene = showing.open_board(db, wiring.frameworks(), workshop_id=number).scene
        shown = scene.round and scene.round.picture
        said = board_words.picture_words(shown, smallest=scene.workshop.smallest) if shown else ()
        tell_of(db, number, as_json, "\n".join(("The answers are shown.", *said)))


def _plain(step: Step, said: str, about: str) -> Callable[..., None]:
    """A command that takes a step with nothing more to say."""

    def taken(which: Which = None, as_json: AsJson = False, database: DatabaseUrl = None) -> None:
        with asked(database, as_json) as db:
            number = meant(db, which)
            step(db, wiring.frameworks(), workshop_id=number, now=wiring.now())
            tell_of(db, number, as_json, said)

    taken.__doc__ = about
    return taken


PLAIN: dict[str, tuple[Step, str, str]] = {
    "pause": (facilitating.pause, "The round is paused.", "Take no answers for a while. What was sent is kept."),
    "resume": (facilitating.resume, "The round is open again.", "Take answers again, after a pause or a closing."),
    "close": (facilitating.close, "The round is closed.", "Take no more answers in this round."),
    "anew": (
        facilitating.set_aside,
        "The round is set aside. It is kept, and counts no more. “workshop next” opens the statement again.",
        "Set the round aside, to begin it anew. The old run is kept, and counts no more.",
    ),
    "undo": (
        facilitating.undo,
        "The last step is taken back.",
        "Take back the last step. What was revealed has been seen, and stays so.",
    ),
}


def add_to(app: typer.Typer) -> None:
    """Put these commands beside the others about workshops."""
    app.command("next")(next_)
    for command in (again, extend, reveal):
        app.command()(command)
    for name, (step, said, about) in PLAIN.items():
        app.command(name)(_plain(step, said, about))
