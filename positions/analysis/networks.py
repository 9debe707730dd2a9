"""Builds networks from coded statements: actors by what they speak on, or actors that share it; pure.

The formulas are those of Leifeld (2017), "Discourse Network Analysis: Policy Debates as Dynamic Networks", and of his
program DNA 3, which gives the same numbers. Let a(i, j, k) be how often actor i used concept j with agreement k.

Two-mode: *ignore* counts a over k; *subtract* weighs by agreement, +1 and -1 where it is yes or no; *combine* says
which values of agreement occur, as the bits of a number (1 agreed, 2 disagreed, 3 both). *Activity* divides by all of
the row, *prominence* by all of the column.

One-mode: *ignore* multiplies how often both used a concept; *congruence* only where agreement is the same, *conflict*
where it is opposed (for more than two values: in proportion to how near or far they are); *subtract* is the
difference. *Average* divides by the mean activity of the two, *Jaccard* by what either used, *cosine* by the lengths of
the two rows. A tie of a node with itself is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from positions.analysis.codings import NOBODY, Codings, counted, within
from positions.analysis.network_settings import Normalization, Qualifier, Settings, Shape

# Numbers held at once while columns are multiplied: 8 MB of floats.
AT_ONCE = 1_000_000


@dataclass(frozen=True, slots=True)
class Network:
    """A matrix with the names of its rows and columns; one-mode networks have the same in both.

    `statements` is how many counted: from how thin a basis the numbers come.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    matrix: NDArray[np.float64]
    statements: int


@dataclass(frozen=True, slots=True)
class Cells:
    """How often each row used each column with each level of agreement; only the cells that are not 0."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    levels: NDArray[np.int64]
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    level: NDArray[np.int64]
    weight: NDArray[np.float64]

    def dense(self) -> NDArray[np.float64]:
        """Return all of them as rows x columns x levels."""
        return next(self.blocks(len(self.columns)))

    def blocks(self, width: int | None = None) -> Iterator[NDArray[np.float64]]:
        """Yield rows x some columns x levels until all columns were there; so that many columns need little memory."""
        width = width or max(1, AT_ONCE // max(1, len(self.rows) * len(self.levels)))
        order = np.argsort(self.column, kind="stable")
        ends = np.searchsorted(self.column[order], np.arange(0, max(1, len(self.columns)) + width, width))
        for number, first in enumerate(range(0, max(1, len(self.columns)), width)):
            some = order[ends[number] : ends[number + 1]]
            block = np.zeros((len(self.rows), min(width, len(self.columns) - first), len(self.levels)))
            block[self.row[some], self.column[some] - first, self.level[some]] = self.weight[some]
            yield block


def network(codings: Codings, settings: Settings) -> Network:
    """Return the network of these statements, by the settings."""
    ranged = within(codings, settings.start, settings.stop)
    return of_counted(counted(ranged, settings), ranged, settings)


def times_spoken(codings: Codings, settings: Settings) -> dict[str, int]:
    """Return for each row of the network how many of its statements count: how thin the numbers are."""
    rows = counted(within(codings, settings.start, settings.stop), settings).columns[settings.of]
    numbers = np.bincount(rows.codes, minlength=len(rows.names)).tolist()
    return {name: number for name, number in zip(rows.names, numbers, strict=True) if number}


def of_counted(
    some: Codings, ranged: Codings, settings: Settings, weights: NDArray[np.float64] | None = None
) -> Network:
    """Return the network of statements that all count, each by its weight or by 1.

    `ranged` are those from which they were chosen: their names are the nodes when isolates are kept, and their values
    of agreement the levels.
    """
    found = cells(some, ranged, settings, weights)
    matrix = two_mode(found, settings, ranged) if settings.shape is Shape.TWO_MODE else one_mode(found, settings)
    columns = found.columns if settings.shape is Shape.TWO_MODE else found.rows
    return Network(found.rows, columns, matrix, len(some))


def cells(some: Codings, ranged: Codings, settings: Settings, weights: NDArray[np.float64] | None = None) -> Cells:
    """Return the counts of row, column and level, or the sums of the weights of their statements."""
    rows, row = _nodes(some, ranged, settings.of, settings.isolates)
    columns, column = _nodes(some, ranged, settings.by, settings.isolates)
    levels = ranged.levels
    level = np.searchsorted(levels, some.agreement)
    shape = (max(len(rows), 1), max(len(columns), 1), max(len(levels), 1))
    places, inverse = np.unique(np.ravel_multi_index((row, column, level), shape), return_inverse=True)
    weight = np.bincount(inverse, weights=weights, minlength=len(places)).astype(np.float64)
    at_row, at_column, at_level = (each.astype(np.int64) for each in np.unravel_index(places, shape))
    return Cells(rows, columns, levels, at_row, at_column, at_level, weight)


def _nodes(some: Codings, ranged: Codings, name: str, isolates: bool) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    if not isolates:
        return some.columns[name].present()
    names, _ = ranged.columns[name].present()
    moved = np.full(len(ranged.columns[name].names) + 1, NOBODY, dtype=np.int64)
    moved[np.unique(ranged.columns[name].codes[ranged.columns[name].codes != NOBODY])] = np.arange(len(names))
    return names, moved[some.columns[name].codes]


def two_mode(found: Cells, settings: Settings, ranged: Codings) -> NDArray[np.float64]:
    """Return rows x columns, normalised."""
    array = found.dense()
    match settings.qualifier:
        case Qualifier.COMBINE:
            bits = 2.0 ** np.arange(len(found.levels))[::-1]
            matrix = (array > 0) @ bits
        case Qualifier.SUBTRACT:
            matrix = array @ ranged.worth
        case _:
            matrix = array.sum(axis=2)
    if settings.normalization is Normalization.NO:
        return matrix
    # Combined numbers are codes, not amounts: how many cells are not empty takes the place of their sum.
    amounts = (matrix > 0).astype(np.float64) if settings.qualifier is Qualifier.COMBINE else array.sum(axis=2)
    if settings.normalization is Normalization.ACTIVITY:
        return ratio(matrix, amounts.sum(axis=1)[:, None])
    if settings.qualifier is Qualifier.COMBINE and settings.as_dna and matrix.shape[0] == matrix.shape[1]:
        amounts = amounts.T  # DNA has row and column the wrong way round here; other matrices than square break it
    return ratio(matrix, amounts.sum(axis=0)[None, :])


def one_mode(found: Cells, settings: Settings) -> NDArray[np.float64]:
    """Return rows x rows, normalised, with 0 on the diagonal."""
    matrix = shared(found, settings.qualifier)
    divisor = divisors(found, settings)
    if divisor is not None:
        matrix = ratio(matrix, divisor)
    np.fill_diagonal(matrix, 0)
    return matrix


def shared(found: Cells, qualifier: Qualifier) -> NDArray[np.float64]:
    """Return for each two rows how much they share over all columns, not normalised."""
    likeness = alikeness(found.levels, qualifier)
    matrix = np.zeros((len(found.rows), len(found.rows)))
    for block in found.blocks():
        matrix += flat(block @ likeness) @ flat(block).T
    return matrix


def alikeness(levels: NDArray[np.int64], qualifier: Qualifier) -> NDArray[np.float64]:
    """Return levels x levels: how much two values of agreement count, from 0 for the farthest to 1 for the same."""
    ones = np.ones((len(levels), len(levels)))
    span = levels[-1] - levels[0] if len(levels) else 0
    apart = np.abs(levels[:, None] - levels[None, :]) / span if span else ones * 0
    match qualifier:
        case Qualifier.CONGRUENCE:
            return ones - apart
        case Qualifier.CONFLICT:
            return apart
        case Qualifier.SUBTRACT:
            return ones - 2 * apart
    return ones


def divisors(found: Cells, settings: Settings) -> NDArray[np.float64] | None:
    """Return for each two rows what their tie is divided by; None when nothing is."""
    size = len(found.rows)
    activity = np.bincount(found.row, weights=found.weight, minlength=size).astype(np.float64)
    match settings.normalization:
        case Normalization.AVERAGE:
            return (activity[:, None] + activity[None, :]) / 2
        case Normalization.JACCARD:
            return either(found, activity)
        case Normalization.COSINE:
            # DNA takes the sum of a row for its length, so that even a row and its double are less than alike.
            length = activity if settings.as_dna else lengths(found, settings.qualifier)
            return length[:, None] * length[None, :]
    return None


def either(found: Cells, activity: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each two rows: what only the one used, what only the other used, and the products of what both did."""
    both = np.zeros((len(found.rows), len(found.rows)))
    with_other = np.zeros_like(both)
    for block in found.blocks():
        both += flat(block) @ flat(block).T
        with_other += flat(block) @ flat(block > 0).T
    only = activity[:, None] - with_other
    return only + only.T + both


def lengths(found: Cells, qualifier: Qualifier) -> NDArray[np.float64]:
    """Return the Euclidean length of each row, over columns, and over levels unless the qualifier is ignored."""
    squares = np.zeros(len(found.rows))
    for block in found.blocks():
        counts = block.sum(axis=2) if qualifier is Qualifier.IGNORE else flat(block)
        squares += (counts**2).sum(axis=1)
    return np.sqrt(squares)


def flat(block: NDArray) -> NDArray[np.float64]:
    """Return rows x (columns and levels)."""
    return block.reshape(len(block), block.shape[1] * block.shape[2]).astype(np.float64, copy=False)


def ratio(matrix: NDArray[np.float64], divisor: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the quotient, 0 where the divisor is."""
    return np.divide(matrix, divisor, out=np.zeros_like(matrix), where=divisor != 0)
