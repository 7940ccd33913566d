"""Times what must stay fast, beside bare Streamlit that draws the same: `make bench`, or `python -m bench --quick`."""

import argparse
import asyncio
import json
import platform
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from statistics import median

import psutil

from bench import places, preparing, servers, signed_in, timing, workshop
from bench.driver import PageFailed
from bench.servers import ServerFailed
from bench.timing import Bench, Row

MEASUREMENTS = timing.MEASUREMENTS | {
    "signed-in": signed_in.signed_in,
    "places": places.places,
    "workshop": workshop.workshop,
}
HEADINGS = ("what", "ours", "floor", "ratio", "limit", "within")


def main() -> int:
    """Measure, print one table, and end with status 1 only where something could not be measured."""
    asked = _arguments()
    began = time.monotonic()
    size = timing.QUICK if asked.quick else timing.FULL
    with tempfile.TemporaryDirectory(prefix="resilience-bench-") as folder:
        rows, notes, failed = asyncio.run(measured(Path(folder), size, asked.only or list(MEASUREMENTS)))
    notes.append(f"{_machine()}; {time.monotonic() - began:.0f} s in all.")
    print(as_json(rows, notes, failed) if asked.json else as_table(rows, notes, failed))
    return 1 if failed else 0


async def measured(folder: Path, size: timing.Size, only: list[str]) -> tuple[list[Row], list[str], list[str]]:
    """Every row, the notes, and what could not be measured."""
    prepared = preparing.fill(folder)
    rows: list[Row] = []
    notes: list[str] = []
    failed: list[str] = []
    try:
        with (
            servers.serving("ours", timing.OURS, folder, RESILIENCE_DASH_DATABASE_URL=prepared.url) as ours,
            servers.serving("floor", timing.FLOOR, folder, FLOOR_TRACES=str(folder)) as floor,
        ):
            bench = Bench(prepared, folder, size, ours, floor, notes)
            await bench.follow("assess", prepared.assess(prepared.people[0]), "assess")
            for name in only:
                print(f"measuring: {name} …", file=sys.stderr, flush=True)
                try:
                    rows += await MEASUREMENTS[name](bench)
                except (PageFailed, ServerFailed, OSError) as problem:
                    failed.append(f"{name} could not be measured: {problem}")
    except (PageFailed, ServerFailed) as problem:
        failed.append(str(problem))
    return rows, notes, failed


def as_table(rows: list[Row], notes: list[str], failed: list[str]) -> str:
    cells = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    lines = [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    ]
    return "\n".join((*lines, "", *notes, *failed))


def _cells(row: Row) -> tuple[str, ...]:
    limit = (
        "–"
        if row.limit is None
        else f"{'≥ ' * row.least}{row.limit:g} {row.unit}"
        if row.absolute
        else f"{row.limit:g}"
    )
    within = {None: "–", True: "yes", False: "NO"}[row.within]
    ratio = "–" if row.ratio is None else f"{row.ratio:.2f}"
    return row.what, _figure(row.ours, row.unit), _figure(row.floor, row.unit), ratio, limit, within


def _figure(taken: list[float], unit: str) -> str:
    if not taken:
        return "–"
    middle = median(taken)
    return f"{middle:.{2 if unit == 's' else 1 if middle < 100 else 0}f} {unit}".strip()


def as_json(rows: list[Row], notes: list[str], failed: list[str]) -> str:
    said = [asdict(row) | {"ratio": row.ratio, "within": row.within} for row in rows]
    return json.dumps({"rows": said, "notes": notes, "failed": failed}, ensure_ascii=False, indent=1)


def _machine() -> str:
    load = psutil.getloadavg()[0]
    return f"Python {platform.python_version()}, {psutil.cpu_count()} processors, load {load:.1f} at the end"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one repetition of each, in about three minutes")
    parser.add_argument("--json", action="store_true", help="print every repetition as JSON")
    parser.add_argument(
        "--only",
        action="append",
        choices=list(MEASUREMENTS),
        metavar="NAME",
        help=", ".join(MEASUREMENTS),
    )
    return parser.parse_args()


sys.exit(main())
