"""Where the phones of a hall find the program."""

import pytest

from resilience_dash import wiring
from resilience_dash.wiring import halls

ENVIRONMENT = ("MODE", "ADDRESS", "HALL", "PORT", "HOST")


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ENVIRONMENT:
        monkeypatch.delenv(f"RESILIENCE_DASH_{name}", raising=False)


def test_without_a_hall_links_lead_to_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    assert wiring.settings().hall is None
    assert wiring.join_origin() == "http://localhost:8501"
    monkeypatch.setenv("RESILIENCE_DASH_PORT", "8700")
    assert wiring.join_origin() == "http://localhost:8700"


def test_in_served_mode_links_lead_to_the_public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESILIENCE_DASH_MODE", "served")
    assert wiring.join_origin() == "http://localhost:8501"
    monkeypatch.setenv("RESILIENCE_DASH_ADDRESS", "https://resilience.example.org")
    assert wiring.join_origin() == "https://resilience.example.org"


@pytest.mark.parametrize(
    ("said", "origin", "listens_on", "port"),
    [
        ("http://192.168.1.20:8600", "http://192.168.1.20:8600", "192.168.1.20", 8600),
        ("HTTP://192.168.1.20:8600/", "http://192.168.1.20:8600", "192.168.1.20", 8600),
        ("http://laptop.local:8600", "http://laptop.local:8600", halls.EVERY_ADDRESS, 8600),
        ("http://192.168.1.20", "http://192.168.1.20", "192.168.1.20", 80),
        ("8600", "http://10.42.0.1:8600", halls.EVERY_ADDRESS, 8600),
    ],
)
def test_a_hall_is_a_port_or_an_address(
    monkeypatch: pytest.MonkeyPatch, said: str, origin: str, listens_on: str, port: int
) -> None:
    monkeypatch.setattr(halls, "own_address", lambda: "10.42.0.1")
    monkeypatch.setenv("RESILIENCE_DASH_HALL", said)
    found = wiring.settings().hall
    assert found
    assert (wiring.join_origin(), found.listens_on, found.port) == (origin, listens_on, port)


@pytest.mark.parametrize(
    "said",
    [
        "0", "65536", "-1", "٨٦٠٠", "hall", "192.168.1.20:8600", "https://192.168.1.20:8600", "http://:8600", "http://",
        "http://a b:8600", "http://192.168.1.20:x", "http://192.168.1.20:8600/join", "http://u:p@192.168.1.20:8600",
        "http://[::1", "http://evil/?x", "8501", "http://192.168.1.20:8501",
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("RESILIENCE_DASH_HALL", said)
    with pytest.raises(wiring.BadSetting, match="RESILIENCE_DASH_HALL"):
        wiring.settings()


def test_where_members_sign_in_there_is_no_hall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESILIENCE_DASH_MODE", "served")
    monkeypatch.setenv("RESILIENCE_DASH_HALL", "8600")
    with pytest.raises(wiring.BadSetting, match="same address"):
        wiring.settings()


class Way:
    """A socket of a machine in these networks."""

    networks: tuple[str, ...] = ()

    def __init__(self, *_how: object) -> None:
        self.own = ""

    def connect(self, to: tuple[str, int]) -> None:
        first = to[0].split(".")[0]
        self.own = next((one for one in self.networks if one.split(".")[0] == first), "")
        if not self.own:
            raise OSError("Network is unreachable")

    def getsockname(self) -> tuple[str, int]:
        return self.own, 1

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("networks", "found"),
    [(("192.168.1.20",), "192.168.1.20"), (("10.42.0.1",), "10.42.0.1"), (("192.168.4.4", "10.1.1.1"), "192.168.4.4")],
)
def test_the_machines_own_address_is_found_without_internet(
    monkeypatch: pytest.MonkeyPatch, networks: tuple[str, ...], found: str
) -> None:
    monkeypatch.setattr(halls.socket, "socket", type("Ways", (Way,), {"networks": networks}))
    assert halls.own_address() == found


def test_a_machine_in_no_network_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halls.socket, "socket", Way)
    monkeypatch.setenv("RESILIENCE_DASH_HALL", "8600")
    with pytest.raises(wiring.BadSetting, match="Connect it to the hall’s network"):
        wiring.join_origin()
