"""Names, e-mails and passwords as members give them, and when an invitation opens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resilience_dash.domain.member import (
    EmailRefused,
    Invitation,
    NameRefused,
    checked_email,
    checked_name,
    email_key,
)
from resilience_dash.domain.passwords import LONGEST, SHORTEST, PasswordRefused, as_kept, checked_password
from resilience_dash.domain.problem import TextTooLong
from tests.builders import NASTY, NOW, later

GOOD = "kettle marble oxen 4"


@pytest.mark.parametrize("password", [GOOD, "Møøse-førde-9-lykt", "ключ под ковриком 7", "x" * 190 + "abcdefghij"])
def test_a_long_password_of_any_letters_is_taken(password: str) -> None:
    assert checked_password(password, email="ann@example.org") == as_kept(password)


@pytest.mark.parametrize(
    "password",
    [
        "",
        "elevenchars",
        " " * 20,
        "aaaaaaaaaaaaaaaa",
        "Password1234!",
        "PASSWORD 2026 !!",
        "1234567890123",
        "abcdefghijklmnop",
        "Qwertyuiop12",
        "welcome20262026",
        "Council2026!!",
        "correct horse battery staple",
        "ann.bell@example.org",
        "ANN.BELL@EXAMPLE.ORG!!",
        "Ann.Bell20262026",
        "x" * (LONGEST + 1),
        "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * (LONGEST + 1),
    ],
)
def test_a_password_that_is_short_or_tried_first_is_refused(password: str) -> None:
    with pytest.raises(PasswordRefused, match="was not taken"):
        checked_password(password, email="ann.bell@example.org")


def test_one_letter_written_in_two_ways_is_one_password() -> None:
    assert as_kept("cafe\u0301 kettle oxen") == as_kept("caf\u00e9 kettle oxen")


@given(st.text(max_size=300))
def test_no_password_breaks_the_rules_that_judge_it(password: str) -> None:
    try:
        kept = checked_password(password, email="ann@example.org")
    except PasswordRefused:
        return
    assert len(kept) >= SHORTEST
    assert kept.encode()


def test_half_a_character_can_be_hashed() -> None:
    assert as_kept("kettle \ud800 marble oxen").encode()


@pytest.mark.parametrize(
    "email",
    ["", "ann", "@example.org", "ann@", "ann@example", "a b@example.org", "ann@@example.org", "a@b@example.org",
     "ann@exam\nple.org", "ann@.org.", "<ann@example.org>", "ann@example.org,bob@example.org", "ann\u202e@example.org",
     "ann@example..org", "a" * 65 + "@example.org", "ann@" + "e" * 250 + ".org", "ann\u200b@example.org"],
)  # fmt: skip
def test_what_is_no_email_is_refused(email: str) -> None:
    with pytest.raises(EmailRefused):
        checked_email(email)


def test_one_email_written_in_many_ways_is_one() -> None:
    ways = (" Ann@Example.ORG ", "ann@example.org", "\uff41nn\uff20example.org", "ANN@EXAMPLE.ORG\n")
    assert {checked_email(way) for way in ways} == {"ann@example.org"}


@given(st.text(max_size=2_000))
def test_any_text_can_be_looked_up_as_an_email(text: str) -> None:
    email_key(text).encode()
    try:
        kept = checked_email(text)
    except EmailRefused:
        return
    assert checked_email(kept) == kept


@pytest.mark.parametrize("name", ["", "   ", "\u202e", "!!!", "\u200b\u200b"])
def test_a_name_nobody_could_read_is_refused(name: str) -> None:
    with pytest.raises(NameRefused):
        checked_name(name)


def test_a_name_is_kept_on_one_line_and_turns_nothing_round() -> None:
    assert checked_name(" Ann\n\u202eBell ") == "Ann Bell"
    for nasty in NASTY:
        if len(nasty) < 200:
            assert "\n" not in checked_name(nasty)
    with pytest.raises(TextTooLong):
        checked_name("x" * 201)


def test_an_invitation_opens_until_it_is_used_taken_back_or_too_old() -> None:
    def invitation(**changes: object) -> Invitation:
        return Invitation(1, "member", 1, "editor", False, None, None, "", NOW, later(10), **changes)  # type: ignore[arg-type]

    assert invitation().opens(later(9))
    assert not invitation().opens(later(10))
    assert invitation().only_expired(later(10))
    for gone in (invitation(used_at=NOW), invitation(revoked_at=NOW)):
        assert not gone.opens(later(1))
        assert not gone.only_expired(later(11))
