"""The audit as people read it: who did what when, by name, newest first and a page at a time, or as a whole."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain.access import MACHINE, Action
from resilience_dash.domain.audit import ChainHead, Entry, Ledger, ledger_of
from resilience_dash.domain.audit_words import AuditKind, Names, Told, actions_of, told
from resilience_dash.domain.problem import Problem
from resilience_dash.services.allowing import allowed, caller_of
from resilience_dash.store import assessments, audit, members
from resilience_dash.store.database import Database, Session

ON_A_PAGE = 50
LARGEST = 2**31 - 1  # as a number of a member; what was tampered with may hold any
SERVERS_MACHINE = "The server’s own machine"


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some entries of a ledger, newest first: page `number` of so many, counted from 1, of so many entries in all."""

    told: tuple[Told, ...]
    number: int
    pages: int
    entries: int


def read_page(
    db: Database, frameworks: Frameworks, *, place_id: int | None, kind: AuditKind | None = None, number: int = 1
) -> AuditPage:
    """A page of a place's part, or (None) of the server's; the last one where there are fewer. Raises as `allowed`."""
    ledger, actions = ledger_of(place_id), None if kind is None else actions_of(kind)
    with db.read() as session:
        _checked(session, place_id)
        entries = audit.count(session, ledger, actions)
        pages = max(1, -(-entries // ON_A_PAGE))
        number = min(max(1, number), pages)
        found = audit.newest(session, ledger, actions, after=(number - 1) * ON_A_PAGE, most=ON_A_PAGE)
        names = _names(session, frameworks, place_id, found)
    return AuditPage(tuple(told(entry, names) for entry in found), number, pages, entries)


def read_whole(db: Database, frameworks: Frameworks, *, place_id: int | None) -> tuple[Ledger, tuple[Told, ...]]:
    """A whole ledger as it is chained, and what each of its entries tells, oldest first. Raises as `allowed`."""
    name = ledger_of(place_id)
    with db.read() as session:
        _checked(session, place_id)
        found = tuple(audit.entries(session, name))
        head = audit.heads(session).get(name, ChainHead())
        names = _names(session, frameworks, place_id, found)
    return Ledger(name, head, found), tuple(told(entry, names) for entry in found)


def _checked(session: Session, place_id: int | None) -> None:
    asked: Action = "read_server_audit" if place_id is None else "read_audit"
    allowed(session, asked, place_id)


def _names(session: Session, frameworks: Frameworks, place_id: int | None, found: Collection[Entry]) -> Names:
    """What the entries' numbers stand for: people of this place alone, and members who did something or are named."""
    named = (entry.about.get("member") for entry in found)
    numbers = {number for number in named if isinstance(number, int) and 0 < number <= LARGEST}
    known = members.everybody(session, {entry.actor for entry in found}, numbers)
    heads = [] if place_id is None else assessments.all_assessments(session, [place_id])
    people = [] if place_id is None else assessments.respondents_of_place(session, place_id)
    versions = {head.id: (head.framework_slug, head.framework_version) for head in heads}
    at_the_machine = caller_of(session).kind == "machine"
    return Names(
        by_ref={one.ref: one for one in known},
        members={one.id: one for one in known},
        respondents={one.id: one for one in people},
        assessments={head.id: head.period for head in heads},
        title=_titles(frameworks, versions),
        machine=MACHINE.name if at_the_machine else SERVERS_MACHINE,
    )


def _titles(frameworks: Frameworks, versions: dict[int, tuple[str, str]]) -> Callable[[int, str], str]:
    def title(assessment_id: int, named: str) -> str:
        try:
            framework = frameworks.get(*versions[assessment_id])
            return framework.statement(named).title if "." in named else framework.dimension(named).name
        except (KeyError, Problem):  # of a version that is gone: the name that the entry has
            return named

    return title
