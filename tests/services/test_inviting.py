"""Invitations, single use under any hands, and who belongs to a place afterwards."""

from datetime import timedelta

import pytest

from resilience_dash.domain.access import ROLES, NotAllowed, Role
from resilience_dash.domain.member import (
    AlreadyMember,
    EmailRefused,
    EmailTaken,
    InvitationRefused,
    LastAdministrator,
    LastOwner,
    NameRefused,
    TooManyTries,
)
from resilience_dash.domain.passwords import PasswordRefused
from resilience_dash.domain.problem import Problem, TextTooLong, UnknownThing
from resilience_dash.services import admitting, appointing, inviting, looking_after_accounts
from resilience_dash.store.database import Database
from tests.builders import NASTY, NOW, begin, later
from tests.people import PASSWORD, Person, an_administrator, at_once, everything, joined, machine, nobody, signs_in


@pytest.fixture
def owner(db: Database, place_id: int) -> Person:
    return joined(db, place_id, "owner", "Olu")


@pytest.fixture
def elsewhere(db: Database) -> int:
    """Another place."""
    return begin(db, community="Frimley").sheet.assessment.place.id


def link(owner: Person, place_id: int, role: Role = "editor") -> str:
    return inviting.invite(owner.db, place_id=place_id, role=role, note="for Ann", now=NOW).token


def accepts(db: Database, token: str, name: str = "Ann", **given: object) -> admitting.Ticket:
    filled = {"name": name, "email": f"{name.lower()}@example.org", "password": PASSWORD, "now": later(), **given}
    return inviting.accept(nobody(db), token=token, **filled)  # type: ignore[arg-type]


def test_an_invitation_says_what_it_offers_and_gives_it(db: Database, owner: Person, place_id: int) -> None:
    made = inviting.invite(owner.db, place_id=place_id, role="partner", note="for Ann", now=NOW)
    assert made.expires_at == NOW + timedelta(days=14)
    offer = inviting.look_at_invitation(nobody(db), token=made.token, now=later())
    assert (offer.place_name, offer.role, offer.administrator) == ("Surrey Heath", "partner", False)
    ticket = accepts(db, made.token)
    assert admitting.caller(db, token=ticket.token, now=later()).roles == {place_id: "partner"}
    used = inviting.list_invitations(owner.db, place_id=place_id)[0]
    assert (used.id, used.note, used.used_at, used.invited_by) == (made.id, "for Ann", later(), owner.id)


def test_a_link_is_not_kept(db: Database, owner: Person, place_id: int) -> None:
    token = link(owner, place_id)
    assert "for Ann" in everything(db)
    assert token not in everything(db)


def refused(db: Database, token: str, now=None) -> str:
    """What every way of using a link says, which is the same."""
    moment = {"now": now or later()}
    known = {"issuer": "https://i.example", "subject": "1", "name": "Eve"}
    ways = (
        lambda: inviting.look_at_invitation(nobody(db), token=token, **moment),
        lambda: accepts(db, token, "Eve", **moment),
        lambda: admitting.bind_identity(nobody(db), invitation_token=token, **known, **moment),
        lambda: admitting.set_up(nobody(db), token=token, name="E", email="e@example.org", password=PASSWORD, **moment),
        lambda: admitting.reset_password(nobody(db), token=token, password=PASSWORD, **moment),
    )
    said = set()
    for way in ways:
        with pytest.raises(InvitationRefused) as why:
            way()
        said.add(str(why.value))
    (sentence,) = said - {"This link has expired. Nothing was changed. Ask whoever sent it for a new one."} or said
    return sentence


def test_unknown_used_changed_and_taken_back_links_are_refused_alike(
    db: Database, owner: Person, place_id: int
) -> None:
    used, back, changed = (link(owner, place_id) for _ in range(3))
    accepts(db, used)
    newest = inviting.list_invitations(owner.db, place_id=place_id)[1]
    inviting.revoke_invitation(owner.db, invitation_id=newest.id, now=later())
    said = {refused(db, token) for token in (used, back, changed[:-1], changed + "A", changed.swapcase(), "", "\ud800")}
    assert len(said) == 1
    assert "has been used, or taken back" in said.pop()


def test_a_stolen_link_that_was_used_lets_no_second_person_in(db: Database, owner: Person, place_id: int) -> None:
    token = link(owner, place_id)
    accepts(db, token)
    with pytest.raises(InvitationRefused):
        accepts(db, token, "Eve")
    with pytest.raises(InvitationRefused):
        inviting.accept_as(joined(db, place_id, "viewer", "Vic").db, token=token, now=later())
    assert [m.member.name for m in appointing.list_members(owner.db, place_id=place_id)] == ["Ann", "Olu", "Vic"]


def test_an_expired_link_says_so(db: Database, owner: Person, place_id: int) -> None:
    token = link(owner, place_id)
    late = NOW + timedelta(days=14)
    with pytest.raises(InvitationRefused, match="expired"):
        accepts(db, token, now=late)
    assert inviting.look_at_invitation(nobody(db), token=token, now=late - timedelta(seconds=1)).role == "editor"


@pytest.mark.parametrize("how_many", [2, 6])
def test_of_many_who_take_up_a_link_at_once_one_gets_in(
    db: Database, owner: Person, place_id: int, how_many: int
) -> None:
    token = link(owner, place_id)
    said = at_once(*[lambda n=n: accepts(db, token, f"Ann{n}") for n in range(how_many)])
    assert sum(isinstance(each, admitting.Ticket) for each in said) == 1
    assert sum(isinstance(each, InvitationRefused) for each in said) == how_many - 1
    assert len(appointing.list_members(owner.db, place_id=place_id)) == 2
    assert len(looking_after_accounts.list_accounts(machine(db))) == 2


def test_a_form_filled_in_wrongly_leaves_the_link_good(db: Database, owner: Person, place_id: int) -> None:
    token = link(owner, place_id)
    wrong = (
        ({"name": " "}, NameRefused),
        ({"name": "x" * 300}, TextTooLong),
        ({"email": "ann"}, EmailRefused),
        ({"password": "short"}, PasswordRefused),
        ({"password": "ann@example.org"}, PasswordRefused),
        ({"email": "OLU@example.org "}, EmailTaken),
    )
    for given, why in wrong:
        with pytest.raises(why):
            accepts(db, token, **given)
    assert accepts(db, token).token


def test_whoever_holds_a_link_may_not_ask_for_many_emails(db: Database, owner: Person, place_id: int) -> None:
    token = link(owner, place_id)
    for _ in range(20):
        with pytest.raises(EmailTaken):
            accepts(db, token, "Olu")
    with pytest.raises(TooManyTries):
        accepts(db, token, "Olu")


@pytest.mark.parametrize("nasty", [nasty for nasty in NASTY if len(nasty) < 200])
def test_nasty_names_and_notes_are_kept_as_text(db: Database, owner: Person, place_id: int, nasty: str) -> None:
    made = inviting.invite(owner.db, place_id=place_id, role="editor", note=nasty, now=NOW)
    accepts(db, made.token, nasty, email="ann@example.org")
    assert len(appointing.list_members(owner.db, place_id=place_id)) == 2


def test_a_member_of_one_place_takes_up_an_invitation_to_another(
    db: Database, owner: Person, place_id: int, elsewhere: int
) -> None:
    other = joined(db, elsewhere, "owner", "Pat")
    inviting.accept_as(owner.db, token=link(other, elsewhere, "viewer"), now=later())
    assert owner.caller().roles == {place_id: "owner", elsewhere: "viewer"}
    with pytest.raises(NotAllowed):
        inviting.accept_as(nobody(db), token=link(other, elsewhere), now=later())


def test_an_invitation_changes_no_role_and_stays_good(db: Database, owner: Person, place_id: int) -> None:
    token = link(owner, place_id, "viewer")
    with pytest.raises(AlreadyMember, match="as owner"):
        inviting.accept_as(owner.db, token=token, now=later())
    assert owner.caller().roles == {place_id: "owner"}
    assert accepts(db, token).token


@pytest.mark.parametrize("role", ["editor", "facilitator", "partner", "viewer"])
def test_only_owners_and_administrators_open_the_door(
    db: Database, owner: Person, place_id: int, elsewhere: int, role: Role
) -> None:
    other = joined(db, place_id, role, "Ann")
    made = inviting.invite(owner.db, place_id=place_id, role="viewer", note="", now=NOW)
    for who in (other, joined(db, elsewhere, "owner", "Eve")):
        deeds = (
            lambda who=who: inviting.invite(who.db, place_id=place_id, role="owner", note="", now=NOW),
            lambda who=who: inviting.revoke_invitation(who.db, invitation_id=made.id, now=NOW),
            lambda who=who: inviting.list_invitations(who.db, place_id=place_id),
            lambda who=who: inviting.list_invitations(who.db, place_id=None),
            lambda who=who: inviting.invite_administrator(who.db, note="", now=NOW),
            lambda who=who: appointing.list_members(who.db, place_id=place_id),
            lambda who=who: appointing.change_role(who.db, place_id=place_id, member_id=who.id, role="owner", now=NOW),
            lambda who=who: appointing.remove_member(who.db, place_id=place_id, member_id=owner.id, now=NOW),
            lambda who=who: looking_after_accounts.suspend(who.db, member_id=owner.id, now=NOW),
            lambda who=who: looking_after_accounts.list_accounts(who.db),
            lambda who=who: looking_after_accounts.find_account(who.db, email="olu@example.org"),
            lambda who=who: looking_after_accounts.set_administrator(
                who.db, member_id=who.id, administrator=True, now=NOW
            ),
        )
        for deed in deeds:
            with pytest.raises((NotAllowed, UnknownThing)):
                deed()
    assert inviting.look_at_invitation(nobody(db), token=made.token, now=NOW).role == "viewer"
    root = an_administrator(db)
    assert inviting.list_invitations(root.db, place_id=place_id)
    assert inviting.list_invitations(root.db, place_id=None)


def test_a_place_or_an_invitation_that_is_not_there_is_unknown(db: Database, owner: Person, elsewhere: int) -> None:
    for who in (an_administrator(db).db, machine(db), owner.db):
        with pytest.raises(UnknownThing):
            inviting.invite(who, place_id=999, role="viewer", note="", now=NOW)
    with pytest.raises(UnknownThing):  # as for one of another place, so that a number tells nothing
        inviting.revoke_invitation(owner.db, invitation_id=999, now=NOW)
    with pytest.raises(Problem, match="no role"):
        inviting.invite(owner.db, place_id=elsewhere, role="king", note="", now=NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize("role", list(ROLES))
def test_a_role_counts_from_the_next_click(db: Database, owner: Person, place_id: int, role: Role) -> None:
    ann = joined(db, place_id, "viewer")
    appointing.change_role(owner.db, place_id=place_id, member_id=ann.id, role=role, now=later())
    assert ann.caller().roles == {place_id: role}
    appointing.remove_member(owner.db, place_id=place_id, member_id=ann.id, now=later())
    assert ann.caller().roles == {}
    with pytest.raises(UnknownThing):
        appointing.change_role(owner.db, place_id=place_id, member_id=ann.id, role=role, now=later())


def test_the_last_owner_is_neither_removed_nor_made_less(db: Database, owner: Person, place_id: int) -> None:
    with pytest.raises(LastOwner):
        appointing.remove_member(owner.db, place_id=place_id, member_id=owner.id, now=later())
    with pytest.raises(LastOwner):
        appointing.change_role(machine(db), place_id=place_id, member_id=owner.id, role="editor", now=later())
    second = joined(db, place_id, "owner", "Pat")
    number = second.id
    looking_after_accounts.suspend(machine(db), member_id=number, now=later())
    with pytest.raises(LastOwner):  # one who may not come in opens no door
        appointing.remove_member(owner.db, place_id=place_id, member_id=owner.id, now=later())
    appointing.remove_member(owner.db, place_id=place_id, member_id=number, now=later())
    assert owner.caller().roles == {place_id: "owner"}


def test_two_owners_who_remove_each_other_at_once_leave_one(db: Database, owner: Person, place_id: int) -> None:
    pat = joined(db, place_id, "owner", "Pat")
    one, two = owner.db, pat.db
    a, b = owner.id, pat.id
    said = at_once(
        lambda: appointing.remove_member(one, place_id=place_id, member_id=b, now=later()),
        lambda: appointing.change_role(two, place_id=place_id, member_id=a, role="viewer", now=later()),
    )
    assert sorted(str(type(each).__name__) for each in said) == ["LastOwner", "NoneType"]


def test_who_leaves_leaves_no_door_open(db: Database, owner: Person, place_id: int, elsewhere: int) -> None:
    pat = joined(db, place_id, "owner", "Pat")
    inviting.accept_as(pat.db, token=link(joined(db, elsewhere, "owner", "Quin"), elsewhere, "owner"), now=later())
    here, there = link(pat, place_id), link(pat, elsewhere)
    appointing.remove_member(owner.db, place_id=place_id, member_id=pat.id, now=later())
    with pytest.raises(InvitationRefused):
        accepts(db, here)
    assert inviting.look_at_invitation(nobody(db), token=there, now=later()).role == "editor"
    looking_after_accounts.suspend(machine(db), member_id=pat.id, now=later())
    with pytest.raises(InvitationRefused):
        accepts(db, there)


def test_the_server_keeps_an_administrator(db: Database) -> None:
    root = an_administrator(db)
    number = root.id
    with pytest.raises(LastAdministrator):
        looking_after_accounts.suspend(root.db, member_id=number, now=later())
    with pytest.raises(LastAdministrator):
        looking_after_accounts.set_administrator(root.db, member_id=number, administrator=False, now=later())
    second = an_administrator(db, "Second")
    assert second.caller().administrator
    looking_after_accounts.set_administrator(second.db, member_id=number, administrator=False, now=later())
    assert root.caller(later()).kind == "nobody"
    again = signs_in(db, "root@example.org", now=later(2))
    assert not admitting.caller(db, token=again.token, now=later(2)).administrator
    with pytest.raises(UnknownThing):
        looking_after_accounts.suspend(second.db, member_id=999, now=later())


def test_an_account_is_found_by_part_of_a_name_or_e_mail(db: Database, place_id: int) -> None:
    joined(db, place_id, "owner", "Siân-Ŵyn")
    joined(db, place_id, "editor", "Sian")

    def found(said: str) -> list[str]:
        return [one.name for one in looking_after_accounts.search_accounts(machine(db), said=said)]

    assert found("SIÂN-ŵ") == found("ŵyn siân") == found(" ŵYN") == ["Siân-Ŵyn"]
    assert sorted(found("example.org")) == ["Sian", "Siân-Ŵyn"]
    assert found("") == found("  ") == found("%") == found("nobody") == []
