"""Filling a database with made-up places, so that every page can be seen full. Every name says that it is made up.

The answers come from a seeded generator: the same seed gives the same places, for pictures, tests and timings.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain.assessment import DONT_KNOW, NOT_OURS, SIGNING_SIDES, Agreement, Answer, Choice, Respondent
from resilience_dash.domain.framework import Framework, Mode, Nation, Side
from resilience_dash.domain.problem import Problem
from resilience_dash.domain.scoring import EVIDENCE_NEEDED_FROM
from resilience_dash.services import opening, signing
from resilience_dash.services.allowing import allowed
from resilience_dash.services.auditing import noted
from resilience_dash.store import answers, assessments, evidence
from resilience_dash.store.database import Database, Session

FRAMEWORK = "keep-it-local"
FIRST_NAMES = ("Asha", "Bea", "Callum", "Dilys", "Ewan", "Farah", "Gwen", "Hamza", "Iona", "Jude", "Kofi", "Lowri")
COMMENTS = (
    "We only heard about this after it was decided.",
    "The pilot in the north of the town worked; nobody has paid for the next step.",
    "Good intentions, but the figures are two years old.",
    "Procurement have been very open with us this year.",
)
REASONS = ("The county council runs this.", "This is for the health board.")


@dataclass(frozen=True, slots=True)
class Story:
    """A made-up place: how its council and community see things, and what it has done so far."""

    name: str
    code: str
    nation: Nation
    council_sees: float
    community_sees: float
    people: int
    rounds: tuple[tuple[str, Mode, str], ...]


STORIES = (
    Story(
        "Ashby Vale",
        "X00000001",
        "England",
        2.6,
        1.5,
        24,
        (("2024 to 2025", "full", "signed"), ("2025 to 2026", "full", "signed"), ("2026 to 2027", "full", "open")),
    ),
    Story("Brook Marsh", "X00000002", "England", 1.9, 2.1, 9, (("2026 to 2027", "taster", "signed"),)),
    Story("Cressing Moor", "X00000003", "Scotland", 3.1, 2.8, 60, (("2026 to 2027", "full", "signed"),)),
    Story("Llandemo", "X00000004", "Wales", 2.0, 1.2, 4, (("2026 to 2027", "enablers", "open"),)),
    Story("Dunmere", "X00000005", "Northern Ireland", 1.0, 1.0, 1, (("2026 to 2027", "characteristics", "new"),)),
)


class NotEmpty(Problem):
    """The database holds real assessments, which made-up ones must not stand beside unasked."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What was written."""

    places: int
    assessments: int
    respondents: int
    answers: int


def fill(db: Database, frameworks: Frameworks, *, seed: int = 7, now: datetime, beside_real: bool = False) -> Filled:
    """Write the made-up places, once. Raises NotEmpty where real assessments are kept, unless `beside_real`."""
    with db.read() as session:
        allowed(session, "keep_server")
        there = assessments.all_assessments(session)
    if any(not a.place.made_up for a in there) and not beside_real:
        raise NotEmpty(
            "This database holds real assessments, so nothing was written. Name another one in "
            "RESILIENCE_DASH_DATABASE_URL, or say that made-up places may stand beside them (--beside-real)."
        )
    if any(a.place.made_up for a in there):
        raise NotEmpty("The made-up places are there already. Nothing was written.")
    chance = random.Random(seed)  # noqa: S311  (nothing here is secret)
    written = [_tell(db, frameworks, story, chance, now) for story in STORIES]
    return Filled(
        places=len(written),
        assessments=sum(w.assessments for w in written),
        respondents=sum(w.respondents for w in written),
        answers=sum(w.answers for w in written),
    )


def _tell(db: Database, frameworks: Frameworks, story: Story, chance: random.Random, now: datetime) -> Filled:
    framework = frameworks.newest(FRAMEWORK)
    count, assessment_id, previous = 0, 0, None
    for position, (period, mode, ending) in enumerate(story.rounds):
        at = now - timedelta(days=360 * (len(story.rounds) - 1 - position) + 20)
        if previous is None:
            assessment_id = _begin(db, story, framework, period, mode, at)
        else:
            following = signing.start_next_round(
                db, frameworks, assessment_id=previous, period=period, mode=mode, now=at
            )
            assessment_id = following.id
        if ending != "new":
            share = 1.0 if ending == "signed" else 0.55
            count += _answer(db, frameworks, assessment_id, story, chance, at, share=share, better=0.25 * position)
        if ending == "signed":
            signing.sign(
                db, frameworks, assessment_id=assessment_id, signers=_signers(story), now=at + timedelta(days=9)
            )
        previous = assessment_id
    return Filled(1, len(story.rounds), story.people, count)


def _begin(db: Database, story: Story, framework: Framework, period: str, mode: Mode, at: datetime) -> int:
    perspectives = [p.code for p in framework.perspectives]
    with db.write() as session:
        place = assessments.find_or_add_place(
            session,
            council_code=story.code,
            council_name=story.name,
            nation=story.nation,
            community="",
            made_up=True,
            now=at,
        )
        assessment_id = assessments.add_assessment(
            session,
            place_id=place.id,
            framework_slug=framework.slug,
            framework_version=framework.version,
            period=period,
            mode=mode,
            previous_id=None,
            now=at,
        )
        for number in range(story.people):
            assessments.add_respondent(
                session,
                assessment_id=assessment_id,
                name=f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {number // len(FIRST_NAMES) + 1} (made up)",
                perspective=perspectives[number % len(perspectives)],
                now=at,
            )
        noted(session, "made_up", place_id=place.id, assessment=assessment_id, at=at)
    return assessment_id


def _answer(
    db: Database,
    frameworks: Frameworks,
    assessment_id: int,
    story: Story,
    chance: random.Random,
    at: datetime,
    *,
    share: float,
    better: float,
) -> int:
    """Let everybody answer a share of the statements, with evidence and agreements. Returns the answers given."""
    given = 0
    with db.write() as session:
        sheet = opening.read_sheet(session, frameworks, assessment_id)
        asked = sheet.asked[: round(len(sheet.asked) * share)]
        for statement_id in asked:
            leaning = chance.gauss(0, 0.6)
            for person in sheet.respondents:
                side = sheet.framework.perspective(person.perspective).side
                answer = _one_answer(chance, person, side, statement_id, story, leaning + better, at)
                answers.add_answer(session, assessment_id, answer)
                given += 1
            _settle(session, assessment_id, statement_id, sheet.respondents, story, chance, at, leaning + better)
        assessments.touch(session, assessment_id)
        noted(session, "made_up", place_id=sheet.assessment.place.id, assessment=assessment_id, answers=given, at=at)
    return given


def _one_answer(
    chance: random.Random, person: Respondent, side: Side, statement_id: str, story: Story, leaning: float, at: datetime
) -> Answer:
    sees = {"council": story.council_sees, "community": story.community_sees}.get(side, 2.0)
    draw = chance.random()
    choice: Choice = max(0, min(4, round(chance.gauss(sees + leaning, 0.7))))
    if draw < 0.05:
        choice = DONT_KNOW
    elif draw < 0.07:
        choice = NOT_OURS
    strength = chance.choice((0, 1, 2, 3)) if isinstance(choice, int) and choice >= EVIDENCE_NEEDED_FROM else 0
    return Answer(
        id=0,
        statement_id=statement_id,
        respondent_id=person.id,
        choice=choice,
        at=at + timedelta(minutes=chance.randrange(4000)),
        reason=chance.choice(REASONS) if choice == NOT_OURS else "",
        strength=strength,
        comment=chance.choice(COMMENTS) if chance.random() < 0.04 else "",
    )


def _settle(
    session: Session,
    assessment_id: int,
    statement_id: str,
    people: tuple[Respondent, ...],
    story: Story,
    chance: random.Random,
    at: datetime,
    leaning: float,
) -> None:
    draw = chance.random()
    by = people[0].name
    if draw < 0.5:
        middle = (story.council_sees + story.community_sees) / 2 + leaning
        level = max(0, min(4, round(middle)))
        answers.add_agreement(
            session, assessment_id, Agreement(0, statement_id, level, "We talked it through in the workshop.", by, at)
        )
    elif draw < 0.6:
        answers.add_agreement(
            session, assessment_id, Agreement(0, statement_id, None, "We see different streets.", by, at)
        )
    if draw > 0.7:
        evidence.add_evidence(
            session,
            assessment_id=assessment_id,
            statement_id=statement_id,
            kind="link",
            link="https://www.example.org/annual-report",
            note="Annual report (made up)",
            added_by=by,
            now=at,
        )


def _signers(story: Story) -> dict[Side, signing.Signer]:
    names: Iterator[str] = iter((f"Morgan Hale of {story.name} (made up)", f"Priya Nair of {story.name} (made up)"))
    roles = {"council": "Leader of the council", "community": "Chair of the community anchor"}
    return {side: signing.Signer(next(names), roles[side]) for side in SIGNING_SIDES}


def demonstration_moment() -> datetime:
    """A fixed moment, so that pictures and tests do not change from day to day."""
    return datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
