"""The statements name who answers for them, as whoever runs the program wrote it, or say that nobody is named yet."""

import pytest
from markdown_it import MarkdownIt

from resilience_dash import wiring
from resilience_dash.wiring import BadSetting
from resilience_dash.wiring.documents import NOBODY_NAMED
from tests.builders import NASTY

CONTACT = "Example Council, data protection officer, dpo@example.gov.uk, 01234 567890 (we answer in 10 working days)"
STATEMENTS = ("privacy", "accessibility")


def shown(name: str) -> str:
    """The words of a document without its formatting."""
    tokens = MarkdownIt("commonmark").parse(wiring.document(name))
    return "\n".join("".join(part.content for part in token.children or ()) for token in tokens)


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_names_the_contact_once(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("RESILIENCE_DASH_CONTACT", f"  {CONTACT} ")
    assert shown(name).count(CONTACT) == 1
    assert NOBODY_NAMED not in shown(name)


@pytest.mark.parametrize("name", STATEMENTS)
@pytest.mark.parametrize("unset", [None, "", "  "])
def test_where_nobody_is_named_the_statement_says_so(
    monkeypatch: pytest.MonkeyPatch, name: str, unset: str | None
) -> None:
    monkeypatch.delenv("RESILIENCE_DASH_CONTACT", raising=False)
    if unset is not None:
        monkeypatch.setenv("RESILIENCE_DASH_CONTACT", unset)
    assert shown(name).count(NOBODY_NAMED) == 1


@pytest.mark.parametrize("text", [text for text in NASTY if text.isprintable() and len(text) <= 300])
def test_the_contact_is_shown_as_it_was_written(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("RESILIENCE_DASH_CONTACT", text)
    assert text in shown("privacy")


@pytest.mark.parametrize("said", ["x" * 301, "two\nlines", "a bell\x07"], ids=["long", "lines", "bell"])
def test_a_contact_that_cannot_be_shown_is_refused(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("RESILIENCE_DASH_CONTACT", said)
    with pytest.raises(BadSetting, match=r"Give one line of at most 300 characters.*leave it out\.$"):
        wiring.settings()


def test_a_longest_contact_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESILIENCE_DASH_CONTACT", "x" * 300)
    assert wiring.settings().contact == "x" * 300
