"""The day's anchor is written while the program runs, and nothing that is in its way stops the program."""

import asyncio
import logging
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from resilience_dash import wiring
from resilience_dash.domain.problem import NotJustNow
from resilience_dash.services import retaining
from resilience_dash.ui.daily import LOOKS_EVERY, keep_anchors
from tests.builders import NOW, begin, database


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Where the anchors go, beside a database in which somebody has begun."""
    db = database(tmp_path)
    begin(db)
    monkeypatch.setenv("RESILIENCE_DASH_DATABASE_URL", str(db.url))
    monkeypatch.delenv("RESILIENCE_DASH_ANCHORS", raising=False)
    yield tmp_path / "anchors" / "resilience"
    db.close()
    wiring.database().close()


def run_for(hours: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program run for so many hours of its clock."""
    passed = [0.0]

    async def pause(seconds: float) -> None:
        passed[0] += seconds
        if passed[0] > hours * 3600:
            raise asyncio.CancelledError

    def now() -> datetime:
        return NOW + timedelta(seconds=passed[0])

    monkeypatch.setattr(wiring, "now", now)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(keep_anchors(pause))


def test_an_anchor_is_written_at_the_start_and_every_day_after(folder: Path, monkeypatch) -> None:
    assert LOOKS_EVERY <= 3600
    run_for(0, monkeypatch)
    assert [path.name for path in folder.iterdir()] == ["2026-11-23.json"]
    first = (folder / "2026-11-23.json").read_bytes()
    run_for(60, monkeypatch)
    assert sorted(path.name for path in folder.iterdir()) == [
        "2026-11-23.json", "2026-11-24.json", "2026-11-25.json",
    ]  # fmt: skip
    assert (folder / "2026-11-23.json").read_bytes() == first


def test_what_is_in_the_way_goes_to_the_log_and_the_program_goes_on(
    folder: Path, monkeypatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder.parent.write_text("not a folder")
    with caplog.at_level(logging.WARNING, logger="resilience_dash"):
        run_for(2, monkeypatch)
    assert len(caplog.records) == 3
    assert "could not be written" in caplog.text


def test_a_server_forgets_old_sign_ins_once_a_day_and_one_s_own_machine_never_asks(folder: Path, monkeypatch) -> None:
    tidied: list[datetime] = []
    monkeypatch.setattr(retaining, "tidy", lambda _db, now: tidied.append(now))
    run_for(30, monkeypatch)
    assert tidied == []
    monkeypatch.setenv("RESILIENCE_DASH_MODE", "served")
    run_for(30, monkeypatch)
    assert [moment.day for moment in tidied] == [23, 24]


def test_tidying_that_did_not_succeed_is_tried_again_within_the_hour(folder: Path, monkeypatch, caplog) -> None:
    monkeypatch.setenv("RESILIENCE_DASH_MODE", "served")

    def away(*_: object, **__: object) -> None:
        raise NotJustNow("The database does not answer just now.")

    monkeypatch.setattr(retaining, "tidy", away)
    run_for(2, monkeypatch)
    assert [record.message for record in caplog.records] == ["The database does not answer just now."] * 3
