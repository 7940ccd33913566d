"""Starting an assessment: the place, the period, and the people who answer it."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain.access import NotAllowed, answers_for
from resilience_dash.domain.assessment import LONGEST_NAME, Respondent, checked_text
from resilience_dash.domain.framework import MODES, Framework, Mode
from resilience_dash.domain.place import Council, Place
from resilience_dash.domain.problem import Problem
from resilience_dash.services.allowing import allowed, allowed_to_add, caller_of
from resilience_dash.services.opening import open_for_change, plain
from resilience_dash.services.ticketing import signed_in
from resilience_dash.store import assessments
from resilience_dash.store.database import Database, Session

TURNS_ROUND = "\u202a\u202b\u202d\u202e"


class NameMissing(Problem):
    """Something needs a name before it can be kept."""


class NameTaken(Problem):
    """Two people of one assessment may not have the same name: nobody could tell whose answers are whose."""


@dataclass(frozen=True, slots=True)
class Started:
    """A new assessment and the first person who answers it."""

    assessment_id: int
    respondent_id: int


def start_assessment(
    db: Database,
    framework: Framework,
    *,
    council: Council,
    community: str = "",
    period: str,
    mode: Mode,
    name: str,
    perspective: str,
    oneself: bool = False,
    made_up: bool = False,
    now: datetime,
) -> Started:
    """Begin a place's assessment for a period, with the first respondent. Raises NameMissing, TextTooLong, NotAllowed.

    With `oneself` that is the member who asks, by the name given, which may be what the others know them by.

    A place that is not here yet is added by whoever may both add places and start: the person at this machine.
    """
    community = checked_text(community, "The name of the community", LONGEST_NAME)
    period = _needed(period, "The period", "such as “2026 to 2027”")
    name = _needed(name, "Your name", "or what the group calls you")
    speaks_as = framework.perspective(perspective)
    checked_mode(mode)
    with db.write() as session:
        place = assessments.find_place(session, council_code=council.code, community=community)
        if place is None and caller_of(session).may("manage_places"):
            place = _added(session, council, community, made_up=made_up, now=now)
        if place is None or not caller_of(session).may("see", place.id):
            raise NotAllowed(
                "Nothing was started. You may start an assessment in the places you belong to, and this is none of "
                "them. Ask whoever looks after this program to add the place, or to invite you to it."
            )
        allowed(session, "start", place.id)
        allowed_to_add(session, speaks_as, place.id)
        member_id = signed_in(session) if oneself else None
        if member_id is not None:
            allowed(session, answers_for(speaks_as.side), place.id)
        assessment_id = assessments.add_assessment(
            session,
            place_id=place.id,
            framework_slug=framework.slug,
            framework_version=framework.version,
            period=period,
            mode=mode,
            previous_id=None,
            now=now,
        )
        person = assessments.add_respondent(
            session, assessment_id=assessment_id, name=name, perspective=perspective, now=now, member_id=member_id
        )
    return Started(assessment_id, person.id)


def add_place(db: Database, *, council: Council, community: str = "", now: datetime) -> Place:
    """Make room for a place, so that its owner can be invited; nothing where it is here already. Raises TextTooLong."""
    community = checked_text(community, "The name of the community", LONGEST_NAME)
    with db.write() as session:
        allowed(session, "manage_places")
        return _added(session, council, community, made_up=False, now=now)


def _added(session: Session, council: Council, community: str, *, made_up: bool, now: datetime) -> Place:
    return assessments.find_or_add_place(
        session,
        council_code=council.code,
        council_name=council.name,
        nation=council.nation,
        community=community,
        made_up=made_up,
        now=now,
    )


def add_respondent(
    db: Database, frameworks: Frameworks, *, assessment_id: int, name: str, perspective: str, now: datetime
) -> Respondent:
    """Let one more person answer. Raises NameMissing, UnknownThing, SignedOff."""
    name = _needed(name, "The name", "or what the group calls them")
    with db.write() as session:
        head, framework = open_for_change(session, frameworks, assessment_id, "add_person")
        allowed_to_add(session, framework.perspective(perspective), head.place.id)
        if any(plain(r.name) == plain(name) for r in assessments.respondents(session, assessment_id)):
            raise NameTaken(
                f"There is a “{name}” here already. Nobody was added. Say more, such as a surname or a team."
            )
        person = assessments.add_respondent(
            session, assessment_id=assessment_id, name=name, perspective=perspective, now=now
        )
        assessments.touch(session, assessment_id)
    return person


def checked_mode(mode: Mode) -> None:
    """Nothing, if there is such a way of answering. Raises Problem."""
    if mode not in MODES:
        raise Problem(f"There is no way of answering called “{mode}”. Choose one of {', '.join(MODES)}.")


def _needed(text: str, what: str, example: str) -> str:
    # A name that turns the letters after it round would misname whatever stands beside it.
    text = checked_text("".join(c for c in text if c not in TURNS_ROUND), what, LONGEST_NAME)
    if not any(unicodedata.category(c)[0] in "LNPS" for c in text):
        raise NameMissing(f"{what} is missing, {example}. Nothing else you filled in is lost: add it and try again.")
    return text
