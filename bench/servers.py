"""Starting and ending the two servers that are compared: ours, and the floor. Only what was started here is ended."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0


class ServerFailed(Exception):
    """A server did not start, or ended while it was measured."""


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, and what its process has used."""

    name: str
    port: int
    process: psutil.Process
    log: Path

    def cpu(self) -> float:
        """Seconds of processor time used so far by the server and what it started."""
        return sum(times.user + times.system for times in (p.cpu_times() for p in self._all()))

    def memory(self) -> float:
        """Resident memory in MB, of the server and what it started."""
        return sum(p.memory_info().rss for p in self._all()) / 2**20

    def _all(self) -> list[psutil.Process]:
        if not self.process.is_running() or self.process.status() == psutil.STATUS_ZOMBIE:
            raise ServerFailed(f"{self.name} ended while it was measured:\n{tail(self.log)}")
        return [self.process, *self.process.children(recursive=True)]


@contextlib.contextmanager
def serving(name: str, script: Path, folder: Path, **settings: str) -> Iterator[Server]:
    """Run `python script` from the repository's root on a free port of 127.0.0.1, and end it again."""
    port = free_port()
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
        "RESILIENCE_DASH_HOST": "127.0.0.1",
        "RESILIENCE_DASH_PORT": str(port),
        "FLOOR_PORT": str(port),
        **settings,
    }
    log = folder / f"{name}-{port}.log"
    with log.open("wb") as written:
        started = subprocess.Popen(
            [sys.executable, str(script)], cwd=ROOT, env=environment, stdout=written, stderr=subprocess.STDOUT
        )
        try:
            wait_for_port(started, port, log)
            yield Server(name, port, psutil.Process(started.pid), log)
        finally:
            end(started)


def wait_for_port(started: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return as soon as somebody listens on the port. Raises ServerFailed."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if started.poll() is not None:
            raise ServerFailed(f"the server ended with status {started.returncode}:\n{tail(log)}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise ServerFailed(f"nobody listens on port {port} after {PATIENCE:.0f} s:\n{tail(log)}")


def end(started: subprocess.Popen[bytes]) -> None:
    """Ask the process to end; end it by force where it does not."""
    if started.poll() is None:
        started.send_signal(signal.SIGTERM)
        try:
            started.wait(timeout=10)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def tail(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
