"""The second factor: a code is asked for, is good once, and cannot be guessed."""

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from resilience_dash.domain.access import NOBODY, NotAllowed
from resilience_dash.domain.member import CodeRefused, SecondFactorSet, SignInRefused, TooManyTries
from resilience_dash.services import admitting, inviting, looking_after_accounts
from resilience_dash.store.database import Database
from tests.builders import NASTY, NOW, later
from tests.people import PASSWORD, Person, at_once, joined, machine, nobody, signs_in


def code(secret: str, now: datetime, steps: int = 0) -> str:
    return pyotp.TOTP(secret).generate_otp(int(now.timestamp()) // 30 + steps)


@pytest.fixture
def ann(db: Database, place_id: int) -> Person:
    return joined(db, place_id, "owner")


@pytest.fixture
def secret(ann: Person) -> str:
    """Ann's app is set up, with the code of the first minute."""
    made = admitting.start_second_factor(ann.db, password=PASSWORD, now=later()).letters
    admitting.confirm_second_factor(ann.db, code=code(made, NOW), token=ann.token, now=NOW)
    return made


def pending(db: Database, now: datetime) -> str:
    ticket = signs_in(db, "ann@example.org", now=now)
    assert (ticket.token, ticket.second_factor) == (None, True)
    assert ticket.pending
    return ticket.pending


def finishes(db: Database, waiting: str, given: str, now: datetime) -> admitting.Ticket:
    return admitting.second_factor(nobody(db), pending=waiting, code=given, now=now)


def test_an_app_is_given_what_it_needs(ann: Person) -> None:
    made = admitting.start_second_factor(ann.db, password=PASSWORD, now=later())
    parts = urlsplit(made.uri)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert parse_qs(parts.query) == {"secret": [made.letters], "issuer": ["Local economic resilience"]}
    assert len(made.letters) == 32
    assert admitting.start_second_factor(ann.db, password=PASSWORD, now=later()).letters != made.letters


def test_it_counts_only_once_a_code_has_confirmed_it(db: Database, ann: Person) -> None:
    with pytest.raises(CodeRefused):
        admitting.confirm_second_factor(ann.db, code="000000", token=ann.token, now=NOW)
    made = admitting.start_second_factor(ann.db, password=PASSWORD, now=later()).letters
    with pytest.raises(CodeRefused):
        admitting.confirm_second_factor(ann.db, code=code(made, later(60)), token=ann.token, now=NOW)
    assert signs_in(db, "ann@example.org").token


def test_setting_it_up_ends_the_sign_ins_that_had_none(db: Database, ann: Person) -> None:
    other = signs_in(db, "ann@example.org", now=NOW).token
    made = admitting.start_second_factor(ann.db, password=PASSWORD, now=later()).letters
    admitting.confirm_second_factor(ann.db, code=code(made, NOW), token=ann.token, now=NOW)
    assert admitting.caller(db, token=other, now=NOW) is NOBODY
    assert ann.caller().kind == "member"


def test_the_password_alone_opens_nothing(db: Database, ann: Person, secret: str) -> None:
    waiting = pending(db, later())
    assert admitting.caller(nobody(db), token=waiting, now=later()) is NOBODY
    ticket = finishes(db, waiting, code(secret, later()), later())
    assert ticket.second_factor
    assert admitting.caller(nobody(db), token=ticket.token, now=later()).member_id == ann.id


@pytest.mark.parametrize(("seconds", "good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
@pytest.mark.usefixtures("secret")
def test_clocks_may_differ_by_one_step(db: Database, secret: str, seconds: int, good: bool) -> None:
    waiting = pending(db, later(10))
    shown = code(secret, later(10 + seconds / 60))
    if good:
        assert finishes(db, waiting, f" {shown[:3]} {shown[3:]} ", later(10)).token
    else:
        with pytest.raises(CodeRefused):
            finishes(db, waiting, shown, later(10))


def test_a_code_is_good_once_also_the_one_that_set_it_up(db: Database, secret: str) -> None:
    with pytest.raises(CodeRefused):
        finishes(db, pending(db, NOW), code(secret, NOW), NOW)
    assert finishes(db, pending(db, later()), code(secret, later()), later()).token
    for shown in (code(secret, later()), code(secret, later(), -1)):
        with pytest.raises(CodeRefused, match="used already"):
            finishes(db, pending(db, later()), shown, later())
    assert finishes(db, pending(db, later()), code(secret, later(), 1), later()).token


@pytest.mark.parametrize("same", [True, False])
def test_two_at_the_same_moment_get_in_once_with_one_code(db: Database, secret: str, same: bool) -> None:
    first = pending(db, later())
    second = first if same else pending(db, later())
    shown = code(secret, later())
    said = at_once(*[lambda each=each: finishes(db, each, shown, later()) for each in (first, second)])
    assert sum(isinstance(each, admitting.Ticket) for each in said) == 1
    assert sum(isinstance(each, CodeRefused | SignInRefused) for each in said) == 1


def test_five_wrong_codes_end_the_sign_in(db: Database, secret: str) -> None:
    waiting = pending(db, later())
    for _ in range(5):
        with pytest.raises(CodeRefused):
            finishes(db, waiting, "000000", later())
    with pytest.raises(SignInRefused, match="Begin again with your password"):
        finishes(db, waiting, code(secret, later()), later())


def test_beginning_again_gives_no_more_than_ten_codes(db: Database, secret: str) -> None:
    for _ in range(2):
        waiting = pending(db, later())
        for _ in range(5):
            with pytest.raises(CodeRefused):
                finishes(db, waiting, "000000", later())
    with pytest.raises(TooManyTries):
        finishes(db, pending(db, later()), code(secret, later()), later())
    assert finishes(db, pending(db, later(17)), code(secret, later(17)), later(17)).token


@pytest.mark.parametrize(("minutes", "good"), [(5, True), (5.1, False)])
def test_the_code_is_waited_for_five_minutes(db: Database, secret: str, minutes: float, good: bool) -> None:
    waiting = pending(db, later())
    late = later(1 + minutes)
    if good:
        assert finishes(db, waiting, code(secret, late), late).token
    else:
        with pytest.raises(SignInRefused, match="too late"):
            finishes(db, waiting, code(secret, late), late)


@pytest.mark.parametrize("given", ["", "12345", "1234567", "١٢٣٤٥٦", "abcdef", "1" * 100_000, *NASTY])
@pytest.mark.usefixtures("secret")
def test_what_is_no_code_is_refused(db: Database, given: str) -> None:
    with pytest.raises(CodeRefused):
        finishes(db, pending(db, later()), given, later())


@pytest.mark.usefixtures("secret")
@pytest.mark.parametrize("waiting", ["", "x", "\ud800"])
def test_a_pending_sign_in_that_is_none_is_refused(db: Database, waiting: str) -> None:
    with pytest.raises(SignInRefused):
        finishes(db, waiting, "000000", later())


def test_suspending_ends_what_waits_for_a_code(db: Database, ann: Person, secret: str) -> None:
    waiting = pending(db, later())
    looking_after_accounts.suspend(machine(db), member_id=ann.id, now=later())
    with pytest.raises(SignInRefused):
        finishes(db, waiting, code(secret, later()), later())


def test_removing_it_needs_the_password(db: Database, ann: Person, secret: str) -> None:
    with pytest.raises(SecondFactorSet):
        admitting.start_second_factor(ann.db, password=PASSWORD, now=later())
    with pytest.raises(SecondFactorSet):
        admitting.confirm_second_factor(ann.db, code=code(secret, later()), token=ann.token, now=later())
    with pytest.raises(SignInRefused):
        admitting.remove_second_factor(ann.db, password="wrong", token=ann.token, now=later())
    assert pending(db, later())
    admitting.remove_second_factor(ann.db, password=PASSWORD, token=ann.token, now=later())
    assert signs_in(db, "ann@example.org").token


def test_a_lost_phone_is_an_administrators_matter(db: Database, ann: Person, secret: str) -> None:
    number = ann.id
    with pytest.raises(NotAllowed):
        looking_after_accounts.lift_second_factor(ann.db, member_id=number, now=later())
    looking_after_accounts.lift_second_factor(machine(db), member_id=number, now=later())
    assert ann.caller(later()) is NOBODY
    assert signs_in(db, "ann@example.org").token


def test_a_reset_password_still_asks_for_the_code(db: Database, ann: Person, secret: str) -> None:
    link = looking_after_accounts.invite_to_reset(machine(db), member_id=ann.id, now=NOW)
    admitting.reset_password(nobody(db), token=link.token, password="harbour candle moss", now=later())
    assert signs_in(db, "ann@example.org", "harbour candle moss").pending


def test_who_signs_in_through_a_provider_or_not_at_all_has_none(db: Database, place_id: int) -> None:
    link = inviting.invite(machine(db), place_id=place_id, role="viewer", note="", now=NOW)
    token = admitting.bind_identity(
        nobody(db), invitation_token=link.token, issuer="https://i.example", subject="1", name="Cat", now=NOW
    )
    cat = Person(nobody(db), "", token)
    for other in (cat.db, nobody(db), machine(db)):
        with pytest.raises(NotAllowed):
            admitting.start_second_factor(other, password=PASSWORD, now=later())
