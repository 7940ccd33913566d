"""What every test may ask for. A room's own fixtures live in the conftest.py of its folder."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The material beside the repository (real files, the agreed design), for tests that compare with it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("there is no folder shared/ beside the repository: this test compares with what is in it")
    return folder


@pytest.fixture
def world_folder() -> Iterator[Path]:
    """A folder that everybody on this machine may look into: pytest's own are closed to others."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
