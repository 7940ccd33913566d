"""Finds a Chromium for the browser tests, and fetches one where there is none.

`python tests/browser/chromium.py` says which one the tests would use; with `--get` it fetches one first, if need be.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# Where `playwright install` puts its own, on Linux, macOS and Windows.
PLAYWRIGHT_FOLDERS = (
    os.environ.get("PLAYWRIGHT_BROWSERS_PATH", ""),
    "~/.cache/ms-playwright",
    "~/Library/Caches/ms-playwright",
    "~/AppData/Local/ms-playwright",
)
PLAYWRIGHT_BROWSERS = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    "chromium-*/chrome-win*/chrome.exe",
)
# Calls home and look-ups are off: a test's network is this machine. As root, Chromium starts only without its sandbox.
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    *(("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()),
)
NONE_HERE = (
    "The browser tests need Chromium or Chrome, and none was found or could be fetched. "
    "Install one (on Debian: sudo apt-get install chromium), or name yours: CHROMIUM=/path/to/chrome make test"
)


class NoChromium(Exception):
    """There is no browser to test with. The message says what to do."""


def find_chromium() -> Path | None:
    """An installed Chromium or Chrome that starts, or None. CHROMIUM in the environment, if set, is the only choice."""
    return next((path for path in _candidates() if _starts(path)), None)


def require_chromium() -> Path:
    """The browser to test with. Raises NoChromium, because browser tests that are skipped prove nothing."""
    if found := find_chromium():
        return found
    raise NoChromium(NONE_HERE)


def get_chromium() -> Path | None:
    """The installed browser, else one fetched from the system's packages (as root) or by Playwright, else None."""
    if os.environ.get("CHROMIUM"):
        return find_chromium()  # somebody chose: installing another would not change what the tests use
    for fetch in (_nothing, _from_debian, _from_playwright):
        fetch()
        if found := find_chromium():
            return found
    return None


def _candidates() -> Iterator[Path]:
    if chosen := os.environ.get("CHROMIUM"):
        yield Path(chosen)
        return
    yield from (Path(found) for name in NAMES if (found := shutil.which(name)))
    yield from map(Path, MAC_PLACES)
    for folder in filter(None, PLAYWRIGHT_FOLDERS):
        for browser in PLAYWRIGHT_BROWSERS:
            yield from sorted(Path(folder).expanduser().glob(browser))


def _starts(path: Path) -> bool:
    """Whether the file is there and runs: Ubuntu has a `chromium-browser` that only says to install something else."""
    if not path.is_file():
        return False
    if sys.platform == "win32":
        return True  # chrome.exe opens a window when asked for its version
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _nothing() -> None:
    """Fetches nothing: the one that is there may do."""


def _from_debian() -> None:
    if _root_with_apt():
        print("Installing Chromium from the system's packages, for the browser tests.", flush=True)
        _run("apt-get", "update", "-qq")
        _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation")


def _from_playwright() -> None:
    print("Fetching Playwright's Chromium, for the browser tests.", flush=True)
    _run(sys.executable, "-m", "playwright", "install", *(["--with-deps"] if _root_with_apt() else []), "chromium")


def _root_with_apt() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _run(*command: str) -> None:
    """Runs one attempt; whether it helped is seen by looking for a browser again."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=quiet, timeout=900, check=True
        )
    except subprocess.CalledProcessError as failure:
        print(f"{' '.join(command)} failed: {failure.stderr.strip()[-500:]}", file=sys.stderr)
    except (OSError, subprocess.TimeoutExpired) as failure:
        print(f"{' '.join(command)} failed: {failure}", file=sys.stderr)


def main() -> None:
    found = get_chromium() if "--get" in sys.argv[1:] else find_chromium()
    sys.exit(NONE_HERE) if found is None else print(f"Browser tests use {found}.")


if __name__ == "__main__":
    main()
