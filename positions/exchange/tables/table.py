"""The tables that an analyst knows, with their columns, read row by row in the database's own stream."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Length

from positions.exchange.formats import Options
from positions.exchange.tables.cells import Cell, written
from positions.models import Judgement, Negotiation

ROWS_AT_A_TIME = 2_000
Rows = Iterator[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `says` is for the documentation; `value` is what the query is asked for it, `cell` how it is written.

    One that `is_long` may have more characters than a cell of a spreadsheet holds; one that `is_read` is imported.
    """

    name: str
    says: str
    value: str | Combinable = ""
    cell: Callable[[Any], Cell] = written
    is_long: bool = False
    is_read: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a negotiation; `read` yields its rows, `needed` are columns without which a file is not imported."""

    name: str
    says: str
    columns: tuple[Column, ...]
    read: Callable[[Negotiation, Options], Rows]
    lengths: Callable[[Negotiation], Mapping[str, int]]
    needed: frozenset[str] = frozenset()

    @property
    def is_read(self) -> bool:
        """Tell whether it can be imported."""
        return bool(self.needed)

    @property
    def names(self) -> list[str]:
        """Return the names of its columns."""
        return [column.name for column in self.columns]

    def rows(self, negotiation: Negotiation, options: Options) -> Iterator[list[Cell]]:
        """Yield its rows as cells."""
        writers = [column.cell for column in self.columns]
        for row in self.read(negotiation, options):
            yield [write(value) for write, value in zip(writers, row, strict=True)]


def queried(
    name: str,
    says: str,
    rows: Callable[[Negotiation], QuerySet[Any]],
    columns: Iterable[Column],
    needed: Iterable[str] = (),
) -> Table:
    """Return a table whose rows are those of a query."""
    its = tuple(columns)

    def read(negotiation: Negotiation, _options: Options) -> Rows:
        asked = (F(column.value) if isinstance(column.value, str) else column.value for column in its)
        return rows(negotiation).values_list(*asked).iterator(chunk_size=ROWS_AT_A_TIME)

    def lengths(negotiation: Negotiation) -> Mapping[str, int]:
        return longest(rows(negotiation), {column.name: column.value for column in its if column.is_long})

    return Table(name, says, its, read, lengths, frozenset(needed))


def longest(rows: QuerySet[Any], columns: Mapping[str, str | Combinable]) -> dict[str, int]:
    """Return for columns of text the most characters that any row has in them."""
    asked = {f"longest_{name}": Max(Length(value)) for name, value in columns.items()}
    found = rows.order_by().aggregate(**asked) if asked else {}
    return {name.removeprefix("longest_"): length or 0 for name, length in found.items()}


def list_of(rows: QuerySet[Any], of: str, value: str | Combinable, *order: str) -> Combinable:
    """Return as one array what further rows say, each of which names in column `of` the row that it belongs to."""
    told = rows.filter(**{of: OuterRef("pk")}).annotate(told=F(value) if isinstance(value, str) else value)
    return ArraySubquery(told.order_by(*order, "told").values("told"))


def verdict_on(what: str, row: str = "pk") -> Combinable:
    """Return the verdict in force on each row, `undecided` while there is none."""
    current = Judgement.objects.filter(superseded_at=None, **{what: OuterRef(row)})
    return Coalesce(Subquery(current.values("verdict")[:1]), Value("undecided"))
