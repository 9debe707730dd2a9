"""Reads coded statements out of rows of text, as of a CSV file, and says what is wrong with which row; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from math import nan

import numpy as np

from positions.analysis.codings import YES_NO, Codings, Names

COLUMNS = ("person", "organization", "concept", "document")
YES_OR_NO = {"true": 1, "yes": 1, "false": 0, "no": 0}


class WrongRow(ValueError):
    """A row that cannot be read; the message names it."""


def read_codings(rows: Iterable[Mapping[str, str | None]]) -> Codings:
    """Return the rows as columns; rows are counted from 2, after the header, in what is raised.

    Agreement is yes or no (also true, false, 1, 0) in all rows, or else a whole number in all; a row without one is no
    coded statement and left out. A date may have a time of day; one with a zone is taken to UTC. Raises WrongRow.
    """
    when: list[datetime] = []
    agreement: list[int] = []
    texts: dict[str, list[str]] = {name: [] for name in COLUMNS}
    levels: dict[str, int] = dict(YES_OR_NO)
    for number, row in enumerate(rows, 2):
        text = (row.get("agreement") or "").strip().lower()
        if not text:
            continue
        if text not in levels:
            levels[text] = _level(text, number)
        agreement.append(levels[text])
        when.append(_moment(row.get("date") or "", number))
        for name in COLUMNS:
            texts[name].append(row.get(name) or "")
    return Codings(
        when=np.array(when, dtype="datetime64[s]"),
        columns={name: Names.of(texts[name]) for name in COLUMNS},
        agreement=np.array(agreement, dtype=np.int64),
        scale=YES_NO if set(agreement) <= set(YES_NO) else None,
    )


def _moment(text: str, number: int) -> datetime:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise WrongRow(f"Row {number}: “{text}” is no date; write it as 2016-10-07 or 2016-10-07T21:00.") from error
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found


def _level(text: str, number: int) -> int:
    try:
        value = float(text)  # 1.0 is how some programs write 1
    except ValueError:
        value = nan
    if not value.is_integer():
        raise WrongRow(f"Row {number}: agreement “{text}” is neither yes or no nor a whole number.")
    return int(value)
