"""A PostgreSQL server of the tests' own, in a temporary folder, answering to this machine alone.

`python tests/postgres.py --get` installs Debian's package where there is no server and this is root.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

WHERE_SERVERS_ARE = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
HOW_TO_GET_IT = (
    "there is no PostgreSQL server here: install one (on Debian or Ubuntu: sudo apt-get install postgresql; "
    "on macOS: brew install postgresql), then run the tests again"
)
MAY_NOT_BE_ROOT = ("postgres", "nobody")  # the server refuses to run as root: it is run as the first of these
PATIENCE = 60  # seconds
PLENTY = 2 * 1024**3  # bytes
# Nothing here has to survive a power cut; a server that is killed loses nothing by it.
QUICK = "-c fsync=off -c full_page_writes=off -c max_wal_size=256MB -c shared_buffers=64MB"


def programs() -> Path | None:
    """The folder with `initdb` and `postgres` of the newest server installed here."""
    found = sorted(
        (folder for pattern in WHERE_SERVERS_ARE for folder in Path("/").glob(pattern[1:])),
        key=lambda folder: [int(digits) for digits in "".join(c if c.isdigit() else " " for c in str(folder)).split()],
    )
    on_path = shutil.which("initdb")
    folders = [*reversed(found), *([Path(on_path).resolve().parent] if on_path else [])]
    return next((folder for folder in folders if (folder / "postgres").exists() and (folder / "initdb").exists()), None)


def get() -> Path | None:
    """The same, installed first where that can be done without asking."""
    if programs() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        # The package would also start a server of its own; at this run level nothing is started.
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "postgresql"]):
            subprocess.run(["apt-get", *command], check=False, env=quiet, stdout=subprocess.DEVNULL)
    return programs()


class PostgreSQL:
    """A server that can be stopped, killed and started again. Everybody on this machine may do anything in it."""

    def __init__(self, programs: Path, folder: Path) -> None:
        import pwd  # there is none on Windows, where these tests are skipped

        self.programs, self.folder, self.data = programs, folder, folder / "data"
        names = {user.pw_name for user in pwd.getpwall()}
        runs_as = next(name for name in MAY_NOT_BE_ROOT if name in names) if os.geteuid() == 0 else None
        self._as = {"user": runs_as, "group": pwd.getpwnam(runs_as).pw_gid, "extra_groups": []} if runs_as else {}
        if runs_as:
            shutil.chown(folder, runs_as)
        self._process: subprocess.Popen[bytes] | None = None
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port: int = free.getsockname()[1]
        how = ["-U", "resilience", "--auth=trust", "-E", "UTF8", "--no-locale", "-N"]
        made = subprocess.run(
            [programs / "initdb", "-D", self.data, *how],
            check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=folder, **self._as,
        )  # fmt: skip
        assert made.returncode == 0, made.stdout + made.stderr

    def start(self) -> None:
        # A child in the tests' own process group, and no daemon: whoever ends that group ends the server too.
        log = self.folder / "log.txt"
        where = ["-D", self.data, "-p", str(self.port), "-k", self.folder, "-c", "listen_addresses=127.0.0.1"]
        with log.open("ab") as said:
            self._process = subprocess.Popen(
                [self.programs / "postgres", *where, *QUICK.split()],
                stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd=self.folder, **self._as,
            )  # fmt: skip
        until = time.monotonic() + PATIENCE
        while not self._answers():
            assert self._process.poll() is None, log.read_text(encoding="utf-8")[-2000:]
            assert time.monotonic() < until, log.read_text(encoding="utf-8")[-2000:]
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            return bool(self.ask("SELECT 1"))
        except psycopg.OperationalError:
            return False

    def stop(self, how: str = "fast") -> None:
        """End it: “fast” as an administrator does, “immediate” as a crash does."""
        if self._process is not None:
            self._process.send_signal({"fast": signal.SIGINT, "immediate": signal.SIGQUIT}[how])
            self._process.wait(PATIENCE)
            self._process = None

    def restart(self, how: str = "immediate") -> None:
        self.stop(how)
        self.start()

    def url(self, name: str) -> str:
        return f"postgresql://resilience@127.0.0.1:{self.port}/{name}"

    def ask(self, statement: str, name: str = "postgres") -> Sequence[tuple[object, ...]]:
        """Run one statement as the server's administrator, outside of any transaction."""
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            said = connection.execute(statement)  # type: ignore[call-overload]
            return said.fetchall() if said.description else []

    def create(self, name: str, *, like: str = "template0") -> str:
        """A database of this name, copied from another one. Returns its address."""
        self.ask(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        return self.url(name)

    def drop(self, name: str) -> None:
        self.ask(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def running(programs: Path) -> Iterator[PostgreSQL]:
    """A server for as long as the block lasts, in memory where there is plenty: a disk that is busy makes it slow."""
    in_memory = Path("/dev/shm")
    where = in_memory if in_memory.is_dir() and shutil.disk_usage(in_memory).free > PLENTY else None
    with tempfile.TemporaryDirectory(prefix="pg-", dir=where, ignore_cleanup_errors=True) as folder:
        server = PostgreSQL(programs, Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")


if __name__ == "__main__":
    if (get() if "--get" in sys.argv else programs()) is None:
        sys.exit(HOW_TO_GET_IT)
