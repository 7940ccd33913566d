"""Which words the services note in the audit, with which facts, read from their source.

A word may stand in the call of `noted` itself, be chosen between two beforehand, or be handed to a function that notes
it: then every call of that function is looked at.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SERVICES = Path(__file__).resolve().parents[2] / "src" / "resilience_dash" / "services"
NOT_FACTS = {"place_id", "at", "actor"}
Facts = frozenset[str]


@dataclass(frozen=True)
class Call:
    """A call, and the function it stands in."""

    node: ast.Call
    within: ast.FunctionDef


class NotReadable(Exception):
    """A word is made in a way that cannot be read here."""


def noted() -> Iterator[tuple[str, Facts]]:
    """Every word that a service notes, with the names of the facts that go with it."""
    for call in calls("noted"):
        if call.within.name != "noted":
            yield from _noted_by(call)


@cache
def calls(name: str) -> tuple[Call, ...]:
    """Every call of a function of this name among the services."""
    found = []
    for path in SERVICES.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        # Of functions within functions the innermost, which is walked last, is the one that a call stands in.
        within = {node: one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) for node in ast.walk(one)}
        found += [
            Call(node, within[node])
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name and node in within
        ]
    return tuple(found)


def _noted_by(call: Call) -> Iterator[tuple[str, Facts]]:
    word, handed = call.node.args[1], _parameters(call.within)
    if isinstance(word, ast.Name) and word.id in handed:
        for one in calls(call.within.name):
            given = _given(one.node, call.within)
            for said in _words(given[word.id], one.within):
                yield said, _facts(call, given.keys())
    else:
        for said in _words(word, call.within):
            yield said, _facts(call, handed)


def _words(node: ast.expr, within: ast.FunctionDef) -> list[str]:
    """What an expression can be: a word, one of two, or what a name was made to mean in the function."""
    match node:
        case ast.Constant(value=str(word)):
            return [word]
        case ast.IfExp(body=one, orelse=other):
            return _words(one, within) + _words(other, within)
        case ast.Name(id=name):
            made = [word for value in _assigned(name, within) for word in _words(value, within)]
            if made:
                return made
    raise NotReadable(f"{within.name}: {ast.unparse(node)}")


def _facts(call: Call, given: object) -> Facts:
    """The facts of a call of `noted`; one that is handed on counts where it is among those `given`."""
    facts = {one.arg for one in call.node.keywords if one.arg} - NOT_FACTS
    for one in call.node.keywords:
        if one.arg is None:
            made = _assigned(one.value.id, call.within) if isinstance(one.value, ast.Name) else [one.value]
            facts |= {name for value in made for name in _keys(value, call.within, given)}
    return frozenset(facts)


def _keys(value: ast.expr, within: ast.FunctionDef, given: object) -> Iterator[str]:
    handed = _parameters(within)
    for found in ast.walk(value):
        if isinstance(found, ast.Dict):
            for key, said in zip(found.keys, found.values, strict=True):
                if isinstance(key, ast.Constant) and (
                    not isinstance(said, ast.Name) or said.id not in handed or said.id in given  # type: ignore[operator]
                ):
                    yield str(key.value)


def _assigned(name: str, within: ast.FunctionDef) -> list[ast.expr]:
    """What is assigned to a name in a function, or added to it."""
    found = []
    for node in ast.walk(within):
        match node:
            case ast.Assign(targets=[ast.Name(id=to)], value=value) if to == name:
                found.append(value)
            case ast.AnnAssign(target=ast.Name(id=to), value=ast.expr() as value) if to == name:
                found.append(value)
            case ast.AugAssign(target=ast.Name(id=to), value=value) if to == name:
                found.append(value)
    return found


def _parameters(of: ast.FunctionDef) -> list[str]:
    return [one.arg for one in (*of.args.args, *of.args.kwonlyargs)]


def _given(call: ast.Call, to: ast.FunctionDef) -> dict[str, ast.expr]:
    """What a call gives to the parameters of a function."""
    by_place = zip((one.arg for one in to.args.args), call.args, strict=False)
    return dict(by_place) | {one.arg: one.value for one in call.keywords if one.arg}
