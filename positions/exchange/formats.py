"""The formats that the tracker reads and writes: one entry each, found by name; every reader and writer streams."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from positions.exchange.records import Row
from positions.models import Negotiation

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Options = Mapping[str, Any]


class Reader(Protocol):
    """Says what a file holds, in an order in which nothing is named before it is made; memory does not grow with it.

    Raises ExchangeError when it is no file of this format; a bad row is a Row with a problem.
    """

    def __call__(self, path: Path, options: Options) -> Iterator[Row]: ...


class Writer(Protocol):
    """Yields the file in pieces of at most a few hundred kilobytes; memory does not grow with the negotiation."""

    def __call__(self, negotiation: Negotiation, options: Options) -> Iterator[bytes]: ...


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: `label` and `says` are for the page, `suffix` begins with a dot."""

    name: str
    label: StrPromise | Callable[[], str] | str
    says: StrPromise | Callable[[], str] | str
    suffix: str
    media_type: str
    read: Reader | None = None
    write: Writer | None = None
