"""Whose tab it is: asked again at every rerun, and nothing that one person's tab remembers is shown to another."""

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from resilience_dash import wiring
from resilience_dash.domain.access import MACHINE, NOBODY, Caller
from resilience_dash.store.problems import DatabaseAway
from resilience_dash.ui.state import asking

ASHA = Caller("member", "asha", 1, "Asha")
BILAL = Caller("member", "bilal", 2, "Bilal")


def page() -> None:
    import streamlit as st

    from resilience_dash.ui.state import asking

    if asking.arrived() != "in":
        st.title("Not let in")
        return
    st.session_state.setdefault("remembered", 0)
    st.session_state["remembered"] += 1
    st.text(f"seen {st.session_state['remembered']} times")


def seen(tab: AppTest) -> list[str]:
    tab.run()
    assert not tab.exception
    return [one.value for one in tab.text]


def sits(monkeypatch: pytest.MonkeyPatch, who: Caller) -> None:
    monkeypatch.setattr(asking, "who", lambda: who)


def test_a_tab_remembers_for_one_person(monkeypatch: pytest.MonkeyPatch) -> None:
    tab = AppTest.from_function(page)
    sits(monkeypatch, ASHA)
    assert seen(tab) == ["seen 1 times"]
    assert seen(tab) == ["seen 2 times"]
    sits(monkeypatch, BILAL)
    assert seen(tab) == []
    assert seen(tab) == ["seen 1 times"]


def test_a_tab_forgets_when_the_sign_in_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    tab = AppTest.from_function(page)
    sits(monkeypatch, ASHA)
    seen(tab)
    sits(monkeypatch, NOBODY)
    assert seen(tab) == []
    assert [one.value for one in tab.title] == ["Not let in"]
    sits(monkeypatch, ASHA)
    assert seen(tab) == ["seen 1 times"]


def test_the_person_at_the_machine_needs_no_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RESILIENCE_DASH_MODE", raising=False)
    assert asking.caller() == MACHINE


def test_in_served_mode_a_tab_without_a_cookie_is_nobodys(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setenv("RESILIENCE_DASH_MODE", "served")
    monkeypatch.setenv("RESILIENCE_DASH_DATABASE_URL", f"sqlite:///{tmp_path_factory.mktemp('asked') / 'a.db'}")
    assert asking.caller() == NOBODY
    assert asking.database().caller == NOBODY
    wiring.database().close()


def card() -> None:
    import streamlit as st

    from resilience_dash.domain.problem import NotJustNow
    from resilience_dash.ui.state import asking

    asking.arrived()

    @st.fragment
    def drawn() -> None:
        st.text(asking.caller().name)
        try:
            asking.database()
        except NotJustNow:
            st.text("nobody asks the database")

    drawn()
    if st.session_state.get("go away"):
        st.text("the whole page")


def test_a_card_is_offered_as_it_was_while_nobody_may_ask_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    tab = AppTest.from_function(card)
    sits(monkeypatch, ASHA)
    monkeypatch.setattr(wiring, "database", lambda: SimpleNamespace(asked_by=lambda who: who))
    assert seen(tab) == ["Asha"]

    turns = iter([ASHA, DatabaseAway(""), DatabaseAway("")])

    def away() -> Caller:
        found = next(turns)
        if isinstance(found, DatabaseAway):
            raise found
        return found

    monkeypatch.setattr(asking, "who", away)
    assert seen(tab) == ["Asha", "nobody asks the database"]
