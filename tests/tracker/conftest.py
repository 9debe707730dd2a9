"""Data folders for engines of a test's own."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def new_var() -> Iterator[Callable[[], Path]]:
    """Make data folders that the engines' account may enter: pytest closes its own at every start of a session."""
    made: list[Path] = []

    def new() -> Path:
        made.append(Path(tempfile.mkdtemp(prefix="positions-tests-")))
        made[-1].chmod(0o711)
        return made[-1] / "var"

    yield new
    for folder in made:
        shutil.rmtree(folder)
