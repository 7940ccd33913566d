"""Results that a place shows to everybody: only once signed and shared, and not a moment longer."""

import pytest
from starlette.testclient import TestClient

from resilience_dash import wiring
from resilience_dash.domain.retention import Sharing
from resilience_dash.services import disclosing
from resilience_dash.store.database import Database
from tests.builders import Begun
from tests.people import machine
from tests.web.served import browser, program


@pytest.fixture
def client(served: Database) -> TestClient:
    return browser(program())


def share(begun: Begun, db: Database, sharing: Sharing) -> None:
    disclosing.share(machine(db), begun.frameworks, assessment_id=begun.id, sharing=sharing, now=wiring.now())


def test_nothing_is_public_before_it_is_shared(client: TestClient, begun: Begun, served: Database) -> None:
    unknown = client.get("/public/999").text
    for _ in range(2):
        assert client.get(f"/public/{begun.id}").status_code == 404
        assert client.get(f"/public/{begun.id}").text == unknown
        assert client.get(f"/public/{begun.id}/results.csv").status_code == 404
        if not begun.sheet.assessment.signed_off:
            begun.sign("council", "community")
    share(begun, served, "members")
    assert client.get(f"/public/{begun.id}").text == unknown


def test_what_is_public_can_be_read_and_taken_away_by_anybody(
    client: TestClient, begun: Begun, served: Database
) -> None:
    begun.sign("council", "community")
    share(begun, served, "public")
    page = client.get(f"/public/{begun.id}")
    assert page.status_code == 200
    assert "<h1>Surrey Heath: where the place stands</h1>" in page.text
    assert page.text.count("<table>") == 2
    for ending in ("csv", "png", "svg", "json"):
        assert f'href="/public/{begun.id}/results.{ending}"' in page.text
        file = client.get(f"/public/{begun.id}/results.{ending}", headers={"Accept": "*/*"})
        assert file.status_code == 200
        assert file.headers["content-disposition"].startswith("attachment; ")
    assert client.get(f"/public/{begun.id}/results.exe").status_code == 404
    assert client.get(f"/files/results/{begun.id}/results.csv", headers={"Accept": "*/*"}).status_code == 401


def test_it_can_be_taken_back(client: TestClient, begun: Begun, served: Database) -> None:
    begun.sign("council", "community")
    share(begun, served, "public")
    assert client.get(f"/public/{begun.id}").status_code == 200
    share(begun, served, "private")
    assert client.get(f"/public/{begun.id}").status_code == 404
    assert client.get(f"/public/{begun.id}/results.json").status_code == 404


@pytest.mark.parametrize("number", ["0", "-1", "abc", str(10**30), "1'--", "%00"])
def test_what_is_no_number_is_not_there(client: TestClient, served: Database, number: str) -> None:
    assert client.get(f"/public/{number}", headers={"Accept": "*/*"}).status_code in (401, 404)
