"""What is offered to whoever sits at this tab. It only spares people refusals: the services ask the table again."""

from resilience_dash.domain.access import answers_for, may_add, signs_for
from resilience_dash.domain.assessment import SIGNING_SIDES, Assessment, Respondent, Sheet
from resilience_dash.domain.framework import Framework, Perspective, Side
from resilience_dash.domain.place import Place
from resilience_dash.services import finding_places
from resilience_dash.ui.state.asking import caller, database, may


def answers_as(sheet: Sheet, person: Respondent) -> bool:
    """Whether they may answer for this person at all: a member answers for themselves, and a seat from its phone."""
    side = sheet.side_of(person)
    if side is None or person.workshop is not None:
        return False
    theirs = caller().kind == "machine" or person.member_id in (None, caller().member_id)
    return theirs and may(answers_for(side), sheet.assessment.place.id)


def changes(sheet: Sheet, person: Respondent) -> bool:
    """Whether this person's answers can be changed here and now."""
    return not sheet.assessment.signed_off and answers_as(sheet, person)


def settles(sheet: Sheet) -> bool:
    """Whether what the group agrees on can be recorded here and now."""
    return not sheet.assessment.signed_off and may("settle", sheet.assessment.place.id)


def answers_here(assessment: Assessment) -> bool:
    """Whether they may answer for anybody in this place."""
    return any(may(action, assessment.place.id) for action in ("answer_council", "answer_community"))


def signs(assessment: Assessment) -> tuple[Side, ...]:
    """The sides for which they may sign."""
    return tuple(side for side in SIGNING_SIDES if may(signs_for(side), assessment.place.id))


def answered_in(sheet: Sheet) -> tuple[Perspective, ...]:
    """The capacities in which they may answer themselves."""
    return tuple(p for p in sheet.framework.perspectives if may(answers_for(p.side), sheet.assessment.place.id))


def brought_in(sheet: Sheet) -> tuple[Perspective, ...]:
    """The capacities in which they may add people."""
    here = sheet.assessment.place.id
    return tuple(p for p in sheet.framework.perspectives if may_add(caller(), p.side, here))


def myself(sheet: Sheet) -> Respondent | None:
    """Who they are among those who answer, where that is known."""
    me = caller().member_id
    return next((r for r in sheet.respondents if me is not None and r.member_id == me), None)


def starts_in() -> tuple[Place, ...]:
    """The places in which they may start an assessment."""
    return finding_places.list_places(database(), action="start")


def started_in(framework: Framework) -> tuple[Perspective, ...]:
    """The capacities in which they may be the first to answer."""
    places = starts_in()
    return tuple(p for p in framework.perspectives if any(may(answers_for(p.side), place.id) for place in places))


def manages() -> bool:
    """Whether they say anywhere who belongs to a place."""
    return caller().administrator or any(may("manage_members", place_id) for place_id in caller().roles)


def signature() -> str:
    """The name under which they record something; empty for the person at this machine, who has no account."""
    return caller().name if caller().kind == "member" else ""
