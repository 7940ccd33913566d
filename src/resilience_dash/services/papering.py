"""A workshop on paper: what the sheet to print says, and the answers of the sheets that came back.

A sheet is a seat without a phone. What it says counts from the next first vote on its statement on, and in the one that
is going on as long as that is not revealed: what was revealed has been seen, and changes no more.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain import join_code, paper
from resilience_dash.domain.assessment import Assessment
from resilience_dash.domain.framework import Perspective, Statement
from resilience_dash.domain.paper import Handout, Line, PaperRefused, checked, read_lines
from resilience_dash.domain.workshop import NotNow, Seat, Stage, Workshop
from resilience_dash.services.auditing import noted
from resilience_dash.services.convening import held, looked_at
from resilience_dash.services.finding_places import plain
from resilience_dash.services.landing import count_papers
from resilience_dash.store import papers, workshops
from resilience_dash.store.database import Database
from resilience_dash.store.papers import Batch as Batch

LONGEST_BATCH = 200_000  # signs: far more than the sheets of the largest workshop


@dataclass(frozen=True, slots=True)
class Tray:
    """What the page for sheets shows. `too_late` are statements whose answers were seen already."""

    assessment: Assessment
    stage: Stage
    named: bool
    room: int
    statements: tuple[Statement, ...]
    perspectives: tuple[Perspective, ...]
    too_late: tuple[Statement, ...]
    batches: tuple[Batch, ...]


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of a batch: how many sheets, how many answers, and how many of those count in the round at once."""

    sheets: int
    answers: int
    counted_now: int


def handout(db: Database, frameworks: Frameworks, *, workshop_id: int, site: str) -> Handout:
    """What the sheet to print says. `site` is where others reach this program. Raises UnknownThing."""
    with db.read() as session:
        whole, head = looked_at(session, workshop_id)
    framework = frameworks.get(head.framework_slug, head.framework_version)
    return Handout(
        place=head.place.name,
        period=head.period,
        framework=framework.name,
        led_by=whole.led_by,
        named=whole.named,
        smallest=whole.smallest,
        perspectives=tuple(framework.perspective(one) for one in whole.perspectives),
        statements=tuple(framework.statement(one) for one in whole.statements),
        levels=framework.levels,
        address=site.rstrip("/") + join_code.path(whole.code, whole.link_key),
        code=whole.code,
    )


def open_tray(db: Database, frameworks: Frameworks, *, workshop_id: int) -> Tray:
    """What the page for sheets shows. Raises UnknownThing, NotAllowed."""
    with db.read() as session:
        whole, head = looked_at(session, workshop_id, "facilitate")
        batches = papers.batches(session, workshop_id)
    framework = frameworks.get(head.framework_slug, head.framework_version)
    return Tray(
        assessment=head,
        stage=whole.stage,
        named=whole.named,
        room=whole.most_seats - len(whole.seated),
        statements=tuple(framework.statement(one) for one in whole.statements),
        perspectives=tuple(framework.perspective(one) for one in whole.perspectives),
        too_late=tuple(framework.statement(one) for one in paper.too_late_for(whole)),
        batches=tuple(batches),
    )


def read_batch(db: Database, *, workshop_id: int, text: str) -> tuple[Line, ...]:
    """What is understood of the lines that were typed, and what is wrong with them; nothing is kept.

    Raises PaperRefused, UnknownThing, NotAllowed.
    """
    with db.read() as session:
        whole, _ = looked_at(session, workshop_id, "facilitate")
    return _read(whole, text)


def enter_batch(
    db: Database, frameworks: Frameworks, *, workshop_id: int, perspective: str, text: str, now: datetime
) -> Entered:
    """Keep all the sheets of a batch, of people of one perspective, or none of them.

    Raises PaperRefused, NotNow, UnknownThing, SignedOff, NotAllowed.
    """
    with db.write("Nothing was entered yet. ") as session:
        before, head, framework = held(session, frameworks, workshop_id)
        lines = _read(before, text)
        checked(lines)
        side, after = framework.perspective(perspective).side, before
        for line in lines:
            seat = Seat(max(after.seats, default=0) + 1, perspective, side, line.name)
            after = paper.seated_on_paper(after, seat)
            nobodys = papers.no_token(workshop_id, seat.id)
            workshops.add_seat(session, workshop_id, seat, token_sha256=nobodys, now=now)
            said = dict(zip(before.statements, line.choices, strict=True))
            kept = {one: choice for one, choice in said.items() if choice is not None}
            workshops.keep_paper(session, workshop_id, seat.id, kept, now)
        counting = paper.counts_in(after)
        counted = count_papers(session, workshop_id, counting, now=now) if counting else 0
        workshops.touch(session, workshop_id)
        entered = Entered(len(lines), sum(line.answers for line in lines), counted)
        noted(
            session,
            "paper_entered",
            place_id=head.place.id,
            assessment=head.id,
            workshop=workshop_id,
            sheets=len(lines),
            at=now,
        )
    return entered


def take_back_batch(
    db: Database, frameworks: Frameworks, *, workshop_id: int, entered_at: datetime, now: datetime
) -> int:
    """Delete the sheets that were entered at a moment, as if they never were; how many that was.

    Raises PaperRefused once something on them was revealed, NotNow, UnknownThing, SignedOff, NotAllowed.
    """
    with db.write() as session:
        before, head, _ = held(session, frameworks, workshop_id)
        seats = papers.seats_of(session, workshop_id, entered_at)
        if not seats:
            raise PaperRefused("These sheets were taken out already. Nothing was changed.")
        if before.stage != "running":
            raise NotNow("This workshop has ended. Nothing was changed.")
        if papers.were_shown(session, workshop_id, seats):
            raise PaperRefused(
                "Answers on these sheets have been revealed, so they stay. Nothing was changed. "
                "Take single people out of the count on the workshop’s page."
            )
        papers.delete_seats(session, workshop_id, seats)
        gone = (
            before.last is not None
            and before.last.kind in ("moved", "removed", "taken_back")
            and before.last.number in seats
        )
        workshops.keep(session, before, replace(before, last=None) if gone else before, now=now)
        noted(
            session,
            "paper_taken_back",
            place_id=head.place.id,
            assessment=head.id,
            workshop=workshop_id,
            sheets=len(seats),
            at=now,
        )
    return len(seats)


def _read(whole: Workshop, text: str) -> tuple[Line, ...]:
    if len(text) > LONGEST_BATCH:
        raise PaperRefused("That is more than any workshop’s sheets. Nothing was entered. Enter fewer lines at a time.")
    lines = read_lines(text, statements=len(whole.statements), named=whole.named)
    return _told_apart(lines, {plain(seat.name) for seat in whole.seated}) if whole.named else lines


def _told_apart(lines: Iterable[Line], there: set[str]) -> tuple[Line, ...]:
    """The lines, with a problem where somebody of that name is there already, or stands twice in the batch."""
    found = []
    for line in lines:
        name = plain(line.name)
        if name and name in there:
            said = f"Line {line.number}: there is a “{line.name}” already, in the workshop or above. Say more of it."
            line = Line(line.number, line.name, problems=(*line.problems, said))
        there = there | {name}
        found.append(line)
    return tuple(found)
