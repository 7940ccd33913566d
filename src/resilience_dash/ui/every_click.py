"""Clicks that Streamlit 1.67 drops without a word, while the page goes on looking as if they were kept.

A statement card is a fragment: a click on it asks for that fragment alone. Two such requests cannot be met that way.

After a restart the browser comes back by itself and its page can be used at once, but the new session knows no
fragments until its first run is over. A click in between (with two hundred phones coming back, that is seconds) asks
for one the session does not know, and is thrown away.

Whoever types a comment and taps a level in the next card does two things at once: leaving the box sends the comment,
and the tap the level. The browser sends both in one message and names one of the two fragments; the other one never
hears of its change. The same tap on “Continue” is lost.

Here such a request asks for the whole page instead, which brings every value the browser holds with it.
tests/browser/test_restart.py and test_quick_hands.py show both.
"""

from typing import Any

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.state.common import unpack_widget_state_value

_ask = AppSession.request_rerun


def _ask_for_what_is_known(session: AppSession, client_state: ClientState | None) -> None:
    if client_state and client_state.fragment_id and not _is_enough(session, client_state):
        client_state.fragment_id = ""
    _ask(session, client_state)


def _is_enough(session: AppSession, client_state: ClientState) -> bool:
    """Whether running the one fragment that is asked for takes in everything that changed in the browser."""
    asked = client_state.fragment_id
    if not session.has_fragment(asked):
        return False
    before = session._session_state._new_widget_state  # the values of the last run
    for sent in client_state.widget_states.widgets:
        known = before.widget_metadata.get(sent.id)
        if known is None or known.fragment_id == asked:
            continue
        kept = before.get_serialized(sent.id)
        if kept is None:  # the program gave it its value, and the browser says it for the first time
            said = known.deserializer(_value(sent, known.value_type))
            # A form that was emptied has new boxes; the browser may still speak of the old ones, which have no value.
            if sent.id not in session._session_state or said != session._session_state[sent.id]:
                return False
        elif kept != sent:
            return False
    return True


def _value(sent: WidgetState, otherwise: str) -> Any:
    """What a widget's message says, lists as lists; where it says nothing, nothing of its kind."""
    if sent.WhichOneof("value"):
        return unpack_widget_state_value(sent)
    empty = getattr(sent, otherwise)
    return getattr(empty, "data", empty)


def keep_every_click() -> None:
    """Let a click that one fragment cannot answer run the whole page. Called once, before the first."""
    AppSession.request_rerun = _ask_for_what_is_known  # type: ignore[method-assign,assignment]
