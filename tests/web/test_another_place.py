"""Every route that names a number, asked by a member of another place: answered like a number that does not exist."""

import csv
import io
import json

import pytest
from starlette.testclient import TestClient

from resilience_dash import wiring
from resilience_dash.services import admitting, disclosing, evidencing, inviting, joining
from resilience_dash.store.database import Database
from tests.builders import NASTY, Begun, begin, councils, delivered
from tests.people import PASSWORD, Person, an_administrator, joined, machine, nobody
from tests.web.served import browser, program

GONE = 999_999
ENDINGS = ("csv", "json", "png", "svg")


def as_member(person: Person) -> TestClient:
    """Their browser, signed in."""
    client = browser(program())
    client.headers["Cookie"] = f"{wiring.settings().serving.session_cookie}={person.token}"
    client.headers["Accept"] = "*/*"
    return client


@pytest.fixture
def here(begun: Begun, served: Database) -> Begun:
    """A signed assessment with a file, in the place that others try to look into."""
    evidencing.add_file(
        begun.db, begun.frameworks, statement_id=begun.sheet.asked[0], file_name="a.txt", content=b"a", added_by="Asha",
        **begun.place,
    )  # fmt: skip
    begun.sign("council", "community")
    return begun


@pytest.fixture
def stranger(here: Begun, served: Database) -> Person:
    """The owner of another place on the same server."""
    other = begin(served, frameworks=delivered(), mode="taster", council=councils().by_code("E07000212"), period="2026")
    return joined(served, other.sheet.assessment.place.id, "owner", "Else")


def place(begun: Begun) -> int:
    return begun.sheet.assessment.place.id


def test_a_member_of_another_place_cannot_tell_what_is_there(here: Begun, stranger: Person) -> None:
    client = as_member(stranger)
    assert client.get("/files/my-data.json").status_code == 200  # they are signed in
    routes = {
        "/files/evidence/{}": here.sheet.evidence[0].id,
        **{f"/files/results/{{}}/results.{ending}": here.id for ending in ENDINGS},
        **{f"/files/audit/{{}}/audit.{ending}": place(here) for ending in ("csv", "jsonl")},
        "/public/{}": here.id,
        **{f"/public/{{}}/results.{ending}": here.id for ending in ENDINGS},
    }
    for route, number in routes.items():
        there, gone = client.get(route.format(number)), client.get(route.format(GONE))
        assert (there.status_code, gone.status_code) == (404, 404), route
        assert there.text.replace(f" {number} ", " … ") == gone.text.replace(f" {GONE} ", " … "), route
        assert {name: value for name, value in there.headers.items() if name != "content-length"} == {
            name: value for name, value in gone.headers.items() if name != "content-length"
        }, route


def test_of_the_audit_owners_take_their_places_part_and_administrators_the_servers(
    here: Begun, stranger: Person, served: Database
) -> None:
    owner, viewer = (joined(served, place(here), role, role.capitalize()) for role in ("owner", "viewer"))
    root = an_administrator(served)
    mine, whole = f"/files/audit/{place(here)}/audit.csv", "/files/audit/audit.jsonl"
    assert as_member(owner).get(mine).status_code == as_member(root).get(whole).status_code == 200
    for who, address in ((viewer, mine), (root, mine), (owner, whole), (viewer, whole), (stranger, whole)):
        answer = as_member(who).get(address)
        assert answer.status_code == 404
        assert "signed in" not in answer.text
    assert as_member(owner).get(f"/files/audit/{place(here)}/audit.exe").status_code == 404
    assert browser(program()).get(mine, headers={"Accept": "*/*"}).status_code == 401
    answer = as_member(owner).get(mine)
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.headers["cache-control"] == "no-store"
    lines = as_member(root).get(whole).text.splitlines()
    assert [json.loads(line)["seq"] for line in lines] == list(range(1, len(lines) + 1))


NAMES = [" ".join(text.split())[:190] for text in NASTY if "x" * 100 not in text]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_hostile_name_comes_back_harmless_in_every_file_and_page(here: Begun, served: Database, name: str) -> None:
    owner = joined(served, place(here), "owner", "Owner")
    link = inviting.invite(owner.db, place_id=place(here), role="viewer", note=name, now=wiring.now())
    community = begin(served, frameworks=delivered(), mode="taster", community=name[:60], period="2029")
    taken_up = browser(program()).get(f"/invitation/{link.token}")
    assert taken_up.status_code == 200
    ticket = joining.accept(
        nobody(served), token=link.token, name=name, email="typed@example.org", password=PASSWORD, now=wiring.now()
    )
    kept = admitting.caller(nobody(served), token=str(ticket.token), now=wiring.now()).name
    content = as_member(owner).get(f"/files/audit/{place(here)}/audit.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    assert kept in {row["Who"].removeprefix("'") for row in rows}
    lines = as_member(owner).get(f"/files/audit/{place(here)}/audit.jsonl").text.split("\n")[:-1]
    assert kept in {json.loads(line)["who"] for line in lines}
    # In the community's own results, on the page for everybody, and in the table of its files.
    community.answer_all(2)
    community.sign("council", "community")
    disclosing.share(machine(served), delivered(), assessment_id=community.id, sharing="public", now=wiring.now())
    page = browser(program()).get(f"/public/{community.id}").text
    assert "<script>" not in page.replace("<script src=", "")
    assert "<img src=x" not in page
    table = browser(program()).get(f"/public/{community.id}/results.csv", headers={"Accept": "*/*"})
    cells = [cell for row in csv.reader(io.StringIO(table.content.decode("utf-8-sig"))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
    invited = inviting.invite(machine(served), place_id=place(community), role="viewer", note="", now=wiring.now())
    offered = browser(program()).get(f"/invitation/{invited.token}").text
    assert "<script>alert" not in offered
    assert "<img src=x" not in offered
