"""Signing in and out on the plain pages, and what people try there."""

import re

import pyotp
import pytest
from starlette.testclient import TestClient

from resilience_dash import wiring
from resilience_dash.services import admitting
from resilience_dash.store.database import Database
from resilience_dash.web import local_paths
from tests.builders import Begun
from tests.people import PASSWORD, Person, joined
from tests.web.served import PUBLIC, browser, program
from tests.web.test_served_door import COOKIE, holding

NASTY = "\"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}' O’Brien"
ELSEWHERE = [
    "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "evil.example",
    "https:evil.example", "/%2f/evil.example", "/%5Cevil.example", "/%252f%252fevil.example", "javascript:alert(1)",
    "/\r\nSet-Cookie: a=b", "/%0d%0aSet-Cookie:a=b", "///evil.example", "/sign-out", "/sign-in?next=/", "/auth/login",
    " /results", "http://[::1", "/é", "@evil.example", "/" + "x" * 3000,
]  # fmt: skip


@pytest.fixture
def member(served: Database, begun: Begun) -> Person:
    return joined(served, begun.sheet.assessment.place.id, "editor", "Eve")


@pytest.fixture
def client(served: Database) -> TestClient:
    return browser(program())


def sign_in(client: TestClient, email: str = "eve@example.org", password: str = PASSWORD, **more: str):
    return client.post("/sign-in", data={"email": email, "password": password, **more})


def cookie(answer, name: str = COOKIE) -> str | None:
    lines = [line for line in answer.headers.get_list("set-cookie") if line.startswith(f"{name}=")]
    return lines[-1] if lines else None


def test_a_member_signs_in_and_goes_where_they_wanted(client: TestClient, member: Person) -> None:
    answer = sign_in(client, next="/results?assessment=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/results?assessment=1")
    assert answer.headers["cache-control"] == "no-store"
    assert "the page" in client.get("/results?assessment=1").text


def test_the_cookie_over_tls_is_bound_to_this_host(client: TestClient, member: Person) -> None:
    parts = cookie(sign_in(client)).split("; ")
    assert set(parts[1:]) == {"HttpOnly", "Path=/", "SameSite=lax", "Secure"}
    assert len(parts[0].partition("=")[2]) >= 43


def test_the_cookie_over_http_on_this_machine(member: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RESILIENCE_DASH_ADDRESS")
    client = browser(program(), base_url="http://localhost:8501", client="127.0.0.1")
    parts = cookie(sign_in(client), "resilience_session").split("; ")
    assert set(parts[1:]) == {"HttpOnly", "Path=/", "SameSite=lax"}
    assert "the page" in client.get("/").text
    assert "strict-transport-security" not in client.get("/").headers


@pytest.mark.parametrize("after", ELSEWHERE, ids=range(len(ELSEWHERE)))
def test_nobody_is_led_elsewhere(after: str) -> None:
    assert local_paths.checked(after) == "/"


@pytest.mark.parametrize("after", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_the_pages_lead_nobody_elsewhere(client: TestClient, member: Person, after: str) -> None:
    assert "evil" not in client.get("/sign-in", params={"next": after}).text
    assert sign_in(client, next=after).headers["location"] == "/"


def test_what_is_wrong_is_said_above_and_beside_and_what_was_typed_stays(client: TestClient, member: Person) -> None:
    answer = sign_in(client, password="not the password", next="/results?assessment=1")
    assert answer.status_code == 422
    assert "<title>Error: Sign in" in answer.text
    assert 'href="#email"' in answer.text
    assert answer.text.count("the e-mail or the password is not right") == 2
    assert 'value="eve@example.org"' in answer.text
    assert 'value="/results?assessment=1"' in answer.text
    assert "not the password" not in answer.text
    assert "set-cookie" not in answer.headers


def test_nothing_tells_an_account_from_none(client: TestClient, member: Person) -> None:
    said = [sign_in(client, email, "not the password") for email in ("eve@example.org", "nobody@example.org")]
    texts = [re.sub(r'value="[^"]*"', "", answer.text) for answer in said]
    assert texts[0] == texts[1]
    assert said[0].status_code == said[1].status_code


def test_a_hundred_wrong_passwords_are_not_taken(client: TestClient, member: Person) -> None:
    statuses = [sign_in(client, password=f"wrong password {n}").status_code for n in range(100)]
    assert statuses == [422] * 10 + [429] * 90
    answer = sign_in(client)
    assert answer.status_code == 429  # not even the right one
    assert "Too many tries" in answer.text
    wiring.now.turn(minutes=16)  # type: ignore[attr-defined]
    assert sign_in(client).status_code == 303


def test_a_sign_in_begins_with_a_new_token_and_ends_the_one_before(client: TestClient, member: Person) -> None:
    client.cookies.set(COOKIE, "planted-by-somebody-else")
    first = cookie(sign_in(client)).split(";")[0]
    assert "planted" not in first
    held = holding(first.partition("=")[2])
    assert held.get("/").status_code == 200
    second = held.post("/sign-in", data={"email": member.email, "password": PASSWORD})
    assert cookie(second).split(";")[0] != first
    assert holding(first.partition("=")[2]).get("/").status_code == 303


def test_signing_out_ends_it_for_good(client: TestClient, member: Person) -> None:
    sign_in(client)
    token = client.cookies.get(COOKIE)
    assert "Sign out everywhere" in client.get("/sign-out").text
    answer = client.post("/sign-out")
    assert answer.headers["location"] == "/sign-in?out"
    assert "Max-Age=0" in cookie(answer)
    assert client.get("/").status_code == 303
    assert holding(token).get("/").status_code == 303
    assert "You are signed out." in client.get("/sign-in?out").text


def test_signing_out_everywhere_ends_the_others_at_once(member: Person, served: Database) -> None:
    phone, laptop = browser(program()), browser(program())
    sign_in(phone)
    sign_in(laptop)
    assert phone.get("/").status_code == 200
    assert laptop.post("/sign-out-everywhere").status_code == 303
    assert phone.get("/").status_code == 303
    assert holding(member.token).get("/").status_code == 303


@pytest.mark.parametrize("path", ["/sign-out", "/sign-out-everywhere"])
def test_a_link_signs_nobody_out(member: Person, path: str) -> None:
    client = holding(member.token)
    client.get(path)
    assert client.get("/").status_code == 200


@pytest.fixture
def with_code(member: Person) -> pyotp.TOTP:
    secret = admitting.start_second_factor(member.db, password=PASSWORD, now=wiring.now())
    codes = pyotp.TOTP(secret.letters)
    now = wiring.now()
    admitting.confirm_second_factor(member.db, code=codes.at(now), token=member.token, now=now)
    wiring.now.turn(minutes=1)  # type: ignore[attr-defined]
    return codes


def test_a_second_factor_is_asked_for(client: TestClient, with_code: pyotp.TOTP) -> None:
    first = sign_in(client, next="/results")
    assert first.headers["location"] == "/second-factor?next=%2Fresults"
    assert cookie(first) is None
    pending = cookie(first, "__Host-resilience_pending")
    assert "HttpOnly" in pending
    assert "Max-Age=300" in pending
    assert client.get("/").status_code == 303
    page = client.get("/second-factor?next=%2Fresults").text
    assert 'autocomplete="one-time-code"' in page
    wrong = client.post("/second-factor", data={"code": "000000", "next": "/results"})
    assert wrong.status_code == 422
    assert 'href="#code"' in wrong.text
    code = with_code.at(wiring.now())
    right = client.post("/second-factor", data={"code": f"{code[:3]} {code[3:]}", "next": "/results"})
    assert right.headers["location"] == "/results"
    assert client.get("/").status_code == 200


def test_a_code_alone_opens_nothing(client: TestClient, with_code: pyotp.TOTP) -> None:
    code = with_code.at(wiring.now())
    assert client.get("/second-factor").headers["location"] == "/sign-in"
    assert client.post("/second-factor", data={"code": code}).headers["location"] == "/sign-in"
    client.cookies.set("__Host-resilience_pending", "made-up")
    answer = client.post("/second-factor", data={"code": code})
    assert answer.status_code == 422
    assert "Begin again with your password" in answer.text


def test_five_wrong_codes_end_the_try(client: TestClient, with_code: pyotp.TOTP) -> None:
    sign_in(client)
    for _ in range(5):
        assert client.post("/second-factor", data={"code": "000000"}).status_code == 422
    answer = client.post("/second-factor", data={"code": with_code.at(wiring.now())})
    assert "wrong too often" in answer.text
    assert client.get("/").status_code == 303


def test_what_is_typed_is_never_part_of_the_page(client: TestClient, served: Database) -> None:
    for answer in (
        sign_in(client, email=NASTY, password="x", next=NASTY),
        client.get("/sign-in", params={"next": NASTY, "out": NASTY}),
        client.get(f"/sign-in?next=/{NASTY}"),
    ):
        assert "<script" not in answer.text
        assert "<img src=x" not in answer.text
        assert "49" not in answer.text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"email=a&password=b", "text/plain"),
        (b'{"email": "a"}', "application/json"),
        (b"x" * 30_000, "application/x-www-form-urlencoded"),
        (b"a=1&" * 30, "application/x-www-form-urlencoded"),
        ("email=é".encode(), "application/x-www-form-urlencoded"),
        (b"", ""),
    ],
    ids=range(6),
)
def test_what_is_no_form_is_refused(client: TestClient, served: Database, body: bytes, kind: str) -> None:
    answer = client.post("/sign-in", content=body, headers={"Content-Type": kind})
    assert answer.status_code == 422
    assert "could not be read" in answer.text


@pytest.mark.parametrize(
    "text", ["\x00", "%00%ff", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "Ω" * 500]
)
def test_strange_text_is_just_wrong(client: TestClient, served: Database, text: str) -> None:
    assert sign_in(client, text, text).status_code == 422


def test_passwords_switched_off(client: TestClient, member: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESILIENCE_DASH_PASSWORDS", "off")
    assert 'type="password"' not in client.get("/sign-in").text
    answer = sign_in(client)
    assert answer.status_code == 403
    assert cookie(answer) is None


def test_the_statements_are_open_to_everybody(client: TestClient, served: Database) -> None:
    page = client.get("/accessibility")
    assert page.status_code == 200
    assert "<h2>Accessibility statement</h2>" in page.text
    assert "<h2>Who is responsible</h2>" in client.get("/privacy").text


@pytest.mark.parametrize("page", ["/accessibility", "/privacy"])
def test_the_statements_name_who_answers_for_them(
    client: TestClient, served: Database, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "has not said yet whom to ask" in client.get(page).text
    monkeypatch.setenv("RESILIENCE_DASH_CONTACT", "The <b>Clerk</b> & *others*, clerk@example.gov.uk")
    said = client.get(page).text
    assert "The &lt;b&gt;Clerk&lt;/b&gt; &amp; *others*, clerk@example.gov.uk" in said
    assert "has not said yet whom to ask" not in said


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in?out", "/invitation/abc", "/public/99", "/enter"])
def test_no_cache_keeps_a_plain_page_and_no_site_learns_its_address(
    client: TestClient, served: Database, path: str
) -> None:
    headers = client.get(path).headers
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "set-cookie" not in headers or path == "/enter"


def test_in_personal_mode_there_is_no_sign_in(wired: Database) -> None:
    here = browser(program(), base_url="http://localhost:8501", client="127.0.0.1")
    assert "the page" in here.get("/sign-in").text
    assert PUBLIC not in here.get("/sign-in").text
