"""Reports made by hand, for tests that draw and write them."""

from collections.abc import Sequence
from dataclasses import replace

from resilience_dash.domain.framework import SIDES, Kind
from resilience_dash.domain.report import DimensionResult, GroupView, Report, Spread, StatementResult

ENABLERS = ("Top-level leadership", "Joined-up system", "Social value ambition", "Help for anchors")
CHARACTERISTICS = (
    "Flow of money", "Diverse businesses", "Inclusive finance", "Local assets", "Connected citizens",
    "Clean environment", "Good services",
)  # fmt: skip


def views(*levels: float | None, n: int = 4) -> tuple[GroupView, ...]:
    """Council, community, partners: a level each, None for a hidden group."""
    return tuple(
        GroupView(side, level, None if level is None else n) for side, level in zip(SIDES, levels, strict=True)
    )


def statement(code: str = "money", nth: int = 1, level: float | None = 2.0, **changes: object) -> StatementResult:
    made = StatementResult(
        statement_id=f"{code}.s{nth}", title=f"Statement {nth} of {code}", dimension=code,
        spread=None if level is None else Spread(level, max(0.0, level - 1), min(4.0, level + 1), 9),
        dont_know=1, not_ours=0, agreed=None, did_not_agree=False, agreed_reason="", aim=3, strength=2, evidenced=True,
        groups=views(level, None, None), gap=None,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def dimension(
    name: str = "Flow of money", level: float | None = 2.0, *, kind: Kind = "characteristic", **changes: object
) -> DimensionResult:
    code = name.split()[0].lower()
    made = DimensionResult(
        code=code, kind=kind, name=f"{name}, in full", short_name=name, typical=level,
        lowest=None if level is None else max(0.0, level - 0.8), highest=None if level is None else min(4.0, level + 1),
        agreed=None, aim=3.0, n=0 if level is None else 9, answered=0 if level is None else 4, asked=4, dont_know=1,
        not_ours=0, not_yet_evidenced=0, importance=1, groups=views(level, None, None), gap=None,
        statements=tuple(statement(code, i, level) for i in range(1, 5)),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def wheel(
    levels: Sequence[float | None], names: Sequence[str] = (), *, kind: Kind | None = None
) -> list[DimensionResult]:
    """A wheel with these typical levels, named after the framework's where no names are given."""
    names = names or (ENABLERS if len(levels) == 4 else CHARACTERISTICS)
    kind = kind or ("enabler" if len(levels) == 4 else "characteristic")
    return [dimension(names[i % len(names)], level, kind=kind) for i, level in enumerate(levels)]


def report(dimensions: Sequence[DimensionResult] = (), **changes: object) -> Report:
    made = Report(
        assessment_id=1, place="Ashby Vale (made up)", made_up=True, nation="England", period="2026 to 2027",
        mode="full",
        framework="Keep it local", framework_version="1.0", respondents=9, to_confirm=0,
        people_by_side=(("council", 4), ("community", 5), ("partners", 0)),
        dimensions=tuple(dimensions) or (*wheel([2.5, 3.1, 1.8, 2.0]), *wheel([2.3, 1.5, 3.2, 2.8, 0.9, 2.0, 3.6])),
        actions=(),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]
