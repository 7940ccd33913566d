"""An error nobody foresaw: the page shows a number to quote, the log what happened under that number."""

import logging
import re

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.tab import read


def page(raised: str) -> AppTest:
    """A page that ends as `st.App` ends one: with `on_script_error`."""
    return AppTest.from_string(
        "from resilience_dash.ui.starting import on_script_error\n"
        "from resilience_dash.domain.problem import Problem\n"
        "import streamlit as st\n"
        "st.text_input('Name', key='name')\n"
        f"try:\n    raise {raised}\nexcept Exception as error:\n    assert on_script_error(error)\n",
        default_timeout=30,
    ).run()


def test_the_page_shows_a_number_and_nothing_of_the_error(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "resilience_dash"):
        tab = page("RuntimeError('secret /srv/path')")
    [said] = [read(error.value) for error in tab.error]
    assert not tab.exception
    assert "secret" not in said
    assert "Every answer that said “Saved” is kept." in said
    [number] = re.findall(r"number ([0-9a-f]{8})", said)
    [record] = [r for r in caplog.records if r.name == "resilience_dash"]
    assert number in record.getMessage()
    assert record.exc_info is not None
    assert "secret /srv/path" in str(record.exc_info[1])


def test_what_a_person_had_typed_is_still_there() -> None:
    tab = page("RuntimeError('x')")
    tab.text_input(key="name").set_value("Asha").run()
    assert tab.text_input(key="name").value == "Asha"


def test_a_problem_is_said_in_its_own_words_and_not_formatted() -> None:
    [error] = page("Problem('Not saved: **bold** [x](https://evil.example)')").error
    assert read(error.value) == "Not saved: **bold** [x](https://evil.example)"
