"""Phones in the hall: joining, answering, and what a phone shows in every state of a workshop."""

import re
from collections.abc import Mapping
from typing import get_args

import pytest
from sqlalchemy import event
from starlette.applications import Starlette

from resilience_dash import web, wiring
from resilience_dash.domain.assessment import DONT_KNOW
from resilience_dash.domain.workshop import Workshop
from resilience_dash.services import convening, seating, voting
from resilience_dash.store.database import Database
from resilience_dash.web import phone_words, seats
from tests.builders import NASTY, NOW
from tests.web.conftest import APP
from tests.web.phones import Hall, Phone, hidden, words
from tests.web.served import PROXY, PUBLIC, program

LATE = "The round has closed; your answer was not counted."


@pytest.fixture
def hall(wired: Database) -> Hall:
    return Hall(wired)


@pytest.fixture
def named(wired: Database) -> Hall:
    return Hall(wired, named=True)


def phone() -> Phone:
    return Phone(APP)


# Joining


@pytest.mark.parametrize("way", ["as it is", "in two", "lower", "with spaces", "its link", "O for 0"])
def test_the_code_is_taken_as_people_type_it(hall: Hall, way: str) -> None:
    code = hall.code
    typed = {
        "as it is": code,
        "in two": f"{code[:4]}-{code[4:]}",
        "lower": code.lower(),
        "with spaces": f" {' '.join(code)}\n",
        "its link": f"https://resilience.example.org{hall.link}",
        "O for 0": code.replace("0", "O"),
    }[way]
    answer = phone().asks.post("/join", data={"code": typed})
    assert (answer.status_code, answer.headers["location"]) == (303, hall.link)


def test_the_join_page_says_whose_workshop_it_is_and_what_is_shown_of_people(hall: Hall) -> None:
    page = phone().see(hall.link)
    assert "Surrey Heath" in page
    assert "led by Fay Facilitator" in page
    assert "Nobody is asked for a name." in page
    assert "Nothing is shown of fewer than 5 people" in page
    assert "Your name" not in page
    for code in hall.perspectives:
        assert hall.framework.perspective(code).name in page


def test_a_named_workshop_says_so_and_asks_for_a_name_that_nobody_has(named: Hall) -> None:
    page = phone().see(named.link)
    assert "Answers are kept by name." in page
    assert "at least 3 people" in page
    phone().join(named, name="Asha")
    asks = phone().asks
    for name, why in (("", "Your name is missing."), ("asha ", "There is a “asha” here already.")):
        said = {"seat": hidden(asks.get(named.link).text, "seat"), "perspective": named.perspectives[0], "name": name}
        answer = asks.post(named.link, data=said)
        assert answer.status_code == 422
        assert why in words(answer.text)


def test_who_chooses_nothing_is_told_and_has_not_joined(hall: Hall) -> None:
    asks = phone().asks
    answer = asks.post(hall.link, data={"seat": hidden(asks.get(hall.link).text, "seat")})
    assert answer.status_code == 422
    assert "Choose what you speak as today." in words(answer.text)
    assert asks.get("/vote").headers["location"] == "/join?gone"
    other = asks.post(hall.link, data={"seat": hidden(answer.text, "seat"), "perspective": "astronaut"})
    assert other.status_code == 422


def test_a_form_that_is_sent_twice_takes_one_seat(hall: Hall) -> None:
    asks = phone().asks
    said = {"seat": hidden(asks.get(hall.link).text, "seat"), "perspective": hall.perspectives[0]}
    first = asks.post(hall.link, data=said)
    asks.cookies.clear()  # the first answer was lost on the way
    second = asks.post(hall.link, data=said)
    assert first.status_code == second.status_code == 303
    assert len(convened(hall).seats) == 1


def convened(hall: Hall) -> Workshop:
    return convening.list_workshops(hall.db, assessment_id=hall.assessment)[0]


def test_a_made_up_token_in_the_form_takes_no_seat(hall: Hall) -> None:
    answer = phone().asks.post(hall.link, data={"seat": "x" * 32, "perspective": hall.perspectives[0]})
    assert answer.status_code == 422
    assert not convened(hall).seats


def test_who_has_a_seat_here_is_led_back_to_it_even_through_a_closed_door(hall: Hall) -> None:
    sitting = phone().join(hall)
    hall.door(False)
    for answer in (sitting.asks.get(hall.link), sitting.asks.post(hall.link, data={"perspective": "x"})):
        assert (answer.status_code, answer.headers["location"]) == (303, "/vote")
    assert len(convened(hall).seats) == 1


def test_unknown_closed_and_full_answer_alike_byte_for_byte(wired: Database) -> None:
    hall = Hall(wired, most_seats=1)
    asks = phone().asks
    asks.get("/join")
    asks.headers["Accept-Encoding"] = "identity"
    answers = [asks.get("/join/BBBB-BBBB"), asks.get("/join/nonsense"), asks.post("/join", data={"code": "BBBBBBBB"})]
    phone().join(hall)
    answers.append(asks.get(hall.link))  # full
    hall.door(False)
    answers += [asks.get(hall.link), asks.post(hall.link, data={"perspective": hall.perspectives[0]})]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({str(sorted(answer.headers.items())) for answer in answers}) == 1
    assert voting.CLOSED in words(answers[0].text)


def test_the_work_for_unknown_closed_and_full_is_the_same(wired: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    hall = Hall(wired, most_seats=1)
    asks, done = phone().asks, []
    asks.get("/join")
    event.listen(wired.engine, "before_cursor_execute", lambda *said: done.append(said[2]))

    def work(path: str) -> list[str]:
        done.clear()
        asks.get(path)
        return [str(one) for one in done]

    unknown = work("/join/BBBB-BBBB")
    phone().join(hall)
    full = work(hall.link)
    hall.door(False)
    assert unknown == full == work(hall.link)
    assert len(unknown) > 4


# Cookies


def test_the_cookies_are_signed_and_out_of_reach(hall: Hall) -> None:
    asks = phone().asks
    page = asks.get(hall.link)
    said = {"seat": hidden(page.text, "seat"), "perspective": hall.perspectives[0]}
    seat = asks.post(hall.link, data=said).headers["set-cookie"]
    assert seat.startswith("resilience_seat=")
    for bound in ("HttpOnly", "SameSite=lax", "Path=/", f"Max-Age={14 * 24 * 3600}"):
        assert bound in seat
        assert bound in page.headers["set-cookie"]


@pytest.mark.parametrize("forged", ["", "a", "x.y.z", "İ", "a" * 3_000, '"ImEi.abc.def"'])
def test_a_forged_seat_is_none(hall: Hall, forged: str) -> None:
    asks = phone().asks
    cookie = {"Cookie": f"resilience_seat={forged}".encode()}
    for path in ("/vote", "/vote/events", hall.link):
        answer = asks.get(path, headers=cookie)  # type: ignore[arg-type]
        expected = {"/vote": 303, "/vote/events": 204}.get(path, 200)
        assert answer.status_code == expected
    assert asks.post("/vote", data={"choice": "3", "round": "1"}, headers=cookie).status_code == 303  # type: ignore[arg-type]


def test_a_seat_signed_elsewhere_or_meant_for_something_else_is_none(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting = phone().join(hall)
    mine = sitting.asks.cookies["resilience_seat"]
    as_seat = {"Cookie": f"resilience_seat={sitting.asks.cookies['resilience_phone']}"}
    assert phone().asks.get("/vote", headers=as_seat).headers["location"] == "/join?gone"
    assert phone().asks.get("/vote", headers={"Cookie": f"resilience_seat={mine}"}).status_code == 200
    monkeypatch.setattr(seats.asking, "secret", lambda _name: "another server’s")
    assert phone().asks.get("/vote", headers={"Cookie": f"resilience_seat={mine}"}).status_code == 303


def test_two_seats_in_one_browser_are_none(hall: Hall) -> None:
    one, two = phone().join(hall), phone().join(hall)
    both = "; ".join(f"resilience_seat={each.asks.cookies['resilience_seat']}" for each in (one, two))
    assert phone().asks.get("/vote", headers={"Cookie": both}).status_code == 303


def test_a_seat_comes_back_after_a_restart_and_in_a_second_tab(hall: Hall) -> None:
    sitting = phone().join(hall)
    number = hall.open()
    assert sitting.say(number, 3, "First").status_code == 303
    seats.asking._secret.cache_clear()
    again = Starlette(routes=web.routes(), middleware=web.middleware())
    tab = Phone(again)
    tab.asks.cookies.set("resilience_seat", sitting.asks.cookies["resilience_seat"])
    page = tab.asks.get("/vote").text
    assert "Your answer is saved" in words(page)
    assert 'value="3" required checked' in page
    assert tab.say(number, 4).status_code == 303
    assert 'value="4" required checked' in sitting.asks.get("/vote").text


# Answering


def test_an_open_round_asks_with_nothing_chosen(hall: Hall) -> None:
    sitting = phone().join(hall)
    assert "The next statement appears here" in sitting.see()
    number = hall.open()
    page = sitting.asks.get("/vote").text
    statement = hall.framework.statement(hall.statements[0])
    text = words(page)
    for said in (statement.title, statement.question, *statement.levels, "Don’t know", "Not ours to answer"):
        assert " ".join(said.split()) in text
    assert page.count('type="radio"') == 7
    assert " checked" not in page
    assert "Do not name anybody" in text
    assert hidden(page, "round") == str(number)


def test_saved_is_said_after_it_is_kept_and_may_be_changed(hall: Hall) -> None:
    sitting = phone().join(hall)
    number = hall.open()
    for choice, said in ((3, "3 Established"), (DONT_KNOW, "Don’t know"), ("not_ours", "Not ours to answer"), (0, "0")):
        answer = sitting.say(number, choice)
        assert (answer.status_code, answer.headers["location"]) == (303, "/vote")
        assert f"Your answer is saved: {said}" in sitting.see()
    ((kept,),) = rows(hall, "SELECT choice FROM workshop_cast ORDER BY id DESC LIMIT 1")
    assert kept == "0"


def test_the_script_gets_the_page_with_its_answer_and_is_told_the_same(hall: Hall) -> None:
    sitting = phone().join(hall)
    number = hall.open()
    said = {"round": str(number), "choice": "3", "comment": ""}
    answer = sitting.asks.post("/vote", data=said, headers={"X-By-Script": "1"})
    assert answer.status_code == 200
    assert "Your answer is saved: <b>3 Established</b>" in answer.text
    assert answer.text == sitting.asks.get("/vote").text
    hall.step("close")
    late = sitting.asks.post("/vote", data=said, headers={"X-By-Script": "1"})
    assert late.status_code == 409
    assert "your answer was not counted" in late.text


def rows(hall: Hall, sql: str) -> list[tuple[object, ...]]:
    with hall.db.read() as session:
        return [tuple(row) for row in session.connection().exec_driver_sql(sql)]


def test_what_cannot_be_kept_is_never_called_saved(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    sitting = phone().join(hall)
    number = hall.open()
    with hall.db.write() as session:
        session.connection().exec_driver_sql(
            "CREATE TRIGGER full_disk BEFORE INSERT ON workshop_cast BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    answer = sitting.say(number, 2, "Typed with care")
    assert answer.status_code == 503
    assert "Your answer is saved" not in words(answer.text)
    assert "Not saved" in words(answer.text)
    assert 'value="2" required checked' in answer.text
    assert "Typed with care" in answer.text


@pytest.mark.parametrize("choice", [None, "", "7", "-1", "٣", "abc", "3.5", "none", "9" * 400])
def test_an_answer_that_is_none_is_refused_in_a_sentence(hall: Hall, choice: str | None) -> None:
    sitting = phone().join(hall)
    answer = sitting.say(hall.open(), choice, "Kept in the box")
    assert answer.status_code == 422
    assert "Not saved" in words(answer.text)
    assert "Kept in the box" in answer.text
    assert rows(hall, "SELECT * FROM workshop_cast") == []


def test_a_late_answer_is_told_so_with_how_things_stand(hall: Hall) -> None:
    sitting = phone().join(hall)
    number = hall.open()
    sitting.say(number, 1)
    hall.step("close")
    answer = sitting.say(number, 4)
    assert answer.status_code == 409
    assert LATE in words(answer.text)
    assert "The round is closed" in words(answer.text)
    assert "Your answer is saved: 1 Emerging" in words(answer.text)
    hall.step("reveal")
    following = hall.open(1)
    late = sitting.say(number, 4)
    assert late.status_code == 409
    assert LATE in words(late.text)
    assert hidden(late.text, "round") == str(following)
    assert len(rows(hall, "SELECT * FROM workshop_cast")) == 1


def test_a_paused_round_takes_nothing_and_says_so(hall: Hall) -> None:
    sitting = phone().join(hall)
    number = hall.open()
    hall.step("pause")
    assert "The round is paused" in sitting.see()
    answer = sitting.say(number, 4)
    assert answer.status_code == 409
    assert "Send it again when it goes on." in words(answer.text)
    hall.step("resume")
    assert sitting.say(number, 4).status_code == 303


def test_who_is_taken_out_is_told_and_comes_back_with_what_they_said(hall: Hall) -> None:
    sitting = phone().join(hall)
    number = hall.open()
    sitting.say(number, 2)
    seating.remove_seat(hall.db, hall.frameworks, workshop_id=hall.id, seat_id=1, now=NOW)
    assert "You were taken out of this workshop" in sitting.see()
    answer = sitting.say(number, 4)
    assert answer.status_code == 409
    assert "Your answer was not counted." in words(answer.text)
    seating.take_back_seat(hall.db, hall.frameworks, workshop_id=hall.id, seat_id=1, now=NOW)
    assert "Your answer is saved: 2 Developing" in sitting.see()


def test_in_a_second_vote_everybody_sees_their_own_first_answer_and_nothing_chosen(hall: Hall) -> None:
    phones = [phone().join(hall) for _ in range(5)]
    number = hall.open()
    for nth, each in enumerate(phones):
        each.say(number, nth % 5)
    hall.step("reveal")
    hall.step("ask_again")
    for nth, each in enumerate(phones):
        page = each.asks.get("/vote").text
        assert page.count("Your first answer") == 1
        marked = page.split("Your first answer")[0].rsplit('value="', 1)[1]
        assert marked.startswith(f'{nth}"')
        assert " checked" not in page
        assert "second vote" in page


def test_what_was_revealed_is_on_the_phone_as_on_the_wall(hall: Hall) -> None:
    phones = [phone().join(hall) for _ in range(6)]
    number = hall.open()
    for choice, each in zip((3, 3, 3, 2, 4, DONT_KNOW), phones, strict=True):
        each.say(number, choice)
    hall.step("reveal")
    text = phones[0].see()
    assert "3 Established is the typical level of the 5 people who gave one." in text
    assert "We largely agree" in text
    assert "You answered: 3 Established" in text
    assert "3 Established 3" in text
    assert "Don’t know 1" in text
    hall.end()
    ended = phones[0].see()
    assert "The workshop has ended" in ended
    assert hall.framework.statement(hall.statements[0]).title in ended


def test_too_few_are_not_shown(hall: Hall) -> None:
    phones = [phone().join(hall) for _ in range(4)]
    number = hall.open()
    for each in phones:
        each.say(number, 4)
    hall.step("reveal")
    page = phones[0].see()
    assert "Fewer than 5 people answered." in page
    assert "typical level" not in page


# Hidden until it is revealed


def test_until_the_reveal_not_one_byte_depends_on_what_others_say(
    wired: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another phone answers this or that: every page, header and event that anybody is sent stays the same."""
    hall = Hall(wired)
    watcher, other = phone().join(hall), phone().join(hall)
    monkeypatch.setattr(seats, "for_form", lambda: "same")
    number = hall.open()

    def everything() -> list[object]:
        asked = [("GET", "/vote"), ("GET", "/join"), ("GET", hall.link), ("POST", "/vote")]
        answers = [watcher.asks.request(how, path, data={"round": "99", "choice": "1"}) for how, path in asked]
        return [(one.status_code, one.content, told(one.headers)) for one in answers]

    def told(headers: Mapping[str, str]) -> list[tuple[str, str]]:
        # Packing, and with it the length, changes with the number of the revision.
        return sorted((name, value) for name, value in headers.items() if name != "content-length")

    seen = []
    for choice in (0, 4, DONT_KNOW):
        assert other.say(number, choice, f"Comment {choice}").status_code == 303
        seen.append(everything())
        hall.step("pause")
        seen.append(everything())
        hall.step("resume")
    opened, paused = seen[::2], seen[1::2]

    def less_revision(one: object) -> str:
        return re.sub(r'data-revision="\d+"', "", str(one))

    for one in opened[1:]:
        assert less_revision(one) == less_revision(opened[0])
    for one in paused[1:]:
        assert less_revision(one) == less_revision(paused[0])
    hall.step("close")
    assert "Comment" not in watcher.see()


# Texts


@pytest.mark.parametrize("text", NASTY)
def test_names_and_comments_are_kept_and_shown_as_text(named: Hall, text: str) -> None:
    asks = phone().asks
    said = {"seat": hidden(asks.get(named.link).text, "seat"), "perspective": named.perspectives[0], "name": text}
    joined = asks.post(named.link, data=said)
    assert joined.status_code == (422 if len(text) > 200 else 303)
    assert "<script>alert" not in joined.text
    if joined.status_code == 422:
        assert "most is" in joined.text
        said["name"] = "Somebody"
        assert asks.post(named.link, data=said).status_code == 303
    assert asks.get("/vote").status_code == 200
    number = named.open()
    answer = asks.post("/vote", data={"round": str(number), "choice": "1", "comment": text})
    assert answer.status_code == (422 if len(text) > voting.LONGEST_COMMENT else 303)
    page = asks.get("/vote")
    assert page.status_code == 200
    for each in (answer.text, page.text):
        for live_html in ("<script>alert", "<img src=x"):
            assert live_html not in each


def test_a_form_that_is_none_of_ours_is_refused(hall: Hall) -> None:
    sitting = phone().join(hall)
    hall.open()
    for content, kind in ((b"{}", "application/json"), (b"a=" + b"b" * 30_000, "application/x-www-form-urlencoded")):
        answer = sitting.asks.post("/vote", content=content, headers={"Content-Type": kind})
        assert answer.status_code == 422
        assert "could not be read" in words(answer.text)


# The door


def test_another_site_can_send_no_form(hall: Hall) -> None:
    sitting = phone().join(hall)
    number = hall.open()
    said = {"round": str(number), "choice": "4"}
    for origin, site in (("https://evil.example", "cross-site"), ("null", "cross-site")):
        answer = sitting.asks.post("/vote", data=said, headers={"Origin": origin, "Sec-Fetch-Site": site})
        assert answer.status_code == 403
    ours = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}  # a form on a page without referrers
    assert sitting.asks.post("/vote", data=said, headers=ours).status_code == 303


def test_in_served_mode_phones_need_no_account_and_cookies_are_bound_to_tls(served: Database) -> None:
    hall = Hall(served)
    app = program()

    def one() -> Phone:
        found = Phone(app, base_url=PUBLIC, address=PROXY)
        found.asks.headers |= {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
        return found

    sitting = one()
    page = sitting.asks.get(hall.link)
    assert page.status_code == 200
    assert 'href="/privacy"' in page.text
    sitting.join(hall)
    cookies = {cookie.name: cookie.secure for cookie in sitting.asks.cookies.jar}
    assert cookies == {"__Host-resilience_seat": True, "__Host-resilience_phone": True}
    assert sitting.say(hall.open(), 3).status_code == 303
    assert one().asks.get("/vote").headers["location"] == "/join?gone"
    assert one().asks.get("/assess").headers["location"].startswith("/sign-in")
    assert wiring.join_origin() == PUBLIC


def test_no_phone_needs_streamlits_page(hall: Hall) -> None:
    for path in ("/join", hall.link, "/vote"):
        assert "Streamlit" not in phone().asks.get(path, follow_redirects=True).text


# Size


def test_the_whole_phone_stays_under_thirty_kilobytes(hall: Hall) -> None:
    """In the states with most on the page, uncompressed: the page and everything it asks for."""
    phones = [phone().join(hall, nth=nth % 4) for nth in range(12)]
    first = hall.open()
    for nth, each in enumerate(phones):
        each.say(first, nth % 5, "x" * voting.LONGEST_COMMENT)
    saved = whole_size(phones[0])
    hall.step("reveal")
    revealed = whole_size(phones[0])
    hall.step("ask_again")
    assert max(saved, revealed, whole_size(phones[0])) < 30_000
    assert whole_size(phone(), hall.link) < 30_000


def whole_size(sitting: Phone, path: str = "/vote") -> int:
    page = sitting.asks.get(path).text
    more = set(re.findall(r'(?:href|src)="(/look/[^"]+)"', page))
    assert "/look/phone.css" in more
    assert not re.findall(r'(?:href|src)="https?:', page)
    css = sitting.asks.get("/look/phone.css").text
    assert "url(" not in css
    return len(page.encode()) + sum(len(sitting.asks.get(one).content) for one in more)


def test_pages_of_phones_run_our_own_script_and_nothing_inline(hall: Hall) -> None:
    sitting = phone().join(hall)
    hall.open()
    answer = sitting.asks.get("/vote")
    assert "script-src 'self';" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert " style=" not in answer.text
    assert "onclick" not in answer.text


def test_every_state_has_words_for_the_ear() -> None:
    assert set(phone_words.SAYS) == set(get_args(phone_words.State))


@pytest.mark.parametrize(
    ("choices", "said", "unsaid"),
    [
        ((DONT_KNOW, "not_ours"), "Nobody gave a level.", "largely"),
        ((2, DONT_KNOW), "the one person who gave", "agree"),
    ],
)
def test_what_hardly_anybody_answered_is_told_as_what_it_is(
    named: Hall, choices: tuple[object, object], said: str, unsaid: str
) -> None:
    phones = [phone().join(named, name=f"Person {nth}") for nth in range(2)]
    number = named.open()
    for choice, each in zip(choices, phones, strict=True):
        each.say(number, choice)
    named.step("reveal")
    page = phones[0].see()
    assert said in page
    assert unsaid not in page
