"""What keeps a file or a row from being read or written, in a sentence that says what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Problem(Protocol):
    """Why a line of a file cannot be taken in."""

    @property
    def line(self) -> int: ...

    @property
    def table(self) -> str: ...

    @property
    def reason(self) -> str: ...


class ExchangeError(Exception):
    """The file cannot be taken in, or cannot be written; `problems` are the lines that are to blame, where known."""

    problems: Sequence[Problem] = ()


class BadRecord(Exception):
    """One row cannot be taken in; the others can."""
