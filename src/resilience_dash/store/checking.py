"""What the database can say about its own health."""

from sqlalchemy import false, update
from sqlmodel import Session, select

from resilience_dash.store.database import Database
from resilience_dash.store.tables import AnswerRow


def damage(db: Database) -> list[str]:
    """What SQLite's own check finds wrong; nothing for a sound database."""
    if not db.is_sqlite:
        return []
    with db.explained(lost=""), db.engine.connect() as connection:
        said = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
        said += [
            f"a row of “{row[0]}” points at nothing" for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
        ]
    return [line for line in said if line != "ok"]


def quick_damage(db: Database) -> list[str]:
    """The same without comparing each index with its table: every page is read, and that is quick."""
    with db.explained(lost=""), db.engine.connect() as connection:
        said = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA quick_check")]
    return [line for line in said if line != "ok"]


def change_nothing(session: Session) -> None:
    """A change without effect, which a database that may only be read refuses like any other."""
    session.connection().execute(update(AnswerRow).where(false()).values(strength=0))


def statements_used(session: Session, assessment_id: int) -> list[str]:
    """The statements an assessment has answers to."""
    rows = session.exec(select(AnswerRow.statement_id).where(AnswerRow.assessment_id == assessment_id).distinct()).all()
    return sorted(rows)
