"""What the rules of sense have in common: how they report, and what stands more than once."""

from collections import Counter
from collections.abc import Iterable, Iterator

from resilience_dash.content.problems import ContentProblem

Found = Iterator[ContentProblem]


def repeated(values: Iterable[str]) -> list[str]:
    """The values that stand more than once, in the order of their first appearance."""
    return [value for value, times in Counter(values).items() if times > 1]


def count(number: int, what: str) -> str:
    """“1 statement”, “no statements”, “3 statements”."""
    return f"{number} {what}" if number == 1 else f"{number or 'no'} {what}s"
