"""A report as one exact text, so that the same results always have the same fingerprint (SHA-256)."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from resilience_dash.domain.report import (
    DimensionResult,
    GroupView,
    Report,
    Signed,
    Spread,
    StatementResult,
    SuggestedAction,
)


def canonical(report: Report) -> str:
    """The report as JSON: sorted keys, no spaces, normalised text (NFC), moments in ISO 8601."""
    return json.dumps(
        _normal(asdict(report)),
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
        default=lambda moment: moment.isoformat(),
    )


def _normal(value: Any) -> Any:
    # Before it is written as JSON: afterwards an accent that follows a line break would melt into the “n” of “\\n”.
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case dict():
            return {key: _normal(part) for key, part in value.items()}
        case list() | tuple():
            return [_normal(part) for part in value]
    return value


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def fingerprint(report: Report) -> str:
    """What a side signs: the results themselves, without the signatures."""
    return sha256(canonical(replace(report, signed=(), signed_off_at=None)))


def from_canonical(text: str) -> Report:
    """The report that `canonical` wrote."""
    data: dict[str, Any] = json.loads(text)
    return Report(
        **{
            **data,
            "people_by_side": tuple((side, n) for side, n in data["people_by_side"]),
            "dimensions": tuple(_dimension(d) for d in data["dimensions"]),
            "actions": tuple(SuggestedAction(**{**a, "ask": tuple(a["ask"])}) for a in data["actions"]),
            "signed": tuple(Signed(**{**s, "at": datetime.fromisoformat(s["at"])}) for s in data["signed"]),
            "signed_off_at": datetime.fromisoformat(data["signed_off_at"]) if data["signed_off_at"] else None,
        }
    )


def _dimension(data: Mapping[str, Any]) -> DimensionResult:
    statements = tuple(_statement(s) for s in data["statements"])
    return DimensionResult(**{**data, "groups": _groups(data), "statements": statements})


def _statement(data: Mapping[str, Any]) -> StatementResult:
    spread = Spread(**data["spread"]) if data["spread"] else None
    return StatementResult(**{**data, "groups": _groups(data), "spread": spread})


def _groups(data: Mapping[str, Any]) -> tuple[GroupView, ...]:
    return tuple(GroupView(**group) for group in data["groups"])
