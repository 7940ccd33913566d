"""What served mode needs before the first request: secrets, ways to sign in, and the first administrator's link."""

import os

from streamlit import config

from resilience_dash import wiring
from resilience_dash.domain.organisation import Organisations
from resilience_dash.domain.problem import Problem
from resilience_dash.services import inviting, keeping_secrets
from resilience_dash.ui import vouching

UVICORNS = "FORWARDED_ALLOW_IPS"


class NeedsSignIn(Problem):
    """Another address than this machine's own was asked for, without saying that members sign in."""


def check_address(address: str | None, serving: wiring.Serving) -> None:
    """Nothing on a loopback address, or where it is served. Raises NeedsSignIn where strangers would come in."""
    if address not in wiring.LOOPBACK and not serving.served:
        raise NeedsSignIn(
            f"It was asked to listen on {address or 'every address of this machine'}, where other people could read "
            "and change the answers.\n"
            "Start it without HOST, or with HOST=127.0.0.1, to use it on this machine alone. To let members sign in "
            "from elsewhere, set RESILIENCE_DASH_MODE=served and RESILIENCE_DASH_ADDRESS."
        )


def open_the_door(database: wiring.Database, serving: wiring.Serving) -> Organisations:
    """Make ready what signing in needs, and print the first administrator's link. Raises BadSetting."""
    if os.environ.get(UVICORNS, "") not in ("", *wiring.LOOPBACK):
        raise wiring.BadSetting(
            f"{UVICORNS} makes the server believe what others say about addresses, before this program can look. "
            "Leave it out, and name your proxies in RESILIENCE_DASH_PROXIES."
        )
    secret = keeping_secrets.server_secret(database, name="streamlit_cookies")
    config.set_option("server.cookieSecret", secret)
    # `python app.py` reads the settings once more after this.
    os.environ["STREAMLIT_SERVER_COOKIE_SECRET"] = secret
    organisations = vouching.organisations(serving)
    _first_administrator(database, serving)
    return organisations


def _first_administrator(database: wiring.Database, serving: wiring.Serving) -> None:
    token = inviting.first_administrator(database, now=wiring.now())
    if token is None:
        return
    port = wiring.settings().port or config.get_option("server.port")
    origin = serving.address.origin if serving.address else f"http://localhost:{port}"
    # To whoever sits at the terminal, and not to the log, which others read and which is kept.
    print(  # noqa: T201
        "\nNobody looks after this server yet. Open this link to become its first administrator. It can be used once, "
        f"within a day; the next start prints another.\n\n  {origin}/set-up/{token}\n",
        flush=True,
    )
