"""An organisation that speaks OpenID Connect, and the program that takes its word, both running."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.browser.server import Server

SECRETS = """
[auth]
redirect_uri = "http://localhost:{port}/oauth2callback"

[auth.council]
label = "the council’s <account>"
client_id = "resilience"
client_secret = "made up for this test"
server_metadata_url = "{council}/.well-known/openid-configuration"

[auth.away]
client_id = "resilience"
client_secret = "made up for this test"
server_metadata_url = "http://localhost:9/.well-known/openid-configuration"

[auth.nonsense]
client_id = "resilience"
client_secret = "made up for this test"
server_metadata_url = "{council}/"
"""


@contextmanager
def organisation() -> Iterator[str]:
    """Its address, while it runs."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            address = f"http://localhost:{port}"
            until = time.monotonic() + 60
            while not _answers(address):
                assert running.poll() is None, "the organisation ended"
                assert time.monotonic() < until, "the organisation did not start"
                time.sleep(0.2)
            yield address
        finally:
            running.terminate()


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/.well-known/openid-configuration", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def server(folder: Path, council: str, **settings: str) -> Server:
    """The program in served mode on this machine, told of the organisation; not yet started."""
    secrets = folder / "secrets.toml"
    made = Server(folder, {"RESILIENCE_DASH_MODE": "served", **settings}, "--secrets.files", str(secrets))
    secrets.write_text(SECRETS.format(port=made.port, council=council), encoding="utf-8")
    return made
