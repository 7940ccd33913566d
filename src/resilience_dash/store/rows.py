"""What every table is made from. The tables stand in `tables.py` and `tables_members.py`, with one registry."""

from typing import cast

from sqlalchemy import Table
from sqlalchemy.orm import registry
from sqlmodel import SQLModel


class Row(SQLModel, registry=registry()):
    """What every table is. Moments are aware and in UTC: SQLModel refuses a naive one and gives back an aware one."""


def table(row: type[Row]) -> Table:
    """The table behind a row class, for statements that read columns: what every click waits for is read that way."""
    return cast(Table, row.__table__)  # type: ignore[attr-defined]
