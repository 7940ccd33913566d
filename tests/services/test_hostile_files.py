"""Files made to hurt whoever opens them: refused, or kept as they are, and never unpacked, parsed or decoded."""

import io
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable

import pytest

from resilience_dash.services.file_kinds import LARGEST_FILE, MOST_PARTS, FileRefused, checked_file

MEGABYTE = 1024 * 1024
# The most that a check may hold beside the file itself, whatever the file claims to unpack to.
AT_MOST = 16 * MEGABYTE
OFFICE = ("[Content_Types].xml", "xl/workbook.xml", "word/document.xml")
LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha">%s]><l>&i;</l>' % b"".join(
    b'<!ENTITY %c "%s">' % (ord("a") + n, b"&%c;" % (ord("a") + n - 1) * 10) for n in range(1, 9)
)


def zipped(**members: bytes) -> bytes:
    """A document with these parts beside those that make it one."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in OFFICE:
            archive.writestr(name, members.pop(name.rpartition("/")[2].partition(".")[0], b"<x/>"))
        for name, content in members.items():
            archive.writestr(name, content)
    return kept.getvalue()


def bomb() -> bytes:
    """128 MB of nothing in the size of a picture; it says so of itself too."""
    return zipped(sheet1=bytes(128 * MEGABYTE))


def lying() -> bytes:
    """A part that says it unpacks to 4 GB."""
    content = bytearray(zipped(sheet1=bytes(1_000)))
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 0xFFFFFFFE)
    return bytes(content)


def nested() -> bytes:
    inner = bomb()
    for _ in range(5):
        inner = zipped(inner=inner, again=inner)
    return inner


def nothing_but_a_list(parts: int) -> bytes:
    """An archive of so many parts that all are the same few bytes."""
    body = b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a"
    one = b"PK\x01\x02" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, parts * len(one), len(body), 0)
    return body + one * parts + end


def huge_picture() -> bytes:
    """A PNG that says it is 100,000 by 100,000 pixels: 40 GB if anybody decoded it."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 100_000, 100_000, 8, 6, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + chunk


@pytest.fixture
def shut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in a zip may be opened at all."""

    def opened(*_: object, **__: object) -> None:
        raise AssertionError("something in a file was unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "open", opened)
    monkeypatch.setattr(zlib, "decompressobj", opened)


def peak(name: str, content: bytes) -> tuple[bool, int]:
    """Whether it is kept, and the most memory that was held while that was found out, beside the file."""
    tracemalloc.start()
    try:
        checked_file(name, content)
        kept = True
    except FileRefused:
        kept = False
    finally:
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return kept, most


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("bomb.xlsx", bomb),
        ("bomb.docx", bomb),
        ("lying.xlsx", lying),
        ("nested.xlsx", nested),
        ("laughs.docx", lambda: zipped(document=LAUGHS)),
        ("laughs.txt", lambda: LAUGHS),
        ("huge.png", huge_picture),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_would_grow_is_kept_as_it_is_and_never_unpacked(
    name: str, make: Callable[[], bytes], request: pytest.FixtureRequest
) -> None:
    content = make()
    request.getfixturevalue("shut")
    kept, most = peak(name, content)
    assert kept
    assert most < AT_MOST


@pytest.mark.parametrize("name", ["list.xlsx", "list.docx"])
def test_a_list_of_parts_without_end_is_refused_before_it_is_read(name: str) -> None:
    content = nothing_but_a_list(400_000)
    assert len(content) < LARGEST_FILE
    kept, most = peak(name, content)
    assert not kept
    assert most < AT_MOST


def test_a_document_of_many_parts_is_kept_up_to_the_limit() -> None:
    few = zipped(**{f"part{n}": b"" for n in range(MOST_PARTS - len(OFFICE))})
    assert peak("large.xlsx", few)[0]
    more = zipped(**{f"part{n}": b"" for n in range(MOST_PARTS - len(OFFICE) + 1)})
    assert not peak("large.xlsx", more)[0]


@pytest.mark.parametrize("name", ["laughs.svg", "laughs.xml", "laughs.html", "bomb.zip", "macro.xlsm"])
def test_kinds_that_a_browser_would_run_or_unpack_are_refused_by_name(name: str) -> None:
    with pytest.raises(FileRefused, match="its kind is not kept here"):
        checked_file(name, LAUGHS)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", LAUGHS),
        ("a.pdf", zipped()),
        ("a.jpg", huge_picture()),
        ("a.xlsx", huge_picture()),
        ("a.xlsx", b"MZ" + bytes(100)),
        ("a.docx", b"<svg onload=alert(1)>"),
        ("a.txt", zipped()),
        ("a.csv", b"MZ\x90\x00"),
        ("a.ods", zipped()),
    ],
    ids=range(9),
)
def test_an_upload_that_lies_about_its_type_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(FileRefused, match="what is in it is something else"):
        checked_file(name, content)
