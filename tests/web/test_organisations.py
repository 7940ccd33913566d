"""Signing in through an organisation: a real provider, the running program, and a browser's cookies."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from resilience_dash.domain.access import MACHINE
from resilience_dash.services import inviting, looking_after_accounts
from resilience_dash.store.database import Database
from tests.browser.server import Server
from tests.web import organisation
from tests.web.served import PAGE

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with organisation.organisation() as council:
        running = organisation.server(tmp_path_factory.mktemp("organisations"), council)
        running.start()
        try:
            yield running
        finally:
            running.stop()


@pytest.fixture
def db(served: Server) -> Iterator[Database]:
    opened = Database(f"sqlite:///{served.database}").asked_by(MACHINE)
    yield opened
    opened.close()


@pytest.fixture
def browser(served: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.address, headers=PAGE, timeout=60) as client:
        yield client


def an_invitation(db: Database) -> str:
    return inviting.invite_administrator(db, note="", now=datetime.now(UTC)).token


def vouch(browser: httpx.Client, way: str, subject: str, **answer: str) -> httpx.Response:
    """Leave for the organisation, be vouched for there, come back; what the program answers at /enter."""
    out = browser.get(way)
    assert out.headers["location"].startswith("/auth/login?provider=")
    there = browser.get(out.headers["location"])
    assert there.status_code == 302
    assert "code_challenge" in there.headers["location"] or "nonce=" in there.headers["location"]
    back = browser.post(there.headers["location"], data={"sub": subject, **answer}, headers={"Origin": "null"})
    home = browser.get(back.headers["location"])
    assert home.headers["location"] == "/enter"
    assert not any("tokens" in line and "Max-Age=0" not in line for line in home.headers.get_list("set-cookie"))
    return browser.get("/enter")


def test_the_sign_in_page_offers_it(browser: httpx.Client) -> None:
    page = browser.get("/sign-in").text
    assert "Sign in with the council’s &lt;account&gt;" in page
    assert 'href="/sign-in/with/council"' in page


def test_an_invited_person_joins_and_signs_in_again(browser: httpx.Client, db: Database, served: Server) -> None:
    token = an_invitation(db)
    assert f"/invitation/{token}/with/council" in browser.get(f"/invitation/{token}").text
    answer = vouch(browser, f"/invitation/{token}/with/council", "asha-1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    kept = {name for name in browser.cookies if name.startswith("_streamlit")}
    assert kept == set()
    assert browser.get("/").status_code == 200
    browser.post("/sign-out", headers={"Origin": served.address})
    assert browser.get("/").status_code == 303
    again = vouch(browser, "/sign-in/with/council?next=%2Fmethod", "asha-1")
    assert (again.status_code, again.headers["location"]) == (303, "/method")
    assert browser.get("/").status_code == 200
    assert served.rows("select subject from identity where subject = 'asha-1'") == [("asha-1",)]


def test_somebody_whom_nobody_invited_stays_outside(browser: httpx.Client) -> None:
    answer = vouch(browser, "/sign-in/with/council", "stranger")
    assert answer.status_code == 403
    assert "nobody here has invited you yet" in answer.text
    assert "Traceback" not in answer.text
    assert browser.get("/").status_code == 303


def test_a_suspended_member_stays_outside(browser: httpx.Client, db: Database, served: Server) -> None:
    vouch(browser, f"/invitation/{an_invitation(db)}/with/council", "first")
    vouch(browser, f"/invitation/{an_invitation(db)}/with/council", "leaver")
    ((number,),) = served.rows("select member_id from identity where subject = 'leaver'")
    looking_after_accounts.suspend(db, member_id=number, now=datetime.now(UTC))
    assert browser.get("/").status_code == 303
    assert vouch(browser, "/sign-in/with/council", "leaver").status_code == 403


def test_a_used_invitation_binds_nobody_else(browser: httpx.Client, db: Database) -> None:
    token = an_invitation(db)
    vouch(browser, f"/invitation/{token}/with/council", "quick")
    browser.cookies.clear()
    answer = vouch(browser, f"/invitation/{token}/with/council", "slow")
    assert answer.status_code == 403
    assert "does not open anything" in answer.text


def test_whoever_says_no_at_the_organisation_gets_a_page(browser: httpx.Client) -> None:
    answer = vouch(browser, "/sign-in/with/council", "asha-1", action="deny")
    assert answer.status_code == 403
    assert "did not say who you are" in answer.text


@pytest.mark.parametrize("which", ["away", "nonsense"])
def test_an_organisation_that_is_away_or_answers_nonsense(browser: httpx.Client, which: str) -> None:
    out = browser.get(f"/sign-in/with/{which}")
    answer = browser.get(out.headers["location"])
    assert answer.status_code == 502
    assert "does not answer as it should" in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("query", ["", "?state=made-up&code=made-up", "?error=server_error&state=x", "?code=%00"])
def test_a_made_up_return_opens_nothing(browser: httpx.Client, query: str) -> None:
    assert browser.get(f"/oauth2callback{query}").headers["location"] == "/enter"
    assert browser.get("/enter").status_code == 403
    assert browser.get("/").status_code == 303


@pytest.mark.parametrize("value", ["", "x", "chunks-9", "eyJpc3MiOiJhIn0.aaaa.bbbb"])
def test_a_made_up_cookie_opens_nothing(browser: httpx.Client, value: str) -> None:
    browser.cookies.set("_streamlit_user", value)
    assert browser.get("/enter").status_code == 403


def test_the_cookie_secret_was_made_and_kept(served: Server) -> None:
    ((secret,),) = served.rows("select value from server_secret where name = 'streamlit_cookies'")
    assert len(secret) >= 43


def test_another_site_begins_no_sign_in(browser: httpx.Client) -> None:
    answer = browser.get("/sign-in/with/council", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.headers["location"] == "/sign-in"
    assert browser.get("/sign-in/with/nobody").status_code == 404


def test_the_first_administrators_link_is_printed_and_no_token_logged(served: Server, browser: httpx.Client) -> None:
    said = served.said()
    links = re.findall(r"^  (http://localhost:\d+/set-up/[\w-]+)$", said, re.MULTILINE)
    assert len(links) == 1
    assert "INFO" not in said[said.index(links[0]) - 20 : said.index(links[0])]
    browser.get(f"/invitation/{'s3cr3t' * 7}")
    browser.get("/sign-in?next=/invitation/s3cr3ts3cr3t")
    assert "s3cr3t" not in served.said()
