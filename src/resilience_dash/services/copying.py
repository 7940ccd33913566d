"""Moving everything that is kept from one database to another: from a file to a server, and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from resilience_dash.domain.problem import Problem
from resilience_dash.services.allowing import granted
from resilience_dash.store import copying
from resilience_dash.store.database import Database
from resilience_dash.store.migrating import prepare

NOTHING_COPIED = "Nothing was copied. "


class TargetNotEmpty(Problem):
    """The database to copy to holds something already."""


class CopyIncomplete(Problem):
    """The copy has not as many rows as what it was copied from."""


@dataclass(frozen=True, slots=True)
class Copied:
    """How many rows each table has, there as here."""

    tables: Mapping[str, int]

    @property
    def rows(self) -> int:
        return sum(self.tables.values())


def copy_database(source: Database, target: Database, *, now: datetime) -> Copied:
    """Copy everything, or nothing, into a database that is empty. Both are brought to the program's shape first.

    What somebody saves to the source meanwhile is not copied. Raises NotAllowed, TargetNotEmpty, CopyIncomplete and
    what keeps databases from being opened.
    """
    for database in (source, target):
        granted(database.caller, "keep_server")
    if source.url == target.url:
        raise TargetNotEmpty(f"{NOTHING_COPIED}Both names mean the same database. Name two.")
    for database in (source, target):
        prepare(database, now=now)
    with source.read() as here, target.write(lost=NOTHING_COPIED) as there:
        copying.hold(there)
        if held := {name: rows for name, rows in copying.counts(there).items() if rows}:
            raise TargetNotEmpty(
                f"{NOTHING_COPIED}{target.where} is not empty: it has {sum(held.values()):,} rows in "
                f"{', '.join(held)}. It was left as it is. Name a new database."
            )
        copying.copy_rows(here, there)
        wanted, found = copying.counts(here), copying.counts(there)
        if wanted != found:
            differ = ", ".join(
                f"{name} ({wanted[name]:,}, {found[name]:,})" for name in wanted if wanted[name] != found[name]
            )
            raise CopyIncomplete(f"{NOTHING_COPIED}The copy had not as many rows: {differ}. Try again.")
    return Copied(found)
