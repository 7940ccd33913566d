"""Where a request comes from in served mode: the proxy that passed it on, the name asked for, the page that sent it.

What a proxy says is believed where the proxy is one of ours, then taken off: nothing behind the door sees it.
"""

from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import Scope

from resilience_dash import wiring

PROBED = ("/livez", "/readyz", "/version", "/_stcore/health", "/_stcore/metrics")
SAFE = ("GET", "HEAD", "OPTIONS")
FORWARDED = ("forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip")


class Refused(Exception):
    """The request may not come in; the text says why and what to do."""


NOT_THIS_PROXY = (
    "This request was passed on by a proxy that this program does not know. Nothing was changed. "
    "Whoever looks after the program can name the proxy in RESILIENCE_DASH_PROXIES."
)
OTHER_NAME = (
    "This program is not served under the address that was asked for. Nothing was changed. "
    "Type the address that you were given."
)
OTHER_SITE = (
    "This request came from another site, so it was refused and nothing was changed. "
    "Open the page from this program’s own address and try again."
)
NOT_SAFE = "This request came without TLS. Nothing was changed. Use the address that begins with https://."


def cleaned(scope: Scope, serving: wiring.Serving) -> Scope:
    """The request as the browser sent it, without what proxies added. Raises Refused."""
    headers = Headers(scope=scope)
    forwarded = passed_on(headers)
    hosts = headers.getlist("host")
    client, scheme = scope.get("client"), scope["scheme"]
    if forwarded:
        if not serving.believes(_peer(scope, headers)):
            raise Refused(NOT_THIS_PROXY)
        hosts = headers.getlist("x-forwarded-host") or hosts
        client = (_first_stranger(headers.getlist("x-forwarded-for"), serving) or _host(client), 0)
        said = headers.getlist("x-forwarded-proto")
        if said and said != ["https" if serving.secure else "http"]:
            raise Refused(NOT_SAFE)
    if serving.secure:
        scheme = "wss" if scope["type"] == "websocket" else "https"
    if len(hosts) != 1 or not (_is_ours(hosts[0].lower(), serving) or is_probe(scope)):
        raise Refused(OTHER_NAME)
    host = hosts[0].lower()
    _check_origin(scope, headers, serving, host)
    kept = [(k, v) for k, v in scope["headers"] if k.decode("latin-1") not in {*forwarded, "host"}]
    return {**scope, "client": client, "scheme": scheme, "headers": [*kept, (b"host", host.encode("latin-1"))]}


def is_probe(scope: Scope) -> bool:
    """Whether something on this machine asks, of itself, how the program is."""
    headers = Headers(scope=scope)
    here = is_loopback(_host(scope.get("client"))) and _is_loopback_name(headers.get("host", ""))
    return scope["path"] in PROBED and here and not passed_on(headers)


def passed_on(headers: Headers) -> set[str]:
    """The headers that only a proxy adds."""
    return {name for name in headers if name in FORWARDED or name.startswith("x-forwarded")}


def is_loopback(address: str) -> bool:
    """Whether this is an address of the machine itself."""
    return address in ("::1", "localhost") or address.startswith(("127.", "::ffff:127."))


def _is_loopback_name(host: str) -> bool:
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() and not host.endswith("]") else host
    return name.lower() in ("localhost", "127.0.0.1", "[::1]")


def _is_ours(host: str, serving: wiring.Serving) -> bool:
    return _is_loopback_name(host) if serving.address is None else host in serving.address.hosts


def _host(end: object) -> str:
    return str(end[0]) if isinstance(end, tuple | list) and end else ""


def _peer(scope: Scope, headers: Headers) -> str:
    """Who connected; nobody where that cannot be known.

    Where a proxy on this machine connects, Uvicorn has put in the client that it named, with port 0, which nobody who
    connects by themselves has. Whoever names the address they come from might be either, and is not believed.
    """
    client, port = scope.get("client") or ("", 0)
    named = {_without_port(one.strip()) for line in headers.getlist("x-forwarded-for") for one in line.split(",")}
    if port == 0:
        return "127.0.0.1"
    return "" if client in named else str(client)


def _first_stranger(lines: list[str], serving: wiring.Serving) -> str:
    """The address nearest to us that is no proxy of ours: everything before it can be made up."""
    named = [_without_port(one.strip()) for line in lines for one in line.split(",")]
    for one in reversed(named):
        if not serving.believes(one):
            return one[:100]
    return named[0] if named else ""


def _without_port(said: str) -> str:
    if said.startswith("["):
        return said[1:].partition("]")[0]
    try:
        ip_address(said)
    except ValueError:
        return said.rpartition(":")[0] or said
    return said


def _check_origin(scope: Scope, headers: Headers, serving: wiring.Serving, host: str) -> None:
    """Nothing, if the page that sent this is ours, or if it only follows a link. Raises Refused."""
    origins, sites = headers.getlist("origin"), headers.getlist("sec-fetch-site")
    ours = serving.address.origin if serving.address else f"http://{host}"
    changes = scope["type"] == "websocket" or scope["method"] not in SAFE
    if changes and not origins:
        raise Refused(OTHER_SITE)
    if changes and sites and sites != ["same-origin"]:
        raise Refused(OTHER_SITE)
    if origins and not says_null_of_our_own_form(scope, headers) and [origin.lower() for origin in origins] != [ours]:
        raise Refused(OTHER_SITE)


def says_null_of_our_own_form(scope: Scope, headers: Headers) -> bool:
    """Whether a form of ours was sent without saying where it is, as forms on a page without referrers are.

    Browsers then say in another header, which no page can set, whether it is the same origin.
    """
    said = headers.getlist("origin"), headers.getlist("sec-fetch-site")
    return said == (["null"], ["same-origin"]) and scope["type"] == "http"
