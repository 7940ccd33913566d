"""axe-core in the page: what it finds, less what only Streamlit can mend."""

from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page as BrowserPage

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def axe_core() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(page: BrowserPage, upstream: dict[str, str]) -> list[str]:
    """Every violation as a sentence. `upstream` names, by rule, the one kind of element that it may pass over."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(axe_core())
    found: list[dict[str, Any]] = page.evaluate(
        "(tags) => axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })"
        ".then((found) => found.violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map("
        "({ html, failureSummary, target }) => ({ html, summary: failureSummary, target: target[0] })) })))",
        RULES,
    )
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]} {' '.join(node['summary'].split())[:240]}"
        for rule in found
        for node in rule["nodes"]
        if not (
            rule["id"] in upstream and page.locator(node["target"]).and_(page.locator(upstream[rule["id"]])).count()
        )
    ]
