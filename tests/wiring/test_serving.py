"""What the settings of served mode mean, and the sentences about those that cannot be meant."""

import pytest

from resilience_dash import wiring
from resilience_dash.wiring import BadSetting, Serving

NAMES = ("MODE", "ADDRESS", "PROXIES", "PASSWORDS", "HOST")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(f"RESILIENCE_DASH_{name}", raising=False)


def said(monkeypatch: pytest.MonkeyPatch, **settings: str) -> Serving:
    for name, value in settings.items():
        monkeypatch.setenv(f"RESILIENCE_DASH_{name}", value)
    return wiring.settings().serving


def test_without_settings_it_is_for_the_person_at_this_machine() -> None:
    assert wiring.settings().serving == Serving()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_a_loopback_host_changes_nothing(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    assert not said(monkeypatch, HOST=host).served


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.7", "myhost"])  # noqa: S104
def test_any_other_host_means_served(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    assert said(monkeypatch, HOST=host, ADDRESS="https://a.example").served


def test_it_can_be_served_on_loopback_to_try_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = said(monkeypatch, MODE="served")
    assert (found.served, found.address, found.secure) == (True, None, False)


@pytest.mark.parametrize(
    ("address", "origin", "hosts"),
    [
        ("https://Resilience.Example.org/", "https://resilience.example.org", {"", ":443"}),
        ("https://resilience.example.org:443", "https://resilience.example.org", {"", ":443"}),
        ("https://resilience.example.org:8443", "https://resilience.example.org:8443", {":8443"}),
    ],
)
def test_the_address_is_read(monkeypatch: pytest.MonkeyPatch, address: str, origin: str, hosts: set[str]) -> None:
    found = said(monkeypatch, HOST="0.0.0.0", ADDRESS=address)  # noqa: S104
    assert found.address is not None
    assert found.secure
    assert found.address.origin == origin
    assert found.address.hosts == {f"resilience.example.org{port}" for port in hosts}


@pytest.mark.parametrize(
    "settings",
    [
        {"MODE": "open"},
        {"MODE": "personal", "HOST": "0.0.0.0"},  # noqa: S104
        {"HOST": "0.0.0.0"},  # noqa: S104
        {"ADDRESS": "resilience.example.org"},
        {"ADDRESS": "http://resilience.example.org"},
        {"ADDRESS": "https://a.example/path"},
        {"ADDRESS": "https://a.example?x"},
        {"ADDRESS": "https://a@b.example"},
        {"ADDRESS": "https://"},
        {"ADDRESS": "https://a.example:99999"},
        {"ADDRESS": "https://[::1"},
        {"ADDRESS": "ftp://a.example"},
        {"ADDRESS": "https://a;b.example"},
        {"PROXIES": "proxy.example"},
        {"PROXIES": "10.0.0.1/8"},
        {"PASSWORDS": "no"},
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_said(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> None:
    with pytest.raises(BadSetting) as refused:
        said(monkeypatch, **settings)
    assert str(refused.value).endswith(".")
    assert "RESILIENCE_DASH_" in str(refused.value)


def test_only_the_proxies_named_are_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    found = said(monkeypatch, PROXIES="10.0.0.7, 172.18.0.0/16,fd00::/8")
    for client in ("10.0.0.7", "::ffff:10.0.0.7", "172.18.3.4", "fd00::1"):
        assert found.believes(client)
    for client in ("10.0.0.8", "172.19.0.1", "127.0.0.1", "::1", "testclient", "", "10.0.0.7:80"):
        assert not found.believes(client)
