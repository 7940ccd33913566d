"""The program, running as people run it, with a database of its own."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 90  # seconds, on a machine that is busy with other things


class DidNotStart(Exception):
    """The program ended, or did not answer in time. The message holds its last words."""


class Server:
    """One running program. Only the process it started is ever ended."""

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None, *flags: str) -> None:
        self.folder = folder
        self.settings = dict(settings or {})
        self.flags = flags
        self.database = folder / "resilience.db"
        self.log = folder / "log.txt"
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port: int = free.getsockname()[1]
        self.address = f"http://localhost:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.database}"

    @property
    def _environment(self) -> dict[str, str]:
        path = os.pathsep.join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH")]))
        return {
            **os.environ,
            "RESILIENCE_DASH_DATABASE_URL": self.database_url,
            "PYTHONPATH": path,
        } | self.settings

    def command(self, *words: str) -> str:
        """Run one of the program's own commands on the same database. Returns what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "resilience_dash", *words],
            cwd=ROOT,
            env=self._environment,
            check=True,
            capture_output=True,
            timeout=STARTS_WITHIN,
            text=True,
        )
        return done.stdout

    def start(self) -> None:
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(self.port), *self.flags]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, env=self._environment, stdout=log, stderr=log)
        until = time.monotonic() + STARTS_WITHIN
        while not self._ready():
            if self._process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise DidNotStart(self.said()[-2000:])
            time.sleep(0.1)

    def _ready(self) -> bool:
        try:
            with urlopen(f"{self.address}/readyz", timeout=10) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def stop(self) -> None:
        self._end(subprocess.Popen.terminate)

    def kill(self) -> None:
        """End it as a power cut does: no clean-up, no last words."""
        self._end(subprocess.Popen.kill)

    def _end(self, way: Any) -> None:
        if self._process is None:
            return
        way(self._process)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(20)
        self._process = None

    def said(self) -> str:
        """Everything the program has written to its log."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def rows(self, sql: str, *about: object) -> list[Any]:
        """What the database holds at this moment, read beside the running program."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=20)) as connection:
            return list(connection.execute(sql, about))

    def answers(self, statement: str, *, assessment: int | None = None) -> Sequence[Any]:
        """Every answer ever given to a statement, oldest first, as (respondent's name, choice, comment)."""
        return self.rows(
            "select r.name, a.choice, a.comment from answer a join respondent r on r.id = a.respondent_id "
            "where a.statement_id = ? and (? is null or a.assessment_id = ?) order by a.id",
            statement,
            assessment,
            assessment,
        )

    def keeps(self, statement: str, choice: str | None, *, assessment: int | None = None) -> None:
        """Wait until the newest answer to a statement is this one."""
        until = time.monotonic() + 30
        while not (kept := self.answers(statement, assessment=assessment)) or kept[-1][1] != choice:
            assert time.monotonic() < until, f"the answers to {statement} are {kept}, and {choice} is not the newest"
            time.sleep(0.05)
