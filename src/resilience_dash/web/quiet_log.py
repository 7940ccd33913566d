"""Keeps tokens out of the log: what opens a door stands in addresses, and servers write addresses down."""

import logging
import re
from typing import Any

SECRET = re.compile(r"/(invitation|set-up|password|join)/[^\s/?\"']+", re.IGNORECASE)
QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"']+")
# Not the program's own: what those write is written by hand.
LOGGERS = ("uvicorn", "uvicorn.access", "uvicorn.error", "uvicorn.asgi", "streamlit", "starlette", "asyncio", "httpx")


class QuietLog(logging.Filter):
    """Takes tokens and queries out of every record that passes."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = without_tokens(record.msg) if isinstance(record.msg, str) else record.msg
        if isinstance(record.args, tuple):
            record.args = tuple(_quiet(one) for one in record.args)
        elif isinstance(record.args, dict):
            record.args = {name: _quiet(one) for name, one in record.args.items()}
        return True


def without_tokens(said: str) -> str:
    """The text, with every token in it and all that follows a question mark in an address left out."""
    return QUERY.sub(r"\1?…", SECRET.sub(r"/\1/…", said))


def _quiet(value: Any) -> Any:
    return without_tokens(value) if isinstance(value, str) else value


def keep_tokens_out() -> None:
    """Put the filter on every logger that may write an address down, once."""
    known = [name for name in logging.Logger.manager.loggerDict if name.startswith("streamlit.")]
    for name in (*LOGGERS, *known):
        logger = logging.getLogger(name)
        for target in (logger, *logger.handlers, *logging.getLogger().handlers):
            if not any(isinstance(one, QuietLog) for one in target.filters):
                target.addFilter(QuietLog())
