"""Signing in and out: who gets in, who does not, and that a stranger learns nothing from being refused."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from resilience_dash.domain.access import NOBODY, NotAllowed
from resilience_dash.domain.member import (
    InvitationRefused,
    SignInRefused,
    TooManyTries,
    UnknownIdentity,
)
from resilience_dash.domain.passwords import PasswordRefused
from resilience_dash.services import admitting, hashing, inviting, keeping_secrets, limiting, looking_after_accounts
from resilience_dash.store.database import Database
from tests.builders import NASTY, NOW, later
from tests.people import ADDRESS, PASSWORD, an_administrator, at_once, everything, joined, machine, nobody, signs_in

ISSUER = "https://login.example.org/tenant"


def caller_at(db: Database, token: str | None, minutes: float):
    return admitting.caller(nobody(db), token=token, now=later(minutes))


def test_a_member_signs_in_and_out(db: Database, place_id: int) -> None:
    ann = joined(db, place_id, "editor")
    ticket = signs_in(db, " ANN@Example.org")
    assert ticket.token
    who = caller_at(db, ticket.token, 2)
    assert (who.kind, who.name, who.roles, who.administrator) == ("member", "Ann", {place_id: "editor"}, False)
    assert who.may("start", place_id)
    admitting.sign_out(nobody(db), token=ticket.token, now=later(3))
    assert caller_at(db, ticket.token, 4) is NOBODY
    assert caller_at(db, ann.token, 4).name == "Ann"


def test_every_sign_in_has_a_token_of_its_own_and_none_is_kept(db: Database, place_id: int) -> None:
    joined(db, place_id, "editor")
    tokens = {signs_in(db, "ann@example.org").token for _ in range(5)}
    assert len(tokens) == 5
    assert all(token and len(token) >= 43 for token in tokens)
    kept = everything(db)
    assert "ann@example.org" in kept
    assert not [each for each in (*tokens, PASSWORD, ADDRESS) if each and each in kept]


@pytest.mark.parametrize(
    ("email", "password"),
    [("ann@example.org", "kettle marble oxes"), ("bob@example.org", PASSWORD), ("", ""), ("ann@example.org", ""),
     ("not an e-mail", PASSWORD), ("ann@example.org", "x" * 100_000), ("ann@example.org", "\ud800" + PASSWORD),
     ("x" * 100_000, PASSWORD), ("ann@example.org\x00", "\x00"), ("' OR 1=1 --", "' OR 1=1 --")],
)  # fmt: skip
def test_every_refusal_says_the_same_and_costs_the_same(
    db: Database, place_id: int, email: str, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined(db, place_id, "editor")
    asked: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash, password):  # noqa: A002  (its own name for it)
            asked.append(password)
            return super().verify(hash, password)

    monkeypatch.setattr(hashing, "HASHER", Counting(time_cost=1, memory_cost=8, parallelism=1))
    with pytest.raises(SignInRefused) as refused:
        signs_in(db, email, password)
    assert str(refused.value) == admitting.REFUSED
    assert len(asked) == 1


@pytest.mark.parametrize("nasty", NASTY)
def test_nasty_texts_sign_nobody_in(db: Database, nasty: str) -> None:
    with pytest.raises(SignInRefused):
        admitting.sign_in(db, email=nasty, password=nasty, address=nasty, now=NOW)


def test_a_suspended_member_is_out_at_once_and_told_no_more_than_a_stranger(db: Database, place_id: int) -> None:
    ann = joined(db, place_id, "editor")
    number = ann.id
    looking_after_accounts.suspend(machine(db), member_id=number, now=later())
    assert caller_at(db, ann.token, 1) is NOBODY
    with pytest.raises(SignInRefused) as refused:
        signs_in(db, "ann@example.org")
    assert str(refused.value) == admitting.REFUSED
    looking_after_accounts.reinstate(machine(db), member_id=number, now=later(2))
    assert caller_at(db, ann.token, 2) is NOBODY
    assert signs_in(db, "ann@example.org", now=later(3)).token


@pytest.mark.parametrize("email", ["ann@example.org", "nobody@example.org"])
def test_a_hundred_wrong_passwords_get_ten_tries(db: Database, place_id: int, email: str) -> None:
    """Known or unknown, the eleventh try is refused alike, and so is the right password until the time is over."""
    joined(db, place_id, "editor")
    said = []
    for nth in range(100):
        with pytest.raises((SignInRefused, TooManyTries)) as refused:
            signs_in(db, email, f"wrong password {nth}", now=later(nth / 60))
        said.append(refused.value)
    assert [type(each) for each in said] == [SignInRefused] * 10 + [TooManyTries] * 90
    assert said[10].again_at == later(15)
    assert "Wait 15 minutes, until 10:15 UTC" in str(said[10])
    with pytest.raises(TooManyTries):
        signs_in(db, email, now=later(14))
    if email == "ann@example.org":
        assert signs_in(db, email, now=later(15.1)).token


def test_refused_tries_do_not_keep_a_member_out_for_longer(db: Database, place_id: int) -> None:
    joined(db, place_id, "editor")
    for minute in (*[0] * 10, *range(15)):
        with pytest.raises((SignInRefused, TooManyTries)):
            signs_in(db, "ann@example.org", "wrong", now=later(minute))
    assert signs_in(db, "ann@example.org", now=later(15.1)).token


def test_many_at_the_same_moment_get_no_more_tries_than_one_after_another(db: Database, place_id: int) -> None:
    joined(db, place_id, "editor")
    said = at_once(*[lambda: signs_in(db, "ann@example.org", "wrong")] * 24)
    assert 1 <= sum(isinstance(each, SignInRefused) for each in said) <= 10
    assert {type(each) for each in said} == {SignInRefused, TooManyTries}


def test_a_right_password_makes_earlier_slips_good(db: Database, place_id: int) -> None:
    joined(db, place_id, "editor")
    for _ in range(3):
        for _ in range(9):
            with pytest.raises(SignInRefused):
                signs_in(db, "ann@example.org", "wrong")
        assert signs_in(db, "ann@example.org").token


def test_a_hall_behind_one_address_gets_in_and_a_machine_does_not(
    db: Database, place_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many sign in at once, they count for nothing; many wrong tries shut the address, and no other."""
    assert limiting.OF_ADDRESS.times == 300
    monkeypatch.setattr(limiting, "OF_ADDRESS", limiting.Limit("address", 30, timedelta(minutes=10)))
    joined(db, place_id, "editor")
    for _ in range(40):
        assert signs_in(db, "ann@example.org").token
    for nth in range(30):
        with pytest.raises(SignInRefused):
            signs_in(db, f"{nth}@example.org", "wrong")
    with pytest.raises(TooManyTries):
        signs_in(db, "ann@example.org")
    assert admitting.sign_in(db, email="ann@example.org", password=PASSWORD, address="198.51.100.1", now=later()).token


def test_addresses_of_one_household_are_one() -> None:
    assert limiting.address("2001:db8:1:2::1") == limiting.address("2001:db8:1:2:ffff::9")
    assert limiting.address("2001:db8:1:2::1") != limiting.address("2001:db8:1:3::1")
    assert limiting.address("::ffff:203.0.113.7") == limiting.address("203.0.113.7")
    assert limiting.address("") == limiting.address("")
    assert limiting.address("testclient") != limiting.address("")


def test_tries_are_forgotten_after_a_day_and_an_hour(db: Database) -> None:
    for minutes in (0, 25 * 60 + 1):
        with pytest.raises(SignInRefused):
            signs_in(db, "ann@example.org", now=later(minutes))
    with db.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM attempt").scalar() == 2


@pytest.mark.parametrize(("minutes", "here"), [(59, True), (60, True), (61, False)])
def test_an_idle_sign_in_ends_after_an_hour(db: Database, place_id: int, minutes: int, here: bool) -> None:
    ann = joined(db, place_id, "editor")
    assert (caller_at(db, ann.token, minutes) is not NOBODY) == here


def test_a_busy_sign_in_ends_after_twelve_hours(db: Database, place_id: int) -> None:
    ann = joined(db, place_id, "editor")
    for minutes in range(30, 721, 30):
        assert caller_at(db, ann.token, minutes).kind == "member"
    assert caller_at(db, ann.token, 721) is NOBODY


def test_being_seen_is_written_once_a_minute(db: Database, place_id: int) -> None:
    ann = joined(db, place_id, "editor")

    def seen() -> str:
        with db.read() as session:
            return str(session.connection().exec_driver_sql("SELECT seen_at FROM sign_in").scalar())

    first = seen()
    assert caller_at(db, ann.token, 0.9).kind == "member"
    assert seen() == first
    assert caller_at(db, ann.token, 1.5).kind == "member"
    assert seen() > first


def test_a_database_that_can_only_be_read_still_knows_who_reads(db: Database, place_id: int) -> None:
    ann = joined(db, place_id, "viewer")
    quick = Database(str(db.url), wait_ms=50)
    with db.write():
        assert caller_at(quick, ann.token, 5).kind == "member"
    quick.close()


@pytest.mark.parametrize(
    "change", [str.upper, str.swapcase, lambda t: t[:-1], lambda t: t + "A", lambda t: " " + t],
    ids=["upper", "swapped", "cut", "longer", "spaced"],
)  # fmt: skip
def test_a_changed_token_is_nobody(db: Database, place_id: int, change) -> None:
    ann = joined(db, place_id, "owner")
    assert caller_at(db, change(ann.token), 1) is NOBODY


@pytest.mark.parametrize("token", ["", None, "x", "é", "\ud800", "' OR ''='", "x" * 100_000, "\x00"])
def test_what_is_no_token_is_nobody(db: Database, place_id: int, token: str | None) -> None:
    joined(db, place_id, "owner")
    assert caller_at(db, token, 1) is NOBODY


def test_the_hash_that_is_kept_is_no_token(db: Database, place_id: int) -> None:
    """Who has read the database cannot come in with what stands there."""
    joined(db, place_id, "owner")
    with db.read() as session:
        kept = session.connection().exec_driver_sql("SELECT token_sha256 FROM sign_in").scalar()
    assert caller_at(db, str(kept), 1) is NOBODY


def test_signing_out_everywhere_ends_every_sign_in_of_one_member_only(db: Database, place_id: int) -> None:
    ann, bob = joined(db, place_id, "owner"), joined(db, place_id, "editor", "Bob")
    second = signs_in(db, "ann@example.org").token
    with pytest.raises(NotAllowed):
        admitting.sign_out_everywhere(bob.db, member_id=ann.id, now=later())
    with pytest.raises(NotAllowed):
        admitting.sign_out_everywhere(nobody(db), member_id=ann.id, now=later())
    assert len(admitting.list_sign_ins(ann.db, now=later())) == 2
    admitting.sign_out_everywhere(ann.db, member_id=ann.id, now=later())
    assert caller_at(db, ann.token, 1) is caller_at(db, second, 1) is NOBODY
    assert caller_at(db, bob.token, 1).name == "Bob"
    root = an_administrator(db)
    admitting.sign_out_everywhere(root.db, member_id=bob.id, now=later(2))
    assert caller_at(db, bob.token, 2) is NOBODY


def test_another_password_ends_all_other_sign_ins(db: Database, place_id: int) -> None:
    ann = joined(db, place_id, "owner")
    other = signs_in(db, "ann@example.org").token
    new = "harbour candle 99 moss"
    with pytest.raises(SignInRefused, match="Nothing was changed"):
        admitting.change_password(ann.db, old="wrong", new=new, token=ann.token, now=later(2))
    with pytest.raises(PasswordRefused):
        admitting.change_password(ann.db, old=PASSWORD, new="short", token=ann.token, now=later(2))
    assert caller_at(db, other, 2).kind == "member"
    admitting.change_password(ann.db, old=PASSWORD, new=new, token=ann.token, now=later(2))
    assert caller_at(db, other, 3) is NOBODY
    assert caller_at(db, ann.token, 3).kind == "member"
    with pytest.raises(SignInRefused):
        signs_in(db, "ann@example.org", now=later(4))
    assert signs_in(db, "ann@example.org", new, now=later(4)).token


def test_guessing_the_old_password_is_limited_too(db: Database, place_id: int) -> None:
    ann = joined(db, place_id, "owner")
    for _ in range(10):
        with pytest.raises(SignInRefused):
            admitting.confirm_password(ann.db, password="wrong", now=later())
    with pytest.raises(TooManyTries):
        admitting.confirm_password(ann.db, password=PASSWORD, now=later())


def test_a_reset_link_sets_a_new_password_once(db: Database, place_id: int) -> None:
    ann, root = joined(db, place_id, "owner"), an_administrator(db)
    older = looking_after_accounts.invite_to_reset(root.db, member_id=ann.id, now=later())
    link = looking_after_accounts.invite_to_reset(root.db, member_id=ann.id, now=later())
    for token in (older.token, "x"):
        with pytest.raises(InvitationRefused):
            admitting.reset_password(nobody(db), token=token, password="harbour candle moss", now=later(2))
    with pytest.raises(InvitationRefused):
        inviting.accept(nobody(db), token=link.token, name="E", email="e@example.org", password=PASSWORD, now=later(2))
    admitting.reset_password(nobody(db), token=link.token, password="harbour candle moss", now=later(2))
    assert caller_at(db, ann.token, 3) is NOBODY
    assert signs_in(db, "ann@example.org", "harbour candle moss", now=later(3)).token
    with pytest.raises(InvitationRefused):
        admitting.reset_password(nobody(db), token=link.token, password="another kettle oxen", now=later(4))
    with pytest.raises(NotAllowed):
        looking_after_accounts.invite_to_reset(joined(db, place_id, "owner", "Bob").db, member_id=root.id, now=later())


def test_a_hash_with_old_parameters_is_made_anew(db: Database, place_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    joined(db, place_id, "owner")

    def kept() -> str:
        with db.read() as session:
            return str(session.connection().exec_driver_sql("SELECT password_hash FROM member").scalar())

    before = kept()
    monkeypatch.setattr(hashing, "HASHER", PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    assert signs_in(db, "ann@example.org").token
    assert (before.split("$")[3], kept().split("$")[3]) == ("m=8,t=1,p=1", "m=8,t=2,p=1")
    assert signs_in(db, "ann@example.org").token


def test_passwords_cost_what_they_should(monkeypatch: pytest.MonkeyPatch) -> None:
    """argon2id with 64 MiB, three passes and four lanes: the second recommendation of RFC 9106."""
    monkeypatch.undo()
    assert hashing.hashed(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert not hashing.matches("not a hash", PASSWORD)


def test_a_provider_lets_in_whom_it_vouches_for_by_issuer_and_subject_only(db: Database, place_id: int) -> None:
    link = inviting.invite(machine(db), place_id=place_id, role="viewer", note="", now=NOW)
    known = {"issuer": ISSUER, "subject": "s-1"}
    with pytest.raises(UnknownIdentity, match="nobody here has invited you"):
        admitting.enter_with(nobody(db), **known, name="Cat", now=NOW)
    token = admitting.bind_identity(nobody(db), invitation_token=link.token, **known, name="Cat\u202e", now=NOW)
    who = caller_at(db, token, 1)
    assert (who.name, who.roles) == ("Cat", {place_id: "viewer"})
    again = admitting.enter_with(nobody(db), **known, name="Cat Bell", now=later())
    assert caller_at(db, again, 1).name == "Cat Bell"
    for other in ({"issuer": ISSUER, "subject": "S-1"}, {"issuer": "https://evil.example", "subject": "s-1"}):
        with pytest.raises(UnknownIdentity):
            admitting.enter_with(nobody(db), **other, name="Cat", now=NOW)
    assert who.member_id is not None
    looking_after_accounts.suspend(machine(db), member_id=who.member_id, now=later(2))
    with pytest.raises(UnknownIdentity):
        admitting.enter_with(nobody(db), **known, name="Cat", now=later(3))


def test_a_known_identity_takes_up_a_second_invitation_as_the_same_member(db: Database, place_id: int) -> None:
    known = {"issuer": ISSUER, "subject": "s-1"}
    first = inviting.invite_administrator(machine(db), note="", now=NOW)
    one = admitting.bind_identity(nobody(db), invitation_token=first.token, **known, name="", now=NOW)
    second = inviting.invite(machine(db), place_id=place_id, role="viewer", note="", now=NOW)
    two = admitting.bind_identity(nobody(db), invitation_token=second.token, **known, name="", now=NOW)
    who = caller_at(db, two, 1)
    assert who.member_id == caller_at(db, one, 1).member_id
    assert (who.name, who.administrator, who.roles) == ("A member without a name", True, {place_id: "viewer"})
    for wrong in (
        {"issuer": "", "subject": "s"},
        {"issuer": ISSUER, "subject": ""},
        {"issuer": ISSUER, "subject": "x" * 2_000},
    ):
        with pytest.raises(UnknownIdentity):
            admitting.bind_identity(nobody(db), invitation_token=second.token, **wrong, name="", now=NOW)
    with pytest.raises(InvitationRefused):
        admitting.bind_identity(
            nobody(db), invitation_token=second.token, issuer=ISSUER, subject="s-2", name="", now=NOW
        )


def test_the_first_administrator_comes_in_through_one_link(db: Database) -> None:
    with pytest.raises(NotAllowed):
        admitting.first_administrator(nobody(db), now=NOW)
    older = admitting.first_administrator(machine(db), now=NOW)
    link = admitting.first_administrator(machine(db), now=NOW)
    assert older
    assert link
    given = {"name": "Root", "email": "root@example.org", "password": PASSWORD}
    with pytest.raises(InvitationRefused):
        admitting.set_up(nobody(db), token=older, **given, now=later())
    with pytest.raises(InvitationRefused, match="expired"):
        admitting.set_up(nobody(db), token=link, **given, now=NOW + timedelta(days=1))
    ticket = admitting.set_up(nobody(db), token=link, **given, now=later())
    who = caller_at(db, ticket.token, 2)
    assert (who.administrator, who.roles) == (True, {})
    with pytest.raises(InvitationRefused):
        admitting.set_up(nobody(db), token=link, name="Eve", email="eve@example.org", password=PASSWORD, now=later(2))
    assert admitting.first_administrator(machine(db), now=later(3)) is None


def test_a_secret_of_the_server_is_made_once_and_read_by_nobody_else(db: Database) -> None:
    made = keeping_secrets.server_secret(machine(db), name="cookies")
    assert len(made) >= 64
    assert keeping_secrets.server_secret(machine(db), name="cookies") == made
    assert keeping_secrets.server_secret(machine(db), name="other") != made
    for other in (nobody(db), an_administrator(db).db):
        with pytest.raises(NotAllowed):
            keeping_secrets.server_secret(other, name="cookies")


def test_two_processes_that_make_a_secret_make_one(db: Database) -> None:
    made = at_once(*[lambda: keeping_secrets.server_secret(machine(db), name="cookies")] * 6)
    assert len(set(made)) == 1
