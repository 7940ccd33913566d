"""The running program, a browser, and people who use them. What goes wrong leaves a picture behind."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright
from playwright.sync_api import Error as BrowserError

from resilience_dash.content.frameworks import read_frameworks
from resilience_dash.domain.framework import Framework
from tests.browser import chromium
from tests.browser.journey import Journey
from tests.browser.server import ROOT, Server
from tests.browser.watching import Watch

PATIENCE = 30_000  # milliseconds for anything that must appear: a slow machine is not a fault
LAPTOP = {"width": 1280, "height": 900}
open_journeys: list[Journey] = []
expect.set_options(timeout=PATIENCE)

Visit = Callable[..., Journey]


@pytest.fixture(scope="session")
def framework() -> Framework:
    """The framework as the program reads it."""
    return read_frameworks(ROOT / "data" / "frameworks").newest("keep-it-local")


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A program without any assessment. No test may add one."""
    yield from _served(Server(tmp_path_factory.mktemp("empty")))


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A program with the made-up places. Tests may read them; whoever writes adds an assessment of their own."""
    server = Server(tmp_path_factory.mktemp("full"))
    server.command("demo")
    yield from _served(server)


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A program in which each test starts an assessment of its own, beside those of others."""
    yield from _served(Server(tmp_path_factory.mktemp("shared")))


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Server]:
    """A program of the test's own, to change, kill and start again."""
    yield from _served(Server(tmp_path))


def _served(server: Server) -> Iterator[Server]:
    server.start()
    try:
        yield server
    finally:
        server.stop()


# One browser a file: a browser that outlived the last of these tests would leave its event loop running for others.


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=chromium.require_chromium(), args=chromium.ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Send somebody to a server: `visit(server)`, with Playwright's options for the kind of screen they have.

    `beside=journey` opens another tab of the same browser. At the end nobody may have met anything they should not.
    """
    mine: list[Journey] = []

    def visit(server: Server, *, beside: Journey | None = None, **screen: Any) -> Journey:
        if beside is not None:
            journey = Journey(beside.page.context.new_page(), server, beside.watch)
        else:
            how = {"viewport": LAPTOP, "locale": "en-GB", "timezone_id": "Europe/London", **screen}
            context = browser.new_context(**how)
            context.set_default_timeout(PATIENCE)
            watch = Watch(context, server.address)
            journey = Journey(context.new_page(), server, watch)
        mine.append(journey)
        open_journeys.append(journey)
        return journey

    yield visit
    open_journeys.clear()
    met = list(dict.fromkeys(problem for journey in mine for problem in journey.watch.problems))
    for journey in mine:
        journey.page.context.close()
    assert not met, "The browser met what nobody should meet:\n" + "\n".join(met)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if report.when == "call" and report.failed:
        for journey in open_journeys:
            try:
                path = Path(tempfile.mkdtemp(prefix="resilience-dash-browser-")) / f"{item.name[:80]}.png"
                journey.page.screenshot(path=path, full_page=True)
                report.sections.append(("Picture", f"{path}\n{journey.page.url}"))
            except BrowserError as error:
                report.sections.append(("Picture", f"none: {error}"))
    return report
