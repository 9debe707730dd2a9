"""The formats that the tracker reads and writes: one entry each, found by name; every reader and writer streams."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from positions.enums import Role
from positions.exchange.records import Row
from positions.models import Negotiation, User

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Options = Mapping[str, Any]


def is_on(options: Options, name: str) -> bool:
    """Tell whether an option is switched on, in whatever way a form, a program or a command line says so."""
    return str(options.get(name, "")).lower() in {"true", "yes", "on", "1"}


class Reader(Protocol):
    """Says what a file holds, in an order in which nothing is named before it is made; memory does not grow with it.

    Raises ExchangeError when it is no file of this format; a bad row is a Row with a problem.
    """

    def __call__(self, path: Path, options: Options) -> Iterator[Row]: ...


class Writer(Protocol):
    """Yields the file in pieces of at most a few hundred kilobytes; memory does not grow with the negotiation."""

    def __call__(self, negotiation: Negotiation, options: Options) -> Iterator[bytes]: ...


@dataclass(frozen=True, slots=True)
class Restored:
    """The negotiation of a file; `is_new` is False where it was restored from it before, and nothing changed.

    `contents` is how many of what it has. `people` is who each user name of the file is here; empty for one for whom an
    account was made.
    """

    negotiation: Negotiation
    is_new: bool = True
    rows: int = 0
    contents: Mapping[str, int] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)


class Restorer(Protocol):
    """Makes a new negotiation of a file that holds all of one, in the caller's transaction, and returns it.

    Yields (rows done, rows in all or 0) at least once in half a minute, so that the work is not taken for dead.
    Raises ExchangeError, and everything is taken back, when the file cannot be restored.
    """

    def __call__(self, path: Path, options: Options, by: User) -> Generator[tuple[int, int], None, Restored]: ...


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a format: one of `values` with their words, a switch where `usual` is a truth value, or a text."""

    name: str
    label: StrPromise | str
    says: StrPromise | str = ""
    usual: str | bool = ""
    values: tuple[tuple[str, StrPromise | str], ...] = ()

    @property
    def is_switch(self) -> bool:
        """Tell whether it is on or off."""
        return isinstance(self.usual, bool)


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: `label` and `says` are for the page, `suffix` begins with a dot, `role` may export it.

    A format has `read` or `restore`, not both: rows that are compared with a negotiation, or a negotiation whole.
    Where options decide what file is written, `ending` returns its suffix and media type. `also` has further suffixes
    of files that are read. `writes_with` and `reads_with` are what one may choose.
    """

    name: str
    label: StrPromise | Callable[[], str] | str
    says: StrPromise | Callable[[], str] | str
    suffix: str
    media_type: str
    read: Reader | None = None
    write: Writer | None = None
    restore: Restorer | None = None
    role: Role = Role.VIEWER
    ending: Callable[[Options], tuple[str, str]] | None = None
    also: tuple[str, ...] = ()
    writes_with: tuple[Choice, ...] = ()
    reads_with: tuple[Choice, ...] = ()

    def ending_for(self, options: Options) -> tuple[str, str]:
        """Return suffix and media type of what is written with some options."""
        return self.ending(options) if self.ending else (self.suffix, self.media_type)

    def fits(self, file_name: str) -> int:
        """Return how many characters of a file's name, in lower case, tell that it is of this format; 0 for none."""
        return max((len(suffix) for suffix in (self.suffix, *self.also) if file_name.endswith(suffix)), default=0)
