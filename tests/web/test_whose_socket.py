"""Streamlit is told whose socket it is, by the door alone: it keeps a session to the member with whom it began."""

import tomllib
from pathlib import Path

from resilience_dash.domain.access import Caller
from resilience_dash.web import asking

ASHA = Caller("member", "asha", 1, "Asha")


def test_what_a_browser_says_of_itself_is_taken_off() -> None:
    said = [(b"X-Resilience-Member", b"bilal"), (b"x-resilience-member", b"bilal"), (b"accept", b"*/*")]
    scope = asking.named({"type": "websocket", "headers": said}, ASHA)
    assert scope["headers"] == [(b"accept", b"*/*"), (b"x-resilience-member", b"asha")]


def test_streamlit_listens_to_that_header(root: Path) -> None:
    configured = tomllib.loads((root / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert list(configured["server"]["trustedUserHeaders"]) == [asking.MEMBER.decode()]
