"""What is wrong in a written file, all of it at once, said so that its writer can put it right."""

from collections.abc import Iterable
from dataclasses import dataclass

from resilience_dash.domain.problem import Problem, UnknownThing


@dataclass(frozen=True, slots=True)
class ContentProblem:
    """One thing to put right: the file, the id or line in it (empty: the whole file), what was found, what to do."""

    file: str
    id: str
    found: str
    do: str

    def __str__(self) -> str:
        where = f"{self.file}, {self.id}" if self.id else self.file
        return f"{where}: {self.found} {self.do}"


class BrokenContent(Problem):
    """Files that cannot be used as they are, with every problem found in any of them."""

    def __init__(self, problems: Iterable[ContentProblem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        said = "1 thing must be put right:" if count == 1 else f"{count} things must be put right:"
        super().__init__("\n".join([said, *map(str, self.problems)]))


class BrokenFramework(BrokenContent):
    """A framework, or several, that cannot be used as written."""


class BrokenPlaces(BrokenContent):
    """A list of councils that cannot be used as written."""


class UnknownFramework(UnknownThing):
    """A framework, or a version of one, that is not among the files."""


class UnknownCouncil(UnknownThing):
    """A code that no council has or had."""
