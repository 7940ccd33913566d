"""The first click after a restart. Streamlit 1.67 drops it without a word, and the page would go on saying “Saved”.

A statement card is a fragment: a click on it asks for that fragment alone. After a restart the browser comes back by
itself and its page can be used at once, but the new session knows no fragments until its first run is over. A click in
between (with two hundred phones coming back, that is seconds) asks for one the session does not know, and is thrown
away: the chosen level stands on the page beside the time at which another one was saved. Here such a click asks for the
whole page instead, which brings every answer the browser holds with it. tests/browser/test_restart.py shows both.
"""

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession

_ask = AppSession.request_rerun


def _ask_for_what_is_known(session: AppSession, client_state: ClientState | None) -> None:
    if client_state and client_state.fragment_id and not session.has_fragment(client_state.fragment_id):
        client_state.fragment_id = ""
    _ask(session, client_state)


def keep_first_click() -> None:
    """Let a click on a card that its session does not know yet run the whole page. Called once, before the first."""
    AppSession.request_rerun = _ask_for_what_is_known  # type: ignore[method-assign,assignment]
