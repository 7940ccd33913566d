"""The one fuse box: settings from the environment, the open database, the frameworks and the councils."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock

from platformdirs import user_data_path

from resilience_dash.content.frameworks import Frameworks, read_frameworks
from resilience_dash.content.places import Councils, read_places
from resilience_dash.domain.access import MACHINE
from resilience_dash.store.database import Database as Database  # the rooms above name it, and may not open one
from resilience_dash.store.migrating import prepare
from resilience_dash.store.problems import NoDatabase
from resilience_dash.wiring.documents import read_document
from resilience_dash.wiring.halls import Hall as Hall
from resilience_dash.wiring.halls import hall
from resilience_dash.wiring.serving import LOOPBACK as LOOPBACK
from resilience_dash.wiring.serving import BadSetting as BadSetting
from resilience_dash.wiring.serving import Serving as Serving
from resilience_dash.wiring.serving import serving

ROOT = Path(__file__).resolve().parents[3]
LONGEST_CONTACT = 300
_opening = Lock()


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says. Every setting is listed in docs/operating.md."""

    database_url: str
    data: Path
    host: str | None
    port: int | None
    anchors: Path | None
    contact: str | None
    serving: Serving
    hall: Hall | None = None


def settings() -> Settings:
    """The settings as they are now. Raises BadSetting."""
    host = os.environ.get("RESILIENCE_DASH_HOST") or None
    said = {
        "MODE": os.environ.get("RESILIENCE_DASH_MODE") or None,
        "ADDRESS": os.environ.get("RESILIENCE_DASH_ADDRESS") or None,
        "PROXIES": os.environ.get("RESILIENCE_DASH_PROXIES") or None,
        "PASSWORDS": os.environ.get("RESILIENCE_DASH_PASSWORDS") or None,
    }
    how, port = serving(said, host), _port(os.environ.get("RESILIENCE_DASH_PORT"))
    return Settings(
        database_url=os.environ.get("RESILIENCE_DASH_DATABASE_URL") or _own_database(),
        data=_data(os.environ.get("RESILIENCE_DASH_DATA")),
        host=host,
        port=port,
        anchors=Path(folder) if (folder := os.environ.get("RESILIENCE_DASH_ANCHORS")) else None,
        contact=_contact(os.environ.get("RESILIENCE_DASH_CONTACT")),
        serving=how,
        hall=hall(os.environ.get("RESILIENCE_DASH_HALL"), served=how.served, port=port),
    )


def join_origin(here: str = "") -> str:
    """What stands before /join/CODE in links and squares: where the phones of a hall find this program.

    `here` is where the browser that asks has found it, which counts where nobody has said another address.

    Raises BadSetting where only a port is given for the hall, and this machine is in no network.
    """
    said = settings()
    if said.serving.address:
        return said.serving.address.origin
    return said.hall.origin if said.hall else here or f"http://localhost:{said.port or 8501}"


@cache
def _own_database() -> str:
    """A SQLite file in the folder that this system keeps for a person's data; the folder is made where it is new."""
    folder = user_data_path("resilience-dash", appauthor=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(
            f"The database would be kept in {folder}, which cannot be made: {error.strerror}. Nothing was changed. "
            "Name another file in RESILIENCE_DASH_DATABASE_URL, like sqlite:////home/me/resilience.db."
        ) from error
    return f"sqlite:///{folder / 'resilience.db'}"


def _data(said: str | None) -> Path:
    folder = Path(said) if said else ROOT / "data"
    if said and not folder.is_dir():
        raise BadSetting(
            f"RESILIENCE_DASH_DATA is “{said}”, where there is no folder. "
            "Name the folder that holds frameworks/ and places.csv, or leave it out."
        )
    return folder


def _port(said: str | None) -> int | None:
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and 0 < int(said) < 65536):
        raise BadSetting(f"RESILIENCE_DASH_PORT is “{said}”. Give a whole number from 1 to 65535, or leave it out.")
    return int(said)


def _contact(said: str | None) -> str | None:
    contact = (said or "").strip()
    if len(contact) > LONGEST_CONTACT or not contact.isprintable():
        raise BadSetting(
            f"RESILIENCE_DASH_CONTACT cannot be shown. Give one line of at most {LONGEST_CONTACT} characters, such as "
            "“Example Council, data protection officer, dpo@example.gov.uk, 01234 567890”, or leave it out."
        )
    return contact or None


def document(name: str) -> str:
    """One of the project's documents for everybody, with the contact in it. Raises FileNotFoundError."""
    return _document(name, settings().contact)


@cache
def _document(name: str, contact: str | None) -> str:
    return read_document(ROOT / "docs", name, contact)


def database() -> Database:
    """The database named by the settings, opened and brought up to date once, as the person at this machine asks it.

    Whoever asks in somebody else's name says so with `asked_by`. Raises a DatabaseProblem.
    """
    with _opening:  # two sessions may come first at the same moment
        opened = _open(settings().database_url)
        if opened.only_read and not opened.may_only_be_read():  # the right to write has been given meanwhile
            _open.cache_clear()
            opened = _open(settings().database_url)
        return opened


def existing_database() -> Database:
    """The same, for what only reads: where there is no database it makes none. Raises NoDatabase."""
    named_database(settings().database_url, there=True)
    return database()


def named_database(url: str, *, there: bool) -> Database:
    """Any database, opened and left as it is, asked by the machine. Raises NoDatabase where it must be `there`."""
    asked = Database(url).asked_by(MACHINE)
    with asked.explained(lost=""):
        if there and asked.path is not None and not asked.path.exists():
            raise NoDatabase(f"There is no database at {asked.path}. None was made. Check the name.")
    return asked


@cache
def _open(url: str) -> Database:
    opened = Database(url).asked_by(MACHINE)
    prepare(opened, now=now())
    return opened


def anchors(db: Database) -> Path | None:
    """The folder of this database's anchors; None where there is no file to put it beside and nobody named one."""
    where = settings().anchors or (db.path.parent / "anchors" if db.path else None)
    return where / db.name if where else None


def frameworks() -> Frameworks:
    """Every framework version there is. Raises BrokenFramework with all that is wrong."""
    return _frameworks(settings().data / "frameworks")


@cache
def _frameworks(root: Path) -> Frameworks:
    return read_frameworks(root)


def councils() -> Councils:
    """The principal councils of the UK. Raises the problems of the file, all at once."""
    return _councils(settings().data / "places.csv")


@cache
def _councils(path: Path) -> Councils:
    return read_places(path)


def now() -> datetime:
    """The moment it is, in UTC. Everything below takes it as an argument."""
    return datetime.now(UTC)
