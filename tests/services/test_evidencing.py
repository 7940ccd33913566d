"""Notes, links and files: what is kept, what is refused, and what is sent back."""

import io
import zipfile

import pytest

from resilience_dash.domain.problem import Problem, TextTooLong, UnknownThing
from resilience_dash.services import evidencing
from resilience_dash.services.evidencing import LinkRefused, NoteEmpty, checked_link
from resilience_dash.services.file_kinds import KINDS, LARGEST_FILE, FileRefused, checked_file
from tests.builders import NASTY, Begun, begin

FIRST, SECOND = "money.s1", "money.s2"


def zipped(**members: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return kept.getvalue()


def open_document(kind: str) -> bytes:
    return zipped(mimetype=f"application/vnd.oasis.opendocument.{kind}".encode(), content_dot_xml=b"<x/>")


OFFICE = {"[Content_Types]_dot_xml": b"<x/>"}
GENUINE = {
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    "jpeg": b"\xff\xd8\xff\xe1\x00\x10Exif\x00",
    "docx": zipped(**OFFICE, word__document_dot_xml=b"<x/>"),
    "xlsx": zipped(**OFFICE, xl__workbook_dot_xml=b"<x/>"),
    "odt": open_document("text"),
    "ods": open_document("spreadsheet"),
    "csv": "name,value\r\nYnys Môn,1\r\n".encode(),
    "txt": "café".encode("cp1252"),
}


def add_file(begun: Begun, name: str, content: bytes, statement_id: str = FIRST) -> int:
    return evidencing.add_file(
        begun.db, begun.frameworks, statement_id=statement_id, file_name=name, content=content, added_by="Asha",
        **begun.place,
    )  # fmt: skip


def add_link(begun: Begun, link: str, note: str = "") -> int:
    return evidencing.add_link(
        begun.db, begun.frameworks, statement_id=FIRST, link=link, note=note, added_by="Asha", **begun.place
    )


def add_note(begun: Begun, note: str) -> int:
    return evidencing.add_note(
        begun.db, begun.frameworks, statement_id=FIRST, note=note, added_by="Asha", **begun.place
    )


def test_every_kind_that_is_kept_has_an_example_here() -> None:
    assert GENUINE.keys() == KINDS.keys()


def test_a_genuine_file_of_each_kind_comes_back_byte_for_byte(begun: Begun) -> None:
    for kind, content in GENUINE.items():
        kept = evidencing.fetch_file(begun.db, evidence_id=add_file(begun, f"Minutes.{kind.upper()}", content))
        assert (kept.content, kept.media_type) == (content, KINDS[kind][0])
        assert (kept.evidence.file_name, kept.evidence.size) == (f"Minutes.{kind.upper()}", len(content))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("csv", "txt")])
def test_a_file_that_is_not_what_its_name_says_is_refused(kind: str) -> None:
    other = GENUINE["png" if kind == "pdf" else "pdf"]
    for wrong in (b"Dear councillor", b"<!doctype html><script>alert(1)</script>", other, GENUINE[kind][:2]):
        with pytest.raises(FileRefused, match=r"its name says .*, but what is in it is something else"):
            checked_file(f"a.{kind}", wrong)


@pytest.mark.parametrize("kind", ["docx", "xlsx", "odt", "ods"])
def test_a_zip_that_claims_to_be_a_document_is_refused(kind: str) -> None:
    for members in ({"run_dot_exe": b"MZ"}, {"word__document_dot_xml": b"x"}, {}):
        with pytest.raises(FileRefused):
            checked_file(f"a.{kind}", zipped(**members))
    with pytest.raises(FileRefused):
        checked_file(f"a.{kind}", b"PK\x03\x04" + b"\xff" * 300)


@pytest.mark.parametrize("content", [b"a\x00b", b"\x00", GENUINE["png"], b"\x81\x8d\x8f\xff"], ids=range(4))
def test_a_text_with_something_else_in_it_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused):
        checked_file("a.txt", content)


@pytest.mark.parametrize(
    "name", ["a.exe", "a.html", "a.svg", "a.js", "a.zip", "a", "pdf", "a.pdf.exe", "a.docm", "a.xlsm", ".htaccess"]
)
def test_other_kinds_are_refused_with_those_that_are_kept(name: str) -> None:
    with pytest.raises(
        FileRefused, match=r"its kind is not kept here\. Use one of: csv, docx, jpeg, jpg, ods, odt, pdf"
    ):
        checked_file(name, GENUINE["pdf"])


def test_an_empty_file_and_one_that_is_too_large_are_refused(begun: Begun) -> None:
    with pytest.raises(FileRefused, match="it is empty"):
        add_file(begun, "a.pdf", b"")
    whole = b"%PDF-" + bytes(LARGEST_FILE - 5)
    with pytest.raises(FileRefused, match=r"it has 20\.0 MB and the most is 20 MB"):
        add_file(begun, "a.pdf", whole + b"\x00")
    assert evidencing.fetch_file(begun.db, evidence_id=add_file(begun, "a.pdf", whole)).content == whole


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\Asha\\minutes.pdf", "minutes.pdf"),
        ("/absolute/minutes.pdf", "minutes.pdf"),
        ("a\x00b\r\nc\x1b[31m.pdf", "abc[31m.pdf"),
        ("minutes\u202efdp.exe.pdf", "minutesfdp.exe.pdf"),
        ("👩‍🌾 Cofnodion Môn.pdf", "👩🌾 Cofnodion Môn.pdf"),
        ("مرحبا.pdf", "مرحبا.pdf"),
        ('a"; filename="b.exe.pdf', 'a"; filename="b.exe.pdf'),
        ("half \ud83d.pdf", "half .pdf"),
        ("  a.pdf  ", "a.pdf"),
        ("x" * 196 + ".pdf", "x" * 196 + ".pdf"),
    ],
    ids=range(11),
)
def test_a_file_name_is_kept_without_paths_and_control_characters(name: str, kept: str) -> None:
    assert checked_file(name, GENUINE["pdf"] if kept.endswith("pdf") else GENUINE["txt"]) == kept


@pytest.mark.parametrize("name", ["", "   ", "\x00\x01", "folder/", "x" * 296 + ".pdf"], ids=range(5))
def test_a_file_without_a_name_or_with_a_very_long_one_is_refused(name: str) -> None:
    with pytest.raises(FileRefused, match="its name must have 1 to 200 characters"):
        checked_file(name, GENUINE["pdf"])


def rows(begun: Begun, table: str) -> int:
    with begun.db.read() as session:
        return session.connection().exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()  # noqa: S608


def test_the_same_file_under_one_statement_is_kept_once(begun: Begun) -> None:
    first = add_file(begun, "a.pdf", GENUINE["pdf"])
    assert add_file(begun, "renamed.pdf", GENUINE["pdf"]) == first
    assert (rows(begun, "evidence"), rows(begun, "evidence_file")) == (1, 1)


def test_the_same_bytes_elsewhere_are_kept_once_and_named_twice(begun: Begun) -> None:
    add_file(begun, "a.pdf", GENUINE["pdf"])
    add_file(begun, "b.pdf", GENUINE["pdf"], SECOND)
    other = begin(begun.db, community="Mytchett")
    add_file(other, "c.pdf", GENUINE["pdf"])
    assert (rows(begun, "evidence"), rows(begun, "evidence_file")) == (3, 1)
    assert [e.file_name for e in other.sheet.evidence] == ["c.pdf"]


def withdraw(begun: Begun, number: int) -> None:
    evidencing.withdraw(begun.db, begun.frameworks, evidence_id=number, **begun.place)


def test_what_was_withdrawn_is_not_served_and_not_shown_but_stays_in_the_table(begun: Begun) -> None:
    number = add_file(begun, "a.pdf", GENUINE["pdf"])
    withdraw(begun, number)
    with pytest.raises(UnknownThing, match=r"There is no such file here\. It may have been taken back"):
        evidencing.fetch_file(begun.db, evidence_id=number)
    with pytest.raises(UnknownThing, match="not there any more"):
        withdraw(begun, number)
    assert (begun.sheet.evidence, rows(begun, "evidence")) == ((), 1)
    again = add_file(begun, "a.pdf", GENUINE["pdf"])
    assert again != number
    assert evidencing.fetch_file(begun.db, evidence_id=again).content == GENUINE["pdf"]


def test_somebody_elses_evidence_cannot_be_withdrawn_from_here(begun: Begun) -> None:
    number = add_file(begun, "a.pdf", GENUINE["pdf"])
    other = begin(begun.db, community="Mytchett")
    with pytest.raises(UnknownThing):
        withdraw(other, number)
    assert evidencing.fetch_file(begun.db, evidence_id=number)


def test_notes_and_links_are_no_files(begun: Begun) -> None:
    for number in (add_note(begun, "Seen."), add_link(begun, "https://example.org"), 0, 999, 10**30):
        with pytest.raises(UnknownThing, match="There is no"):
            evidencing.fetch_file(begun.db, evidence_id=number)


@pytest.mark.parametrize(
    "link",
    [
        "https://www.example.org/report?a=1&b=2#page",
        "http://example.org",
        "HTTPS://EXAMPLE.ORG/Report",
        "https://www.ynysmôn.cymru/adroddiad",
        "https://例え.jp/道",
        "https://xn--ynysmn-0xa.cymru/",
        "https://example.org:8443/a%20b",
        "https://[2001:db8::1]/a",
        "https://192.0.2.1/a",
        f"https://example.org/{'a' * 2028}",
    ],
    ids=range(10),
)
def test_a_plain_web_address_is_kept_as_it_is(link: str) -> None:
    assert checked_link(f"  {link} ") == link


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt://example.org/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "ftp://example.org/a",
        "file:///etc/passwd",
        "vbscript:x",
        "mailto:a@example.org",
        "//example.org/a",
        "example.org",
        "/report",
        "https:",
        "https://",
        "https:///report",
        "https://:443/",
        "https:example.org",
        "https://?a=1",
        "https://#a",
        "https://exa mple.org",
        "https://example.org/a b",
        "https://example.org/a\tb",
        "https://example.org/\nSet-Cookie: a=b",
        "https://example.org/\u202egro.live",
        "https://example.org/\x00",
        "https://user:pass@example.org/",
        "https://user@example.org/",
        "https://:pass@example.org/",
        "https://www.gov.uk@evil.example/",
        "https://example.org:99999/",
        "https://example.org:port/",
        "https://[::1",
        "https://example.org/\ud800",
        "",
        "   ",
        f"https://example.org/{'a' * 3_000}",
    ],
    ids=range(34),
)
def test_what_a_browser_should_not_open_is_refused(link: str) -> None:
    with pytest.raises(LinkRefused, match="The link was not added"):
        checked_link(link)


def test_what_is_refused_is_not_kept(begun: Begun) -> None:
    with pytest.raises(LinkRefused):
        add_link(begun, "javascript:alert(1)")
    with pytest.raises(FileRefused):
        add_file(begun, "a.pdf", b"Dear councillor")
    assert (begun.sheet.evidence, rows(begun, "evidence"), rows(begun, "evidence_file")) == ((), 0, 0)
    add_link(begun, " https://www.ynysmôn.cymru/adroddiad ")
    add_file(begun, "C:\\Môn\\👍.pdf", GENUINE["pdf"])
    assert [e.link or e.file_name for e in begun.sheet.evidence] == ["https://www.ynysmôn.cymru/adroddiad", "👍.pdf"]


def test_the_website_of_a_link_is_told_apart_from_what_it_pretends() -> None:
    assert evidencing.host("https://www.gov.uk.evil.example/www.gov.uk") == "gov.uk.evil.example"


def test_a_note_needs_words_and_not_too_many(begun: Begun) -> None:
    for empty in ("", "  \n", "\x00"):
        with pytest.raises(NoteEmpty, match=r"The note is empty\. Write what you saw"):
            add_note(begun, empty)
    with pytest.raises(TextTooLong, match="Your note is not saved yet"):
        add_note(begun, "x" * 5_001)
    with pytest.raises(TextTooLong, match="What the link shows is not saved yet"):
        add_link(begun, "https://example.org", "x" * 5_001)
    assert begun.sheet.evidence == ()


def test_nasty_notes_come_back_equal(begun: Begun) -> None:
    for nasty in NASTY:
        add_note(begun, nasty)
        add_link(begun, "https://example.org", nasty)
    assert [e.note for e in begun.sheet.evidence] == [nasty for nasty in NASTY for _ in range(2)]


def test_every_refusal_is_a_problem_with_a_sentence() -> None:
    for refusal in (FileRefused, LinkRefused, NoteEmpty):
        assert issubclass(refusal, Problem)
