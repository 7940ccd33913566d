"""Files that people attached or take away: as downloads, never kept by a browser, and never run."""

import csv
import io
import json

import pytest
from starlette.testclient import TestClient

from resilience_dash import exports
from resilience_dash.domain.access import NOBODY, Caller
from resilience_dash.domain.canonical import canonical
from resilience_dash.domain.problem import NotJustNow
from resilience_dash.services import convening, evidencing, reporting
from resilience_dash.web import asking
from tests.builders import Begun

FIRST = "leadership.commitment"


def attach(begun: Begun, name: str, content: bytes) -> int:
    return evidencing.add_file(
        begun.db, begun.frameworks, statement_id=FIRST, file_name=name, content=content, added_by="Asha", **begun.place
    )


def is_a_download(answer, name: str) -> None:
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert name in answer.headers["content-disposition"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "sandbox" in answer.headers["content-security-policy"]


def test_an_attached_file_comes_back_as_a_download_byte_for_byte(client: TestClient, begun: Begun) -> None:
    content = b"%PDF-1.7\n\xff\x00\xfe" * 1000
    answer = client.get(f"/files/evidence/{attach(begun, 'minutes.pdf', content)}")
    is_a_download(answer, 'filename="minutes.pdf"')
    assert answer.content == content
    assert answer.headers["content-type"] == "application/pdf"


def test_a_file_that_cannot_be_read_just_now_is_not_said_to_be_gone(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise NotJustNow("The database does not answer just now. Try again in a moment.")

    monkeypatch.setattr(evidencing, "fetch_file", away)
    monkeypatch.setattr(reporting, "build_report", away)
    for address in ("/files/evidence/1", "/files/results/1/results.csv"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert answer.text == "The database does not answer just now. Try again in a moment."


def test_a_text_that_looks_like_a_page_is_still_a_text_to_download(client: TestClient, begun: Begun) -> None:
    number = attach(begun, "page.txt", b"<!doctype html><script>alert(1)</script>")
    answer = client.get(f"/files/evidence/{number}", headers={"Accept": "text/html"})
    is_a_download(answer, "page.txt")
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("name", "plain", "whole"),
    [
        ("Cofnodion Môn 👍.pdf", 'filename="Cofnodion M_n _.pdf"', "UTF-8''Cofnodion%20M%C3%B4n%20%F0%9F%91%8D.pdf"),
        ('a"; filename="b.html.pdf', 'filename="a__ filename__b.html.pdf"', "a%22%3B%20filename%3D%22b.html.pdf"),
        ("مرحبا.pdf", 'filename="_____.pdf"', "%D9%85"),
    ],
    ids=range(3),
)  # fmt: skip
def test_a_file_name_cannot_break_out_of_its_header(
    client: TestClient, begun: Begun, name: str, plain: str, whole: str
) -> None:
    answer = client.get(f"/files/evidence/{attach(begun, name, b'%PDF-1.7')}")
    is_a_download(answer, plain)
    assert whole in answer.headers["content-disposition"]


def test_withdrawn_evidence_is_not_served(client: TestClient, begun: Begun) -> None:
    number = attach(begun, "minutes.pdf", b"%PDF-1.7")
    evidencing.withdraw(begun.db, begun.frameworks, evidence_id=number, **begun.place)
    answer = client.get(f"/files/evidence/{number}")
    assert (answer.status_code, answer.text) == (404, "There is no such file here. It may have been taken back.")


@pytest.mark.usefixtures("begun")
@pytest.mark.parametrize(
    "path",
    [
        "/files/evidence/999",
        "/files/evidence/0",
        f"/files/evidence/{10**30}",
        "/files/results/999/results.csv",
        f"/files/results/{10**30}/results.csv",
        "/files/my-data.json",
        "/files/results/1/results.exe",
        "/files/results/1/results.CSV",
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.text.startswith("There is no")
    assert answer.text.endswith(".")
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.usefixtures("begun")
@pytest.mark.parametrize(
    "path", ["/files/evidence/abc", "/files/evidence/-1", "/files/results/abc/results.csv", "/files/"]
)
def test_what_is_no_address_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.usefixtures("begun")
@pytest.mark.parametrize("path", ["/look/../../../wiring.py", "/look/%2e%2e/%2e%2e/wiring.py", "/look/..%2fdoor.py"])
def test_no_path_leads_out_of_the_folder_of_the_look(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_every_format_can_be_downloaded(client: TestClient, begun: Begun) -> None:
    for ending, format_ in exports.FORMATS.items():
        answer = client.get(f"/files/results/{begun.id}/results.{ending}")
        is_a_download(answer, f"filename*=UTF-8''Surrey%20Heath%202026%20to%202027.{ending}")
        assert answer.headers["content-type"] == format_.media_type
        assert answer.content


def test_the_table_has_a_row_for_each_statement(client: TestClient, begun: Begun) -> None:
    text = client.get(f"/files/results/{begun.id}/results.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Statement id"] for row in rows] == list(begun.sheet.asked)
    assert {row["Median"] for row in rows} == {"2"}
    assert {row["Partners people"] for row in rows} & {"1", "2"} == set()


def test_the_json_is_the_report_itself(client: TestClient, begun: Begun) -> None:
    answer = client.get(f"/files/results/{begun.id}/results.json")
    assert answer.content.decode() == canonical(begun.report)
    assert json.loads(answer.content)["place"] == "Surrey Heath"


def test_once_signed_the_files_are_those_of_the_frozen_results(client: TestClient, begun: Begun) -> None:
    begun.sign("council", "community")
    found = client.get(f"/files/results/{begun.id}/results.json").json()
    assert [signed["side"] for signed in found["signed"]] == ["council", "community"]


@pytest.mark.usefixtures("begun")
def test_a_file_is_only_ever_read(client: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert client.request(method, "/files/results/1/results.csv").status_code == 405


def test_a_stranger_is_told_that_what_is_here_is_not_here(
    client: TestClient, begun: Begun, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = attach(begun, "minutes.pdf", b"%PDF-1.7")
    for caller in (NOBODY, Caller("member", "ref", 7, "Jo", administrator=True, roles={2: "owner"})):
        monkeypatch.setattr(asking, "database", lambda _request, caller=caller: begun.db.asked_by(caller))
        for here, gone in (
            (f"/files/evidence/{number}", "/files/evidence/999"),
            (f"/files/results/{begun.id}/results.csv", "/files/results/999/results.csv"),
        ):
            answer, unknown = client.get(here), client.get(gone)
            assert answer.status_code == unknown.status_code == 404
            assert answer.text == unknown.text.replace("999", str(begun.id))


def workshop_in(begun: Begun) -> int:
    plan = convening.Plan(("leadership.commitment",), ("officer", "anchor"), named=False, led_by="Fay")
    made = convening.prepare_workshop(begun.db, begun.frameworks, plan=plan, **begun.place)  # type: ignore[arg-type]
    return made.id


def test_a_workshop_has_a_sheet_to_print_and_minutes(client: TestClient, begun: Begun) -> None:
    number = workshop_in(begun)
    sheet = client.get(f"/files/workshops/{number}/sheet.pdf")
    is_a_download(sheet, "filename*=UTF-8''Surrey%20Heath%202026%20to%202027%20sheet.pdf")
    assert sheet.headers["content-type"] == "application/pdf"
    assert sheet.content.startswith(b"%PDF-")
    minutes = client.get(f"/files/workshops/{number}/minutes.docx")
    is_a_download(minutes, "filename*=UTF-8''Surrey%20Heath%202026%20to%202027%20minutes.docx")
    assert minutes.content.startswith(b"PK")


def test_a_stranger_is_told_that_a_workshop_is_not_here(
    client: TestClient, begun: Begun, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = workshop_in(begun)
    for caller in (NOBODY, Caller("member", "ref", 7, "Jo", administrator=True, roles={2: "owner"})):
        monkeypatch.setattr(asking, "database", lambda _request, caller=caller: begun.db.asked_by(caller))
        for file in ("sheet.pdf", "minutes.docx"):
            answer, unknown = (client.get(f"/files/workshops/{n}/{file}") for n in (number, 999))
            assert answer.status_code == unknown.status_code == 404
            assert answer.text == unknown.text
            assert answer.text.startswith("There is no such workshop")
