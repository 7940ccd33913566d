"""The frameworks under data/frameworks, read whole or refused whole, with everything that is wrong said at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from resilience_dash.content.building import build
from resilience_dash.content.drafts import Draft, read_draft
from resilience_dash.content.problems import BrokenFramework, ContentProblem, UnknownFramework
from resilience_dash.content.sense import check_sense
from resilience_dash.domain.framework import Framework


@dataclass(frozen=True)
class Frameworks:
    """Every version of every framework there is, oldest version first."""

    all: tuple[Framework, ...]

    def __iter__(self) -> Iterator[Framework]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def newest(self, slug: str) -> Framework:
        """The newest version of a framework. Raises UnknownFramework."""
        versions = [framework for framework in self.all if framework.slug == slug]
        if not versions:
            there_are = ", ".join(dict.fromkeys(framework.slug for framework in self.all))
            raise UnknownFramework(f"There is no framework “{slug}”. Choose one of these: {there_are}.")
        return versions[-1]

    def get(self, slug: str, version: str) -> Framework:
        """One version of a framework, as an assessment names it. Raises UnknownFramework."""
        for framework in self.all:
            if (framework.slug, framework.version) == (slug, version):
                return framework
        newest = self.newest(slug)
        raise UnknownFramework(
            f"There is no version {version} of {newest.name}; the newest is {newest.version}. "
            f"Bring back the folder data/frameworks/{slug}/{version}: assessments that used it need it."
        )


def read_framework(folder: Path) -> Framework:
    """One framework version from its folder. Raises BrokenFramework with every problem in every file."""
    draft = _checked(folder)
    if draft.problems:
        raise BrokenFramework(draft.problems)
    return build(draft)


def read_frameworks(root: Path) -> Frameworks:
    """Every framework under a folder laid out as slug/version/. Raises BrokenFramework with all problems of all."""
    versions = (folder for slug in _folders(root) for folder in sorted(_folders(slug), key=_version_order))
    drafts = [_checked(folder) for folder in versions]
    problems = [problem for draft in drafts for problem in draft.problems]
    for older, newer in pairwise(drafts):
        if older.folder.parent == newer.folder.parent:
            problems += _carried_over(older, newer)
    if not drafts:
        found, do = "No framework was found in this folder.", "Put one there, in a folder such as keep-it-local/1.0."
        problems.append(ContentProblem(root.name, "", found, do))
    if problems:
        raise BrokenFramework(problems)
    return Frameworks(tuple(map(build, drafts)))


def _folders(root: Path) -> list[Path]:
    return sorted(p for p in root.iterdir() if p.is_dir() and not p.name.startswith(".")) if root.is_dir() else []


def _version_order(folder: Path) -> tuple[tuple[int, ...], str]:
    """1.10 comes after 1.9; a folder that is no version comes first and is reported by its own check."""
    parts = folder.name.split(".")
    return (tuple(int(part) for part in parts) if all(map(str.isdecimal, parts)) else (), folder.name)


def _checked(folder: Path) -> Draft:
    draft = read_draft(folder)
    draft.problems += check_sense(draft)
    return draft


def _carried_over(older: Draft, newer: Draft) -> Iterator[ContentProblem]:
    """What a new version forgets to say about the answers given to the version before it."""
    before = {statement.id for _, statement in older.statements}
    for code, statement in newer.statements:
        if statement.was is None and statement.id in before:
            yield newer.problem(
                code,
                statement.id,
                f"Version {older.folder.name} has this id already, and “was” does not say what became of it.",
                f"Write was = “{statement.id}” and carry = true or false; a new statement needs a new id.",
            )
        elif statement.was is not None and statement.was not in before and not older.unsure_dimensions:
            found = f"“was” is “{statement.was}”, which version {older.folder.name} does not have."
            yield newer.problem(code, statement.id, found, "Write an id of that version, or take “was” away.")
