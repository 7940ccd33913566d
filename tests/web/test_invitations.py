"""Links that let somebody in: taken up once, by new people and by members, and by nobody who changed or kept one."""

import logging
import re

import pytest
from starlette.testclient import TestClient

from resilience_dash import wiring
from resilience_dash.services import admitting, inviting, looking_after_accounts
from resilience_dash.store.database import Database
from resilience_dash.web.quiet_log import QuietLog, keep_tokens_out, without_tokens
from tests.builders import Begun
from tests.people import PASSWORD, Person, an_administrator, joined, machine, nobody
from tests.web.served import browser, program
from tests.web.test_served_door import holding
from tests.web.test_signing_in import NASTY, cookie, sign_in

NEW = {"name": "Asha Patel", "email": "Asha@Example.org", "password": PASSWORD}


@pytest.fixture
def place(served: Database, begun: Begun) -> int:
    return begun.sheet.assessment.place.id


@pytest.fixture
def owner(served: Database, place: int) -> Person:
    return joined(served, place, "owner", "Olu")


@pytest.fixture
def link(owner: Person, place: int) -> str:
    invited = inviting.invite(owner.db, place_id=place, role="editor", note="for Asha", now=wiring.now())
    return f"/invitation/{invited.token}"


@pytest.fixture
def client(served: Database) -> TestClient:
    return browser(program())


def test_an_invitation_says_who_invites_to_what(client: TestClient, link: str) -> None:
    page = client.get(link)
    assert page.status_code == 200
    assert "Olu invites you to Surrey Heath, as editor." in page.text
    assert page.text.count("<h1>") == 1
    for complete in ("name", "username", "new-password"):
        assert f'autocomplete="{complete}"' in page.text
    assert "for Asha" not in page.text  # the note is for whoever invites


def test_somebody_new_joins_and_is_signed_in(client: TestClient, link: str, place: int, served: Database) -> None:
    answer = client.post(link, data=NEW)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert cookie(answer)
    assert client.get("/").status_code == 200
    found = admitting.caller(nobody(served), token=client.cookies.get("__Host-resilience_session"), now=wiring.now())
    assert (found.name, dict(found.roles)) == ("Asha Patel", {place: "editor"})


def test_a_link_opens_once(client: TestClient, link: str) -> None:
    client.post(link, data=NEW)
    other = browser(program())
    for answer in (other.get(link), other.post(link, data=NEW | {"email": "other@example.org"})):
        assert answer.status_code == 404
        assert "does not open anything" in answer.text


def test_a_changed_link_opens_nothing(client: TestClient, link: str) -> None:
    for changed in (link[:-1], link + "A", link.swapcase(), "/invitation/x", "/invitation/%00", "/invitation/é'--"):
        answer = client.get(changed)
        assert answer.status_code in (404, 303)
    assert client.get(link).status_code == 200


def test_an_expired_and_a_revoked_link_open_nothing(client: TestClient, link: str, owner: Person, place: int) -> None:
    for invitation in inviting.list_invitations(owner.db, place_id=place):
        if invitation.opens(wiring.now()):
            inviting.revoke_invitation(owner.db, invitation_id=invitation.id, now=wiring.now())
    assert client.get(link).status_code == client.post(link, data=NEW).status_code == 404
    fresh = inviting.invite(owner.db, place_id=place, role="viewer", note="", now=wiring.now()).token
    wiring.now.turn(days=15)  # type: ignore[attr-defined]
    assert "has expired" in client.get(f"/invitation/{fresh}").text


def test_a_link_of_one_kind_opens_no_other_page(client: TestClient, link: str, served: Database) -> None:
    token = link.rpartition("/")[2]
    for path in ("/set-up", "/password"):
        assert client.get(f"{path}/{token}").status_code == 404
        assert client.post(f"{path}/{token}", data=NEW).status_code == 404
    assert client.get(link).status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Give your name."),
        ("name", "\u202e ", "name is missing"),
        ("name", "x" * 2000, "name"),
        ("email", "", "Give your e-mail address."),
        ("email", "not-an-address", "not an e-mail address"),
        ("password", "", "Choose a password."),
        ("password", "short", "too short"),
        ("password", "password12345", "password"),
        ("password", "x" * 300, "the most is 200"),
    ],
    ids=range(9),
)
def test_what_is_wrong_is_said_beside_the_field(
    client: TestClient, link: str, field: str, value: str, said: str
) -> None:
    answer = client.post(link, data=NEW | {field: value})
    assert answer.status_code == 422
    assert "<title>Error: Join Surrey Heath" in answer.text
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-error"' in answer.text
    assert said in answer.text
    assert PASSWORD not in answer.text
    if field != "email":
        assert 'value="Asha@Example.org"' in answer.text
    assert client.get(link).status_code == 200


def test_an_e_mail_that_is_taken_is_said(client: TestClient, link: str, owner: Person) -> None:
    answer = client.post(link, data=NEW | {"email": owner.email})
    assert answer.status_code == 422
    assert 'href="#email"' in answer.text


def test_a_member_accepts_as_themselves(link: str, place: int, served: Database) -> None:
    member = an_administrator(served, "Ada")
    client = holding(member.token)
    page = client.get(link).text
    assert "Accept as Ada" in page
    assert 'type="password"' not in page
    assert client.post(link, data=NEW).status_code == 404  # no second account by the way
    assert client.post(link, data={"as": "me"}).headers["location"] == "/"
    assert member.caller(wiring.now()).roles[place] == "editor"


def test_whoever_belongs_there_keeps_the_link_whole(owner: Person, link: str) -> None:
    answer = holding(owner.token).post(link, data={"as": "me"})
    assert answer.status_code == 409
    assert holding(owner.token).get(link).status_code == 200


def test_a_form_of_another_site_takes_up_nothing(link: str, served: Database) -> None:
    client = holding(an_administrator(served, "Ada").token)
    for origin in ("https://evil.example", "null"):
        assert client.post(link, data={"as": "me"}, headers={"Origin": origin}).status_code == 403
    assert client.get(link).status_code == 200


def test_the_first_administrator_is_set_up(client: TestClient, served: Database) -> None:
    token = inviting.first_administrator(machine(served), now=wiring.now())
    page = client.get(f"/set-up/{token}").text
    assert "becomes the first" in page
    assert "/sign-in?next" not in page
    assert client.post(f"/set-up/{token}", data=NEW).status_code == 303
    found = admitting.caller(nobody(served), token=client.cookies.get("__Host-resilience_session"), now=wiring.now())
    assert found.administrator
    assert browser(program()).get(f"/set-up/{token}").status_code == 404


def test_a_new_password_ends_every_sign_in(client: TestClient, owner: Person, served: Database) -> None:
    reset = looking_after_accounts.invite_to_reset(machine(served), member_id=owner.id, now=wiring.now()).token
    assert 'autocomplete="new-password"' in client.get(f"/password/{reset}").text
    assert client.post(f"/password/{reset}", data={"password": "short"}).status_code == 422
    answer = client.post(f"/password/{reset}", data={"password": "walnut harbour sixty"})
    assert answer.headers["location"] == "/sign-in?new"
    assert holding(owner.token).get("/").status_code == 303
    assert sign_in(client, owner.email, PASSWORD).status_code == 422
    assert sign_in(client, owner.email, "walnut harbour sixty").status_code == 303
    assert client.post(f"/password/{reset}", data={"password": "walnut harbour sixty"}).status_code == 404


def test_with_passwords_switched_off_no_link_makes_one(
    client: TestClient, link: str, owner: Person, served: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    reset = looking_after_accounts.invite_to_reset(machine(served), member_id=owner.id, now=wiring.now()).token
    monkeypatch.setenv("RESILIENCE_DASH_PASSWORDS", "off")
    assert 'type="password"' not in client.get(link).text
    assert client.post(link, data=NEW).status_code == 403
    assert client.post(f"/password/{reset}", data={"password": "walnut harbour sixty"}).status_code == 403


def test_names_are_never_part_of_the_page(client: TestClient, link: str, served: Database, place: int) -> None:
    answer = client.post(link, data=NEW | {"name": NASTY, "password": "short"})
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text
    client.post(link, data=NEW | {"name": NASTY})
    for page in (client.get("/sign-out"), client.get("/sign-in")):
        assert "<script" not in page.text
        assert "&lt;script&gt;" in page.text


# Tokens and the log


@pytest.mark.parametrize(
    "line",
    [
        '127.0.0.1:5 - "GET /invitation/{t} HTTP/1.1" 200',
        '127.0.0.1:5 - "POST /set-up/{t} HTTP/1.1" 303',
        '"GET /password/{t}" and more',
        '192.168.1.77:5 - "POST /join/{t} HTTP/1.1" 303',
        '"GET /sign-in?next=%2Finvitation%2F{t} HTTP/1.1"',
        '"GET /invitation/{t}/with/default HTTP/1.1"',
        '"GET /oauth2callback?code={t}&state=x HTTP/1.1"',
        "https://resilience.example.org/invitation/{t}",
        '("10.0.0.7", 5) - "WebSocket /_stcore/stream?x={t}" [accepted]',
    ],
)
def test_no_token_is_written_down(line: str) -> None:
    said = without_tokens(line.format(t="s3cr3t-T0ken_x"))
    assert "s3cr3t" not in said
    assert re.search(r"[a-z]", said)


def test_the_filter_stands_before_the_servers_logs(caplog: pytest.LogCaptureFixture) -> None:
    keep_tokens_out()
    keep_tokens_out()
    access = logging.getLogger("uvicorn.access")
    assert sum(isinstance(one, QuietLog) for one in access.filters) == 1
    before = access.propagate, access.level
    access.propagate, access.disabled = True, False
    access.setLevel(logging.INFO)
    try:
        access.info('%s - "%s %s HTTP/%s" %d', "127.0.0.1:5", "GET", "/invitation/s3cr3t?x=s3cr3t", "1.1", 200)
    finally:
        access.propagate = before[0]
        access.setLevel(before[1])
    assert "/invitation/…" in caplog.text
    assert "s3cr3t" not in caplog.text
