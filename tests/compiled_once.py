"""One compiled form of each SQL statement for the SQLite databases of all tests.

SQLAlchemy keeps what it compiled with the engine, and finds it by the engine's dialect. A test has a database of its
own, so without this every test compiles the same statements anew, which was a sixth of all the time that tests took.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import Engine, event

from resilience_dash.store import database


@contextmanager
def compiled_once() -> Iterator[None]:
    """A block in which new engines of one driver share their dialect and what was compiled with it."""
    first: dict[object, Engine] = {}

    def create_engine(address: object, *, module: object, **how: Any) -> Engine:
        engine = sqlalchemy.create_engine(address, module=module, **how)  # type: ignore[call-overload]
        if module in first:
            engine.dialect = engine.pool._dialect = first[module].dialect
            engine._compiled_cache = first[module]._compiled_cache
        else:
            # Only a dialect that was connected once knows what it speaks to.
            event.listen(engine, "engine_connect", lambda _connection: first.setdefault(module, engine))
        return engine  # type: ignore[no-any-return]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(database, "create_engine", create_engine)
        yield
