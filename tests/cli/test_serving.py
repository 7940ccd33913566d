"""`serve` starts the program for members, as `make serve` does, and refuses what would let strangers in."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from click.testing import Result

from resilience_dash.cli import serving
from tests.builders import DATA

Run = Callable[..., Result]
ROOT = DATA.parent
PATIENCE = 90  # seconds, on a machine that is busy with other things
SETTINGS = ("HOST", "PORT", "ADDRESS", "PROXIES", "MODE")


@pytest.fixture
def started(run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, str]]]:
    """What the program would be started with, for each time it would be."""
    found: list[dict[str, str]] = []
    names = [*(f"RESILIENCE_DASH_{name}" for name in SETTINGS), "FORWARDED_ALLOW_IPS"]
    for name in names:
        monkeypatch.setenv(name, "")
    monkeypatch.setattr(serving, "_become", lambda _: found.append(dict(os.environ)))
    yield found
    for name in names:
        os.environ[name] = ""  # what the command set is not for what closes the database afterwards


def test_by_itself_it_serves_this_machine(run: Run, started: list[dict[str, str]]) -> None:
    said = run("serve")
    assert (said.exit_code, said.stderr) == (0, "")
    assert said.output == "Starting http://localhost:8501, on 127.0.0.1, port 8501. Ctrl-C ends it.\n"
    (environment,) = started
    assert {name: environment[f"RESILIENCE_DASH_{name}"] for name in SETTINGS} == {
        "HOST": "127.0.0.1", "PORT": "8501", "ADDRESS": "", "PROXIES": "", "MODE": "served",
    }  # fmt: skip
    assert environment["FORWARDED_ALLOW_IPS"] == ""


def test_what_is_given_comes_before_the_environment(
    run: Run, started: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESILIENCE_DASH_MODE", "personal")
    monkeypatch.setenv("RESILIENCE_DASH_PORT", "8601")
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    given = ("--host", "0.0.0.0", "--address", "https://resilience.example.org", "--proxies", "10.0.0.7")  # noqa: S104
    facts = json.loads(run("serve", "--json", "--database", "/srv/r.db", *given).output)
    assert facts == {
        "address": "https://resilience.example.org", "host": "0.0.0.0", "port": 8601, "process": os.getpid(),  # noqa: S104
    }  # fmt: skip
    (environment,) = started
    assert environment["RESILIENCE_DASH_MODE"] == "served"
    assert environment["RESILIENCE_DASH_PROXIES"] == "10.0.0.7"
    assert environment["RESILIENCE_DASH_DATABASE_URL"] == "sqlite:////srv/r.db"
    assert environment["FORWARDED_ALLOW_IPS"] == ""


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--host", "0.0.0.0"], "Serving to others needs the address that people type, with TLS in front of it."),  # noqa: S104
        (["--address", "resilience.example.org"], "RESILIENCE_DASH_ADDRESS is “resilience.example.org”. Give an"),
        (["--address", "http://resilience.example.org"], "with http:// everybody on the way could read passwords."),
        (["--proxies", "the one downstairs"], "RESILIENCE_DASH_PROXIES is “the one downstairs”."),
        (["--port", "many"], "RESILIENCE_DASH_PORT is “many”. Give a whole number from 1 to 65535"),
    ],
    ids=str,
)
def test_what_would_let_strangers_in_is_refused(
    run: Run, started: list[dict[str, str]], words: list[str], sentence: str
) -> None:
    said, as_json = run("serve", *words), run("serve", *words, "--json")
    assert (said.exit_code, said.stdout, as_json.exit_code, as_json.stderr) == (1, "", 1, "")
    assert sentence in said.stderr
    assert sentence in json.loads(as_json.stdout)["problem"]
    assert started == []


def test_without_the_program_beside_it_nothing_is_started(
    run: Run, started: list[dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving.wiring, "ROOT", tmp_path)
    assert run("serve").stderr.startswith(f"There is no app.py in {tmp_path}, so nothing was started.")
    assert started == []


@pytest.mark.browser
def test_it_serves_until_it_is_ended(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RESILIENCE_DASH_")}
    environment["PYTHONPATH"] = str(ROOT / "src")
    log = tmp_path / "log.txt"
    with log.open("wb") as said:
        command = [sys.executable, "-m", "resilience_dash", "serve", "--port", str(port)]
        process = subprocess.Popen(
            [*command, "--database", str(tmp_path / "served.db"), "--json"],
            stdout=said, stderr=said, env=environment, cwd=tmp_path,
        )  # fmt: skip
    try:
        until = time.monotonic() + PATIENCE
        while not answers(f"http://localhost:{port}/livez"):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.2)
        first, *rest = log.read_text().splitlines()
        assert json.loads(first) == {
            "address": f"http://localhost:{port}", "host": "127.0.0.1", "port": port, "process": process.pid,
        }  # fmt: skip
        assert any(line.strip().startswith(f"http://localhost:{port}/set-up/") for line in rest)
        with urlopen(Request(f"http://localhost:{port}/", headers={"Accept": "text/html"}), timeout=20) as page:
            assert "/sign-in" in page.url  # nobody gets further than the door
        taken = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=PATIENCE)
        assert taken.returncode == 1
        assert f"Port {port} is taken" in taken.stderr
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
    assert (tmp_path / "served.db").is_file()
    assert not (tmp_path / "served.db-wal").exists()  # it ended cleanly


def answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=10) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
