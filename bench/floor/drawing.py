"""Draws a trace: each node is one call of a Streamlit function with constant arguments."""

import json
import os
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

STUB = "from bench.floor import drawing\n\ndrawing.draw()\n"
Tree = list[dict[str, Any]]


@dataclass(frozen=True)
class Traced:
    """A page of ours as the floor draws it."""

    pages: list[dict[str, Any]]
    position: str
    configs: list[dict[str, Any]]
    logo: dict[str, Any]
    tree: Tree


@cache
def traced(name: str) -> Traced:
    """The trace of this name, read once; each entry of its menu gets a file of its own, as ours have."""
    folder = Path(os.environ["FLOOR_TRACES"])
    said = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    for page in said["pages"]:
        page["file"] = folder / f"{page['url_path'] or 'home'}.py"
        page["file"].write_text(STUB, encoding="utf-8")
    for node in _all(said["tree"]):
        if node["draw"] == "page_link":
            node["with"]["page"] = folder / f"{node['with']['page'] or 'home'}.py"
    return Traced(**said)


def _all(tree: Tree) -> Tree:
    return [node for one in tree for node in (one, *_all(one["inside"]))]


def draw() -> None:
    """Draw the page that the address names: `trace` is its name, `whole` means without fragments."""
    page = traced(st.query_params["trace"])
    for config in page.configs[1:]:
        st.set_page_config(**config)
    _draw(page.tree, fragments="whole" not in st.query_params)


def _draw(tree: Tree, *, fragments: bool) -> None:
    for node in tree:
        draw, arguments, inside = node["draw"], node["with"], node["inside"]
        if draw == "fragment":
            _in_a_fragment(inside) if fragments else _in(st.container(), inside, fragments=fragments)
        elif draw in ("columns", "tabs"):
            for part, one in zip(getattr(st, draw)(**arguments), inside, strict=True):
                _in(part, one["inside"], fragments=fragments)
        else:
            _in(getattr(st, draw)(**arguments), inside, fragments=fragments)


@st.fragment
def _in_a_fragment(tree: Tree) -> None:
    _draw(tree, fragments=True)


def _in(drawn: Any, inside: Tree, *, fragments: bool) -> None:
    with drawn if inside else nullcontext():
        _draw(inside, fragments=fragments)
