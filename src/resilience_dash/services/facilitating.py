"""Leading a workshop: one round after the other, and who sits where.

Each step is a rule of `domain.workshop` on a workshop that is held, so of two facilitators who press at once the second
finds what the first has done. `round_id` says which round the facilitator looks at: where the workshop has gone on
meanwhile, nothing is done to another one.
"""

from datetime import datetime, timedelta
from functools import partial

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain import workshop
from resilience_dash.domain.workshop import NotNow, Rule, Workshop
from resilience_dash.services.auditing import noted
from resilience_dash.services.convening import held
from resilience_dash.services.landing import land
from resilience_dash.store import workshops
from resilience_dash.store.database import Database

GONE_ON = "The workshop has gone on since your page showed it. Nothing was changed. Look at it anew."


def open_round(
    db: Database,
    frameworks: Frameworks,
    *,
    workshop_id: int,
    statement_id: str,
    round_id: int | None = None,
    minutes: float | None = None,
    now: datetime,
) -> Workshop:
    """Put a statement to everybody; what paper sheets say to it counts at once.

    Raises NotNow, UnknownThing, SignedOff, NotAllowed.
    """

    def rule(before: Workshop) -> Workshop:
        ends = _ends(minutes, now)
        return workshop.opened(before, round_id=len(before.rounds) + 1, statement_id=statement_id, ends_at=ends)

    return step(db, frameworks, workshop_id, rule, "round_opened", round_id=round_id, now=now, statement=statement_id)


def ask_again(
    db: Database,
    frameworks: Frameworks,
    *,
    workshop_id: int,
    round_id: int | None = None,
    minutes: float | None = None,
    now: datetime,
) -> Workshop:
    """Hold the second vote on the statement that was talked about. Raises NotNow."""

    def rule(before: Workshop) -> Workshop:
        return workshop.asked_again(before, round_id=len(before.rounds) + 1, ends_at=_ends(minutes, now))

    return step(db, frameworks, workshop_id, rule, "second_vote_opened", round_id=round_id, now=now)


def pause(
    db: Database, frameworks: Frameworks, *, workshop_id: int, round_id: int | None = None, now: datetime
) -> Workshop:
    """Take no answers for a while. Raises NotNow."""
    return step(db, frameworks, workshop_id, workshop.paused, "round_paused", round_id=round_id, now=now)


def resume(
    db: Database, frameworks: Frameworks, *, workshop_id: int, round_id: int | None = None, now: datetime
) -> Workshop:
    """Take answers again. Raises NotNow."""
    return step(db, frameworks, workshop_id, workshop.resumed, "round_resumed", round_id=round_id, now=now)


def extend(
    db: Database,
    frameworks: Frameworks,
    *,
    workshop_id: int,
    minutes: float = 1,
    round_id: int | None = None,
    now: datetime,
) -> Workshop:
    """Let the soft timer end later. Raises NotNow."""
    longest = workshop.LONGEST_TIMER.total_seconds() / 60
    if not 0 < minutes <= longest:
        raise NotNow("A timer runs for up to four hours. Nothing was changed. Choose fewer minutes, or more than 0.")
    rule = partial(workshop.extended, by=timedelta(minutes=minutes), now=now)
    return step(db, frameworks, workshop_id, rule, "round_extended", round_id=round_id, now=now)


def close(
    db: Database, frameworks: Frameworks, *, workshop_id: int, round_id: int | None = None, now: datetime
) -> Workshop:
    """Take no more answers. Raises NotNow."""
    return step(db, frameworks, workshop_id, workshop.closed, "round_closed", round_id=round_id, now=now)


def reveal(
    db: Database, frameworks: Frameworks, *, workshop_id: int, round_id: int | None = None, now: datetime
) -> Workshop:
    """Show what was said. It is frozen, and stands in the assessment from now on. Revealing twice does nothing more."""
    return step(db, frameworks, workshop_id, workshop.revealed, "round_revealed", round_id=round_id, now=now)


def set_aside(
    db: Database, frameworks: Frameworks, *, workshop_id: int, round_id: int | None = None, now: datetime
) -> Workshop:
    """Begin a round anew: the old run is kept, and counts no more, in the assessment neither. Raises NotNow."""
    return step(db, frameworks, workshop_id, workshop.set_aside, "round_set_aside", round_id=round_id, now=now)


def undo(db: Database, frameworks: Frameworks, *, workshop_id: int, seen: int | None = None, now: datetime) -> Workshop:
    """Take back the last step. `seen` is the revision the page showed: somebody else's newer step is not undone.

    Raises NotNow where it was a reveal, which has been seen.
    """

    def rule(before: Workshop) -> Workshop:
        if seen is not None and before.revision != seen:
            raise NotNow(GONE_ON)
        return workshop.undone(before)

    return step(db, frameworks, workshop_id, rule, "step_undone", now=now)


def step(
    db: Database,
    frameworks: Frameworks,
    workshop_id: int,
    rule: Rule,
    word: str,
    *,
    now: datetime,
    round_id: int | None = None,
    statement: str = "",
    seat: int = 0,
) -> Workshop:
    """Take one step: held, judged by its rule, kept with what follows from it, noted. Raises what the rule raises."""
    with db.write() as session:
        before, head, framework = held(session, frameworks, workshop_id)
        if round_id is not None and (before.round is None or before.round.id != round_id):
            raise NotNow(GONE_ON)
        after = rule(before)
        if after == before:
            return after
        workshops.keep(session, before, after, now=now)
        land(session, head, framework, before, after, now=now)
        about: dict[str, int | str] = {"assessment": head.id, "workshop": workshop_id}
        about |= {"statement": statement} if statement else {"seat": seat} if seat else {}
        noted(session, word, place_id=head.place.id, at=now, actor="", **about)
    return after


def _ends(minutes: float | None, now: datetime) -> datetime | None:
    if minutes is not None and not 0 < minutes <= workshop.LONGEST_TIMER.total_seconds() / 60:
        raise NotNow("A timer runs for up to four hours. Nothing was opened. Choose fewer minutes, or none.")
    return None if minutes is None else now + timedelta(minutes=minutes)
