"""Putting a workshop together: which statements, who may join and how, and opening and ending it."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain import join_code, scoring, workshop
from resilience_dash.domain.access import Action
from resilience_dash.domain.assessment import LONGEST_NAME, Assessment, Sheet, checked_text
from resilience_dash.domain.framework import Framework, Mode
from resilience_dash.domain.problem import UnknownThing
from resilience_dash.domain.workshop import Workshop
from resilience_dash.services.allowing import allowed, allowed_head, caller_of, said_by
from resilience_dash.services.auditing import noted
from resilience_dash.services.opening import asked, open_for_change
from resilience_dash.store import assessments, workshops
from resilience_dash.store.database import Database, Session

NO_WORKSHOP = "There is no such workshop here. Open it from the page of its assessment."


@dataclass(frozen=True, slots=True)
class Plan:
    """What is decided before a workshop begins. What people are told when they join stays so from then on."""

    statements: tuple[str, ...]
    perspectives: tuple[str, ...]
    named: bool
    smallest: int = workshop.SMALLEST_WHEN_ANONYMOUS
    most_seats: int = workshop.MOST_SEATS
    led_by: str = ""


def prepare_workshop(
    db: Database, frameworks: Frameworks, *, assessment_id: int, plan: Plan, now: datetime
) -> Workshop:
    """Make a workshop from an assessment, with a join code of its own; it is not open yet.

    Raises NotNow for what could not be run, TextTooLong, StatementNotAsked, UnknownThing, SignedOff, NotAllowed.
    """
    with db.write() as session:
        head, framework = open_for_change(session, frameworks, assessment_id, "facilitate")
        blank = Workshop(0, head.id, (), (), named=True, link_key=secrets.token_urlsafe(9))
        made = _planned(session, blank, plan, head, framework)
        code = _new_code(session)
        number = workshops.add_workshop(session, made, code=code, now=now)
        workshops.led_by_member(session, number, caller_of(session).member_id)
        noted(session, "workshop_prepared", place_id=head.place.id, assessment=head.id, workshop=number, at=now)
        return workshops.workshop(session, number)


def change_plan(db: Database, frameworks: Frameworks, *, workshop_id: int, plan: Plan, now: datetime) -> Workshop:
    """Change what was decided, until the workshop begins. Raises NotNow and as `prepare_workshop`."""
    with db.write() as session:
        before, head, framework = held(session, frameworks, workshop_id)
        if before.stage != "preparing":
            raise workshop.NotNow(
                "This workshop has begun, and what people were told when they joined stays so. Nothing was changed. "
                "Prepare another one for anything else."
            )
        after = _planned(session, before, plan, head, framework)
        if after != before:
            workshops.keep(session, before, after, now=now)
            workshops.led_by_member(session, workshop_id, caller_of(session).member_id)
            noted(session, "workshop_changed", place_id=head.place.id, assessment=head.id, workshop=workshop_id, at=now)
        return after


def _planned(session: Session, made: Workshop, plan: Plan, head: Assessment, framework: Framework) -> Workshop:
    for statement_id in plan.statements:
        asked(framework, head, statement_id)
    for code in plan.perspectives:
        framework.perspective(code)
    led_by = said_by(session, checked_text(plan.led_by, "The name of whoever leads it", LONGEST_NAME))
    if not workshop.MOST_SEATS_EVER >= plan.most_seats >= 1:
        raise workshop.NotNow(
            f"A workshop takes 1 to {workshop.MOST_SEATS_EVER:,} people. Nothing was saved. Choose a number between."
        )
    return workshop.prepared(
        replace(
            made,
            statements=plan.statements,
            perspectives=plan.perspectives,
            named=plan.named,
            smallest=plan.smallest,
            most_seats=plan.most_seats,
            led_by=led_by,
        )
    )


def _new_code(session: Session) -> str:
    while True:
        code = "".join(secrets.choice(join_code.SIGNS) for _ in range(join_code.LENGTH))
        if workshops.by_code(session, code) is None:
            return code


def list_workshops(db: Database, *, assessment_id: int) -> tuple[Workshop, ...]:
    """The workshops of an assessment, newest first, without anything that was said. Raises UnknownAssessment."""
    with db.read() as session:
        allowed_head(session, "see", assessment_id)
        found = [workshops.workshop(session, number) for number, _ in workshops.of_assessment(session, assessment_id)]
        return tuple(replace(one, rounds=()) for one in found)


def begin(db: Database, frameworks: Frameworks, *, workshop_id: int, now: datetime) -> None:
    """Open the workshop and its door. Raises NotNow, SignedOff, NotAllowed, UnknownThing."""
    _change(db, frameworks, workshop_id, workshop.begun, "workshop_begun", now)


def set_door(db: Database, frameworks: Frameworks, *, workshop_id: int, open_: bool, now: datetime) -> None:
    """Let people in, or nobody any more. Raises as `begin`."""
    said = "door_opened" if open_ else "door_closed"
    _change(db, frameworks, workshop_id, lambda before: workshop.door(before, open_=open_), said, now)


def end(db: Database, frameworks: Frameworks, *, workshop_id: int, now: datetime) -> None:
    """End the workshop. Raises as `begin`."""
    _change(db, frameworks, workshop_id, workshop.ended, "workshop_ended", now)


def take_over(db: Database, frameworks: Frameworks, *, workshop_id: int, led_by: str, now: datetime) -> None:
    """Say who leads it from here on: the member who asks, or at one's own machine whoever is named. Raises as `begin`.

    Whoever may facilitate in the place can take any step at any time; this is what the hall is told.
    """
    name = checked_text(led_by, "The name of whoever leads it", LONGEST_NAME)
    with db.write() as session:
        before, head, _ = held(session, frameworks, workshop_id)
        after = replace(before, led_by=said_by(session, name))
        if after != before:
            workshops.keep(session, before, after, now=now)
            workshops.led_by_member(session, workshop_id, caller_of(session).member_id)
            noted(
                session, "workshop_taken_over", place_id=head.place.id, assessment=head.id, workshop=before.id, at=now
            )


def _change(
    db: Database, frameworks: Frameworks, workshop_id: int, rule: workshop.Rule, word: str, now: datetime
) -> None:
    with db.write() as session:
        before, head, _ = held(session, frameworks, workshop_id)
        after = rule(before)
        workshops.keep(session, before, after, now=now)
        noted(session, word, place_id=head.place.id, assessment=head.id, workshop=workshop_id, at=now)


def held(session: Session, frameworks: Frameworks, workshop_id: int) -> tuple[Workshop, Assessment, Framework]:
    """The workshop, its assessment and the framework, held until the transaction ends, for whoever may facilitate.

    The assessment is taken before the workshop, always: two who take both must not wait for each other.
    Raises SignedOff, NotAllowed, UnknownThing.
    """
    assessment_id = _seen(session, workshop_id)
    head, framework = open_for_change(session, frameworks, assessment_id, "facilitate")
    return workshops.workshop(session, workshop_id, lock=True), head, framework


def looked_at(session: Session, workshop_id: int, action: Action = "see") -> tuple[Workshop, Assessment]:
    """The workshop and its assessment, to read. Raises UnknownThing and NotAllowed."""
    assessment_id = _seen(session, workshop_id)
    return workshops.workshop(session, workshop_id), allowed_head(session, action, assessment_id)


def _seen(session: Session, workshop_id: int) -> int:
    assessment_id = workshops.assessment_of(session, workshop_id)
    if assessment_id is None:
        raise UnknownThing(NO_WORKSHOP)
    place_id = assessments.assessment(session, assessment_id).place.id
    if not caller_of(session).may("see", place_id):
        raise UnknownThing(NO_WORKSHOP)
    allowed(session, "see", place_id)
    return assessment_id


def suggested(sheet: Sheet, *, mode: Mode | None = None, widest: int | None = None) -> tuple[str, ...]:
    """Statements to begin with: those of a mode in the framework's order, or so many with the widest gaps first.

    A gap is between council and community where both are shown, and else between the lowest and the highest answer.
    """
    asked_here = sheet.asked
    if mode is not None:
        wanted = {statement.id for statement in sheet.framework.statements_in(mode)}
        asked_here = tuple(one for one in asked_here if one in wanted)
    if widest is None:
        return asked_here
    return tuple(sorted(asked_here, key=lambda one: _width(sheet, one), reverse=True)[:widest])


def _width(sheet: Sheet, statement_id: str) -> tuple[float, float]:
    found = scoring.statement_result(sheet, statement_id)
    between = found.spread.highest - found.spread.lowest if found.spread else 0.0
    return abs(found.gap or 0.0), between
