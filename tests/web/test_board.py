"""The wall of a workshop: what stands on it, when, and that nothing stands on it before its time."""

import re
from datetime import date

import pytest
from starlette.testclient import TestClient

from resilience_dash import wiring
from resilience_dash.domain import board_words
from resilience_dash.services import concluding, convening, demonstrating, facilitating, opening, settling
from resilience_dash.store.database import Database
from tests.builders import NASTY, NOW, delivered
from tests.web.conftest import Clock
from tests.web.hall import SPLIT, TOGETHER, Hall

PAGE = {"Accept": "text/html"}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    stands_still = Clock()
    monkeypatch.setattr(wiring, "now", stands_still)
    return stands_still


def wall(client: TestClient, hall: Hall, query: str = "") -> str:
    answer = client.get(hall.path + query, headers=PAGE)
    assert answer.status_code == 200
    return answer.text


def agree(hall: Hall, number: int, level: int | None, reason: str = "Most of us") -> None:
    settling.record_agreement(
        hall.db, hall.frameworks, assessment_id=hall.assessment, statement_id=hall.statements[number],
        level=level, reason=reason, recorded_by="Fay", seen=None, now=wiring.now(),
    )  # fmt: skip


def promise(hall: Hall, what: str, owner: str) -> None:
    concluding.add_action(
        hall.db, hall.frameworks, assessment_id=hall.assessment, workshop_id=hall.id,
        what=what, owner=owner, by=date(2027, 1, 31), now=wiring.now(),
    )  # fmt: skip


# One screen after the other


def test_before_it_begins_the_wall_says_that_it_is_being_prepared(client: TestClient, wired: Database) -> None:
    hall = Hall(wired, begun=False)
    page = wall(client, hall)
    assert "<h1>This workshop is being prepared</h1>" in page
    assert hall.code not in page.replace("-", "")
    assert "<button" not in page


def test_while_the_door_is_open_it_says_how_to_join(client: TestClient, wired: Database) -> None:
    hall = Hall(wired)
    page = wall(client, hall)
    assert f">{hall.code[:4]}-{hall.code[4:]}</p>" in page
    assert "localhost:8501/join" in page
    assert 'src="data:image/svg+xml;base64,' in page
    assert "12 people have joined. Fay leads this workshop." in page
    assert "Nothing is shown of fewer than 5 people." in page


def test_once_the_door_is_closed_there_is_no_code(client: TestClient, wired: Database) -> None:
    hall = Hall(wired, named=True)
    assert "Each answer is kept under your name." in wall(client, hall)
    convening.set_door(wired, hall.frameworks, workshop_id=hall.id, open_=False, now=wiring.now())
    page = wall(client, hall)
    assert f"{hall.code[:4]}-{hall.code[4:]}" not in page
    assert "<h1>The next statement opens soon</h1>" in page


def test_an_open_round_shows_its_statement_its_levels_and_how_many(client: TestClient, wired: Database) -> None:
    hall = Hall(wired)
    hall.say(hall.open(minutes=3), SPLIT[:7])
    page = wall(client, hall)
    statement = hall.frameworks.get("keep-it-local", "1.0").statement(hall.statements[0])
    assert statement.title in page
    assert statement.question in page
    assert "<strong>4</strong> Leading" in page
    assert "7 of 12 have answered." in page
    assert "Statement 1 of 11" in page


def test_the_timer_counts_down_and_ends_softly(client: TestClient, wired: Database, clock: Clock) -> None:
    hall = Hall(wired)
    hall.open(minutes=3)
    clock.turn(seconds=55)
    assert ">2:05 left</p>" in wall(client, hall)
    clock.turn(minutes=5)
    page = wall(client, hall)
    assert "Time is up. The round is still open." in page
    assert 'data-left="-175.0"' in page
    clock.turn(hours=-2)  # somebody sets the clock back: the timer is long, and nothing breaks
    assert " left</p>" in wall(client, hall)


@pytest.mark.parametrize(
    ("step", "said"), [(facilitating.pause, "The round is paused."), (facilitating.close, "The round is closed.")]
)
def test_a_round_that_takes_no_answers_says_so(client: TestClient, wired: Database, step, said: str) -> None:  # type: ignore[no-untyped-def]
    hall = Hall(wired)
    hall.open(minutes=3)
    step(wired, hall.frameworks, workshop_id=hall.id, now=wiring.now())
    page = wall(client, hall)
    assert said in page
    assert " left</p>" not in page


def test_a_revealed_round_shows_levels_sides_and_what_they_mean(client: TestClient, wired: Database) -> None:
    hall = Hall(wired)
    hall.shown(SPLIT)
    page = wall(client, hall)
    assert re.findall(r'<span class="count">(\d+)</span>', page) == [
        *("4", "0", "4"), *("2", "0", "2"), *("0", "0", "0"), *("2", "2", "0"), *("4", "4", "0"),
    ]  # fmt: skip
    assert "We see this differently." in page
    assert "The answers go from 0 to 4" in page
    assert "Council 4, community 0: 4 levels apart." in page
    assert board_words.RULE in page
    agree(hall, 0, 2, "There is a list, and nobody uses it")
    assert "<strong>Agreed: 2 Developing.</strong> There is a list, and nobody uses it" in wall(client, hall)


def test_who_gave_no_level_is_counted_beside_the_levels(client: TestClient, wired: Database) -> None:
    hall = Hall(wired)
    hall.shown([*SPLIT[:9], "dont_know", "dont_know", "not_ours"])
    assert "2 said “Don’t know” and 1 said “Not ours to answer”." in wall(client, hall)


def test_a_second_vote_stands_beside_the_first_once_it_is_revealed(client: TestClient, wired: Database) -> None:
    hall = Hall(wired)
    hall.shown((*(0,) * 6, *(1,) * 6))
    hall.say(hall.again(), TOGETHER)
    page = wall(client, hall)
    assert "Second vote 1 of 11" in page
    assert "First vote" not in page
    hall.reveal()
    page = wall(client, hall)
    assert re.findall(r'<th scope="col">(\w+ vote)', page) == ["First vote", "Second vote"]
    assert "The typical level moved from 0.5 to 2." in page


def test_too_few_people_are_not_shown_and_told_why(client: TestClient, wired: Database) -> None:
    hall = Hall(wired, {"council": 4})
    hall.shown((4, 3, 1, 0))
    page = wall(client, hall)
    assert board_words.hidden_words("few_people", 5) in page
    assert "<table" not in page


def test_where_few_changed_their_answer_the_second_vote_is_not_shown(client: TestClient, wired: Database) -> None:
    hall = Hall(wired)
    hall.shown(SPLIT)
    hall.say(hall.again(), (0, 0, *SPLIT[2:]))
    hall.reveal()
    page = wall(client, hall)
    assert board_words.hidden_words("few_changed", 5) in page
    assert "<table" not in page


def test_a_side_that_is_too_small_is_not_told_apart(client: TestClient, wired: Database) -> None:
    hall = Hall(wired, {"council": 8, "community": 4})
    hall.shown(SPLIT)
    page = wall(client, hall)
    assert "Council and community stand side by side once each has 5 answers or more" in page
    assert 'scope="col">Council' not in page


def test_the_end_shows_actions_what_was_agreed_and_where_we_differ(client: TestClient, wired: Database) -> None:
    hall = Hall(wired)
    hall.shown(SPLIT)
    hall.shown(TOGETHER, 1)
    agree(hall, 0, 2)
    agree(hall, 1, None, "The hall is of two minds")
    promise(hall, "Make one list", "Asha")
    assert "31 January 2027" in wall(client, hall, "?show=actions")
    assert hall.title(0) in wall(client, hall, "?show=differ")
    assert "<strong>We did not agree</strong>" in wall(client, hall, "?show=agreed")
    convening.end(wired, hall.frameworks, workshop_id=hall.id, now=wiring.now())
    page = wall(client, hall)
    assert "The workshop has ended. Thank you." in page
    assert "Make one list" in page
    assert "<strong>2 Developing</strong>" in page
    assert "Council 4, community 0: 4 levels apart." in page
    assert "Agreed: " in page
    assert "<form" not in page


def test_what_was_agreed_is_drawn_once_for_each_change(
    client: TestClient, wired: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from resilience_dash.web import board_pages

    hall, drawn = Hall(wired), []
    monkeypatch.setattr(board_pages, "agreed_svg", lambda report, *, dark: drawn.append((report, dark)) or b"<svg/>")
    for _ in range(2):
        assert client.get(f"{hall.path}/agreed.svg").content == b"<svg/>"
    client.get(f"{hall.path}/agreed.svg?ground=dark")
    assert [dark for _, dark in drawn] == [False, True]
    agree(hall, 0, 2)
    assert client.get(f"{hall.path}/agreed.svg").headers["content-type"] == "image/svg+xml"
    assert len(drawn) == 3


def test_the_wheels_of_what_was_agreed_say_so_in_words_too(client: TestClient, wired: Database) -> None:
    hall = Hall(wired)
    agree(hall, 0, 2)
    drawing = client.get(f"{hall.path}/agreed.svg").text
    words = re.search(r'class="wheels"[^>]*alt="([^"]*)"', wall(client, hall, "?show=wheels"))
    assert words
    assert "2 Developing" in words[1]
    assert "Not agreed yet" in words[1]
    assert "not agreed yet" in drawing
    assert "Typical" not in drawing


# Before the reveal


def everything(client: TestClient, hall: Hall) -> bytes:
    """All that the wall sends, of every screen."""
    pages = [client.get(hall.path + query, headers=PAGE).content for query in ("", "?show=differ", "?show=agreed")]
    return b"".join([*pages, client.get(f"{hall.path}?back=1", headers=PAGE).content])


@pytest.mark.parametrize("named", [True, False])
def test_before_the_reveal_no_byte_tells_what_was_said(client: TestClient, wired: Database, named: bool) -> None:
    hall = Hall(wired, named=named)
    number = hall.open()
    hall.say(number, SPLIT, "a remark")
    before = everything(client, hall)
    hall.say(number, TOGETHER, "another remark")
    assert everything(client, hall) == before
    for step in (facilitating.close, facilitating.resume, facilitating.pause):
        step(wired, hall.frameworks, workshop_id=hall.id, now=wiring.now())
        assert b"remark" not in everything(client, hall)
        assert b'class="levels' not in everything(client, hall)
    hall.reveal()
    assert everything(client, hall) != before


def test_a_second_vote_tells_nothing_either(client: TestClient, wired: Database) -> None:
    hall = Hall(wired)
    hall.shown(SPLIT)
    number = hall.again()
    hall.say(number, TOGETHER)
    before = everything(client, hall)
    hall.say(number, SPLIT[::-1])
    assert everything(client, hall) == before


def test_a_late_answer_changes_nothing_that_is_shown(client: TestClient, wired: Database) -> None:
    hall = Hall(wired)
    number = hall.open()
    hall.say(number, SPLIT)
    hall.reveal()
    before = everything(client, hall)
    with pytest.raises(Exception, match="not counted"):
        hall.say(number, TOGETHER)
    assert everything(client, hall) == before


# Steps


def press(client: TestClient, hall: Hall, step: str, **said: object) -> tuple[int, str]:
    form = {"step": step, **{name: str(value) for name, value in said.items()}}
    answer = client.post(f"{hall.path}/step?look=dark", data=form, headers=PAGE, follow_redirects=False)
    if answer.status_code == 303:
        assert answer.headers["location"] == f"{hall.path}?look=dark"
    return answer.status_code, answer.text


def problem(page: str) -> str:
    found = re.search(r'<p class="problem" role="alert">([^<]*)</p>', page)
    return found[1] if found else ""


def test_the_wall_leads_through_a_statement(client: TestClient, wired: Database) -> None:
    hall = Hall(wired)
    assert press(client, hall, "open", statement=hall.statements[0])[0] == 303
    for step in ("pause", "resume", "close", "resume", "reveal", "again", "reveal"):
        number = 2 if step == "again" else 1
        page = wall(client, hall)
        assert f'name="step" value="{step}"' in page
        number = int(re.search(r'name="round" value="(\d+)"', page)[1])  # type: ignore[index]
        assert press(client, hall, step, round=number)[0] == 303
    assert 'name="step" value="again"' not in wall(client, hall)
    assert f'name="statement" value="{hall.statements[1]}"' in wall(client, hall)


def test_two_who_reveal_at_once_see_the_same(client: TestClient, wired: Database) -> None:
    hall = Hall(wired)
    number = hall.open()
    hall.say(number, SPLIT)
    assert [press(client, hall, "reveal", round=number)[0] for _ in range(2)] == [303, 303]


def test_two_who_open_at_once_open_one(client: TestClient, wired: Database) -> None:
    hall = Hall(wired)
    assert press(client, hall, "open", statement=hall.statements[0])[0] == 303
    status, page = press(client, hall, "open", statement=hall.statements[1])
    assert status == 409
    assert problem(page) == "A round is going on. Nothing was opened. Reveal it first, or set it aside."
    assert hall.title(0) in page


def test_a_wall_that_is_behind_does_nothing_to_another_round(client: TestClient, wired: Database) -> None:
    hall = Hall(wired)
    old = hall.open()
    hall.reveal()
    hall.open(1)
    status, page = press(client, hall, "reveal", round=old)
    assert status == 409
    assert "The workshop has gone on since your page showed it. Nothing was changed." in problem(page)
    assert "0 of 12 have answered." in page


@pytest.mark.parametrize(
    "said",
    [{}, {"step": "end"}, {"step": "reveal"}, {"step": "reveal", "round": "x"}, {"step": "reveal", "round": "9" * 30},
     {"step": "open", "statement": "no.such"}, {"step": "open", "statement": "<script>"}],
)  # fmt: skip
def test_a_step_that_no_wall_offers_changes_nothing(client: TestClient, wired: Database, said: dict[str, str]) -> None:
    hall = Hall(wired)
    hall.open()
    before = wall(client, hall)
    answer = client.post(f"{hall.path}/step", data=said, headers=PAGE, follow_redirects=False)
    assert answer.status_code in (404, 409)
    assert "Nothing was" in answer.text or "no round was opened" in answer.text.lower()
    assert "<script>" not in answer.text
    assert wall(client, hall) == before


def test_steps_come_by_form_from_our_own_page_alone(client: TestClient, wired: Database) -> None:
    hall = Hall(wired)
    path, said = f"{hall.path}/step", {"step": "open", "statement": hall.statements[0]}
    assert client.get(path, headers=PAGE).status_code in (404, 405)
    assert client.post(hall.path, data=said).status_code == 405
    assert client.post(path, json=said).status_code == 409
    for foreign in ({"Origin": "https://evil.example"}, {"Origin": "null"}):
        assert client.post(path, data=said, headers=foreign).status_code == 403
    assert "12 people have joined." in wall(client, hall)
    ours = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}  # what a browser says without a script
    assert client.post(path, data=said, headers=ours, follow_redirects=False).status_code == 303


# Looking around


def test_looking_back_shows_the_picture_before_and_changes_nothing(client: TestClient, wired: Database) -> None:
    hall = Hall(wired)
    for number in range(2):
        hall.shown(SPLIT, number)
    hall.open(2)
    assert 'href="/board/1?back=2" data-key="ArrowLeft"' in wall(client, hall)
    page = wall(client, hall, "?back=2")
    assert "Looking back: 2 of 11" in page
    assert hall.title(1) in page
    assert 'href="/board/1?back=1" data-key="ArrowLeft"' in page
    assert 'href="/board/1" data-key="ArrowRight"' in page
    assert 'href="/board/1?back=2" data-key="ArrowRight"' in wall(client, hall, "?back=1")
    assert "0 of 12 have answered." in wall(client, hall, "?back=3")


def test_what_a_wall_remembers_stands_in_its_address(client: TestClient, wired: Database) -> None:
    hall = Hall(wired)
    hall.open()
    assert '<html lang="en-GB" data-look="auto">' in wall(client, hall, "?look=%22%3E&back=-1&show=x&keys=1&row=1")
    page = wall(client, hall, "?look=contrast&keys=off&row=off")
    assert '<html lang="en-GB" data-look="contrast">' in page
    assert "data-key" not in page
    assert "no-row" in page
    assert f'action="/board/{hall.id}/step?look=contrast&amp;keys=off&amp;row=off"' in page


@pytest.mark.parametrize(
    "path", ["/board", "/board/", "/board/x", "/board/0", "/board/99", "/board/1/x", f"/board/{10**30}"]
)
def test_what_is_no_wall_says_so(client: TestClient, wired: Database, path: str) -> None:
    answer = client.get(path, headers=PAGE)
    assert answer.status_code == 404
    assert "There is no wall here" in answer.text
    assert client.get(f"{path.rstrip('/')}/events").status_code == 404


def test_the_page_runs_nothing_but_its_own_script(client: TestClient, wired: Database) -> None:
    hall = Hall(wired)
    answer = client.get(hall.path, headers=PAGE)
    assert "script-src 'self';" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert re.findall(r"<script[^>]*>", answer.text) == ['<script src="/look/board.js" defer>']
    assert not re.search(r"\sstyle=|\son\w+=", answer.text)


@pytest.mark.parametrize("text", NASTY)
def test_what_people_typed_stays_text(client: TestClient, wired: Database, text: str) -> None:
    short = text[:80]
    hall = Hall(wired, led_by=short)
    pages = [wall(client, hall)]
    hall.shown(SPLIT)
    agree(hall, 0, 2, text[:900])
    promise(hall, short, short)
    pages += [wall(client, hall), wall(client, hall, "?show=actions"), client.get(f"{hall.path}/agreed.svg").text]
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_a_made_up_place_is_marked_as_such(client: TestClient, wired: Database) -> None:
    demonstrating.fill(wired, delivered(), now=NOW)
    listed = opening.list_assessments(wired, delivered())
    started = next(one.assessment for one in listed if not one.assessment.signed_off and one.assessment.mode == "full")
    hall = Hall(wired, assessment_id=started.id)
    for page in (wall(client, hall), wall(client, hall, "?show=agreed")):
        assert started.place.name in page
        assert "Made up, for trying the program out" in page
