"""Every service × every caller: what the one table allows is done, and everything else changes and tells nothing.

A service is a public function of `services` that is given a database. Each stands in ASKS, with the actions it needs
and a way to call it; one that is missing there fails the first test.
"""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import pyotp
import pytest

from resilience_dash import services
from resilience_dash.content.frameworks import Frameworks
from resilience_dash.domain import workshop
from resilience_dash.domain.access import MACHINE, MAY, NOBODY, Action, Caller, NotAllowed, may_add
from resilience_dash.domain.framework import SIDES, Side
from resilience_dash.domain.problem import Problem
from resilience_dash.domain.supersession import Change, Seen
from resilience_dash.services import (
    admitting,
    anchoring,
    answering,
    appointing,
    auditing,
    backing_up,
    checking_codes,
    concluding,
    convening,
    copying,
    demonstrating,
    disclosing,
    ending_sign_ins,
    evidencing,
    facilitating,
    finding_places,
    finding_workshops,
    forgetting,
    handing_over,
    inviting,
    joining,
    keeping,
    keeping_passwords,
    keeping_secrets,
    limiting,
    looking_after_accounts,
    minuting,
    opening,
    papering,
    reading_audit,
    reporting,
    retaining,
    seating,
    settling,
    showing,
    signing,
    starting,
    taking_part,
    taking_up,
    voting,
)
from resilience_dash.store import members
from resilience_dash.store.database import Database
from tests.builders import PERSPECTIVE, Begun, begin, councils, database, delivered, framework, later
from tests.people import PASSWORD, an_administrator, joined

# What stands in the prepared database.
PLACE, ELSEWHERE = 1, 2
FOLLOWED, ROUND, SIGNED = 1, 2, 3  # assessments of the place: the second goes on from the first
TO_SIGN = 5  # one without workshops: what a hall has not been shown keeps from signing
PERSON: dict[Side, int] = {"council": 4, "community": 5, "partners": 6}  # who answers the round
FILE, NOTE = 1, 2  # evidence in the round
# Workshops on the round: still prepared; with a round open, somebody in it and one more taken out; with one revealed,
# and with one closed.
PREPARED, RUNNING, REVEALED, CLOSED = 1, 2, 3, 4
SEAT, TAKEN_OUT = 1, 2
ACTION, TO_FIND = 1, 1
GONE = 999_999
HERE, BESIDE, NOT_HERE = "E07000214", "E07000212", "E07000207"  # councils: the place's, its neighbour's, one without

SMALL = framework()
VERSIONS = Frameworks((SMALL,))
STATEMENT = "money.s1"
NOW = later(1_600)  # tries of the day before count no more

CALLERS = {
    **{role: Caller("member", "ref", 7, "Jo", roles={PLACE: role}) for role in MAY},
    "administrator": Caller("member", "ref", 7, "Jo", administrator=True),
    "member elsewhere": Caller("member", "ref", 7, "Jo", roles={ELSEWHERE: "owner"}),
    "nobody": NOBODY,
    "machine": MACHINE,
}


@dataclass(frozen=True)
class Ask:
    """One way to call a service, and what it takes.

    `call` is given the database and what is named: `here`, or something of the same kind that is `gone`. `needs` are
    asked in the place, or of the server where `place` is None. `brings` is the side of a person who is added.
    """

    service: Callable[..., object]
    needs: tuple[Action, ...]
    call: Callable[[Database, object], object]
    here: object = ROUND
    gone: object = GONE
    place: int | None = PLACE
    brings: Side | None = None
    changes: bool = False
    what: str = ""
    oneself: bool = False  # about the caller's own account, which the person at the machine has none of

    def __str__(self) -> str:
        named = f"{self.service.__module__.rpartition('.')[2]}.{self.service.__name__}"
        return f"{named} {self.what}".strip()

    def may(self, caller: Caller) -> bool:
        if self.oneself and caller.kind != "member":
            return False
        granted = all(caller.may(action, self.place) for action in self.needs)
        return granted and (self.brings is None or may_add(caller, self.brings, PLACE))


def read(service: Callable[..., object], **how: object) -> Ask:
    """A service that is asked for an assessment and its framework."""
    return Ask(service, ("see",), lambda db, number: service(db, VERSIONS, assessment_id=number, **how))


def change(service: Callable[..., object], *needs: Action, **how: object) -> Ask:
    """A service that changes an assessment."""
    more = {key: how.pop(key) for key in ("here", "brings", "what") if key in how}

    def call(db: Database, number: object) -> object:
        return service(db, VERSIONS, assessment_id=number, now=NOW, **how)

    return Ask(service, needs, call, changes=True, **more)  # type: ignore[arg-type]


def start(db: Database, code: object, side: Side) -> object:
    council = councils().by_code(str(code))
    said = {"period": "2030", "mode": "full", "name": "Asha", "perspective": PERSPECTIVE[side], "now": NOW}
    return starting.start_assessment(db, SMALL, council=council, **said)  # type: ignore[arg-type]


def starts(what: str, code: str, *needs: Action, place: int | None, side: Side) -> Ask:
    brings = None if place is None else side
    return Ask(
        starting.start_assessment, needs, lambda db, named: start(db, named, side),
        here=code, gone=NOT_HERE, place=place, brings=brings, changes=True, what=what,
    )  # fmt: skip


def at(service: Callable[..., object], *needs: Action, here: int = RUNNING, **how: object) -> Ask:
    """A service that takes a step in a workshop."""
    what = {key: how.pop(key) for key in ("what",) if key in how}

    def call(db: Database, number: object) -> object:
        return service(db, VERSIONS, workshop_id=number, now=NOW, **how)

    return Ask(service, needs or ("facilitate",), call, here=here, changes=True, **what)  # type: ignore[arg-type]


def looks(service: Callable[..., object], *needs: Action) -> Ask:
    """A service that shows a workshop."""
    return Ask(service, needs, lambda db, number: service(db, VERSIONS, workshop_id=number), here=RUNNING)


def add_place(db: Database, code: object) -> object:
    return starting.add_place(db, council=councils().by_code(str(code)), now=NOW)


def anchored(db: Database, service: Callable[..., object]) -> object:
    with TemporaryDirectory() as folder:
        return service(db, Path(folder), now=NOW)


def copied(db: Database) -> object:
    with TemporaryDirectory() as folder, closing(Database(f"sqlite:///{folder}/copy.db").asked_by(db.caller)) as copy:
        return copying.copy_database(db, copy, now=NOW)


def backed_up(db: Database) -> object:
    with TemporaryDirectory() as folder:
        return backing_up.back_up(db, Path(folder) / "backup.db", now=NOW)


def restored(db: Database) -> object:
    """Restored from a backup that anybody could have brought along, into a database that is not there yet."""
    with TemporaryDirectory() as folder:
        backup, new = Path(folder) / "backup.db", Database(f"sqlite:///{folder}/new.db").asked_by(db.caller)
        backup.write_bytes(prepared())
        with closing(new):
            return backing_up.restore(backup, new, now=NOW)


def in_place(service: Callable[..., object], *needs: Action, changes: bool = True, **how: object) -> Ask:
    """A service that is asked for a place by its number."""
    return Ask(service, needs, lambda db, n: service(db, place_id=n, **how), here=PLACE, changes=changes)


def of_server(service: Callable[..., object], *needs: Action, changes: bool = True, **how: object) -> Ask:
    """A service of the server, about BOB where it is about somebody."""
    return Ask(service, needs, lambda db, _: service(db, **how), place=None, changes=changes)


def own(service: Callable[..., object], *, changes: bool = True, **how: object) -> Ask:
    """A service about the caller's own account."""
    return Ask(service, (), lambda db, _: service(db, **how), place=None, changes=changes, oneself=True)


BOB, JO = 2, 7  # members: the one whom things are done to, and the one who calls
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NEW_PASSWORD = "lantern quiet harbour"
TOKENS: dict[str, str] = {}  # of invitations in the prepared database
OPEN = 8  # the invitation that nobody has taken up yet

# Called without a name, because they are how somebody gets one, or by other services before a name is known.
LETS_IN: dict[Callable[..., object], str] = {
    admitting.sign_in: "a password",
    admitting.enter_with: "the identity provider's word",
    admitting.caller: "a token",
    admitting.sign_out: "a token",
    checking_codes.second_factor: "a right password and a code",
    joining.accept: "a link",
    joining.set_up: "a link",
    joining.bind_identity: "a link and the identity provider's word",
    joining.look_at_invitation: "a link",
    taking_up.looked_at: "a link",
    keeping_passwords.reset_password: "a link",
    forgetting.erase_oneself: "one's own password; test_forgetting.py goes on from there",
    limiting.counted: "nothing: it counts a try",
    limiting.checked: "nothing: it says whether a limit is reached",
    limiting.missed: "nothing: it counts a try",
    voting.find_door: "a code",
    voting.knock: "a code",
    voting.join: "a code",
    voting.sits_behind: "a code and a seat",
    voting.seated_in: "a seat",
    voting.sit: "a seat",
    voting.cast_answer: "a seat",
    showing.pulse: "nothing: numbers that change with a workshop, for whoever was let in to watch it",
    keeping_secrets.server_secret: "nothing: the program asks it for itself and shows it to nobody",
}
# What others were shown on purpose; test_shared_results_are_shown_to_those_they_are_shared_with says to whom.
SHARED = {disclosing.public_report, disclosing.shared_report, disclosing.list_shared}

ANSWERS: dict[Side, Action] = {
    "council": "answer_council",
    "community": "answer_community",
    "partners": "answer_community",
}
SIGNER = signing.Signer("Asha", "Chair")
PLAN = convening.Plan((STATEMENT, "trust.s1"), (PERSPECTIVE["council"], PERSPECTIVE["community"]), named=True)

ASKS = (
    # What is there
    Ask(
        opening.list_assessments, ("see",), lambda db, _: [one.assessment.place.id for one in
        opening.list_assessments(db, VERSIONS) if one.assessment.place.id == PLACE] or None,
    ),
    Ask(
        opening.find, ("see",), lambda db, name: opening.find(db, VERSIONS, councils(), named=str(name)),
        here="Surrey Heath", gone="Atlantis",
    ),
    Ask(opening.title, ("see",), lambda db, number: opening.title(db, assessment_id=number)),
    read(opening.open_sheet),
    read(opening.open_head),
    read(opening.open_as, respondent_id=PERSON["council"]),
    read(opening.open_card, respondent_id=PERSON["council"], statement_id=STATEMENT),
    read(reporting.build_report),
    Ask(
        reporting.build_report, ("see",), lambda db, number: reporting.build_report(db, VERSIONS, assessment_id=number),
        here=SIGNED, what="when signed",
    ),
    Ask(reporting.revision, ("see",), lambda db, number: reporting.revision(db, assessment_id=number)),
    Ask(evidencing.fetch_file, ("see",), lambda db, number: evidencing.fetch_file(db, evidence_id=number), here=FILE),
    # Starting
    Ask(starting.add_place, ("manage_places",), add_place, here=NOT_HERE, gone=NOT_HERE, place=None, changes=True),
    starts("here, as the council", HERE, "start", place=PLACE, side="council"),
    starts("here, as the community", HERE, "start", place=PLACE, side="community"),
    starts("in a new place", NOT_HERE, "manage_places", "start", place=None, side="council"),
    *(
        change(
            starting.add_respondent, "add_person", name="New", perspective=PERSPECTIVE[side], brings=side,
            what=f"of the {side}",
        )
        for side in SIDES
    ),
    change(signing.start_next_round, "start", here=SIGNED, period="2031", mode="full"),
    # Answering
    *(
        change(
            answering.record_answer, "see", ANSWERS[side], respondent_id=PERSON[side], statement_id=STATEMENT,
            change=Change(choice=4), seen=Seen(None), what=f"of the {side}",
        )
        for side in SIDES
    ),
    *(
        change(
            answering.confirm_carried, "see", ANSWERS[side], respondent_id=PERSON[side], statement_ids=(STATEMENT,),
            what=f"of the {side}",
        )
        for side in SIDES
    ),
    # Together
    change(
        settling.record_agreement, "settle", statement_id=STATEMENT, level=1, reason="", recorded_by="Asha", seen=0
    ),
    change(settling.set_aim, "settle", statement_id=STATEMENT, level=4, seen=None),
    change(settling.set_importance, "settle", dimension="money", weight=3, seen=None),
    change(evidencing.add_note, "attach", statement_id=STATEMENT, note="Seen.", added_by="Asha"),
    change(evidencing.add_link, "attach", statement_id=STATEMENT, link="https://example.org", added_by="Asha"),
    change(evidencing.add_file, "attach", statement_id=STATEMENT, file_name="b.txt", content=b"b", added_by="Asha"),
    change(evidencing.withdraw, "attach", evidence_id=NOTE),
    change(signing.sign, "sign_council", here=TO_SIGN, signers={"council": SIGNER}, what="for the council"),
    change(signing.sign, "sign_community", here=TO_SIGN, signers={"community": SIGNER}, what="for the community"),
    change(
        signing.sign, "sign_council", "sign_community", here=TO_SIGN, what="for both",
        signers={"council": SIGNER, "community": signing.Signer("Bo", "Chair")},
    ),
    # Workshops
    change(convening.prepare_workshop, "facilitate", plan=PLAN),
    at(convening.change_plan, here=PREPARED, plan=replace(PLAN, smallest=6)),
    at(convening.begin, here=PREPARED),
    at(convening.set_door, open_=False),
    at(convening.end, here=REVEALED),
    at(convening.take_over, led_by="Gus"),
    at(facilitating.open_round, here=REVEALED, statement_id="trust.s1"),
    at(facilitating.ask_again, here=REVEALED),
    at(facilitating.pause),
    at(facilitating.resume, here=CLOSED),
    at(facilitating.extend),
    at(facilitating.close),
    at(facilitating.reveal),
    at(facilitating.set_aside, here=REVEALED),
    at(facilitating.undo),
    at(facilitating.step, rule=workshop.paused, word="round_paused"),
    at(seating.move_seat, seat_id=SEAT, perspective=PERSPECTIVE["community"]),
    at(seating.remove_seat, seat_id=SEAT),
    at(seating.take_back_seat, seat_id=TAKEN_OUT),
    at(concluding.keep_note, statement_id=STATEMENT, text="Said."),
    Ask(
        concluding.add_action, ("settle",), lambda db, n: concluding.add_action(db, VERSIONS, assessment_id=n, what="x",
        owner="Asha", by=NOW.date(), now=NOW), changes=True,
    ),
    Ask(
        convening.list_workshops, ("see",), lambda db, n: convening.list_workshops(db, assessment_id=n),
    ),
    Ask(
        finding_workshops.every_workshop, ("see",),
        lambda db, _: [one.workshop.id for one in finding_workshops.every_workshop(db)] or None,
    ),
    Ask(
        finding_workshops.find_workshop, ("see",),
        lambda db, name: finding_workshops.find_workshop(db, named=str(name)), here=RUNNING,
    ),
    looks(showing.open_board, "see"),
    looks(minuting.minutes, "see"),
    looks(papering.open_tray, "facilitate"),
    Ask(
        papering.handout, ("see",), lambda db, n: papering.handout(db, VERSIONS, workshop_id=n,
        site="http://localhost:8501"), here=RUNNING,
    ),
    Ask(
        papering.read_batch, ("facilitate",), lambda db, n: papering.read_batch(db, workshop_id=n, text="Cy: 1 2"),
        here=RUNNING,
    ),
    at(papering.enter_batch, perspective=PERSPECTIVE["community"], text="Cy: 1 2"),
    at(papering.take_back_batch, here=CLOSED, entered_at=NOW),
    looks(showing.open_desk, "facilitate"),
    Ask(concluding.list_actions, ("see",), lambda db, n: concluding.list_actions(db, assessment_id=n)),
    Ask(concluding.list_to_find, ("see",), lambda db, n: concluding.list_to_find(db, assessment_id=n)),
    Ask(
        concluding.add_to_find, ("settle",), lambda db, n: concluding.add_to_find(db, VERSIONS, assessment_id=n,
        statement_id=STATEMENT, what="x", who="Asha", now=NOW), changes=True,
    ),
    Ask(
        concluding.take_back_action, ("settle",), lambda db, n: concluding.take_back_action(db, assessment_id=n,
        action_id=ACTION, now=NOW), changes=True,
    ),
    Ask(
        concluding.take_back_to_find, ("settle",), lambda db, n: concluding.take_back_to_find(db, assessment_id=n,
        number=TO_FIND, now=NOW), changes=True,
    ),
    # The audit
    Ask(
        auditing.list_entries, ("read_audit",), lambda db, number: auditing.list_entries(db, place_id=number),
        here=PLACE,
    ),
    Ask(
        auditing.export_entries, ("read_audit",), lambda db, number: auditing.export_entries(db, place_id=number),
        here=PLACE,
    ),
    Ask(
        auditing.export_entries, ("read_server_audit",), lambda db, _: auditing.export_entries(db, place_id=None),
        place=None, what="of the server",
    ),
    Ask(
        reading_audit.read_page, ("read_audit",), lambda db, n: reading_audit.read_page(db, VERSIONS, place_id=n),
        here=PLACE,
    ),
    Ask(
        reading_audit.read_page, ("read_server_audit",),
        lambda db, _: reading_audit.read_page(db, VERSIONS, place_id=None), place=None, what="of the server",
    ),
    Ask(
        reading_audit.read_whole, ("read_audit",), lambda db, n: reading_audit.read_whole(db, VERSIONS, place_id=n),
        here=PLACE,
    ),
    Ask(
        reading_audit.read_whole, ("read_server_audit",),
        lambda db, _: reading_audit.read_whole(db, VERSIONS, place_id=None), place=None, what="of the server",
    ),
    Ask(
        anchoring.newest_anchor, ("read_server_audit",), lambda db, _: anchoring.newest_anchor(db, Path("none")),
        place=None,
    ),
    Ask(auditing.verify, ("read_server_audit",), lambda db, _: auditing.verify(db, anchors=None), place=None),
    Ask(anchoring.write_anchor, ("read_server_audit",), lambda db, _: anchored(db, anchoring.write_anchor), place=None),
    Ask(
        anchoring.anchor_if_due, ("read_server_audit",), lambda db, _: anchored(db, anchoring.anchor_if_due), place=None
    ),
    Ask(
        taking_part.take_part, ("see", "answer_council"), lambda db, n: taking_part.take_part(db, VERSIONS,
        assessment_id=n, perspective=PERSPECTIVE["council"], now=NOW), changes=True, oneself=True,
    ),
    Ask(
        taking_part.take_part, ("see", "answer_community"), lambda db, n: taking_part.take_part(db, VERSIONS,
        assessment_id=n, perspective=PERSPECTIVE["partners"], now=NOW), changes=True, oneself=True, what="of partners",
    ),
    Ask(
        taking_part.recognise, ("see", "answer_council"), lambda db, n: taking_part.recognise(db, VERSIONS,
        assessment_id=n, respondent_id=PERSON["council"], now=NOW), changes=True, oneself=True,
    ),
    # Who sees what, and for how long
    change(disclosing.share, "share", here=SIGNED, sharing="public"),
    Ask(disclosing.sharing_of, ("see",), lambda db, n: disclosing.sharing_of(db, assessment_id=n), here=SIGNED),
    in_place(retaining.kept_for, "see", changes=False),
    in_place(retaining.keep_for, "keep_place", unsigned=3, signed=4, now=NOW),
    in_place(retaining.retain, "keep_place", months=1, now=later(60 * 24 * 365)),
    Ask(
        finding_places.list_places, ("see",),
        lambda db, _: [one.id for one in finding_places.list_places(db) if one.id == PLACE] or None,
    ),
    Ask(
        finding_places.find_place, ("see",),
        lambda db, name: finding_places.find_place(db, councils(), named=str(name)),
        here="Surrey Heath", gone="Atlantis",
    ),
    # Members of a place
    in_place(appointing.list_members, "manage_members", changes=False),
    in_place(appointing.change_role, "manage_members", member_id=BOB, role="editor", now=NOW),
    in_place(appointing.remove_member, "manage_members", member_id=BOB, now=NOW),
    in_place(inviting.invite, "manage_members", role="viewer", note="", now=NOW),
    in_place(inviting.list_invitations, "manage_members", changes=False),
    Ask(
        inviting.revoke_invitation, ("manage_members",), lambda db, n: inviting.revoke_invitation(db,
        invitation_id=n, now=NOW), here=OPEN, changes=True,
    ),
    # Accounts
    of_server(inviting.invite_administrator, "manage_accounts", note="", now=NOW),
    of_server(inviting.first_administrator, "manage_accounts", now=NOW, changes=False),
    of_server(inviting.invite_to_reset, "manage_accounts", member_id=BOB, now=NOW),
    of_server(looking_after_accounts.list_accounts, "manage_accounts", changes=False),
    of_server(looking_after_accounts.search_accounts, "manage_accounts", said="bob", changes=False),
    of_server(looking_after_accounts.find_account, "manage_accounts", email="bob@example.org", changes=False),
    of_server(looking_after_accounts.suspend, "manage_accounts", member_id=BOB, now=NOW),
    of_server(looking_after_accounts.reinstate, "manage_accounts", member_id=BOB, now=NOW),
    of_server(looking_after_accounts.set_administrator, "manage_accounts", member_id=BOB, administrator=True, now=NOW),
    of_server(looking_after_accounts.lift_second_factor, "manage_accounts", member_id=BOB, now=NOW),
    of_server(admitting.sign_out_everywhere, "manage_accounts", member_id=BOB, now=NOW),
    of_server(forgetting.erase, "manage_accounts", member_id=BOB, answers="remove", now=NOW),
    of_server(handing_over.export_member, "keep_server", member_id=BOB, now=NOW),
    of_server(retaining.every_place, "manage_places", changes=False),
    of_server(retaining.tidy, "manage_accounts", now=later(60 * 24 * 60)),
    # One's own account
    own(looking_after_accounts.own_account, changes=False),
    own(admitting.list_sign_ins, now=NOW, changes=False),
    own(ending_sign_ins.began, token="", changes=False),
    own(ending_sign_ins.end_sign_in, created_at=later(0), now=NOW),
    own(keeping_passwords.confirm_password, password=PASSWORD, now=NOW),
    own(keeping_passwords.change_password, old=PASSWORD, new=NEW_PASSWORD, token="", now=NOW),
    own(checking_codes.start_second_factor, password=PASSWORD, now=NOW),
    own(checking_codes.confirm_second_factor, code=pyotp.TOTP(SECRET).at(NOW), token="", now=NOW),
    own(checking_codes.remove_second_factor, password=PASSWORD, token="", now=NOW),
    Ask(
        joining.accept_as, (), lambda db, _: joining.accept_as(db, token=TOKENS["open"], now=NOW),
        place=None, changes=True, oneself=True,
    ),
    Ask(
        handing_over.export_member, (), lambda db, _: handing_over.export_member(db, member_id=JO, now=NOW)
        if db.caller is not MACHINE else own_things_of_the_machine(), place=None, changes=True, oneself=True,
        what="of oneself",
    ),
    # The server
    Ask(keeping.can_write, (), lambda db, _: keeping.can_write(db), place=None),
    Ask(keeping.prepare, ("keep_server",), lambda db, _: keeping.prepare(db, now=NOW), place=None),
    Ask(copying.copy_database, ("keep_server",), lambda db, _: copied(db), place=None),
    Ask(backing_up.back_up, ("keep_server",), lambda db, _: backed_up(db), place=None, changes=True),
    Ask(backing_up.restore, ("keep_server",), lambda db, _: restored(db), place=None),
    Ask(keeping.check, ("keep_server",), lambda db, _: keeping.check(db, VERSIONS), place=None),
    Ask(
        demonstrating.fill, ("keep_server",), lambda db, _: demonstrating.fill(db, delivered(), now=NOW,
        beside_real=True), place=None, changes=True,
    ),
)  # fmt: skip


def every_service() -> set[Callable[..., object]]:
    """The public functions of the room that are given a database."""
    found = set()
    for module in (import_module(f"{services.__name__}.{one.name}") for one in pkgutil.iter_modules(services.__path__)):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            given = inspect.signature(function).parameters.values()
            if not name.startswith("_") and function.__module__ == module.__name__:
                found |= {function} if any(one.annotation is Database for one in given) else set()
    return found


@cache
def prepared() -> bytes:
    """A place with a signed assessment, the round after it, which is open, and another signed one; and a neighbour."""
    with TemporaryDirectory() as folder:
        db = database(Path(folder))
        first = begin(db, {"council": 1, "community": 1, "partners": 1}, frameworks=VERSIONS)
        first.answer_all()
        first.sign("council", "community")
        following = first.next_round()
        before = begin(db, frameworks=VERSIONS, period="2020")
        before.answer_all()
        before.sign("council", "community")
        neighbour = begin(db, frameworks=VERSIONS, council=councils().by_code(BESIDE))
        files = keep_evidence(following)
        keep_workshops(following)
        last = begin(db, frameworks=VERSIONS, period="2031")
        last.answer_all()
        keep_members(db)
        assert (first.id, following.id, before.id, last.id) == (FOLLOWED, ROUND, SIGNED, TO_SIGN)
        assert (first.sheet.assessment.place.id, neighbour.sheet.assessment.place.id) == (PLACE, ELSEWHERE)
        assert {side: people[0] for side, people in following.people.items()} == PERSON
        assert files == (FILE, NOTE)
        db.close()
        return (Path(folder) / "resilience.db").read_bytes()


def own_things_of_the_machine() -> object:
    raise NotAllowed("No account is the machine's own.")


def keep_members(db: Database) -> None:
    """Seven members, the last of whom calls, and an invitation that is still open."""
    for name, role in (("Ann", "owner"), ("Bob", "viewer"), ("Cy", "editor"), ("Di", "viewer"), ("Ed", "viewer")):
        joined(db, PLACE, role, name)  # type: ignore[arg-type]
    an_administrator(db)
    assert joined(db, ELSEWHERE, "owner", "Jo").id == JO
    made = inviting.invite(db, place_id=PLACE, role="viewer", note="", now=NOW)
    assert made.id == OPEN
    TOKENS["open"] = made.token
    with db.write() as session:
        members.set_totp(session, JO, secret=SECRET, confirmed_at=None, last_step=None)


def keep_evidence(begun: Begun) -> tuple[int, int]:
    about = {"statement_id": STATEMENT, "added_by": "Asha"}
    file = evidencing.add_file(begun.db, VERSIONS, file_name="a.txt", content=b"a", **about, **begun.place)  # type: ignore[arg-type]
    note = evidencing.add_note(begun.db, VERSIONS, note="Seen.", **about, **begun.place)  # type: ignore[arg-type]
    return file, note


def keep_workshops(begun: Begun) -> None:
    """A workshop in each stage that there is something to do in, and what they promised."""
    db, about = begun.db, {"assessment_id": begun.id, "now": NOW}
    made = [convening.prepare_workshop(db, VERSIONS, plan=PLAN, **about) for _ in range(4)]  # type: ignore[arg-type]
    assert [one.id for one in made] == [PREPARED, RUNNING, REVEALED, CLOSED]
    for one in made[1:]:
        convening.begin(db, VERSIONS, workshop_id=one.id, now=NOW)
        for name in ("Asha", "Bo"):
            who = {"perspective": PERSPECTIVE["council"], "name": name, "now": NOW}
            voting.join(db, VERSIONS, typed=one.code, **who)  # type: ignore[arg-type]
        facilitating.open_round(db, VERSIONS, workshop_id=one.id, statement_id=STATEMENT, now=NOW)
    seating.remove_seat(db, VERSIONS, workshop_id=RUNNING, seat_id=TAKEN_OUT, now=NOW)
    facilitating.reveal(db, VERSIONS, workshop_id=REVEALED, now=NOW)
    facilitating.close(db, VERSIONS, workshop_id=CLOSED, now=NOW)
    sheets = {"perspective": PERSPECTIVE["community"], "text": "Di: 1 2", "now": NOW}
    papering.enter_batch(db, VERSIONS, workshop_id=CLOSED, **sheets)  # type: ignore[arg-type]
    promise = {"what": "x", "statement_id": STATEMENT, **about}
    assert concluding.add_action(db, VERSIONS, owner="Asha", by=NOW.date(), **promise) == ACTION  # type: ignore[arg-type]
    assert concluding.add_to_find(db, VERSIONS, who="Asha", **promise) == TO_FIND  # type: ignore[arg-type]


def fresh(file: Path) -> Database:
    file.write_bytes(prepared())
    return Database(f"sqlite:///{file}")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(fresh(tmp_path / "asked.db")) as opened:
        yield opened


def content(db: Database) -> dict[str, list[object]]:
    """Every row of every table."""
    with db.read() as session:
        run = session.connection().exec_driver_sql
        tables = [name for (name,) in run("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: [tuple(row) for row in run(f"SELECT * FROM {name}")] for name in tables}  # noqa: S608


def told(ask: Ask, db: Database, named: object) -> tuple[object, str]:
    """What a caller learns: the kind of problem and its sentence, with what they named themselves left out."""
    try:
        return ask.call(db, named), ""
    except Problem as problem:
        return type(problem), str(problem).replace(str(named), "…")


def test_every_service_is_here() -> None:
    missing = every_service() - {ask.service for ask in ASKS} - LETS_IN.keys() - SHARED
    assert not missing, f"say in ASKS what it takes to call {', '.join(sorted(f.__qualname__ for f in missing))}"
    assert {answering.record_answer, keeping.check} <= every_service()


@pytest.mark.parametrize("ask", ASKS, ids=str)
def test_who_may_not_changes_and_learns_nothing(db: Database, ask: Ask) -> None:
    before = content(db)
    for who, caller in CALLERS.items():
        if not ask.may(caller):
            mine = db.asked_by(caller)
            learnt = told(ask, mine, ask.here)
            if ask.place is None or caller.may("see", ask.place):
                assert learnt[0] is NotAllowed, who
                assert learnt[1].startswith("No"), who  # “Nothing was changed.”, “Nobody was added.”
            else:
                assert learnt == told(ask, mine, ask.gone), who
    assert content(db) == before


@pytest.mark.parametrize(
    ("ask", "who"), [(ask, who) for ask in ASKS for who in CALLERS if ask.may(CALLERS[who])], ids=str
)
def test_who_may_does_it(db: Database, ask: Ask, who: str) -> None:
    before = content(db)
    ask.call(db.asked_by(CALLERS[who]), ask.here)
    assert (content(db) != before) == ask.changes


@pytest.mark.parametrize("ask", [ask for ask in ASKS if ask.needs], ids=str)
def test_a_database_opened_without_a_name_is_nobodys(db: Database, ask: Ask) -> None:
    assert db.caller is NOBODY
    assert told(ask, db, ask.here) == told(ask, db.asked_by(NOBODY), ask.here)
    assert not ask.may(db.caller)


def test_what_lets_people_in_lets_nobody_in_with_nothing_in_hand(db: Database) -> None:
    before = content(db)
    wrong = "not a token"
    tries: list[Callable[[], object]] = [
        lambda: admitting.sign_in(db, email="bob@example.org", password="guessed", address="", now=NOW),
        lambda: admitting.enter_with(db, issuer="x", subject="y", name="Bob", now=NOW),
        lambda: checking_codes.second_factor(db, pending=wrong, code="000000", now=NOW),
        lambda: joining.accept(db, token=wrong, name="A", email="a@example.org", password=NEW_PASSWORD, now=NOW),
        lambda: joining.set_up(db, token=TOKENS["open"], name="A", email="a@b.org", password=NEW_PASSWORD, now=NOW),
        lambda: joining.bind_identity(db, invitation_token=wrong, issuer="x", subject="y", name="A", now=NOW),
        lambda: joining.look_at_invitation(db, token=wrong, now=NOW),
        lambda: taking_up.looked_at(db, token=wrong, kinds=("member",), now=NOW),
        lambda: forgetting.erase_oneself(db, password=PASSWORD, answers="remove", now=NOW),
        lambda: forgetting.erase_oneself(db.asked_by(MACHINE), password=PASSWORD, answers="remove", now=NOW),
        lambda: keeping_passwords.reset_password(db, token=TOKENS["open"], password=NEW_PASSWORD, now=NOW),
        lambda: voting.find_door(db, VERSIONS, typed="BBBB-BBBB"),
        lambda: voting.knock(db, VERSIONS, typed="BBBB-BBBB", device="", address="", now=NOW),
        lambda: voting.join(db, VERSIONS, typed="BBBB-BBBB", perspective="officer", name="A", now=NOW),
        lambda: voting.sit(db, VERSIONS, token=wrong),
        lambda: voting.seated_in(db, token=wrong),
        lambda: voting.cast_answer(db, VERSIONS, token=wrong, round_id=1, choice=1, now=NOW),
    ]
    for attempt in tries:
        with pytest.raises(Problem):
            attempt()
    admitting.sign_out(db, token=wrong, now=NOW)
    assert admitting.caller(db, token=wrong, now=NOW) is NOBODY
    assert not voting.sits_behind(db, typed="BBBB-BBBB", token=wrong)
    after = content(db)
    assert {name for name in after if after[name] != before[name]} == {"attempt"}


@pytest.mark.parametrize("who", CALLERS)
def test_shared_results_are_shown_to_those_they_are_shared_with(db: Database, who: str) -> None:
    mine, machine = db.asked_by(CALLERS[who]), db.asked_by(MACHINE)
    shown: dict[str, list[str]] = {}
    for way in ("private", "members", "public", "private"):
        disclosing.share(machine, VERSIONS, assessment_id=SIGNED, sharing=way, now=NOW)  # type: ignore[arg-type]
        shown[way] = []
        for service in (disclosing.public_report, disclosing.shared_report):
            learnt = told_of(service, mine, SIGNED)
            if isinstance(learnt, str):
                assert learnt == told_of(service, mine, GONE) == told_of(service, mine, ROUND)
            else:
                shown[way].append(service.__name__)
        listed = [one.id for one in disclosing.list_shared(mine)]
        assert listed == ([SIGNED] if "shared_report" in shown[way] else [])
    members_see = [] if who == "nobody" else ["shared_report"]
    assert shown == {"private": [], "members": members_see, "public": ["public_report", "shared_report"]}


def told_of(service: Callable[..., object], db: Database, number: int) -> object:
    try:
        return service(db, VERSIONS, assessment_id=number)
    except Problem as problem:
        return str(problem)


def test_a_list_holds_the_callers_places_and_no_others(db: Database) -> None:
    def listed(who: str) -> set[int]:
        return {one.assessment.place.id for one in opening.list_assessments(db.asked_by(CALLERS[who]), VERSIONS)}

    assert all(listed(role) == {PLACE} for role in MAY)
    assert listed("member elsewhere") == {ELSEWHERE}
    assert listed("machine") == {PLACE, ELSEWHERE}
    assert listed("administrator") == listed("nobody") == set()


def test_a_name_that_is_not_found_tells_only_the_callers_places(db: Database) -> None:
    with pytest.raises(Problem, match=r"These places have one: Runnymede\.$"):
        opening.find(db.asked_by(CALLERS["member elsewhere"]), VERSIONS, councils(), named="Surrey Heath")
    with pytest.raises(Problem, match=r"These places have one: none yet\.$"):
        opening.find(db.asked_by(NOBODY), VERSIONS, councils(), named="Surrey Heath")


def test_a_role_elsewhere_helps_nobody_here(db: Database) -> None:
    both = Caller("member", "ref", 7, "Jo", roles={PLACE: "viewer", ELSEWHERE: "owner"})
    with pytest.raises(NotAllowed, match=r"Nothing was changed\. Your role in this place, viewer, does not allow it\."):
        settling.set_aim(
            db.asked_by(both), VERSIONS, assessment_id=ROUND, statement_id=STATEMENT, level=4, seen=None, now=NOW
        )  # fmt: skip
    assert len(opening.list_assessments(db.asked_by(both), VERSIONS)) == 5


def test_an_editor_is_told_who_adds_people_of_the_other_side(db: Database) -> None:
    with pytest.raises(NotAllowed, match=r"Nobody was added\. .*editor.*Ask an owner or a facilitator of the place"):
        starting.add_respondent(
            db.asked_by(CALLERS["editor"]), VERSIONS, assessment_id=ROUND, name="New", perspective="anchor", now=NOW
        )


def test_a_place_is_added_once(db: Database) -> None:
    asked = db.asked_by(CALLERS["administrator"])
    assert add_place(asked, NOT_HERE) == add_place(asked, NOT_HERE)
    assert add_place(asked, HERE).id == PLACE  # type: ignore[attr-defined]
