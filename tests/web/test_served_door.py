"""Served mode: nobody comes in without a sign-in, under another name, from another site or through a strange proxy."""

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from resilience_dash import wiring
from resilience_dash.services import admitting
from resilience_dash.store.database import Database
from tests.builders import Begun
from tests.people import Person, an_administrator, joined, nobody
from tests.web.served import OURS, PAGE, PROXY, PUBLIC, browser, program
from tests.web.test_files import attach, is_a_download

COOKIE = "__Host-resilience_session"
SOCKET = "wss://resilience.example.org/_stcore/stream"


@pytest.fixture
def member(served: Database, begun: Begun) -> Person:
    return joined(served, begun.sheet.assessment.place.id, "viewer", "Vera")


@pytest.fixture
def stranger(served: Database) -> TestClient:
    return browser(program())


@pytest.fixture
def vera(member: Person) -> TestClient:
    return holding(member.token)


def holding(token: str) -> TestClient:
    client = browser(program())
    client.cookies.set(COOKIE, token)
    return client


@pytest.mark.parametrize(
    ("path", "next_"),
    [
        ("/", ""),
        ("/results?assessment=1", "?next=%2Fresults%3Fassessment%3D1"),
        ("/assess?assessment=1&as=2", "?next=%2Fassess%3Fassessment%3D1%26as%3D2"),
        ("/files/results/1/results.csv", "?next=%2Ffiles%2Fresults%2F1%2Fresults.csv"),
    ],
)
def test_a_page_leads_to_the_sign_in_and_back(stranger: TestClient, path: str, next_: str) -> None:
    answer = stranger.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in{next_}")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/files/evidence/1"),
        ("GET", "/files/results/1/results.csv"),
        ("GET", "/media/abc.csv"),
        ("GET", "/static/js/index.js"),
        ("GET", "/_stcore/host-config"),
        ("GET", "/_stcore/health"),
        ("PUT", "/_stcore/upload_file/1/2"),
        ("DELETE", "/_stcore/upload_file/1/2"),
        ("POST", "/anything"),
    ],
)
def test_everything_else_is_refused_without_a_sign_in(stranger: TestClient, method: str, path: str) -> None:
    assert stranger.request(method, path, headers={"Accept": "*/*"}).status_code == 401


@pytest.mark.parametrize("path", ["/sign-in", "/livez", "/readyz", "/version", "/look/plain.css", "/look/mark.svg"])
def test_what_a_sign_in_needs_is_open(stranger: TestClient, path: str) -> None:
    assert stranger.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/sign-in/", "/sign-inx", "/invitation", "/invitation/a/b", "/public/1/2", "/look"])
def test_nothing_beside_it_is(stranger: TestClient, path: str) -> None:
    assert stranger.get(path, headers={"Accept": "*/*"}).status_code in (401, 404)


def test_a_member_comes_in(vera: TestClient) -> None:
    assert "the page" in vera.get("/").text
    with vera.websocket_connect(SOCKET, headers=OURS) as socket:
        assert socket.receive_text() == "hello"


def refused(client: TestClient, **headers: str) -> None:
    with pytest.raises(WebSocketDisconnect) as closed, client.websocket_connect(SOCKET, headers=OURS | headers):
        pass
    assert closed.value.code == 1008


def test_a_socket_without_a_sign_in_is_closed_before_it_opens(stranger: TestClient) -> None:
    refused(stranger)


def test_a_socket_of_another_site_is_closed_before_it_opens(vera: TestClient) -> None:
    refused(vera, Origin="https://evil.example")
    refused(vera, Origin="null")
    refused(vera, Origin="http://resilience.example.org")
    del vera.headers["Origin"]
    with pytest.raises(WebSocketDisconnect), vera.websocket_connect(SOCKET):
        pass


def test_a_socket_after_the_sign_in_has_ended_is_closed(member: Person, vera: TestClient, served: Database) -> None:
    admitting.sign_out(nobody(served), token=member.token, now=wiring.now())
    refused(vera)
    assert vera.get("/").headers["location"] == "/sign-in"


@pytest.mark.parametrize("turn", [{"minutes": 61}, {"hours": 13}])
def test_an_old_cookie_opens_nothing(vera: TestClient, turn: dict[str, float]) -> None:
    assert vera.get("/").status_code == 200
    wiring.now.turn(**turn)  # type: ignore[attr-defined]
    assert vera.get("/").status_code == 303
    refused(vera)


def test_twelve_hours_are_the_most_however_busy(vera: TestClient) -> None:
    for _ in range(24):
        wiring.now.turn(minutes=30)  # type: ignore[attr-defined]
        assert vera.get("/").status_code == 200
    wiring.now.turn(minutes=1)  # type: ignore[attr-defined]
    assert vera.get("/").status_code == 303


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: t + "A", lambda t: t.swapcase(), lambda _: "x" * 5000], ids=range(4)
)
def test_a_tampered_cookie_opens_nothing(member: Person, change) -> None:
    assert holding(change(member.token)).get("/").status_code == 303


@pytest.mark.parametrize(
    "line", ["{c}={t}; {c}=planted", "{c}=planted; {c}={t}", "resilience_session={t}", "{c}=", "{c}", "x{c}={t}"]
)
def test_a_cookie_that_somebody_else_may_have_planted_opens_nothing(member: Person, line: str) -> None:
    said = {"Cookie": line.format(c=COOKIE, t=member.token)}
    assert browser(program()).get("/", headers=said).status_code == 303


@pytest.mark.parametrize(
    "host", ["evil.example", "resilience.example.org.evil.example", "localhost:8501", "127.0.0.1", "", "@"]
)  # fmt: skip
def test_another_name_is_refused(vera: TestClient, host: str) -> None:
    for path in ("/", "/livez", "/sign-in", "/look/plain.css"):
        assert vera.get(path, headers={"Host": host}).status_code == 403


def test_two_names_are_refused(vera: TestClient) -> None:
    names = [("Host", "resilience.example.org"), ("Host", "evil.example")]
    assert vera.get("/", headers=names).status_code == 403


@pytest.mark.parametrize("host", ["resilience.example.org", "RESILIENCE.example.org", "resilience.example.org:443"])
def test_its_own_name_is_let_in(vera: TestClient, host: str) -> None:
    assert vera.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "said",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://resilience.example.org"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": PUBLIC, "Sec-Fetch-Site": "cross-site"},
        {"Origin": PUBLIC, "Sec-Fetch-Site": "same-site"},
        {"Origin": PUBLIC, "Sec-Fetch-Site": "none"},
        {"Origin": f"{PUBLIC}.evil.example"},
        {"Origin": f"{PUBLIC}:8443"},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/sign-out-everywhere", "/_stcore/upload_file/1/2"])
def test_a_form_of_another_site_is_refused(vera: TestClient, path: str, said: dict[str, str]) -> None:
    assert vera.post(path, data={"email": "a@b.example"}, headers=said).status_code == 403
    assert vera.get("/").status_code == 200  # and nobody was signed out


def test_a_form_without_an_origin_is_refused(vera: TestClient) -> None:
    del vera.headers["Origin"]
    assert vera.post("/sign-out").status_code == 403


def test_a_form_of_a_page_without_referrers_is_taken(vera: TestClient) -> None:
    said = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    assert vera.post("/sign-out", headers=said).headers["location"] == "/sign-in?out"


FORWARDED = {
    "X-Forwarded-For": "198.51.100.4",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "resilience.example.org",
}


@pytest.mark.parametrize("name", [*FORWARDED, "Forwarded", "X-Real-IP", "Via", "X-Forwarded-User"])
def test_a_strange_proxy_is_refused(stranger: TestClient, name: str) -> None:
    assert stranger.get("/sign-in", headers={name: FORWARDED.get(name, PROXY)}).status_code == 403


def through_the_proxy(member: Person, **said: str) -> str:
    client = browser(program(), client=PROXY)
    client.cookies.set(COOKIE, member.token)
    answer = client.get("/x", headers={"Accept": "*/*", **said})
    return answer.text if answer.status_code == 200 else str(answer.status_code)


def test_the_named_proxy_is_believed_and_its_words_taken_off(member: Person) -> None:
    said = through_the_proxy(member, **FORWARDED, **{"X-Real-IP": "1.2.3.4", "X-Forwarded-User": "root"})
    assert said.startswith("https resilience.example.org 198.51.100.4 ")
    assert "forwarded" not in said
    assert "x-real-ip" not in said


@pytest.mark.parametrize(
    ("for_", "client"),
    [
        ("198.51.100.4", "198.51.100.4"),
        ("10.9.9.9, 198.51.100.4", "198.51.100.4"),
        ("127.0.0.1, 198.51.100.4:5000", "198.51.100.4"),
        ("198.51.100.4, 10.0.0.8", "198.51.100.4"),
        ("[2001:db8::1]:80", "2001:db8::1"),
    ],
)  # fmt: skip
def test_only_what_the_proxy_itself_saw_counts(member: Person, for_: str, client: str) -> None:
    assert f" {client} " in through_the_proxy(member, **{"X-Forwarded-For": for_})


def test_the_name_may_come_from_the_proxy(member: Person) -> None:
    asked = {"Host": "app:8501", "X-Forwarded-Host": "resilience.example.org"}
    assert " resilience.example.org " in through_the_proxy(member, **asked)
    assert through_the_proxy(member, **{"X-Forwarded-Host": "evil.example"}) == "403"
    assert through_the_proxy(member, **{"Host": "app:8501", "X-Forwarded-For": "198.51.100.4"}) == "403"


def test_what_came_without_tls_is_refused(member: Person) -> None:
    assert through_the_proxy(member, **{"X-Forwarded-Proto": "http"}) == "403"


@pytest.mark.parametrize("for_", [PROXY, f"{PROXY}:50000", f"198.51.100.4, {PROXY}", f"{PROXY}, 198.51.100.4"])
@pytest.mark.parametrize("port", [50000, 0])
def test_whoever_names_the_proxy_as_themselves_is_not_believed(served: Database, for_: str, port: int) -> None:
    """The server puts in what a program on this machine says; that program is then not the named proxy."""
    client = browser(program(), client=PROXY, port=port)
    assert client.get("/sign-in", headers={"X-Forwarded-For": for_}).status_code == 403


def test_a_proxy_on_the_same_machine(member: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESILIENCE_DASH_PROXIES", "127.0.0.1")
    said = {"X-Forwarded-For": "203.0.113.9", "Accept": "*/*"}
    through, direct = browser(program(), port=0), browser(program())
    for client in (through, direct):
        client.cookies.set(COOKIE, member.token)
    assert " 203.0.113.9 " in through.get("/x", headers=said).text
    assert direct.get("/x", headers=said).status_code == 403
    made_up = {"X-Forwarded-For": "203.0.113.9, 1.2.3.4", "Accept": "*/*"}
    assert direct.get("/x", headers=made_up).status_code == 403


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/auth/logout"])
def test_what_is_for_probes_is_not_there_for_members(vera: TestClient, path: str) -> None:
    assert vera.get(path).status_code == 404


def test_probes_on_the_machine_are_answered(served: Database) -> None:
    here = browser(program(), base_url="http://localhost:8501", client="127.0.0.1")
    del here.headers["Origin"]
    for path in ("/livez", "/readyz", "/_stcore/metrics"):
        assert here.get(path, headers={"Accept": "*/*"}).status_code == 200
    for path in ("/", "/sign-in", "/_stcore/host-config"):
        assert here.get(path).status_code == 403
    assert here.get("/_stcore/metrics", headers={"X-Forwarded-For": "198.51.100.4"}).status_code == 403
    away = browser(program(), base_url="http://localhost:8501", client="203.0.113.9")
    assert away.get("/_stcore/metrics").status_code == 403


def test_everything_is_bound_to_tls(vera: TestClient) -> None:
    answer = vera.get("/")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert answer.headers["set-cookie"].endswith("; Secure")  # the device’s
    assert "strict-transport-security" in vera.get("/", headers={"Host": "evil.example"}).headers


def test_a_file_of_another_place_is_as_if_it_were_not_there(
    member: Person, begun: Begun, served: Database, vera: TestClient
) -> None:
    there = vera.get(f"/files/results/{begun.id}/results.csv")
    assert there.status_code == 200
    number = attach(begun, "minutes.pdf", b"%PDF-1.7")
    other = holding(an_outsider(served).token)
    for here, gone in (
        (f"/files/results/{begun.id}/results.csv", "/files/results/999/results.csv"),
        (f"/files/evidence/{number}", "/files/evidence/999"),
    ):
        answer, unknown = other.get(here), other.get(gone)
        assert answer.status_code == unknown.status_code == 404
        assert answer.text == unknown.text.replace("999", str(begun.id))


def an_outsider(db: Database) -> Person:
    """A member of the server without any place: an administrator looks into none."""
    return an_administrator(db)


def test_nobody_sees_a_page_while_the_database_is_away(vera: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: object, **_more: object) -> None:
        raise wiring.NoDatabase("gone")

    monkeypatch.setattr(admitting, "caller", away)
    assert vera.get("/").status_code == 503
    assert vera.get("/livez", headers=PAGE).status_code == 200
    refused(vera)


def test_members_take_their_own_data_with_them_and_nobody_elses(vera: TestClient, member: Person) -> None:
    answer = vera.get("/files/my-data.json")
    is_a_download(answer, 'filename="my-data.json"')
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["account"]["email"] == member.email
    assert browser(program()).get("/files/my-data.json", headers={"Accept": "*/*"}).status_code == 401
