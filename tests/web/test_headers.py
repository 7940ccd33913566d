"""No answer leaves without the headers, whatever it is and however it went."""

import base64
import hashlib
import re

import pytest
from starlette.testclient import TestClient

from resilience_dash.web import headers
from tests.web.conftest import STREAMLIT

ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
ANSWERS = {
    "page": ("GET", "/", {"Accept": "text/html"}, 200),
    "look": ("GET", "/look/page.css", {}, 200),
    "look that is not there": ("GET", "/look/not-there.css", {}, 404),
    "live": ("GET", "/livez", {}, 200),
    "ready": ("GET", "/readyz", {}, 200),
    "version": ("GET", "/version", {}, 200),
    "results": ("GET", "/files/results/1/results.csv", {}, 200),
    "results that are not there": ("GET", "/files/results/99/results.csv", {}, 404),
    "evidence that is not there": ("GET", "/files/evidence/99", {}, 404),
    "not there": ("GET", "/not-there", {}, 404),
    "wrong method": ("DELETE", "/livez", {}, 405),
    "join": ("GET", "/join", {}, 200),
    "a code that opens nothing": ("GET", "/join/BBBB-BBBB", {}, 404),
    "vote without a seat, which leads to joining": ("GET", "/vote", {}, 200),
    "news without a seat": ("GET", "/vote/events", {}, 204),
    "head": ("HEAD", "/", {}, 200),
    "foreign": ("GET", "/", {"Host": "evil.example"}, 403),
    "nonsense for a name": ("GET", "/", {"Host": "a'; script-src *; b"}, 403),
    "fault": ("GET", "/broken", {}, 500),
    "unchanged": ("GET", "/favicon.png", {"If-Modified-Since": "Fri, 31 Dec 2100 23:59:59 GMT"}, 304),
}  # fmt: skip


@pytest.mark.usefixtures("begun")
@pytest.mark.parametrize("what", ANSWERS)
def test_every_answer_has_the_headers(client: TestClient, what: str) -> None:
    method, path, asked, status = ANSWERS[what]
    answer = client.request(method, path, headers=asked)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
    assert "camera=()" in answer.headers["permissions-policy"]
    assert answer.headers["content-security-policy"].startswith("default-src ")
    assert "unsafe-eval" not in answer.headers["content-security-policy"].replace("'wasm-unsafe-eval'", "")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_a_fault_says_nothing_of_the_program(client: TestClient) -> None:
    answer = client.get("/broken")
    assert (answer.status_code, answer.text) == (500, headers.FAULT)
    for detail in ("KeyError", "secret", "Traceback", ".py"):
        assert detail not in answer.text


def test_the_policy_is_the_one_that_was_tried(client: TestClient) -> None:
    said = dict(part.split(" ", 1) for part in client.get("/").headers["content-security-policy"].split("; "))
    assert said == {
        "default-src": "'self'",
        "script-src": f"'self' 'wasm-unsafe-eval' {fingerprint()}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self' ws://localhost:8501 wss://localhost:8501",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "form-action": "'self'",
    }


def fingerprint() -> str:
    """Of the one script inside Streamlit's page, worked out anew."""
    page = (STREAMLIT / "index.html").read_text(encoding="utf-8")
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


@pytest.mark.parametrize("host", ["a b", "a;b", "a'b", "a,b", "a*", "", "a\tb", 'a"b', "é"])
def test_nothing_is_smuggled_into_the_policy(host: str) -> None:
    assert "connect-src 'self'; worker-src" in headers.policy(host)


def test_a_stricter_policy_of_its_own_is_kept(client: TestClient, begun) -> None:
    answer = client.get(f"/files/results/{begun.id}/results.csv")
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
