"""While the PostgreSQL server is away the page says so and tries again by itself; then everything is saved, once."""

from collections.abc import Callable, Iterator

import pytest

from resilience_dash import wiring
from resilience_dash.store.database import Database
from resilience_dash.ui import waiting
from tests.builders import Begun, begin
from tests.conftest import Clone
from tests.pages.conftest import SETTING
from tests.pages.tab import Tab
from tests.postgres import PostgreSQL

pytestmark = pytest.mark.postgres
FIRST = "leadership.commitment"
AWAY = "The database does not answer just now. Trying again…"


class Waiting:
    """What the pages said while they waited, and the server that comes back after so many turns."""

    def __init__(self, server: PostgreSQL) -> None:
        self.server, self.said, self.turns = server, [], 0

    def go_away(self, turns: int) -> None:
        self.turns = turns
        self.server.stop("immediate")

    def turn(self) -> None:
        self.turns -= 1
        if self.turns == 0:
            self.server.start()


@pytest.fixture
def away(postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch) -> Iterator[Waiting]:
    made = Waiting(postgresql)
    run_again = waiting.run_again

    def note(said: str) -> None:
        made.said.append(said)
        run_again(said)

    monkeypatch.setattr(waiting, "run_again", note)
    monkeypatch.setattr(waiting, "pause", made.turn)
    yield made
    if made.turns > 0:
        postgresql.start()


@pytest.fixture
def begun(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> Iterator[Begun]:
    monkeypatch.setenv(SETTING, clone().url.render_as_string(hide_password=False))
    yield begin(wiring.database(), frameworks=wiring.frameworks(), mode="taster")
    wiring.database().close()


def rows(db: Database, table: str = "answer") -> int:
    with db.read() as session:
        return session.connection().exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()  # noqa: S608


def test_an_answer_given_while_the_server_is_away_is_saved_once_it_is_back(begun: Begun, away: Waiting) -> None:
    key = f"answer:{begun.everybody[0]}:{FIRST}"
    tab = Tab("assess", assessment=begun.id, dimension="leadership").give(key, 2)
    away.go_away(turns=3)
    tab.give(key, 4)
    assert away.said == [AWAY] * 3
    assert tab.saved(FIRST) == ["Saved 10:00"]
    assert (tab.value(key), tab.warnings, tab.errors) == (4, [], [])
    assert [a.choice for a in begun.sheet.answers.values()] == [4]
    assert rows(begun.db) == 2


def test_after_a_minute_it_is_left_to_the_person_and_the_choice_is_still_there(
    begun: Begun, away: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = iter(range(0, 10**6, 20))
    monkeypatch.setattr(waiting, "moment", lambda: next(moments))
    key = f"answer:{begun.everybody[0]}:{FIRST}"
    tab = Tab("assess", assessment=begun.id, dimension="leadership")
    away.go_away(turns=1_000)
    tab.give(key, 4)
    assert away.said == [AWAY] * 4
    assert tab.errors == ["The database does not answer just now. Try again in a moment."]
    assert tab.page == "Please wait"
    away.server.start()
    away.turns = 0
    tab.run()
    assert (tab.value(key), tab.saved(FIRST)) == (4, ["Saved 10:00"])


@pytest.mark.parametrize("kept", [True, False])
def test_when_nobody_knows_whether_it_was_saved_it_is_saved_once(
    begun: Begun, away: Waiting, monkeypatch: pytest.MonkeyPatch, kept: bool
) -> None:
    key = f"answer:{begun.everybody[0]}:{FIRST}"
    tab = Tab("assess", assessment=begun.id, dimension="leadership")
    dialect = begun.db.engine.dialect
    commit = dialect.do_commit

    def breaks_off(connection: object) -> None:
        monkeypatch.setattr(dialect, "do_commit", commit)
        if kept:
            commit(connection)
        away.server.restart()
        connection.cursor().execute("SELECT 1")  # type: ignore[attr-defined]

    monkeypatch.setattr(dialect, "do_commit", breaks_off)
    tab.give(key, 3)
    assert away.said == ["The database stopped answering at the very end: this may be saved or not. Trying again…"]
    assert (tab.value(key), tab.saved(FIRST)) == (3, ["Saved 10:00"])
    assert rows(begun.db) == 1


def saving(tab: Callable[[], Tab], key: str, value: object, away: Waiting) -> Tab:
    made = tab()
    away.go_away(turns=2)
    return made.give(key, value)


def test_what_is_agreed_aimed_for_and_typed_is_saved_too(begun: Begun, away: Waiting) -> None:
    person = begun.everybody[0]
    begun.change(person, FIRST, choice=2)
    at = {"assessment": begun.id, "dimension": "leadership"}
    saving(lambda: Tab("agree", **at), f"agreed:{begun.id}:{FIRST}", 2, away)
    saving(lambda: Tab("agree", **at), f"importance:{begun.id}:leadership", 3, away)
    box = lambda: Tab("assess", **at).open_box(person, FIRST)  # noqa: E731
    saving(box, f"comment:{person}:{FIRST}", "Ask the clerk.", away)
    saving(box, f"aim:{begun.id}:{FIRST}", 4, away)
    sheet = begun.sheet
    assert (sheet.agreements[FIRST].level, sheet.importance["leadership"], sheet.aim(FIRST)) == (2, 3, 4)
    assert [a.comment for a in sheet.answers.values()] == ["Ask the clerk."]
    assert (rows(begun.db), rows(begun.db, "agreement"), rows(begun.db, "aim")) == (2, 1, 1)


@pytest.mark.parametrize("page", ["home", "tasks", "assess", "check", "agree", "results", "sign_off"])
def test_a_page_that_is_opened_while_the_server_is_away_comes_by_itself(begun: Begun, away: Waiting, page: str) -> None:
    tab = Tab("home")
    away.go_away(turns=1)
    tab.go(page, assessment=begun.id)
    assert away.said == [AWAY]
    assert tab.errors == []
