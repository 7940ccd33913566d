"""Wrong codes: a guesser is stopped, a hall behind one address is not."""

import json
import re
from datetime import timedelta

import pytest

from resilience_dash import wiring
from resilience_dash.domain import join_code
from resilience_dash.services import limiting, retaining
from resilience_dash.store import workshops
from resilience_dash.store.database import Database
from tests.builders import NOW, later
from tests.web.conftest import APP, Clock
from tests.web.phones import Hall, Phone, hidden, words

OPEN_AT_ONCE = 100  # workshops
AT_ONCE = 40  # requests that one process works on at the same moment: so many may be let through above a limit


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(wiring, "now", found)
    return found


@pytest.fixture
def hall(wired: Database) -> Hall:
    return Hall(wired)


def codes(number: int) -> list[str]:
    """Codes that nobody has, as a machine would try them."""
    signs = join_code.SIGNS
    return ["".join(signs[one // len(signs) ** nth % len(signs)] for nth in range(8)) for one in range(number)]


def tries(db: Database) -> int:
    with db.read() as session:
        return int(session.connection().exec_driver_sql("SELECT count(*) FROM attempt").scalar_one())


def test_one_phone_is_stopped_after_ten_wrong_codes_and_goes_on_a_minute_later(hall: Hall, clock: Clock) -> None:
    guesser = Phone(APP)
    guesser.asks.get("/join")
    answers = [guesser.asks.post("/join", data={"code": code}) for code in codes(12)]
    assert [answer.status_code for answer in answers] == [404] * 10 + [429] * 2
    assert "Too many tries in a short time." in words(answers[-1].text)
    assert guesser.asks.get(hall.link).status_code == 429  # nor is a right one told from a wrong one
    other = Phone(APP)  # at the same address
    assert other.asks.get(hall.link).status_code == 200
    clock.turn(minutes=1.1)
    assert guesser.asks.get(hall.link).status_code == 200


def test_whoever_scans_the_square_gets_in_while_somebody_guesses_in_the_same_hall(hall: Hall, clock: Clock) -> None:
    for code in codes(301):
        Phone(APP).asks.post("/join", data={"code": code})
    assert Phone(APP).asks.get(hall.link).status_code == 429  # typed, and perhaps guessed
    counted = tries(hall.db)
    with hall.db.read() as session:
        there = workshops.workshop(session, hall.id)
    link, phone = join_code.path(there.code, there.link_key), Phone(APP)
    page = phone.asks.get(link)
    assert page.status_code == 200
    said = {"seat": hidden(page.text, "seat"), "perspective": hall.perspectives[0], "name": ""}
    action = re.search(r'action="([^"]+)"', page.text)
    assert action
    assert action[1] == link
    assert phone.asks.post(action[1], data=said).headers["location"] == "/vote"
    assert phone.asks.get(link).headers["location"] == "/vote"
    assert tries(hall.db) == counted
    for guessed in (f"{link}x", link[:-1], f"/join/BBBB-BBBB~{there.link_key}", f"{link.partition('~')[0]}~"):
        assert Phone(APP).asks.get(guessed).status_code == 429, guessed


def test_a_machine_that_keeps_no_cookies_is_stopped_by_its_address(hall: Hall, clock: Clock) -> None:
    def guesses(number: int, address: str = "127.0.0.1") -> list[int]:
        found = []
        for code in codes(number):
            one = Phone(APP, address=address)
            found.append(one.asks.post("/join", data={"code": code}).status_code)
        return found

    assert guesses(303) == [404] * 300 + [429] * 3
    counted = tries(hall.db)
    assert guesses(5) == [429] * 5
    assert tries(hall.db) == counted  # what is refused is not written down
    for _ in range(3):
        clock.turn(minutes=11)
        limit = guesses(301)
    assert limit.count(404) == 100  # of the thousand a day
    clock.turn(hours=23)
    assert guesses(1) == [429] * 1
    clock.turn(hours=2)
    assert guesses(1) == [404]


def test_a_made_up_device_is_no_new_one(hall: Hall) -> None:
    guesser = Phone(APP)
    for nth, code in enumerate(codes(5)):
        guesser.asks.post("/join", data={"code": code}, headers={"Cookie": f"resilience_phone=made-up-{nth}"})
    assert of_kind(hall.db) == {"one key": 5}


def of_kind(db: Database) -> dict[str, int]:
    """How many tries there are under each key, by the number of keys."""
    with db.read() as session:
        found = session.connection().exec_driver_sql("SELECT key, count(*) FROM attempt GROUP BY key").all()
    return {"one key": int(found[0][1])} if len(found) == 1 else {str(key): int(n) for key, n in found}


def test_two_hundred_phones_behind_one_address_get_in_though_some_mistype(wired: Database) -> None:
    hall = Hall(wired)
    for nth in range(200):
        one = Phone(APP)
        if nth % 4 == 0:
            assert one.asks.post("/join", data={"code": f"{hall.code[:-1]}{wrong(hall.code)}"}).status_code == 404
        one.join(hall, nth=nth % 4)
    assert 50 <= tries(wired) <= 100


def wrong(code: str) -> str:
    return "2" if code[-1] != "2" else "3"


def test_right_codes_are_never_written_down(hall: Hall) -> None:
    for _ in range(15):
        assert Phone(APP).asks.get(hall.link).status_code == 200
    assert tries(hall.db) == 0


def test_guessing_for_a_day_from_one_address_finds_a_workshop_less_than_once_in_a_million() -> None:
    """S7: the limits, and what slips through at the same moment, against all codes that there are."""
    day = timedelta(days=1)
    limits = [limit for _, limit in limiting.knocks(device="", address="203.0.113.9")]
    assert limits
    in_a_day = min(limit.times * max(1, day / limit.within) for limit in limits) + AT_ONCE
    assert in_a_day == 1_040
    there_are = len(join_code.SIGNS) ** join_code.LENGTH
    chance = 1 - (1 - OPEN_AT_ONCE / there_are) ** in_a_day
    assert 0 < chance <= 1e-6


def test_tries_are_kept_for_as_long_as_the_longest_limit_looks_back(wired: Database, hall: Hall) -> None:
    longest = max(limit.within for _, limit in limiting.knocks(device="a", address="b"))
    assert longest <= limiting.KEPT_FOR
    limiting.missed(wired, limiting.knocks(device="a", address="b"), now=NOW)
    for minutes, left in ((24 * 60, 2), (26 * 60, 0)):
        retaining.tidy(wired, now=later(minutes))
        assert tries(wired) == left


def test_the_audit_says_once_that_a_limit_was_reached(hall: Hall) -> None:
    guesser = Phone(APP)
    guesser.asks.get("/join")
    for code in codes(15):
        guesser.asks.post("/join", data={"code": code})
    with hall.db.read() as session:
        said = (
            session.connection().exec_driver_sql("SELECT about FROM audit_entry WHERE action = 'tries_refused'").all()
        )
    assert [json.loads(str(one[0])) for one in said] == [{"of": "phone"}]


@pytest.mark.parametrize("addresses", [("2001:db8::1", "2001:db8::ffff"), ("203.0.113.9", "::ffff:203.0.113.9")])
def test_a_household_or_hall_is_one_address(addresses: tuple[str, str]) -> None:
    one, other = (limiting.knocks(device="", address=address)[0][0] for address in addresses)
    assert one == other
    assert one != limiting.address(addresses[0])  # wrong codes keep nobody from signing in
