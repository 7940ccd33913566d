"""Whom the program is for: the person at this machine, or members who sign in; and its public address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Literal
from urllib.parse import urlsplit

from resilience_dash.domain.problem import Problem

Network = IPv4Network | IPv6Network
LOOPBACK = ("127.0.0.1", "::1", "localhost")
PORTS = {"https": 443, "http": 80}
HOST = re.compile(r"[a-z0-9]([a-z0-9.\-]*[a-z0-9])?|\[[0-9a-f:.]+\]", re.ASCII)


class BadSetting(Problem):
    """A setting in the environment that cannot be meant."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where people find the program: the origin that their browsers say, and the names it may be asked by."""

    scheme: Literal["https", "http"]
    host: str

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.host}"

    @property
    def hosts(self) -> frozenset[str]:
        """What a `Host` header may say: a browser leaves the usual port out, a program may not."""
        has_port = re.search(r":\d+$", self.host)
        return frozenset({self.host} if has_port else {self.host, f"{self.host}:{PORTS[self.scheme]}"})


@dataclass(frozen=True, slots=True)
class Serving:
    """How the program is reached. Without `address`, by the loopback names alone, and without TLS."""

    served: bool = False
    address: Address | None = None
    proxies: tuple[Network, ...] = ()
    passwords: bool = True

    @property
    def secure(self) -> bool:
        """Whether every browser comes through TLS."""
        return self.address is not None and self.address.scheme == "https"

    def cookie(self, name: str) -> str:
        """The name of a cookie: over TLS, one that browsers take from this very host alone."""
        return f"__Host-{name}" if self.secure else name

    @property
    def session_cookie(self) -> str:
        """The cookie that stands for a sign-in."""
        return self.cookie("resilience_session")

    def believes(self, client: str) -> bool:
        """Whether what this machine says about others counts."""
        return any(_in(client, network) for network in self.proxies)


def serving(said: Mapping[str, str | None], host: str | None) -> Serving:
    """What the settings mean together. Raises BadSetting."""
    served = _served(said["MODE"], host)
    address = _address(said["ADDRESS"])
    if served and address is None and (host or "localhost") not in LOOPBACK:
        raise BadSetting(
            "RESILIENCE_DASH_ADDRESS is missing. Give the address that people type, such as "
            "https://resilience.example.org: cookies and links are made for it, and requests for others are refused."
        )
    passwords = _one_of("RESILIENCE_DASH_PASSWORDS", said["PASSWORDS"], "on", "off") != "off"
    return Serving(served, address, _networks(said["PROXIES"]), passwords)


def _served(said: str | None, host: str | None) -> bool:
    mode = _one_of("RESILIENCE_DASH_MODE", said, "personal", "served")
    elsewhere = (host or "localhost") not in LOOPBACK
    if mode == "personal" and elsewhere:
        raise BadSetting(
            f"It was asked to listen on {host}, where other people could read and change the answers, and "
            "RESILIENCE_DASH_MODE is “personal”, in which nobody signs in. Leave one of the two out."
        )
    return mode == "served" or elsewhere


def _one_of(name: str, said: str | None, first: str, second: str) -> str | None:
    if said not in (None, first, second):
        raise BadSetting(f"{name} is “{said}”. Give “{first}” or “{second}”, or leave it out.")
    return said


def _address(said: str | None) -> Address | None:
    if said is None:
        return None
    why = f"RESILIENCE_DASH_ADDRESS is “{said}”. Give an address without a path, such as https://resilience.example.org"
    try:
        parts = urlsplit(said.strip().lower())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise BadSetting(f"{why}.") from None
    shown = f"[{host}]" if ":" in host else host
    rest = (parts.path.strip("/"), parts.query, parts.fragment, parts.username, parts.password)
    if parts.scheme not in PORTS or any(rest) or not HOST.fullmatch(shown) or port == 0:
        raise BadSetting(f"{why}.")
    scheme: Literal["https", "http"] = "https" if parts.scheme == "https" else "http"
    if scheme == "http" and host not in LOOPBACK:
        raise BadSetting(
            f"{why}: with http:// everybody on the way could read passwords. http:// is for localhost only."
        )
    return Address(scheme, shown if port in (None, PORTS[scheme]) else f"{shown}:{port}")


def _networks(said: str | None) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(one.strip()) for one in (said or "").split(",") if one.strip())
    except ValueError:
        raise BadSetting(
            f"RESILIENCE_DASH_PROXIES is “{said}”. Give the addresses or networks of your proxies with commas between "
            "them, such as 10.0.0.7, 172.18.0.0/16, or leave it out."
        ) from None


def _in(client: str, network: Network) -> bool:
    try:
        found = ip_address(client)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found) in network
