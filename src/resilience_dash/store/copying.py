"""Moving every row from one database to another, whichever each of them is, table by table and in batches."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, bindparam, func, insert, select, text, update
from sqlmodel import Session

from resilience_dash.store.tables import Row

ROWS_AT_ONCE = 1_000


def tables() -> list[Table]:
    """Every table, those that others point at first."""
    return list(Row.metadata.sorted_tables)


def counts(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    count = session.connection().execute
    return {table.name: count(select(func.count()).select_from(table)).scalar_one() for table in tables()}


def hold(session: Session) -> None:
    """Keep everybody else from writing until the transaction ends. SQLite has one writer at a time anyway."""
    if session.connection().dialect.name == "postgresql":
        names = ", ".join(f'"{table.name}"' for table in tables())
        session.connection().execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))


def copy_rows(source: Session, target: Session) -> None:
    """Copy every row with its number. What is added afterwards is numbered on from there."""
    for table in tables():
        for rows in _batches(source, table):
            _add(target, table, rows)
        for rows in _batches(source, table):
            _point(target, table, rows)
        _number_on(target, table)


def _batches(session: Session, table: Table) -> Iterator[list[dict[str, Any]]]:
    """The rows in their order, few enough at once for any memory: a row with a file may have 20 MB."""
    at_once = 1 if any(isinstance(column.type, LargeBinary) for column in table.c) else ROWS_AT_ONCE
    asked = select(table).order_by(*table.primary_key)
    found = session.connection().execution_options(stream_results=True, yield_per=at_once).execute(asked)
    for part in found.partitions(at_once):
        yield [dict(row._mapping) for row in part]


def _own(table: Table) -> list[Column[Any]]:
    """The columns that point into the very same table, such as the round before: they are filled when all are there."""
    return [column for column in table.c if any(key.column.table is table for key in column.foreign_keys)]


def _add(session: Session, table: Table, rows: list[dict[str, Any]]) -> None:
    later = {column.name: None for column in _own(table)}
    session.connection().execute(insert(table), [{**row, **later} for row in rows])


def _point(session: Session, table: Table, rows: list[dict[str, Any]]) -> None:
    for column in _own(table):
        (number,) = table.primary_key
        pairs = [{"this": row[number.name], "other": row[column.name]} for row in rows if row[column.name] is not None]
        if pairs:
            one = update(table).where(number == bindparam("this")).values({column: bindparam("other")})
            session.connection().execute(one, pairs)


def _number_on(session: Session, table: Table) -> None:
    """PostgreSQL counts on its own: it is told the highest number. SQLite takes the next one by itself."""
    number = table.autoincrement_column
    if session.connection().dialect.name != "postgresql" or number is None or number.foreign_keys:
        return
    highest = session.connection().execute(select(func.max(number))).scalar()
    if highest is not None:
        sequence = func.pg_get_serial_sequence(f'"{table.name}"', number.name)
        session.connection().execute(select(func.setval(sequence, highest)))
