"""What was revealed in a workshop stands in its assessment at once, with the dissent kept (decision 24).

Where it was named, each seat is a respondent. Where it was anonymous, a respondent is an answer in the hall: which one
gave which answer is sorted out anew for each statement, so that nobody is followed from one to the next.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from resilience_dash.domain import board, paper
from resilience_dash.domain.assessment import Answer, Assessment, Choice, Respondent
from resilience_dash.domain.framework import Framework, Side
from resilience_dash.domain.workshop import Cast, Round, Workshop
from resilience_dash.services.finding_places import plain
from resilience_dash.store import answers, assessments, workshops
from resilience_dash.store.database import Session

ORDER: tuple[Choice, ...] = (0, 1, 2, 3, 4, "dont_know", "not_ours")


def land(
    session: Session, head: Assessment, framework: Framework, before: Workshop, after: Workshop, *, now: datetime
) -> None:
    """Bring the assessment in line with the rounds that a step changed, and give paper sheets a say in a new one."""
    known = {one.id: one for one in before.rounds}
    now_on = paper.counts_in(after)
    if now_on and (before.round is None or before.round.id != now_on.id):
        count_papers(session, after.id, now_on, now=now)
    touched = {one.statement_id for one in after.rounds if one != known.get(one.id) and one.frozen is not None}
    people = assessments.respondents(session, head.id) if touched else []
    for statement_id in sorted(touched):
        standing = board.standing(after, statement_id)
        wanted = _wanted(session, head, framework, after, standing, people, now) if standing else {}
        changed = _put_down(session, head, after, statement_id, wanted, people, now)
        if changed:
            assessments.touch(session, head.id)


def count_papers(session: Session, workshop_id: int, into: Round, *, now: datetime) -> int:
    """Let the sheets say in a round what stands on them, as far as they have not; how many did."""
    papers = workshops.papers(session, workshop_id, into.statement_id)
    late = {seat_id: choice for seat_id, choice in papers.items() if seat_id not in into.casts}
    for seat_id, choice in late.items():
        workshops.add_cast(session, workshop_id, into.id, seat_id, Cast(choice), now)
    return len(late)


Wanted = dict[int, tuple[Choice, str]]  # by respondent: what they said, and their comment


def _wanted(
    session: Session,
    head: Assessment,
    framework: Framework,
    held: Workshop,
    standing: Round,
    people: list[Respondent],
    now: datetime,
) -> Wanted:
    frozen, sides = standing.frozen or {}, board.told_apart(held, standing)
    hall = _Hall(session, head, held, framework, people, now)
    if held.named:
        found = {hall.sitting(seat_id, standing.sides[seat_id]).id: cast for seat_id, cast in frozen.items()}
        return {number: (cast.choice, cast.comment) for number, cast in found.items()}
    wanted: Wanted = {}
    for side in sorted({*sides.values()}, key=str):
        said = sorted((frozen[seat].choice for seat, of in sides.items() if of == side), key=ORDER.index)
        wanted |= {one.id: (choice, "") for one, choice in zip(hall.answers_of(side, len(said)), said, strict=True)}
    return wanted


class _Hall:
    """The respondents of a workshop; those that are needed and not there yet are added."""

    def __init__(
        self,
        session: Session,
        head: Assessment,
        held: Workshop,
        framework: Framework,
        people: list[Respondent],
        now: datetime,
    ) -> None:
        self.session, self.head, self.held, self.framework, self.now = session, head, held, framework, now
        self.people = people
        self.taken = {plain(one.name) for one in people}

    def sitting(self, seat_id: int, side: Side) -> Respondent:
        """Whoever sits there, as of the side that they were counted of."""
        for one in self.people:
            if (one.workshop, one.seat) == (self.held.id, seat_id) and self._side(one.perspective) == side:
                return one
        seat = self.held.seats[seat_id]
        fits = self._side(seat.perspective) == side
        perspective = seat.perspective if fits else self._first_of(side)
        return self._added(name=self._free(seat.name or f"Seat {seat_id}"), perspective=perspective, seat=seat_id)

    def answers_of(self, side: Side | None, how_many: int) -> list[Respondent]:
        """As many answers of a side, or of sides that are not told apart."""
        there = [one for one in self.people if one.anonymous and (one.workshop, one.side) == (self.held.id, side)]
        more = [self._added(name="", perspective="", side=side) for _ in range(how_many - len(there))]
        return (there + more)[:how_many]

    def _added(self, **facts: object) -> Respondent:
        about = {"assessment_id": self.head.id, "workshop_id": self.held.id, "now": self.now}
        one = assessments.add_respondent(self.session, **about, **facts)  # type: ignore[arg-type]
        self.people.append(one)
        self.taken.add(plain(one.name))
        return one

    def _free(self, name: str) -> str:
        """The name, or one like it: no two who answer an assessment have the same."""
        others = (f"{name} ({number})" for number in range(2, len(self.taken) + 3))
        return next(one for one in (name, f"{name} (in the workshop)", *others) if plain(one) not in self.taken)

    def _side(self, perspective: str) -> Side:
        return self.framework.perspective(perspective).side

    def _first_of(self, side: Side) -> str:
        return next(one.code for one in self.framework.perspectives if one.side == side)


def _put_down(
    session: Session,
    head: Assessment,
    held: Workshop,
    statement_id: str,
    wanted: Wanted,
    people: Iterable[Respondent],
    now: datetime,
) -> bool:
    """Append what is not so yet: what is wanted, and nothing in place of what counts no more."""
    changed = False
    nothing: tuple[Choice | None, str] = (None, "")
    for one in people:
        if one.workshop != held.id:
            continue
        newest = answers.newest_answer(session, one.id, statement_id)
        choice, comment = wanted.get(one.id, nothing)
        if (choice, comment) != ((newest.choice, newest.comment) if newest else nothing):
            blank = Answer(0, statement_id, one.id, None, now)
            answers.add_answer(session, head.id, replace(blank, choice=choice, comment=comment))
            changed = True
    return changed
