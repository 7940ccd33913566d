"""A page that is asked for while the database is away: the browser waits, and asks again by itself."""

import pytest

from resilience_dash.services import admitting
from resilience_dash.store.database import Database
from resilience_dash.store.problems import DatabaseAway
from tests.web.served import PAGE, browser, program

PATH = "/tasks?assessment=1&as=2"


@pytest.fixture
def away(served: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*_args: object, **_more: object) -> None:
        raise DatabaseAway("")

    monkeypatch.setattr(admitting, "caller", look_up)


@pytest.mark.usefixtures("away")
def test_a_person_reads_that_it_is_tried_again_and_comes_back_to_the_same_page() -> None:
    client = browser(program())
    client.cookies.set("__Host-resilience_session", "x" * 43)
    answer = client.get(PATH)
    assert (answer.status_code, answer.headers["refresh"], answer.headers["retry-after"]) == (503, "3", "3")
    assert "The database does not answer just now. Trying again…" in answer.text
    assert 'href="/tasks?assessment=1&amp;as=2"' in answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.usefixtures("away")
def test_a_program_is_told_in_a_sentence() -> None:
    client = browser(program())
    client.cookies.set("__Host-resilience_session", "x" * 43)
    answer = client.get("/files/results/1/results.csv", headers=PAGE | {"Accept": "text/csv"})
    assert (answer.status_code, "refresh" in answer.headers) == (503, False)
    assert answer.text.startswith("The program cannot look up who you are just now.")
