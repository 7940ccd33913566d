"""What happens to accounts, roles and sharing leaves one entry each, and nothing that tells about anybody."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pyotp
import pytest

from resilience_dash.domain.audit import Entry
from resilience_dash.domain.member import CodeRefused, SignInRefused, TooManyTries
from resilience_dash.domain.problem import Problem
from resilience_dash.services import (
    admitting,
    appointing,
    auditing,
    disclosing,
    ending_sign_ins,
    forgetting,
    inviting,
    looking_after_accounts,
    starting,
    taking_part,
)
from resilience_dash.store import audit
from resilience_dash.store.database import Database
from tests.builders import NOW, Begun, begin, councils, database, later
from tests.people import ADDRESS, PASSWORD, Person, an_administrator, joined, machine, nobody, signs_in

Left = list[tuple[str, str, str]]
NEW = "lantern cobalt fig"
# What nobody may find in an entry: names, e-mails, notes, passwords, where somebody sits, and who provides for them.
TYPED = ("zaphod", "trillian", "marvin", "example", PASSWORD, NEW, ADDRESS, "for the treasurer")


@pytest.fixture(params=["file", pytest.param("server", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Not sealed, because erasing and retention delete; on both databases."""
    made: Database = database(tmp_path) if request.param == "file" else request.getfixturevalue("clone")()
    yield made
    made.close()


def entries(db: Database) -> list[Entry]:
    with db.read() as session:
        return list(audit.entries(session))


@pytest.fixture(autouse=True)
def audited(db: Database) -> Iterator[None]:
    """After each of these tests the audit is sound and holds nothing that anybody typed."""
    yield
    assert auditing.verify(machine(db), anchors=None).faults == ()
    everything = json.dumps([[e.actor, e.action, dict(e.about)] for e in entries(db)]).casefold()
    assert [typed for typed in TYPED if typed in everything] == []


@pytest.fixture
def left(db: Database) -> Callable[[Callable[[], object]], Left]:
    """What a deed adds to the audit: ledger, actor and action of each entry."""

    def left(deed: Callable[[], object]) -> Left:
        before = {(entry.ledger, entry.seq) for entry in entries(db)}
        deed()
        return [(e.ledger, e.actor, e.action) for e in entries(db) if (e.ledger, e.seq) not in before]

    return left


@pytest.fixture
def zaphod(db: Database, place_id: int) -> Person:
    return joined(db, place_id, "owner", "Zaphod")


@pytest.fixture
def marvin(db: Database) -> Person:
    """An administrator."""
    return an_administrator(db, "Marvin")


def ref(person: Person) -> str:
    return person.caller().ref


def about(db: Database, action: str) -> dict[str, int | str]:
    """What the newest entry of this action says."""
    return dict([entry for entry in entries(db) if entry.action == action][-1].about)


def test_signing_in_and_out_names_who_it_was_although_nobody_asked(db: Database, zaphod: Person, left) -> None:
    tickets = []
    assert left(lambda: tickets.append(signs_in(db, zaphod.email))) == [("server", ref(zaphod), "signed_in")]
    assert about(db, "signed_in") == {"member": zaphod.id, "how": "password"}
    out = {"token": tickets[0].token, "now": later()}
    assert left(lambda: admitting.sign_out(nobody(db), **out)) == [("server", ref(zaphod), "signed_out")]
    assert left(lambda: admitting.sign_out(nobody(db), **out)) == []
    assert left(lambda: admitting.sign_out(nobody(db), token="none", now=later())) == []
    theirs, number, who = zaphod.db, zaphod.id, ref(zaphod)
    everywhere = [("server", who, "signed_out_everywhere")]
    assert left(lambda: admitting.sign_out_everywhere(theirs, member_id=number, now=later())) == everywhere
    assert left(lambda: admitting.sign_out_everywhere(theirs, member_id=number, now=later())) == []


def test_of_a_hundred_wrong_passwords_only_the_limit_is_noted_and_only_once(db: Database, zaphod: Person, left) -> None:
    def hundred(email: str, at: datetime) -> None:
        for _ in range(100):
            with pytest.raises((SignInRefused, TooManyTries)):
                signs_in(db, email, "wrong wrong wrong", now=at)

    assert left(lambda: hundred(zaphod.email, NOW)) == [("server", "nobody", "tries_refused")]
    assert about(db, "tries_refused") == {"of": "account"}
    # An e-mail that nobody has is told alike, and the next quarter of an hour is told anew.
    assert left(lambda: hundred("trillian@example.org", NOW)) == [("server", "nobody", "tries_refused")]
    assert left(lambda: hundred(zaphod.email, later(16))) == [("server", "nobody", "tries_refused")]


def test_passwords_leave_an_entry_when_they_change(db: Database, zaphod: Person, marvin: Person, left) -> None:
    number, who = zaphod.id, ref(zaphod)
    change = {"old": PASSWORD, "new": NEW, "token": zaphod.token, "now": later()}
    assert left(lambda: admitting.change_password(zaphod.db, **change)) == [("server", who, "password_changed")]
    with pytest.raises(SignInRefused):
        admitting.change_password(zaphod.db, **change)
    links = []
    reset = {"member_id": number, "now": later()}
    assert left(lambda: links.append(inviting.invite_to_reset(marvin.db, **reset))) == [
        ("server", ref(marvin), "password_reset_offered")
    ]
    set_anew = {"token": links[0].token, "password": PASSWORD, "now": later()}
    assert left(lambda: admitting.reset_password(nobody(db), **set_anew)) == [("server", who, "password_reset")]
    assert about(db, "password_reset") == {"member": number, "invitation": links[0].id}


def test_a_second_factor_leaves_an_entry_when_it_counts_and_when_it_does_not(
    db: Database, zaphod: Person, marvin: Person, left
) -> None:
    number, who = zaphod.id, ref(zaphod)

    def set_one(at: datetime) -> pyotp.TOTP:
        codes = pyotp.TOTP(admitting.start_second_factor(zaphod.db, password=PASSWORD, now=later()).letters)
        with pytest.raises(CodeRefused):
            admitting.confirm_second_factor(zaphod.db, code="abc", token=zaphod.token, now=at)
        admitting.confirm_second_factor(zaphod.db, code=codes.at(at), token=zaphod.token, now=at)
        return codes

    made = []
    assert left(lambda: made.append(set_one(NOW))) == [("server", who, "second_factor_set")]
    tickets = []
    assert left(lambda: tickets.append(signs_in(db, zaphod.email))) == []  # the code is missing
    said = {"pending": tickets[0].pending, "code": made[0].at(later(1)), "now": later(1)}
    assert left(lambda: admitting.second_factor(nobody(db), **said)) == [("server", who, "signed_in")]
    assert about(db, "signed_in") == {"member": number, "how": "password_and_code"}
    off = {"password": PASSWORD, "token": zaphod.token, "now": later()}
    assert left(lambda: admitting.remove_second_factor(zaphod.db, **off)) == [("server", who, "second_factor_removed")]
    set_one(later(5))
    assert left(lambda: looking_after_accounts.lift_second_factor(marvin.db, member_id=number, now=later())) == [
        ("server", ref(marvin), "second_factor_lifted")
    ]


def test_invitations_leave_an_entry_when_made_taken_back_and_taken_up(
    db: Database, place_id: int, zaphod: Person, left
) -> None:
    here, links = f"place:{place_id}", []
    invite = {"place_id": place_id, "role": "editor", "note": "For the treasurer", "now": NOW}
    for _ in range(3):
        assert left(lambda: links.append(inviting.invite(zaphod.db, **invite))) == [(here, ref(zaphod), "invited")]
    assert about(db, "invited") == {"invitation": links[-1].id, "role": "editor"}
    back = {"invitation_id": links[0].id, "now": NOW}
    revoked = [(here, ref(zaphod), "invitation_revoked")]
    assert left(lambda: inviting.revoke_invitation(zaphod.db, **back)) == revoked
    assert left(lambda: inviting.revoke_invitation(zaphod.db, **back)) == []
    with pytest.raises(Problem):
        inviting.accept(nobody(db), token=links[0].token, name="T", email="t@example.org", password=PASSWORD, now=NOW)

    tickets = []
    who = {"name": "Trillian", "email": "trillian@example.org", "password": PASSWORD, "now": NOW}
    up = left(lambda: tickets.append(inviting.accept(nobody(db), token=links[1].token, **who)))
    trillian = Person(nobody(db), "trillian@example.org", tickets[0].token)
    assert up == [
        (here, ref(trillian), "invitation_taken_up"),
        ("server", ref(trillian), "account_made"),
        ("server", ref(trillian), "signed_in"),
    ]
    taken = {"invitation": links[1].id, "member": trillian.id, "role": "editor"}
    assert about(db, "invitation_taken_up") == taken
    with pytest.raises(Problem):
        inviting.accept_as(trillian.db, token=links[2].token, now=NOW)  # an editor already
    assert about(db, "invitation_taken_up") == taken

    office = inviting.invite_administrator(machine(db), note="For the treasurer", now=NOW)
    assert entries(db)[-1].action == "administrator_invited"
    assert left(lambda: inviting.accept_as(trillian.db, token=office.token, now=NOW)) == [
        ("server", ref(trillian), "administrator_set")
    ]


def test_coming_in_through_a_provider_is_noted_without_the_provider(db: Database, place_id: int, left) -> None:
    here = f"place:{place_id}"
    known = {"issuer": "https://login.example", "subject": "zaphod", "name": "Zaphod", "now": NOW}
    link = inviting.invite(machine(db), place_id=place_id, role="viewer", note="", now=NOW)
    made = left(lambda: admitting.bind_identity(nobody(db), invitation_token=link.token, **known))
    assert [(ledger, action) for ledger, _, action in made] == [
        (here, "invitation_taken_up"), ("server", "account_made"), ("server", "signed_in")
    ]  # fmt: skip
    assert left(lambda: admitting.enter_with(nobody(db), **known)) == [("server", made[0][1], "signed_in")]
    assert about(db, "signed_in")["how"] == "provider"
    office = inviting.invite_administrator(machine(db), note="", now=NOW)
    again = left(lambda: admitting.bind_identity(nobody(db), invitation_token=office.token, **known))
    assert [action for _, _, action in again] == ["administrator_set", "signed_in"]


def test_the_first_administrator_leaves_the_offer_and_the_office(db: Database, left) -> None:
    tokens = []
    offered = [("server", "machine", "set_up_offered")]
    assert left(lambda: tokens.append(inviting.first_administrator(machine(db), now=NOW))) == offered
    who = {"name": "Marvin", "email": "marvin@example.org", "password": PASSWORD, "now": NOW}
    came = left(lambda: admitting.set_up(nobody(db), token=tokens[0], **who))
    assert [action for _, _, action in came] == ["account_made", "administrator_set", "signed_in"]
    assert left(lambda: inviting.first_administrator(machine(db), now=NOW)) == []


def test_roles_leave_an_entry_when_changed_and_taken(db: Database, place_id: int, zaphod: Person, left) -> None:
    here, trillian = f"place:{place_id}", joined(db, place_id, "viewer", "Trillian")
    one = {"place_id": place_id, "member_id": trillian.id, "now": NOW}
    changed = [(here, ref(zaphod), "role_changed")]
    assert left(lambda: appointing.change_role(zaphod.db, role="editor", **one)) == changed
    assert about(db, "role_changed") == {"member": trillian.id, "before": "viewer", "role": "editor"}
    assert left(lambda: appointing.change_role(zaphod.db, role="editor", **one)) == []
    number = trillian.id
    assert left(lambda: appointing.remove_member(zaphod.db, **one)) == [(here, ref(zaphod), "member_removed")]
    assert about(db, "member_removed") == {"member": number, "role": "editor"}


def test_what_an_administrator_does_leaves_an_entry(db: Database, zaphod: Person, marvin: Person, left) -> None:
    one, who = {"member_id": zaphod.id, "now": NOW}, ref(marvin)
    given = {"administrator": True, **one}
    set_ = [("server", who, "administrator_set")]
    assert left(lambda: looking_after_accounts.set_administrator(marvin.db, **given)) == set_
    assert left(lambda: looking_after_accounts.set_administrator(marvin.db, **given)) == []
    taken = {"administrator": False, **one}
    gone = [("server", who, "administrator_taken")]
    assert left(lambda: looking_after_accounts.set_administrator(marvin.db, **taken)) == gone
    assert left(lambda: looking_after_accounts.suspend(marvin.db, **one)) == [("server", who, "suspended")]
    assert left(lambda: looking_after_accounts.reinstate(marvin.db, **one)) == [("server", who, "reinstated")]
    added = left(lambda: starting.add_place(marvin.db, council=councils().by_code("E07000207"), now=NOW))
    assert [action for _, _, action in added] == ["place_added"]
    assert left(lambda: starting.add_place(marvin.db, council=councils().by_code("E07000207"), now=NOW)) == []


def test_erasing_and_handing_over_are_told_on_the_server_and_in_the_place(
    db: Database, place_id: int, zaphod: Person, left
) -> None:
    trillian = joined(db, place_id, "editor", "Trillian")
    number, who, theirs = trillian.id, ref(trillian), trillian.db
    handed = [("server", who, "data_handed_over")]
    assert left(lambda: forgetting.export_member(theirs, member_id=number, now=NOW)) == handed
    with pytest.raises(Problem):
        forgetting.export_member(zaphod.db, member_id=number, now=NOW)
    assert left(lambda: forgetting.erase(theirs, member_id=number, answers="remove", now=NOW)) == [
        (f"place:{place_id}", who, "member_erased"),
        ("server", who, "member_erased"),
    ]
    assert about(db, "member_erased") == {"member": number, "answers": "remove"}


def test_sharing_and_retention_are_told_in_the_place(begun: Begun, place_id: int, left) -> None:
    db, here = begun.db, f"place:{place_id}"
    zaphod = joined(db, place_id, "owner", "Zaphod")
    begun.answer_all(2)
    begun.sign("council", "community")
    share = {"assessment_id": begun.id, "sharing": "public", "now": NOW}
    shared = [(here, ref(zaphod), "sharing_changed")]
    assert left(lambda: disclosing.share(zaphod.db, begun.frameworks, **share)) == shared
    assert about(db, "sharing_changed") == {"assessment": begun.id, "sharing": "public"}
    assert left(lambda: disclosing.share(zaphod.db, begun.frameworks, **share)) == []

    months = {"place_id": place_id, "unsigned": 12, "signed": 6, "now": NOW}
    kept = [(here, ref(zaphod), "retention_set")]
    assert left(lambda: forgetting.keep_for(zaphod.db, **months)) == kept
    assert left(lambda: forgetting.keep_for(zaphod.db, **months)) == []
    years = {"place_id": place_id, "now": NOW.replace(year=NOW.year + 3)}
    assert left(lambda: forgetting.retain(machine(db), dry_run=True, **years)) == []
    assert left(lambda: forgetting.retain(machine(db), **years)) == [(here, "machine", "answers_let_go")]
    told = about(db, "answers_let_go")
    assert told["assessment"] == begun.id
    assert int(told["answers"]) > 0
    assert left(lambda: forgetting.retain(machine(db), **years)) == []


def test_ending_one_sign_in_is_noted_once_and_only_where_there_was_one(db: Database, zaphod: Person, left) -> None:
    signs_in(db, zaphod.email, now=later(3))
    theirs, who = zaphod.db, ref(zaphod)
    end = {"created_at": later(3), "now": later(4)}
    assert left(lambda: ending_sign_ins.end_sign_in(theirs, **end)) == [("server", who, "signed_out")]
    assert left(lambda: ending_sign_ins.end_sign_in(theirs, **end)) == []


def test_taking_a_seat_and_being_recognised_are_noted_once(db: Database, left) -> None:
    begun = begin(db, {"council": 1, "community": 1})
    place_id = begun.sheet.assessment.place.id
    arthur, ford = joined(db, place_id, "editor", "Arthur"), joined(db, place_id, "partner", "Ford")
    about_it = {"assessment_id": begun.id, "now": later()}
    sits = {**about_it, "perspective": begun.sheet.respondents[0].perspective}
    ledger = f"place:{place_id}"
    asked = arthur.db, begun.frameworks
    assert left(lambda: taking_part.take_part(*asked, **sits)) == [(ledger, ref(arthur), "person_added")]
    assert left(lambda: taking_part.take_part(*asked, **sits)) == []
    known = {**about_it, "respondent_id": begun.people["community"][0]}
    asked = ford.db, begun.frameworks
    assert left(lambda: taking_part.recognise(*asked, **known)) == [(ledger, ref(ford), "person_recognised")]
    assert left(lambda: taking_part.recognise(*asked, **known)) == []


@pytest.mark.parametrize("shut_out", ["removed", "made an editor", "suspended", "erased"])
def test_the_open_links_of_whoever_is_shut_out_are_void_and_each_is_noted(
    db: Database, place_id: int, zaphod: Person, marvin: Person, left, shut_out: str
) -> None:
    here, who, now = f"place:{place_id}", ref(marvin), later(5)
    joined(db, place_id, "owner", "Second")
    link = {"place_id": place_id, "role": "viewer", "note": "For the treasurer", "now": NOW}
    open_, used, back = (inviting.invite(zaphod.db, **link) for _ in range(3))
    inviting.invite(zaphod.db, **{**link, "now": NOW - timedelta(days=20)})  # has expired: it opens nothing anyway
    inviting.revoke_invitation(zaphod.db, invitation_id=back.id, now=NOW)
    taken_up = {"name": "Trillian", "email": "trillian@example.org", "password": PASSWORD, "now": NOW}
    inviting.accept(nobody(db), token=used.token, **taken_up)
    reset = inviting.invite_to_reset(marvin.db, member_id=zaphod.id, now=NOW)
    one = {"member_id": zaphod.id, "now": now}
    deeds = {
        "removed": lambda: appointing.remove_member(marvin.db, place_id=place_id, **one),
        "made an editor": lambda: appointing.change_role(marvin.db, place_id=place_id, role="editor", **one),
        "suspended": lambda: looking_after_accounts.suspend(marvin.db, **one),
        "erased": lambda: forgetting.erase(marvin.db, answers="keep", **one),
    }
    number, void = zaphod.id, (here, who, "invitation_voided")
    assert (
        left(deeds[shut_out])
        == {
            "removed": [(here, who, "member_removed"), void],
            "made an editor": [(here, who, "role_changed"), void],
            "suspended": [void, ("server", who, "suspended")],
            "erased": [
                (here, who, "member_erased"),
                void,
                ("server", who, "member_erased"),
                ("server", who, "invitation_voided"),
            ],
        }[shut_out]
    )
    voided = [dict(entry.about) for entry in entries(db) if entry.action == "invitation_voided"]
    links = [open_.id, *([reset.id] if shut_out == "erased" else [])]
    assert voided == [{"invitation": link, "member": number} for link in links]
    with pytest.raises(Problem, match="This link does not open anything"):
        inviting.look_at_invitation(nobody(db), token=open_.token, now=now)


def test_the_links_of_a_former_administrator_are_void_in_every_ledger(db: Database, place_id: int, left) -> None:
    marvin, root = an_administrator(db, "Marvin"), an_administrator(db, "Root")
    inviting.invite_administrator(marvin.db, note="", now=NOW)
    inviting.invite(marvin.db, place_id=place_id, role="owner", note="", now=NOW)
    taken = {"member_id": marvin.id, "administrator": False, "now": NOW}
    assert left(lambda: looking_after_accounts.set_administrator(root.db, **taken)) == [
        (f"place:{place_id}", ref(root), "invitation_voided"),
        ("server", ref(root), "administrator_taken"),
        ("server", ref(root), "invitation_voided"),
    ]
    assert left(lambda: looking_after_accounts.set_administrator(root.db, **taken)) == []


def test_tidying_is_noted_with_its_numbers_and_only_where_something_went(db: Database, zaphod: Person, left) -> None:
    place_id = next(iter(zaphod.caller().roles))
    inviting.invite(zaphod.db, place_id=place_id, role="viewer", note="For the treasurer", now=NOW)
    admitting.sign_out(nobody(db), token=zaphod.token, now=later())
    for days, told in ((20, []), (50, [("server", "machine", "tidied")]), (51, [])):
        assert left(lambda days=days: forgetting.tidy(machine(db), now=NOW + timedelta(days=days))) == told
    assert about(db, "tidied") == {"sign_ins": 1, "notes": 1}
