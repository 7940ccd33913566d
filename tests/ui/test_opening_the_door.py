"""What served mode makes ready before the first request, and what it refuses to begin with."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit import auth_util, config
from streamlit.runtime.secrets import AttrDict

from resilience_dash.domain.access import MACHINE
from resilience_dash.services import admitting
from resilience_dash.store.database import Database
from resilience_dash.ui import opening_the_door
from resilience_dash.wiring import BadSetting, Serving
from resilience_dash.wiring.serving import Address
from tests.builders import NOW, database
from tests.people import PASSWORD, nobody

SERVING = Serving(True, Address("https", "resilience.example.org"))


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("STREAMLIT_SERVER_COOKIE_SECRET", "")
    monkeypatch.setattr(auth_util, "get_secrets_auth_section", lambda: AttrDict({}))
    before = config.get_option("server.cookieSecret")
    made = database(tmp_path).asked_by(MACHINE)
    yield made
    made.close()
    config.set_option("server.cookieSecret", before)


def printed(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return re.findall(r"^  (\S+)$", capsys.readouterr().out, re.MULTILINE)


def test_the_link_is_printed_until_there_is_an_administrator(db: Database, capsys: pytest.CaptureFixture[str]) -> None:
    opening_the_door.open_the_door(db, SERVING)
    (first,) = printed(capsys)
    opening_the_door.open_the_door(db, SERVING)
    (second,) = printed(capsys)
    assert first != second
    assert second.startswith("https://resilience.example.org/set-up/")
    token = second.rpartition("/")[2]
    admitting.set_up(nobody(db), token=token, name="Asha", email="a@example.org", password=PASSWORD, now=NOW)
    opening_the_door.open_the_door(db, SERVING)
    assert printed(capsys) == []


def test_the_cookie_secret_is_made_once_and_kept(db: Database) -> None:
    opening_the_door.open_the_door(db, SERVING)
    made = config.get_option("server.cookieSecret")
    assert len(made) >= 43
    assert os.environ["STREAMLIT_SERVER_COOKIE_SECRET"] == made
    config.set_option("server.cookieSecret", "")
    opening_the_door.open_the_door(db, SERVING)
    assert config.get_option("server.cookieSecret") == made


@pytest.mark.parametrize("said", ["*", "10.0.0.0/8", "127.0.0.1,10.0.0.7"])
def test_the_server_must_not_believe_others_first(db: Database, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", said)
    with pytest.raises(BadSetting, match="RESILIENCE_DASH_PROXIES"):
        opening_the_door.open_the_door(db, SERVING)
