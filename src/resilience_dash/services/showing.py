"""What a hall may see of a workshop: on the wall, on every phone, and on the facilitator's own page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from weakref import WeakKeyDictionary

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain import board
from resilience_dash.domain.assessment import Agreement, Assessment
from resilience_dash.domain.board import Count, Picture
from resilience_dash.domain.framework import Framework, Statement
from resilience_dash.domain.promise import Action, EvidenceToFind, Note
from resilience_dash.domain.workshop import Round, RoundStage, Seat, Stage, Workshop
from resilience_dash.services.convening import looked_at
from resilience_dash.store import answers, assessments, promises, workshops
from resilience_dash.store.database import Database, Session

MOST_SCENES = 64
_SCENES: WeakKeyDictionary[object, dict[tuple[int, int], "Scene"]] = WeakKeyDictionary()
_KEEPING = Lock()


@dataclass(frozen=True, slots=True)
class OpenRound:
    """The round that is going on or was the last: all that may be known of it. `picture` is None until the reveal.

    In a second vote `first` is the picture of the first.
    """

    id: int
    statement: Statement
    vote: int
    stage: RoundStage
    ends_at: datetime | None
    picture: Picture | None
    first: Picture | None


@dataclass(frozen=True)
class Scene:
    """What everybody in the hall may know, alike for all of them: worked out once each time a facilitator takes a step.

    `pictures` has what may be shown of each statement that was revealed, the round that counts.
    """

    workshop: Workshop
    assessment: Assessment
    framework: Framework
    round: OpenRound | None
    pictures: Mapping[str, Picture]

    @property
    def stage(self) -> Stage:
        return self.workshop.stage

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What is talked about, in order."""
        return tuple(self.framework.statement(one) for one in self.workshop.statements)

    @property
    def position(self) -> int:
        """The place of the open statement in that order, from 1; 0 where none is open."""
        return self.workshop.statements.index(self.round.statement.id) + 1 if self.round else 0

    @property
    def talk_about(self) -> tuple[Picture, ...]:
        """The three statements on which the hall differs most."""
        return board.talk_about(self.pictures.values())


@dataclass(frozen=True)
class Board:
    """The wall: the scene, how many have answered, and what the group has settled on so far."""

    scene: Scene
    count: Count
    agreements: Mapping[str, Agreement]
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Desk:
    """The facilitator's page: the wall, and who is missing by perspective, who sits where, and what was noted.

    `comments` are those of what was revealed, by statement; in an anonymous workshop in no order that tells whose.
    """

    board: Board
    missing: Mapping[str, int]
    seats: tuple[Seat, ...]
    on_paper: frozenset[int]
    comments: Mapping[str, tuple[str, ...]]
    notes: Mapping[str, Note]
    to_find: tuple[EvidenceToFind, ...]


@dataclass(frozen=True, slots=True)
class Pulse:
    """Numbers that change with what they name: whoever watches asks for these, and for more only when one moved."""

    revision: int = 0
    seats: int = 0
    casts: int = 0
    assessment: int = 0


def pulse(db: Database, *, workshop_id: int) -> Pulse:
    """The pulse of a workshop. It tells nothing that was said, and is asked for by everybody who watches."""
    with db.read() as session:
        return Pulse(*workshops.pulse(session, workshop_id))


def open_board(db: Database, frameworks: Frameworks, *, workshop_id: int) -> Board:
    """What the wall shows. Raises UnknownThing where the caller may not see the place."""
    with db.read() as session:
        _, head = looked_at(session, workshop_id)
        return _board(session, frameworks, workshop_id, head.id)


def open_desk(db: Database, frameworks: Frameworks, *, workshop_id: int) -> Desk:
    """What the facilitator's page shows. Raises UnknownThing, NotAllowed."""
    with db.read() as session:
        whole, head = looked_at(session, workshop_id, "facilitate")
        return Desk(
            board=_board(session, frameworks, workshop_id, head.id),
            missing=board.missing(whole),
            seats=tuple(whole.seats.values()),
            on_paper=workshops.paper_seats(session, workshop_id),
            comments={one: _comments(whole, one) for one in whole.statements},
            notes=promises.notes(session, workshop_id),
            to_find=tuple(promises.to_find(session, head.id)),
        )


def _board(session: Session, frameworks: Frameworks, workshop_id: int, assessment_id: int) -> Board:
    return Board(
        scene=scene(session, frameworks, workshop_id),
        count=Count(*workshops.counted(session, workshop_id)),
        agreements=answers.latest_agreements(session, assessment_id),
        actions=tuple(promises.actions(session, assessment_id)),
    )


def scene(session: Session, frameworks: Frameworks, workshop_id: int) -> Scene:
    """The scene, within a transaction of somebody who may know it: they sit in the hall, or may see the place."""
    # What is not revealed is no part of it, so that nothing but a step of the facilitator changes it.
    revision = workshops.revision(session, workshop_id)
    with _KEEPING:
        known = _SCENES.setdefault(session.get_bind().engine, {})
        found = known.get((workshop_id, revision))
    if found is None:
        found = _scene(session, frameworks, workshop_id)
        with _KEEPING:
            if len(known) >= MOST_SCENES:
                known.clear()
            known[workshop_id, revision] = found
    return found


def _scene(session: Session, frameworks: Frameworks, workshop_id: int) -> Scene:
    whole = workshops.workshop(session, workshop_id)
    head = assessments.assessment(session, whole.assessment_id)
    framework = frameworks.get(head.framework_slug, head.framework_version)
    standing = {one: board.standing(whole, one) for one in whole.statements}
    pictures = {one: board.picture(whole, found) for one, found in standing.items() if found}
    return Scene(
        workshop=replace(whole, seats={}, rounds=tuple(replace(one, casts={}, frozen=None) for one in whole.rounds)),
        assessment=head,
        framework=framework,
        round=_open_round(whole, framework),
        pictures={one: picture for one, picture in pictures.items() if picture},
    )


def _open_round(whole: Workshop, framework: Framework) -> OpenRound | None:
    going_on = whole.round
    if going_on is None:
        return None
    statement = framework.statement(going_on.statement_id)
    first = _first(whole, going_on)
    return OpenRound(
        id=going_on.id,
        statement=statement,
        vote=going_on.vote,
        stage=going_on.stage,
        ends_at=going_on.ends_at,
        picture=board.picture(whole, going_on),
        first=board.picture(whole, first) if first else None,
    )


def _first(whole: Workshop, going_on: Round) -> Round | None:
    if going_on.vote == 1:
        return None
    votes = [one for one in whole.revealed(going_on.statement_id) if one.vote == 1 and not one.set_aside]
    return votes[-1] if votes else None


def _comments(whole: Workshop, statement_id: str) -> tuple[str, ...]:
    found = board.standing(whole, statement_id)
    said = [(seat, cast.comment) for seat, cast in (found.frozen or {}).items() if cast.comment] if found else []
    if whole.named:
        return tuple(f"{whole.seats[seat].name}: {comment}" for seat, comment in said)
    return tuple(sorted(comment for _, comment in said))
