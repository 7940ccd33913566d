import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import chromium

pytestmark = pytest.mark.browser


def test_there_is_a_browser_that_shows_a_page() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.require_chromium(), args=chromium.ARGUMENTS)
        page = browser.new_page()
        page.set_content("<h1>Keep it local</h1>")
        assert page.get_by_role("heading").inner_text() == "Keep it local"
        browser.close()


def test_a_named_browser_that_does_not_start_is_not_replaced_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "chrome"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(broken))
    assert chromium.get_chromium() is None


def test_without_a_browser_the_tests_fail_and_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chrome")
    with pytest.raises(chromium.NoChromium, match="apt-get install chromium"):
        chromium.require_chromium()


def test_the_command_ends_in_failure_when_there_is_no_browser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chrome")
    monkeypatch.setattr(sys, "argv", ["chromium.py", "--get"])
    with pytest.raises(SystemExit, match="none was found"):
        chromium.main()
