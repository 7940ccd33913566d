"""Served mode while the database is away: it is not known who asks, and the page waits instead of refusing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from resilience_dash import wiring
from resilience_dash.domain.access import Caller
from resilience_dash.services import admitting, hashing
from resilience_dash.store.problems import DatabaseAway
from resilience_dash.ui import waiting
from tests.builders import NOW, Begun, begin, database
from tests.pages.tab import Tab
from tests.people import joined

FIRST = "leadership.commitment"
AWAY = "The database does not answer just now. Trying again…"


class Away:
    """Looking up who asks fails so many times. `asked` counts the tries, `said` keeps what the page said meanwhile."""

    def __init__(self) -> None:
        self.turns, self.asked = 0, 0
        self.said: list[str] = []

    def look_up(self, *args: object, **more: object) -> Caller:
        self.asked += 1
        if self.turns:
            raise DatabaseAway("")
        return self.really(*args, **more)

    really = staticmethod(admitting.caller)

    def pause(self) -> None:
        self.turns -= 1


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Away:
    made, run_again = Away(), waiting.run_again

    def note(said: str) -> None:
        made.said.append(said)
        run_again(said)

    monkeypatch.setattr(admitting, "caller", made.look_up)
    monkeypatch.setattr(waiting, "run_again", note)
    monkeypatch.setattr(waiting, "pause", made.pause)
    return made


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Begun]:
    database(tmp_path).close()
    monkeypatch.setattr(hashing, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(wiring, "now", lambda: NOW)
    monkeypatch.setenv("RESILIENCE_DASH_DATABASE_URL", f"sqlite:///{tmp_path / 'resilience.db'}")
    monkeypatch.setenv("RESILIENCE_DASH_MODE", "served")
    yield begin(wiring.database(), frameworks=wiring.frameworks(), mode="taster")
    wiring.database().close()


@pytest.fixture
def tab(begun: Begun) -> Tab:
    """An owner who answers for a person added by name."""
    ann = joined(begun.db, begun.sheet.assessment.place.id, "owner")
    return Tab("assess", token=ann.token, assessment=begun.id, dimension="leadership", as_=begun.everybody[0])


def test_an_answer_is_saved_once_it_is_known_again_who_gives_it(begun: Begun, tab: Tab, away: Away) -> None:
    key = f"answer:{begun.everybody[0]}:{FIRST}"
    away.turns = 3
    tab.give(key, 4)
    assert away.said == [AWAY] * 3
    assert (tab.value(key), tab.warnings, tab.errors) == (4, [], [])
    assert [a.choice for a in begun.sheet.answers.values()] == [4]


def test_a_page_that_is_opened_meanwhile_comes_by_itself_and_is_the_one_that_was_asked_for(
    begun: Begun, tab: Tab, away: Away
) -> None:
    away.turns = 2
    tab.go("tasks", assessment=begun.id)
    assert (away.said, tab.errors, tab.page) == ([AWAY] * 2, [], "Task list")


def test_a_tab_that_begins_meanwhile_shows_nothing_of_anybody_and_then_its_page(begun: Begun, away: Away) -> None:
    ann = joined(begun.db, begun.sheet.assessment.place.id, "viewer")
    away.turns = 2
    tab = Tab("method", token=ann.token)
    assert (away.said[:2], tab.errors, tab.page) == ([AWAY] * 2, [], "How results are worked out")


def test_after_a_minute_it_is_left_to_the_person(
    begun: Begun, tab: Tab, away: Away, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = iter(range(0, 10**6, 20))
    monkeypatch.setattr(waiting, "moment", lambda: next(moments))
    key = f"answer:{begun.everybody[0]}:{FIRST}"
    away.turns = 1_000
    tab.give(key, 4)
    assert (tab.page, tab.errors) == (
        "Please wait",
        ["The database does not answer just now. Try again in a moment."],
    )
    away.turns = 0
    tab.run()
    assert tab.value(key) == 4
    assert [a.choice for a in begun.sheet.answers.values()] == [4]


def test_who_it_is_is_looked_up_once_in_a_run_also_where_that_fails(tab: Tab, away: Away) -> None:
    away.turns = 2
    tab.run()
    assert away.asked == 3


def test_a_sign_in_that_ended_meanwhile_does_nothing_more(begun: Begun, tab: Tab, away: Away) -> None:
    key = f"answer:{begun.everybody[0]}:{FIRST}"
    away.turns = 2
    token = tab.browser.cookies["resilience_session"]
    admitting.sign_out(wiring.database(), token=token, now=NOW)
    tab.give(key, 4)
    assert tab.page == "You are signed out"
    assert begun.sheet.answers == {}
