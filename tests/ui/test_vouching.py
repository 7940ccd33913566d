"""What is believed of Streamlit's signed cookie, and which settings for organisations are refused."""

import json
import time
from typing import Any

import pytest
from streamlit import auth_util
from streamlit.runtime.secrets import AttrDict
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from resilience_dash.domain.organisation import Vouched
from resilience_dash.ui import vouching
from resilience_dash.wiring import BadSetting, Serving
from resilience_dash.wiring.serving import Address

SECRET = "s" * 48
HERE = "https://resilience.example.org"
SERVING = Serving(True, Address("https", "resilience.example.org"))
SAID = {"iss": "https://council.example", "sub": "7", "name": "Asha", "is_logged_in": True, "origin": HERE}


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vouching, "get_cookie_secret", lambda: SECRET)
    monkeypatch.setattr(auth_util, "get_origin_from_redirect_uri", lambda: HERE)


def cookie(secret: str = SECRET, name: str = "_streamlit_user", **said: Any) -> dict[str, str]:
    return {name: create_signed_value(secret, name, json.dumps(SAID | said)).decode()}


def test_what_was_signed_just_now_is_believed() -> None:
    assert vouching.vouched(cookie()) == Vouched("https://council.example", "7", "Asha")


@pytest.mark.parametrize(("later", "believed"), [(60, True), (119, True), (130, False), (3600, False), (86_400, False)])
def test_a_copy_is_good_for_two_minutes(monkeypatch: pytest.MonkeyPatch, later: int, believed: bool) -> None:
    held, now = cookie(), time.time()
    monkeypatch.setattr(time, "time", lambda: now + later)
    assert (vouching.vouched(held) is not None) is believed


@pytest.mark.parametrize(
    "said",
    [
        {"origin": "https://evil.example"},
        {"origin": None},
        {"is_logged_in": False},
        {"is_logged_in": "true"},
        {"iss": None},
        {"iss": ""},
        {"sub": None},
        {"sub": 7},
        {"sub": ""},
    ],
    ids=str,
)
def test_what_does_not_say_who_it_is_is_not_believed(said: dict[str, Any]) -> None:
    assert vouching.vouched(cookie(**said)) is None


def test_what_others_signed_is_not_believed() -> None:
    assert vouching.vouched(cookie(secret="x" * 48)) is None
    assert (
        vouching.vouched({"_streamlit_user": cookie(name="_streamlit_user_tokens")["_streamlit_user_tokens"]}) is None
    )
    assert vouching.vouched({"_streamlit_user": cookie()["_streamlit_user"][:-1]}) is None
    assert vouching.vouched({"_streamlit_user": "é\u2603"}) is None
    assert vouching.vouched({}) is None


ONE = {"client_id": "a", "client_secret": "b", "server_metadata_url": "https://council.example/.well-known"}
GOOD = {"redirect_uri": f"{HERE}/oauth2callback", "council": ONE | {"label": "the council"}}


def settled(monkeypatch: pytest.MonkeyPatch, section: dict[str, Any], serving: Serving = SERVING) -> list[str]:
    monkeypatch.setattr(auth_util, "get_secrets_auth_section", lambda: AttrDict(section))
    return [f"{one.key}: {one.label}" for one in vouching.organisations(serving).known]


def test_each_organisation_has_a_button(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settled(monkeypatch, {}) == []
    assert settled(monkeypatch, GOOD) == ["council: Sign in with the council"]
    both = GOOD | ONE | {"google": ONE}
    assert settled(monkeypatch, both) == [
        "default: Sign in with your organisation",
        "council: Sign in with the council",
        "google: Sign in with Google",
    ]


@pytest.mark.parametrize(
    "section",
    [
        GOOD | {"redirect_uri": "https://evil.example/oauth2callback"},
        GOOD | {"redirect_uri": "http://resilience.example.org/oauth2callback"},
        GOOD | {"redirect_uri": HERE},
        {"council": ONE},
        GOOD | {"cookie_secret": "too short"},
        GOOD | {"the_council": ONE},
        GOOD | {"council": {"client_id": "a"}},
    ],
    ids=range(7),
)
def test_what_cannot_work_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch, section: dict[str, Any]) -> None:
    with pytest.raises(BadSetting, match=r"secrets\.toml"):
        settled(monkeypatch, section)


def test_somebody_must_be_able_to_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    without = Serving(True, SERVING.address, passwords=False)
    assert settled(monkeypatch, GOOD, without)
    with pytest.raises(BadSetting, match="Nobody could sign in"):
        settled(monkeypatch, {}, without)
