"""The one page, in our words, and the cookie that tells devices apart."""

import re

import pytest
from starlette.testclient import TestClient

from resilience_dash.web.shell import is_nowhere
from tests.builders import DATA
from tests.web.conftest import STREAMLIT

PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
ORIGINAL = (STREAMLIT / "index.html").read_text(encoding="utf-8")


def in_our_words(page: str) -> bool:
    return (
        '<html lang="en-GB">' in page
        and "<title>Local economic resilience</title>" in page
        and '<link rel="stylesheet" href="/look/page.css">' in page
        and '<script src="/look/page.js" defer></script></head>' in page
        and "This page needs JavaScript." in page
        and "Streamlit</title>" not in page
    )


def test_streamlits_page_still_has_what_is_replaced() -> None:
    """Fails where a new Streamlit writes its page otherwise, so that it is not found out by a reader."""
    for part in (
        '<html lang="en">',
        "<title>Streamlit</title>",
        "You need to enable JavaScript to run this app.",
        "</head>",
    ):
        assert ORIGINAL.count(part) == 1


def test_the_page_is_in_our_words(client: TestClient) -> None:
    answer = client.get("/", headers=PAGE)
    assert in_our_words(answer.text)
    assert answer.headers["content-type"].startswith("text/html")
    assert int(answer.headers["content-length"]) == len(answer.content)


@pytest.mark.parametrize(
    "asked",
    [
        {"Accept-Encoding": "gzip"},
        {"Accept-Encoding": "gzip, deflate, br, zstd"},
        {"If-None-Match": "*"},
        {"If-Modified-Since": "Fri, 31 Dec 2100 23:59:59 GMT"},
    ],
    ids=str,
)
def test_no_way_of_asking_brings_streamlits_words_back(client: TestClient, asked: dict[str, str]) -> None:
    etag = client.get("/index.html", headers={"Accept": "*/*", "Accept-Encoding": "identity"}).headers.get("etag", "")
    for more in (asked, {"If-None-Match": etag or '"x"', **asked}):
        answer = client.get("/", headers={**PAGE, **more})
        assert answer.status_code == 200
        assert "content-encoding" not in answer.headers
        assert in_our_words(answer.text)


def test_the_page_is_never_kept_by_a_browser(client: TestClient) -> None:
    answer = client.get("/", headers=PAGE)
    assert answer.headers["cache-control"] == "no-store"
    assert not {"etag", "last-modified"} & answer.headers.keys()


def test_what_is_asked_for_by_the_page_points_at_what_is_there(client: TestClient) -> None:
    page = client.get("/", headers=PAGE).text
    ours = re.findall(r'(?:href|src)="(/look/[^"]+)"', page)
    assert len(ours) >= 3
    for address in ours:
        assert client.get(address).status_code == 200


def test_other_files_stay_as_they_are_and_may_be_packed(client: TestClient) -> None:
    script = next((STREAMLIT / "static" / "js").glob("index.*.js"))
    answer = client.get(f"/static/js/{script.name}", headers={"Accept": "*/*", "Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.content == script.read_bytes()
    assert "set-cookie" not in answer.headers


def test_the_head_of_the_page_is_given_without_a_body(client: TestClient) -> None:
    answer = client.head("/", headers=PAGE)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers.get("content-length") in (None, client.get("/", headers=PAGE).headers["content-length"])


def test_a_new_device_gets_its_cookie_once(client: TestClient) -> None:
    first = client.get("/", headers=PAGE).headers["set-cookie"]
    name, value = re.match(r"(\w+)=([\w-]+);", first).groups()
    assert name == "resilience_device"
    assert len(value) >= 20
    assert "set-cookie" not in client.get("/", headers=PAGE).headers
    client.cookies.clear()
    assert client.get("/", headers=PAGE).headers["set-cookie"].split(";")[0] != first.split(";")[0]


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: TestClient) -> None:
    parts = {part.strip() for part in client.get("/", headers=PAGE).headers["set-cookie"].split(";")[1:]}
    assert parts == {"Path=/", "HttpOnly", "SameSite=Lax", "Max-Age=31536000"}


@pytest.mark.parametrize("cookie", ["other=1", "my_resilience_device=1", "other=resilience_device"])
def test_another_cookie_does_not_stand_in_for_it(client: TestClient, cookie: str) -> None:
    assert "set-cookie" in client.get("/", headers={**PAGE, "Cookie": cookie}).headers


@pytest.mark.parametrize("path", ["/livez", "/version", "/look/page.css", "/favicon.png"])
def test_only_the_page_sets_the_cookie(client: TestClient, path: str) -> None:
    assert "set-cookie" not in client.get(path).headers


@pytest.mark.parametrize(
    "path", ["/assess/extra", "/results/2/more", "/tasks//x", "/nosuch", "/home", "/sign_off?assessment=2", "/Tasks"]
)
def test_an_address_that_is_no_page_is_said_not_to_be_there(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=PAGE)
    assert answer.status_code == 404
    assert "There is no page at this address." in answer.text
    assert '<a href="/">Go to the home page</a>' in answer.text
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize("path", ["/", "/assess", "/assess/", "/files/results/1/results.csv", "/look/page.css"])
def test_what_there_is_is_not_said_to_be_missing(path: str) -> None:
    assert not is_nowhere(path)


def test_no_page_no_route_and_no_file_of_streamlits_is_said_to_be_missing(client: TestClient) -> None:
    menu = (DATA.parent / "src" / "resilience_dash" / "ui" / "menu.py").read_text(encoding="utf-8")
    pages = {name.replace("_", "-") for name in re.findall(r'entry\("(\w+)"', menu)} - {"home"}
    assert len(pages) > 8
    for there in (*pages, *(f.name for f in STREAMLIT.iterdir()), "livez", "readyz", "version"):
        assert not is_nowhere(f"/{there}"), there
    assert client.get("/livez", headers=PAGE).json() == {"status": "ok"}
