"""Every fact under data/ names where it comes from and under which licence."""

import tomllib
from pathlib import Path

KEYS = {"id", "used_in", "publisher", "link", "licence", "attribution"}


def test_every_source_has_a_publisher_a_licence_and_a_place_where_it_is_used(data: Path) -> None:
    sources = tomllib.loads((data / "sources.toml").read_text(encoding="utf-8"))["source"]
    assert sources
    assert len({source["id"] for source in sources}) == len(sources)
    for source in sources:
        assert KEYS <= source.keys() <= KEYS | {"changes"}
        assert all((source["publisher"], source["licence"], source["used_in"]))
        assert not source["link"] or source["link"].startswith("https://")
        for used in source["used_in"]:
            assert (data / used.partition(":")[0]).exists(), used


def test_open_licences_come_with_the_line_to_show(data: Path) -> None:
    sources = tomllib.loads((data / "sources.toml").read_text(encoding="utf-8"))["source"]
    for source in sources:
        if source["licence"].startswith(("Open Government", "CC BY")):
            assert source["attribution"], source["id"]
