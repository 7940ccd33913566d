"""The plan of the house, held to: who may import what, and a few habits that keep rooms what they are.

There is no list of exceptions. If a line must cross, move the line; if the plan is wrong, change it here and say why in
docs/decisions/.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGE = "resilience_dash"
ROOT = Path(__file__).resolve().parents[1]
READING_AND_WRITING = "os pathlib io shutil tempfile glob sqlite3 socket subprocess http urllib.request logging"
CLOCK_AND_CHANCE = "time random secrets uuid"
FETCHING = "sqlite3 socket http urllib.request"


@dataclass(frozen=True)
class Room:
    """What a room may import of ours and of others', and what it may not use of Python's own library."""

    ours: frozenset[str]
    others: frozenset[str]
    never: frozenset[str]


def room(ours: str = "", others: str = "", never: str = "") -> Room:
    return Room(frozenset(ours.split()), frozenset(others.split()), frozenset(never.split()))


ROOMS = {
    "domain": room(never=f"{READING_AND_WRITING} {CLOCK_AND_CHANCE} tomllib"),
    "content": room("domain", "pydantic", never="sqlite3"),
    "store": room("domain", "sqlmodel sqlalchemy alembic pysqlite3", never="tomllib"),
    "charts": room("domain", "altair pydeck", never=f"{FETCHING} tomllib"),
    "exports": room("domain charts", "pandas docx fpdf openpyxl segno vl_convert", never=f"{FETCHING} tomllib"),
    "services": room("domain content store", "pandas argon2 pyotp", never="sqlite3 tomllib"),
    "wiring": room("domain content store", "platformdirs", never="sqlite3 tomllib"),
    "ui": room("domain services charts exports wiring", "streamlit", never="sqlite3 tomllib"),
    "web": room(
        "domain services exports wiring", "starlette jinja2 markdown_it itsdangerous uvicorn", never="sqlite3 tomllib"
    ),
    "pages": room("domain services charts ui wiring", "streamlit", never="sqlite3 tomllib"),
    "app": room("domain services charts ui wiring web", "streamlit", never="sqlite3 tomllib"),
    "cli": room("domain services exports wiring", "typer", never="sqlite3 tomllib"),
    "__main__": room("cli"),
    PACKAGE: room(),  # __init__.py: the version, and nothing that would be loaded with every room
}
SAID_BY_THE_PACKAGE = {"__version__"}
SAYS_NOTHING = {"util", "utils", "helper", "helpers", "common", "core", "manager", "managers", "base"}
OWNER_OF_STATE = f"src/{PACKAGE}/ui/state/"
# Where it is said in whose name the database is asked: once for pages, once for routes, and once for the program
# itself, which opens and closes it before and after anybody asks, and writes the day's anchor.
SAY_WHO_ASKS = {
    f"src/{PACKAGE}/{name}" for name in ("ui/state/asking.py", "web/asking.py", "ui/starting.py", "ui/daily.py")
}
RAW_HTML = {"unsafe_allow_html", "unsafe_allow_javascript"}
LINES_OF_A_PAGE = 60


def files() -> list[Path]:
    """Every Python file of the program, as paths from the top of the repository."""
    found = [*(ROOT / "src" / PACKAGE).rglob("*.py"), *(ROOT / "pages").rglob("*.py"), ROOT / "app.py"]
    return sorted(path.relative_to(ROOT) for path in found)


def room_of(path: Path) -> str:
    parts = path.with_suffix("").parts
    if parts[:2] != ("src", PACKAGE):
        return parts[0]
    return PACKAGE if parts[2] == "__init__" else parts[2]


def imports(tree: ast.AST, path: Path) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything imported, wherever in the file, by statement or by name in a string."""
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                yield from ((node.lineno, alias.name) for alias in node.names)
            case ast.ImportFrom():
                above = path.parent.parts[1:] if path.parts[0] == "src" else path.parent.parts
                near = above[: len(above) - node.level + 1] if node.level else ()
                source = ".".join([*near, *([node.module] if node.module else [])])
                yield from ((node.lineno, f"{source}.{alias.name}") for alias in node.names)
            case ast.Call(
                func=ast.Name(id="__import__" | "import_module") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield node.lineno, name


def may_import(name: str, room_name: str) -> bool:
    here = ROOMS[room_name]
    top, *rest = name.split(".")
    if top == PACKAGE:
        return bool(rest) and rest[0] in here.ours | SAID_BY_THE_PACKAGE | {room_name}
    if top in sys.stdlib_module_names:
        return not any(name == shut or name.startswith(f"{shut}.") for shut in here.never)
    return top in here.others


def crossings(source: str, path: Path) -> list[str]:
    name = room_of(path)
    if name not in ROOMS:
        return [f"{path}: there is no room called {name} in the table of tests/test_layers.py"]
    here = ROOMS[name]
    ours, others = (", ".join(sorted(names)) or "nothing" for names in (here.ours, here.others))
    return [
        f"{path}:{line} imports {imported}, which the room {name} may not (of ours: {ours}; of others: {others})"
        for line, imported in imports(ast.parse(source), path)
        if not may_import(imported, name)
    ]


def looks_outside(source: str, path: Path) -> list[str]:
    """Where a file asks for the time or reads or prints something by itself."""
    tree = ast.parse(source)
    dates = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and node.module == "datetime")
        for alias in node.names
    }
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr="now" | "today" | "utcnow" as asked, value=of) if _first_name(of) in dates:
                found.append(f"{path}:{node.lineno} asks for {asked}(): the domain is told the time")
            case ast.Call(func=ast.Name(id="open" | "print" | "input" as done)):
                found.append(f"{path}:{node.lineno} calls {done}(): the domain is given what it needs")
    return found


def _first_name(node: ast.expr) -> str | None:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def words(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of every name, attribute, argument name and whole string in a file; comments and prose are not."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id=word) | ast.Attribute(attr=word) | ast.Constant(value=str(word)):
                yield node.lineno, word
            case ast.keyword(arg=str(word)):
                yield node.value.lineno, word
            case ast.ImportFrom() | ast.Import():
                yield from ((node.lineno, alias.name) for alias in node.names)


def uses(banned: set[str], source: str, path: Path, why: str) -> list[str]:
    return [f"{path}:{line} uses {word}: {why}" for line, word in words(source) if word in banned]


def state_taken(source: str, path: Path) -> list[str]:
    if path.as_posix().startswith(OWNER_OF_STATE):
        return []
    return uses({"session_state"}, source, path, f"what a page remembers has one owner, {OWNER_OF_STATE}")


def asked_by_the_machine(source: str, path: Path) -> list[str]:
    if room_of(path) not in {"ui", "web", "pages"} or path.as_posix() in SAY_WHO_ASKS:
        return []
    return [
        f"{path}:{node.lineno} opens the database as the machine: ask {' or '.join(sorted(SAY_WHO_ASKS))} for it"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute | ast.ImportFrom)
        and ast.unparse(node).startswith(
            ("wiring.database", "wiring.existing_database", "wiring.named_database", f"from {PACKAGE}.wiring ")
        )
    ]


def raw_html(source: str, path: Path) -> list[str]:
    return uses(RAW_HTML, source, path, "what people type must never become part of a page")


def too_long(source: str, path: Path) -> list[str]:
    lines = len(source.splitlines())
    if path.parts[0] != "pages" or lines < LINES_OF_A_PAGE:
        return []
    return [f"{path} has {lines} lines: a page gets, shows and acts in fewer than {LINES_OF_A_PAGE}"]


def names_that_say_nothing(path: Path) -> list[str]:
    return [
        f"{path}: “{part}” does not say what is in it; name it for what it does"
        for part in path.with_suffix("").parts
        if SAYS_NOTHING & set(part.lower().split("_"))
    ]


def in_every_file(faults: Callable[[str, Path], list[str]]) -> list[str]:
    return [line for path in files() for line in faults((ROOT / path).read_text(encoding="utf-8"), path)]


def none_of(faults: list[str]) -> None:
    assert not faults, "\n" + "\n".join(faults)


def test_every_import_goes_through_a_door() -> None:
    none_of(in_every_file(crossings))


def test_the_domain_looks_at_nothing_outside_itself() -> None:
    none_of(in_every_file(lambda source, path: looks_outside(source, path) if room_of(path) == "domain" else []))


def test_every_room_is_in_the_table() -> None:
    folders = {path.name for path in (ROOT / "src" / PACKAGE).iterdir() if path.is_dir() and any(path.rglob("*.py"))}
    modules = {room_of(path) for path in files()}
    missing = sorted((folders | modules) - ROOMS.keys())
    assert not missing, f"no row in the table for: {', '.join(missing)}"


def test_only_the_package_lies_in_src() -> None:
    assert {path.name for path in (ROOT / "src").iterdir() if any(path.rglob("*.py"))} == {PACKAGE}


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        ("streamlit", {"ui", "pages", "app"}),
        ("sqlmodel", {"store"}),
        ("sqlalchemy", {"store"}),
        ("alembic", {"store"}),
        ("pysqlite3", {"store"}),
        ("sqlite3", {"store"}),
        ("pydantic", {"content"}),
        ("tomllib", {"content"}),
        ("altair", {"charts"}),
        ("vl_convert", {"exports"}),
        ("platformdirs", {"wiring"}),
        ("typer", {"cli"}),
        ("starlette", {"web"}),
        ("itsdangerous", {"web"}),
        ("uvicorn", {"web"}),
        ("argon2", {"services"}),
        ("pyotp", {"services"}),
    ],
)
def test_a_library_is_at_home_in_few_rooms(library: str, rooms: set[str]) -> None:
    whole = ROOMS.keys() - {"__main__", PACKAGE}
    assert {name for name in whole if may_import(library, name)} == rooms


def test_pages_are_short() -> None:
    none_of(in_every_file(too_long))


def test_only_one_folder_touches_session_state() -> None:
    none_of(in_every_file(state_taken))


def test_pages_and_routes_ask_the_database_in_somebodys_name() -> None:
    none_of(in_every_file(asked_by_the_machine))


def test_no_file_writes_raw_html() -> None:
    none_of(in_every_file(raw_html))


def test_every_file_has_a_name_that_says_something() -> None:
    ours = [*files(), *(path.relative_to(ROOT) for top in ("tests", "bench") for path in (ROOT / top).rglob("*.py"))]
    none_of([line for path in ours for line in names_that_say_nothing(path)])


# Below: the checks above can fail.


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("domain/scoring.py", "import pandas"),
        ("domain/scoring.py", "import os.path"),
        ("domain/scoring.py", "from time import monotonic"),
        ("domain/scoring.py", "from urllib import request"),
        ("domain/scoring.py", "from resilience_dash.store import tables"),
        ("domain/scoring.py", "from ..store import tables"),
        ("domain/scoring.py", "from .. import store"),
        ("domain/scoring.py", "from resilience_dash import *"),
        ("domain/scoring.py", "import resilience_dash"),
        ("content/frameworks.py", "import sqlite3"),
        ("content/frameworks.py", "from resilience_dash import store"),
        ("store/tables.py", "from resilience_dash.services import answering"),
        ("store/migrations/versions/first.py", "from ....content import places"),
        ("charts/radar.py", "from resilience_dash.wiring import database"),
        ("charts/radar.py", "def draw():\n    import streamlit"),
        ("exports/tables.py", "import altair"),
        ("services/answering.py", "import streamlit as st"),
        ("services/answering.py", "import importlib\nimportlib.import_module('streamlit')"),
        ("services/answering.py", "from resilience_dash import charts"),
        ("ui/frame.py", "from resilience_dash import domain, store"),
        ("ui/frame.py", "from sqlmodel import Session"),
        ("web/files.py", "if True:\n    from resilience_dash.ui import state"),
        ("cli/auditing.py", "import streamlit"),
        ("wiring.py", "from resilience_dash import services"),
        ("__init__.py", "from resilience_dash import domain"),
        ("attic/box.py", "import math"),
    ],
)
def test_a_crossing_is_seen(path: str, line: str) -> None:
    assert crossings(line, Path("src", PACKAGE, path))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("pages/assess.py", "from resilience_dash.store import tables"),
        ("pages/assess.py", "from resilience_dash import web"),
        ("pages/assess.py", "import pandas"),
        ("app.py", "import pandas"),
        ("app.py", "from resilience_dash import store"),
    ],
)
def test_a_crossing_is_seen_outside_the_package_too(path: str, line: str) -> None:
    assert crossings(line, Path(path))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("src/resilience_dash/domain/scoring.py", "import math\nfrom datetime import date, time"),
        (
            "src/resilience_dash/domain/scoring.py",
            "from .framework import Framework\nfrom urllib.parse import urlsplit",
        ),
        ("src/resilience_dash/store/tables.py", "from resilience_dash.domain import place\nimport sqlalchemy.orm"),
        ("src/resilience_dash/web/health.py", "from resilience_dash import __version__, wiring"),
        ("src/resilience_dash/__main__.py", "from resilience_dash.cli import main"),
        ("pages/assess.py", "import streamlit as st\nfrom resilience_dash.ui.statement_card import statement_card"),
        ("app.py", "import sys\nfrom pathlib import Path\nimport streamlit\nfrom resilience_dash import web"),
    ],
)
def test_an_import_through_a_door_is_let_be(path: str, line: str) -> None:
    assert crossings(line, Path(path)) == []


def test_a_crossing_is_told_with_file_line_and_room() -> None:
    told = crossings("import math\n\nimport streamlit\n", Path("src/resilience_dash/domain/scoring.py"))
    assert told == [
        (
            "src/resilience_dash/domain/scoring.py:3 imports streamlit, which the room domain may not "
            "(of ours: nothing; of others: nothing)"
        )
    ]


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime\ndatetime.now()",
        "from datetime import date as day\nday.today()",
        "import datetime\ndatetime.datetime.utcnow()",
        "from datetime import datetime\nfrom dataclasses import field\nat = field(default_factory=datetime.now)",
        "open('framework.toml')",
    ],
)
def test_a_look_outside_is_seen(source: str) -> None:
    assert looks_outside(source, Path("x.py"))


def test_being_told_the_time_is_no_look_outside() -> None:
    source = "from datetime import date\ndef due(at: date, now: date):\n    return now - at"
    assert looks_outside(source, Path("x.py")) == []


@pytest.mark.parametrize(
    "source", ["st.session_state['a'] = 1", "from streamlit import session_state", "getattr(st, 'session_state')"]
)
def test_state_taken_elsewhere_is_seen(source: str) -> None:
    assert state_taken(source, Path("pages/assess.py"))
    assert state_taken(source, Path("src", PACKAGE, "ui/stately.py"))
    assert state_taken(source, Path(OWNER_OF_STATE, "widgets.py")) == []


@pytest.mark.parametrize(
    "source",
    [
        "from resilience_dash import wiring\ndb = wiring.database()",
        "from resilience_dash.wiring import database",
        "from resilience_dash import wiring\nsave(wiring.database)",
    ],
)
def test_asking_as_the_machine_is_seen(source: str) -> None:
    assert asked_by_the_machine(source, Path("pages/assess.py"))
    assert asked_by_the_machine(source, Path("src", PACKAGE, "web/files.py"))
    assert asked_by_the_machine(source, Path("src", PACKAGE, "web/asking.py")) == []


def test_raw_html_is_seen() -> None:
    assert raw_html("st.markdown(text, unsafe_allow_html=True)", Path("pages/assess.py"))
    assert raw_html("st.html(text, **{'unsafe_allow_javascript': True})", Path("pages/assess.py"))
    assert raw_html('"""Nothing here is unsafe_allow_html."""  # nor session_state', Path("pages/assess.py")) == []


def test_a_long_page_is_seen() -> None:
    assert too_long("\n" * LINES_OF_A_PAGE, Path("pages/assess.py"))
    assert too_long("\n" * (LINES_OF_A_PAGE - 1), Path("pages/assess.py")) == []


@pytest.mark.parametrize(
    "name", ["ui/utils.py", "store/db_helpers.py", "core/scoring.py", "store/base.py", "ui/Manager.py"]
)
def test_a_name_that_says_nothing_is_seen(name: str) -> None:
    assert names_that_say_nothing(Path(name))
    assert names_that_say_nothing(Path("store/database.py")) == []
