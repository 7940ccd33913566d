"""Before the first page: what stops the start is said, and nothing is made."""

import os
import re
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from resilience_dash.ui import starting
from tests.builders import DATA, database

ROOT = DATA.parent
NOT_RUN = """
import runpy, streamlit as st
from streamlit.web import bootstrap
st.App.run = lambda app, config: (print("served", config), bootstrap.load_config_options(config))
runpy.run_path("app.py", run_name="__main__")
"""


def python_app(folder: Path, **settings: object) -> subprocess.CompletedProcess[str]:
    """`python app.py`, up to where it would listen."""
    environment = {**os.environ, "RESILIENCE_DASH_DATABASE_URL": f"sqlite:///{folder / 'resilience.db'}"}
    environment |= {f"RESILIENCE_DASH_{name}": str(value) for name, value in settings.items()}
    return subprocess.run(
        [sys.executable, "-c", NOT_RUN], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_a_port_that_is_taken_is_said_before_a_database_is_made(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        said = python_app(tmp_path, PORT=port)
    assert said.returncode == 1
    assert f"Port {port} is taken, perhaps by this program in another window." in said.stderr
    assert re.search(r"choose another port, as in RESILIENCE_DASH_PORT=\d+\.", said.stderr)
    assert "Traceback" not in said.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_halls_port_that_is_taken_and_an_address_of_another_machine_are_said_before_the_start(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        said = python_app(tmp_path, HALL=f"http://127.0.0.1:{port}")
    assert said.returncode == 1
    assert f"Port {port} is taken" in said.stderr
    assert re.search(r"choose another port, as in RESILIENCE_DASH_HALL=\d+\.", said.stderr)
    said = python_app(tmp_path, HALL="http://203.0.113.20:8600")
    assert said.returncode == 1
    assert "This machine has no address 203.0.113.20 just now. Give another in RESILIENCE_DASH_HALL." in said.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_start_asks_for_no_restart(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    said = python_app(tmp_path, PORT=port, HOST="127.0.0.1")
    assert said.returncode == 0, said.stderr
    assert f"served {{'server.address': '127.0.0.1', 'server.port': {port}}}" in said.stdout
    assert "keeps its answers in" in said.stderr
    assert "config option" not in said.stderr


def test_a_database_that_can_only_be_read_is_served_with_a_warning(tmp_path: Path) -> None:
    database(tmp_path).close()
    said = python_app(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path / 'resilience.db'}?mode=ro")
    assert said.returncode == 0, said.stderr
    assert "WARNING resilience_dash Nothing can be saved: " in said.stderr


def test_a_port_that_one_may_not_have_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_how: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(starting.socket, "create_server", refuse)
    with pytest.raises(starting.PortTaken, match=r"may not listen on port 80: Permission denied\. Choose another port"):
        starting.refuse_taken_port("localhost", 80)
