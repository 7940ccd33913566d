"""Which files may be attached, and whether a file's bytes are what its name says."""

import io
import zipfile
from collections.abc import Callable

from resilience_dash.domain.problem import Problem

LARGEST_FILE = 20 * 1024 * 1024
LONGEST_FILE_NAME = 200
# Parts of a document. What is in a zip is never unpacked, but its list of parts is read, and 20 MB of nothing but list
# would take hundreds of MB. A large workbook has a few hundred parts.
MOST_PARTS = 5_000
A_PART = b"PK\x01\x02"  # what each entry of the list begins with


class FileRefused(Problem):
    """The file may not be attached, for the reason given."""


def _starts(*openings: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(openings)


def _holds(*members: str) -> Callable[[bytes], bool]:
    def check(content: bytes) -> bool:
        if content.count(A_PART) > MOST_PARTS:
            return False
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                return {*members} <= {*archive.namelist()}
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            return False

    return check


def _open_document(media_type: str) -> Callable[[bytes], bool]:
    # An OpenDocument file begins with an uncompressed member “mimetype” that names its kind.
    return lambda content: content.startswith(b"PK\x03\x04") and media_type.encode() in content[:200]


def _is_text(content: bytes) -> bool:
    if b"\x00" in content:
        return False
    for encoding in ("utf-8", "cp1252"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


# Ending -> media type, what people call it, and how its bytes are told.
KINDS: dict[str, tuple[str, str, Callable[[bytes], bool]]] = {
    "pdf": ("application/pdf", "PDF", _starts(b"%PDF-")),
    "png": ("image/png", "PNG picture", _starts(b"\x89PNG\r\n\x1a\n")),
    "jpg": ("image/jpeg", "JPEG picture", _starts(b"\xff\xd8\xff")),
    "jpeg": ("image/jpeg", "JPEG picture", _starts(b"\xff\xd8\xff")),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "Word document",
        _holds("[Content_Types].xml", "word/document.xml"),
    ),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Excel workbook",
        _holds("[Content_Types].xml", "xl/workbook.xml"),
    ),
    "odt": (
        "application/vnd.oasis.opendocument.text",
        "OpenDocument text",
        _open_document("application/vnd.oasis.opendocument.text"),
    ),
    "ods": (
        "application/vnd.oasis.opendocument.spreadsheet",
        "OpenDocument spreadsheet",
        _open_document("application/vnd.oasis.opendocument.spreadsheet"),
    ),
    "csv": ("text/csv", "CSV table", _is_text),
    "txt": ("text/plain", "plain text", _is_text),
}


def ending(file_name: str) -> str:
    """The file name's ending in lower case, without its dot."""
    return file_name.rpartition(".")[2].lower() if "." in file_name else ""


def checked_file(file_name: str, content: bytes) -> str:
    """The file's name, made safe, if the file may be attached. Raises FileRefused."""
    name = "".join(c for c in file_name.replace("\\", "/").rpartition("/")[2] if c.isprintable()).strip()
    allowed = ", ".join(sorted(KINDS))
    if not name or len(name) > LONGEST_FILE_NAME:
        raise FileRefused(
            f"The file was not attached: its name must have 1 to {LONGEST_FILE_NAME} characters. "
            "Rename it and attach it again."
        )
    if ending(name) not in KINDS:
        raise FileRefused(f"“{name}” was not attached: its kind is not kept here. Use one of: {allowed}.")
    if not content:
        raise FileRefused(f"“{name}” was not attached: it is empty. Check the file and attach it again.")
    if len(content) > LARGEST_FILE:
        raise FileRefused(
            f"“{name}” was not attached: it has {len(content) / 1024 / 1024:.1f} MB and the most is 20 MB. "
            "Attach a smaller copy, or add a link to where it is kept."
        )
    _, called, matches = KINDS[ending(name)]
    if not matches(content):
        raise FileRefused(
            f"“{name}” was not attached: its name says {called}, but what is in it is something else. "
            "Open it, save it as what it is, and attach it again."
        )
    return name


def media_type(file_name: str) -> str:
    """The media type a kept file is sent with."""
    return KINDS[ending(file_name)][0] if ending(file_name) in KINDS else "application/octet-stream"
