"""The project's own documents, as people read them: with the contact that whoever runs the program has named."""

import re
from pathlib import Path

# What stands in docs/ where the contact goes, and what people read while RESILIENCE_DASH_CONTACT is not set.
NOBODY_NAMED = "The council that runs this program has not said yet whom to ask. Ask whoever gave you its address."
_MEANINGFUL = re.compile(r"([!-/:-@\[-`{-~])")  # every sign that Markdown, or Streamlit's, may give a meaning to


def read_document(folder: Path, name: str, contact: str | None) -> str:
    """A document without its first heading, as Markdown. The contact is shown as it was written, never as formatting.

    Raises FileNotFoundError where it has not been written.
    """
    text = (folder / f"{name}.md").read_text(encoding="utf-8").partition("\n")[2]
    return text.replace(NOBODY_NAMED, _MEANINGFUL.sub(r"\\\1", contact)) if contact else text
