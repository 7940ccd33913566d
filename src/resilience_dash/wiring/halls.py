"""The hall without internet: where the phones of a laptop's own network find the few pages that are for them."""

import re
import socket
from contextlib import closing
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from resilience_dash.wiring.serving import BadSetting

EVERY_ADDRESS = "0.0.0.0"  # noqa: S104 # on purpose: only join and vote are answered there (web/hall.py)
HOST = re.compile(r"[a-z0-9]([a-z0-9.\-]*[a-z0-9])?", re.ASCII)
ADVICE = "Give a port, such as 8600, or this machine’s own address in the hall, such as http://192.168.1.20:8600."
# Nobody is asked anything there: these say which way a packet would leave this machine.
ELSEWHERE = ("192.0.2.1", "192.168.255.254", "10.255.255.254", "172.31.255.254")


@dataclass(frozen=True, slots=True)
class Hall:
    """The second listener: its port, and the host that phones ask for. `named` is empty where only a port was given."""

    port: int
    named: str = ""

    @property
    def listens_on(self) -> str:
        """The address to listen on: the one that was named, or every one of this machine where it was a name."""
        return self.named if _number(self.named) else EVERY_ADDRESS

    @property
    def host(self) -> str:
        """The address of this machine in the hall, as it is now. Raises BadSetting where it has none."""
        return self.named or own_address()

    @property
    def origin(self) -> str:
        """What stands before /join in the links and the squares of the hall. Raises BadSetting."""
        return f"http://{self.host}" if self.port == 80 else f"http://{self.host}:{self.port}"


def hall(said: str | None, *, served: bool, port: int | None) -> Hall | None:
    """What RESILIENCE_DASH_HALL means, None where it is not set. Raises BadSetting."""
    if not said:
        return None
    if served:
        raise BadSetting(
            "RESILIENCE_DASH_HALL is for a laptop in personal mode. Where members sign in, phones use the same address "
            "as everybody: leave it out."
        )
    found = _meant(said.strip().lower())
    if found is None:
        raise BadSetting(f"RESILIENCE_DASH_HALL is “{said}”. {ADVICE}")
    if found.port == (port or 8501):
        raise BadSetting(
            f"RESILIENCE_DASH_HALL asks for port {found.port}, on which the program itself listens for this machine "
            f"alone. Give the hall another, such as {8600 if found.port != 8600 else 8601}."
        )
    return found


def _meant(said: str) -> Hall | None:
    if said.isascii() and said.isdigit():
        return Hall(int(said)) if 0 < int(said) < 65536 else None
    try:
        parts = urlsplit(said)
        host, port = parts.hostname or "", parts.port or 80
    except ValueError:
        return None
    rest = (parts.path.strip("/"), parts.query, parts.fragment, parts.username, parts.password)
    return Hall(port, host) if parts.scheme == "http" and not any(rest) and HOST.fullmatch(host) else None


def own_address() -> str:
    """This machine's own address in the network it is in. Raises BadSetting where it cannot be found."""
    for elsewhere in ELSEWHERE:
        with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as way:
            try:
                way.connect((elsewhere, 9))  # sends nothing: it only chooses the way
            except OSError:
                continue
            found = str(way.getsockname()[0])
        if not ip_address(found).is_loopback and found != EVERY_ADDRESS:
            return found
    raise BadSetting(
        "RESILIENCE_DASH_HALL gives only a port, and this machine’s own address in the hall could not be found. "
        "Connect it to the hall’s network, or give the address too, such as http://192.168.1.20:8600."
    )


def _number(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
