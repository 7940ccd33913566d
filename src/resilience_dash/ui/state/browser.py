"""What this browser says of itself: which it is, its clock, its theme."""

from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import streamlit as st

from resilience_dash import wiring

DEVICE_COOKIE = "resilience_device"


def device() -> str:
    """What tells this browser from others: the cookie our own pages set."""
    return st.context.cookies.get(DEVICE_COOKIE, "")


def clock(at: datetime) -> str:
    """A moment as this browser's clock shows it: “14:03”, with the day where it is not today."""
    here, today = local(at), local(wiring.now())
    return f"{here:%H:%M}" if here.date() == today.date() else f"{day(at)}, {here:%H:%M}"


def day(at: datetime) -> str:
    here = local(at)
    return f"{here.day}\N{NO-BREAK SPACE}{here:%B %Y}"


def local(at: datetime) -> datetime:
    try:
        return at.astimezone(ZoneInfo(st.context.timezone or "Europe/London"))
    except (KeyError, ValueError):
        return at.astimezone(ZoneInfo("Europe/London"))


def site(address: str) -> str:
    """An address of this program as others type it."""
    here = urlsplit(st.context.url or "")
    return f"{here.scheme}://{here.netloc}{address}" if here.netloc else address


def dark() -> bool:
    """Whether this browser shows the dark theme."""
    return bool(st.context.theme.type == "dark")
