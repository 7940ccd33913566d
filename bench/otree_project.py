"""The peer: oTree, the same eleven answers on a page each, in an environment and a folder of its own.

oTree comes from the package registry into an environment that is made here and thrown away with the bench's folder.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil

from bench.servers import Server, ServerFailed, free_port, tail, wait_for_port

VERSION = "6.0.15"
STATEMENTS = 11
KEY = "bench"
SETTINGS = f"""
SESSION_CONFIGS = [dict(name="survey", app_sequence=["survey"], num_demo_participants=1)]
SESSION_CONFIG_DEFAULTS = dict(real_world_currency_per_point=1.00, participation_fee=0.00, doc="")
PARTICIPANT_FIELDS = []
SESSION_FIELDS = []
LANGUAGE_CODE = "en"
REAL_WORLD_CURRENCY_CODE = "GBP"
USE_POINTS = True
ADMIN_USERNAME = "admin"
ADMIN_PASSWORD = "{KEY}"
SECRET_KEY = "{KEY}"
"""
APP = """
from otree.api import *

class C(BaseConstants):
    NAME_IN_URL = "survey"
    PLAYERS_PER_GROUP = None
    NUM_ROUNDS = 1

LEVELS = [[0, "Not started"], [1, "Emerging"], [2, "Developing"], [3, "Established"], [4, "Leading"]]

class Subsession(BaseSubsession):
    pass

class Group(BaseGroup):
    pass

class Player(BasePlayer):
{fields}

{pages}

page_sequence = [{names}]
"""
FIELD = "    level{n} = models.IntegerField(choices=LEVELS, widget=widgets.RadioSelect, label='How far is it true?')"
PAGE = """class Statement{n}(Page):
    form_model = "player"
    form_fields = ["level{n}"]
"""
TEMPLATE = """{{{{ block title }}}}Statement {n} of {of}{{{{ endblock }}}}
{{{{ block content }}}}
{{{{ formfields }}}}
{{{{ next_button }}}}
{{{{ endblock }}}}
"""


def write(folder: Path) -> None:
    """A project with one app of eleven pages, each with five radios."""
    numbers = range(1, STATEMENTS + 1)
    app = folder / "survey"
    for made in (app, folder / "_static" / "global", folder / "_templates" / "global"):
        made.mkdir(parents=True)
    (folder / "settings.py").write_text(SETTINGS, encoding="utf-8")
    text = APP.format(
        fields="\n".join(FIELD.format(n=n) for n in numbers),
        pages="\n".join(PAGE.format(n=n) for n in numbers),
        names=", ".join(f"Statement{n}" for n in numbers),
    )
    (app / "__init__.py").write_text(text, encoding="utf-8")
    for n in numbers:
        (app / f"Statement{n}.html").write_text(TEMPLATE.format(n=n, of=STATEMENTS), encoding="utf-8")


def install(folder: Path) -> Path:
    """The folder of programs of a new environment with oTree in it. Raises ServerFailed."""
    for command in (
        [sys.executable, "-m", "venv", str(folder)],
        [str(folder / "bin" / "python"), "-m", "pip", "install", "-q", f"otree=={VERSION}", "psycopg2-binary"],
    ):
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            raise ServerFailed(f"oTree could not be installed:\n{done.stderr[-1500:]}")
    return folder / "bin"


@contextlib.contextmanager
def serving(programs: Path, folder: Path, url: str) -> Iterator[Server]:
    """Run the project on a free port of 127.0.0.1, as its manual does for a server, and end it again."""
    write(folder)
    port, log = free_port(), folder / "otree.log"
    environment = {
        **os.environ,
        "PATH": os.pathsep.join((str(programs), os.environ["PATH"])),
        "DATABASE_URL": url.replace("postgresql://", "postgres://"),
        "OTREE_PRODUCTION": "1",
        "OTREE_REST_KEY": KEY,
    }
    environment.pop("PYTHONPATH", None)
    made = subprocess.run(
        ["otree", "resetdb", "--noinput"], cwd=folder, env=environment, check=False, capture_output=True, text=True
    )
    if made.returncode:
        raise ServerFailed(f"oTree could not make its tables:\n{made.stdout[-700:]}{made.stderr[-700:]}")
    with log.open("wb") as written:
        # It starts a second process, which is ended with it: both are of a group of their own.
        started = subprocess.Popen(
            ["otree", "prodserver", f"127.0.0.1:{port}"],
            cwd=folder, env=environment, stdout=written, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            wait_for_port(started, port, log)
            yield Server("oTree", port, psutil.Process(started.pid), log)
        finally:
            _end(started)


def _end(started: subprocess.Popen[bytes]) -> None:
    for how in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(started.pid, how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            started.wait(timeout=5)
        time.sleep(0.2)


def session(server: Server, people: int) -> str:
    """Make a session for so many people; the path by which each of them comes in."""
    said = json.dumps({"session_config_name": "survey", "num_participants": people}).encode()
    headers = {"otree-rest-key": KEY, "content-type": "application/json"}
    asked = urllib.request.Request(f"http://127.0.0.1:{server.port}/api/sessions", data=said, headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=120) as answer:  # noqa: S310
            return f"/join/{json.load(answer)['session_wide_url'].rpartition('/')[2]}"
    except OSError as problem:
        raise ServerFailed(f"oTree made no session: {problem}\n{tail(server.log)}") from None
