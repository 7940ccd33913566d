"""Where the pages are: Streamlit looks beside the entry script, and ours lie at the top of the repository."""

from pathlib import Path

from resilience_dash import wiring

PAGES = wiring.ROOT / "pages"


def page(name: str) -> Path:
    """The file of a page, as `st.switch_page` and `st.page_link` take it."""
    return PAGES / f"{name}.py"
