"""Organisations that vouch for their people: what they are called, and whom they vouched for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Organisation:
    """An identity provider that this server takes the word of: its short name in the settings, and what people read."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom an organisation vouched for just now: issuer and subject are who it is; the name is only shown."""

    issuer: str
    subject: str
    name: str


@dataclass(frozen=True, slots=True)
class Organisations:
    """How a browser is sent to an organisation, and what it brings back: read from cookies with a signature."""

    known: tuple[Organisation, ...] = ()
    way_to: Callable[[str], str] = str
    vouched: Callable[[Mapping[str, str]], Vouched | None] = lambda _cookies: None
