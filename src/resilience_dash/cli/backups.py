"""Commands that write a backup while people work, and put one back where there is nothing yet."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from resilience_dash import wiring
from resilience_dash.cli.telling import AsJson, DatabaseUrl, asked, choose, fail, tell
from resilience_dash.domain.problem import Problem
from resilience_dash.services import backing_up


def backup(
    target: Annotated[Path, typer.Argument(help="A file that is not there yet, or a folder to put one into.")],
    as_json: AsJson = False,
    database: DatabaseUrl = None,
) -> None:
    """Write everything to one new file, while people go on working, and read it again."""
    with asked(database, as_json) as db:
        made = backing_up.back_up(db, target, now=wiring.now())
        said = (
            f"Wrote {made.rows:,} rows to {made.path} ({made.size / 1_000_000:,.1f} MB) and read them again. It holds "
            "what people said, their accounts and the server's secrets: keep it where only you can read it."
        )
        tell(as_json, said, {"path": made.path, "bytes": made.size, "tables": dict(made.tables)})


def restore(
    source: Annotated[Path, typer.Argument(help="A file that “backup” wrote.")],
    as_json: AsJson = False,
    database: DatabaseUrl = None,
) -> None:
    """Put everything from a backup into the database, which must be empty or not there yet."""
    choose(database)
    try:
        with closing(wiring.named_database(wiring.settings().database_url, there=False)) as db:
            restored = backing_up.restore(source, db, now=wiring.now())
            where = db.where
    except Problem as problem:
        fail(problem, as_json)
    said = (
        f"Restored {restored.rows:,} rows from {source} to {where}. Everybody signs in anew. Run “check” and "
        "“audit verify” next, and look at what was done after the backup: suspended and erased accounts, and "
        "invitations that were taken back, are again as they were then."
    )
    tell(as_json, said, {"from": source, "to": where, "tables": dict(restored.tables)})
