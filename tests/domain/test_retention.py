"""Months counted back, and for how many of them answers can be kept."""

from datetime import UTC, datetime

import pytest

from resilience_dash.domain.retention import MonthsRefused, checked_months, months_before


@pytest.mark.parametrize(
    ("moment", "months", "before"),
    [("2026-11-23", 24, "2024-11-23"), ("2026-01-31", 1, "2025-12-31"), ("2026-03-31", 1, "2026-02-28"),
     ("2024-02-29", 12, "2023-02-28"), ("2026-12-01", 12, "2025-12-01"), ("2026-11-23", 72, "2020-11-23")],
)  # fmt: skip
def test_months_are_counted_on_the_calendar(moment: str, months: int, before: str) -> None:
    found = months_before(datetime.fromisoformat(moment).replace(tzinfo=UTC), months)
    assert found == datetime.fromisoformat(before).replace(tzinfo=UTC)


@pytest.mark.parametrize("months", [0, -1, True, 1_201, "24", 2.0, None])
def test_what_is_no_number_of_months_is_refused(months: object) -> None:
    with pytest.raises(MonthsRefused, match="Nothing was changed"):
        checked_months(months)  # type: ignore[arg-type]


def test_months_in_range_are_taken() -> None:
    assert [checked_months(months) for months in (1, 24, 1_200)] == [1, 24, 1_200]
