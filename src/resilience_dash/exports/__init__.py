"""A report in, bytes out: the files a person can take away. A new format is one function and one line in FORMATS."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from resilience_dash.domain.audit import Ledger
from resilience_dash.domain.audit_words import Told
from resilience_dash.domain.canonical import canonical
from resilience_dash.domain.report import Report
from resilience_dash.exports.audit import ledger_csv, ledger_json, told_csv, told_json_lines
from resilience_dash.exports.pictures import report_png, report_svg
from resilience_dash.exports.tables import results_csv


class Format(NamedTuple):
    """What a browser is told about the file, and the function that makes it."""

    media_type: str
    render: Callable[[Report], bytes]


class LedgerFormat(NamedTuple):
    """The same for a ledger of the audit."""

    media_type: str
    render: Callable[[Ledger], bytes]


class ToldFormat(NamedTuple):
    """The same for entries of the audit with what they tell in words."""

    media_type: str
    render: Callable[[Iterable[Told]], bytes]


def report_json(report: Report) -> bytes:
    """The whole report as canonical JSON in UTF-8: the text its fingerprint is taken from."""
    return canonical(report).encode()


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "csv": Format("text/csv; charset=utf-8", results_csv),
        "json": Format("application/json", report_json),
        "png": Format("image/png", report_png),
        "svg": Format("image/svg+xml", report_svg),
    }
)

LEDGER_FORMATS: Mapping[str, LedgerFormat] = MappingProxyType(
    {
        "csv": LedgerFormat("text/csv; charset=utf-8", ledger_csv),
        "json": LedgerFormat("application/json", ledger_json),
    }
)

TOLD_FORMATS: Mapping[str, ToldFormat] = MappingProxyType(
    {
        "csv": ToldFormat("text/csv; charset=utf-8", told_csv),
        "jsonl": ToldFormat("application/jsonl; charset=utf-8", told_json_lines),
    }
)
