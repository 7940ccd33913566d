"""Served mode in a real browser: set up, signed out and in again, with a password and through an organisation."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from resilience_dash.domain.access import MACHINE
from resilience_dash.domain.member import EmailTaken
from resilience_dash.services import inviting
from resilience_dash.store.database import Database
from tests.browser import axe
from tests.browser.server import Server
from tests.browser.watching import Watch
from tests.people import PASSWORD
from tests.web import organisation

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]
PHONE = {"width": 390, "height": 844}
NARROWEST = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with organisation.organisation() as council:
        running = organisation.server(tmp_path_factory.mktemp("served"), council)
        running.start()
        try:
            yield running
        finally:
            running.stop()


@pytest.fixture(scope="module")
def link(served: Server) -> str:
    """The link that the first start printed."""
    (found,) = re.findall(r"^  (http://localhost:\d+/set-up/[\w-]+)$", served.said(), re.MULTILINE)
    return str(found)


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=PHONE, locale="en-GB")
    yield context
    context.close()


def fits(page: Page) -> None:
    for size in (PHONE, NARROWEST):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert axe.violations(page, {}) == []


def home(page: Page, served: Server) -> None:
    expect(page).to_have_url(f"{served.address}/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="You are signed out")).to_have_count(0)


def test_the_first_administrator_sets_up_signs_out_and_in_again(
    phone: BrowserContext, served: Server, link: str, tmp_path: Path
) -> None:
    watch = Watch(phone, served.address)
    page = phone.new_page()
    page.goto(link)
    fits(page)
    page.get_by_label("Your name").fill("Asha Patel")
    page.get_by_label("E-mail address").fill("asha@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Set up").click()
    home(page, served)  # drawn by Streamlit, through its socket, in her name
    page.reload()
    home(page, served)
    (cookie,) = [one for one in phone.cookies() if one["name"] == "resilience_session"]
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Lax", -1)

    other = phone.new_page()
    other.goto(f"{served.address}/sign-out")
    fits(other)
    other.get_by_role("button", name="Sign out", exact=True).click()
    expect(other.get_by_role("status")).to_have_text("You are signed out.")
    fits(other)
    assert watch.problems == []

    other.goto(f"{served.address}/method")
    expect(other).to_have_url(f"{served.address}/sign-in?next=%2Fmethod")
    other.get_by_label("E-mail address").fill("asha@example.org")
    other.get_by_label("Password").fill("not the password")
    other.get_by_role("button", name="Sign in", exact=True).click()
    expect(other).to_have_title(re.compile("^Error: Sign in"))
    expect(other.get_by_role("alert")).to_be_focused()
    fits(other)
    other.get_by_role("alert").get_by_role("link").click()
    expect(other.get_by_label("E-mail address")).to_be_focused()
    expect(other.get_by_label("E-mail address")).to_have_value("asha@example.org")
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in", exact=True).click()
    expect(other).to_have_url(f"{served.address}/method")
    expect(other.get_by_role("heading", level=1)).to_have_text("How results are worked out")


def test_an_open_page_does_nothing_more_once_the_sign_in_has_ended(
    browser: Browser, phone: BrowserContext, served: Server
) -> None:
    _account(served)
    page = phone.new_page()
    _signed_in(page, served)
    elsewhere = browser.new_context().new_page()
    _signed_in(elsewhere, served)
    elsewhere.goto(f"{served.address}/sign-out")
    elsewhere.get_by_role("button", name="Sign out everywhere").click()
    elsewhere.context.close()
    page.get_by_role("main").get_by_role("link").or_(page.get_by_role("main").get_by_role("button")).first.click()
    expect(
        page.get_by_role("heading", name="You are signed out").or_(page.get_by_role("heading", name="Sign in"))
    ).to_be_visible()


def _account(served: Server) -> None:
    """Bilal has joined, beside the running program."""
    db, now = Database(f"sqlite:///{served.database}"), datetime.now(UTC)
    link = inviting.invite_administrator(db.asked_by(MACHINE), note="", now=now)
    with suppress(EmailTaken):  # another test has brought him already
        inviting.accept(db, token=link.token, name="Bilal", email="bilal@example.org", password=PASSWORD, now=now)
    db.close()


def _signed_in(page: Page, served: Server) -> None:
    page.goto(f"{served.address}/sign-in")
    page.get_by_label("E-mail address").fill("bilal@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    home(page, served)


def test_somebody_whom_nobody_invited_comes_back_to_a_page(browser: Browser, served: Server) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, color_scheme="dark")
    page = context.new_page()
    page.goto(served.address)
    page.get_by_role("link", name=re.compile("council")).click()
    page.get_by_placeholder("sub").fill("stranger")
    page.get_by_role("button", name="Authorize").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nobody has invited you yet")
    expect(page).to_have_url(f"{served.address}/enter")
    assert not [one for one in context.cookies(served.address) if one["name"].startswith(("_streamlit", "resilience"))]
    context.close()


def test_the_ways_out_open_in_the_same_tab(browser: Browser, served: Server) -> None:
    _account(served)
    context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="en-GB")
    page = context.new_page()
    _signed_in(page, served)
    page.goto(f"{served.address}/account")
    page.get_by_role("main").get_by_role("link", name="Sign out", exact=True).click()
    expect(page).to_have_url(f"{served.address}/sign-out")
    page.get_by_role("link", name="Stay signed in").click()
    home(page, served)
    page.get_by_role("banner").get_by_text("Bilal").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page).to_have_url(f"{served.address}/sign-out")
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page).to_have_url(re.compile("/sign-in.out"))
    assert len(context.pages) == 1
    context.close()
