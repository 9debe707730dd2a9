"""How values stand in the cells of a table, and how cells are read again; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, TypeAlias, TypeVar

from django.db.models import Choices

from positions.enums import Firmness, Precision
from positions.text import fold

Cell: TypeAlias = str | int | float
Choice = TypeVar("Choice", bound=Choices)

# What a spreadsheet takes for the beginning of a formula, after as many apostrophes as stand before it.
FORMULA = re.compile(r"'*[=+\-@\t\r]")
SEPARATOR = "; "
PARTS = re.compile(r"((?:[^;\\]|\\.|\\$)*)(?:;|$)", re.DOTALL)
MARKED = re.compile(r"\\(.)", re.DOTALL)
SPAN = re.compile(r"([0-9]{1,9})\.\.([0-9]{1,9})")
ANCHOR = re.compile(r"([0-9]{1,3})\s*:\s*(.+)", re.DOTALL)
MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
WHOLE = re.compile(r"-?[0-9]{1,9}(?:\.0*)?")
MOMENT_ASKED = "Write a month 2016-10, a day 2016-10-07, or a moment with its zone 2016-10-07T14:05:00+03:00."


class CellError(ValueError):
    """A cell that cannot be read; its words say what to write instead."""


def escaped(text: str) -> str:
    """Return text that a spreadsheet does not take for a formula: an apostrophe stands before it."""
    return f"'{text}" if FORMULA.match(text) else text


def unescaped(text: str) -> str:
    """Return what `escaped` was given."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def written(value: Any) -> Cell:
    """Return a value as a cell has it: moments in ISO 8601 with their zone, several values with semicolons."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, int | float | str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return joined(value) if isinstance(value, list | tuple) else str(value)


def joined(values: Iterable[object]) -> str:
    r"""Return several values as one cell; a semicolon within one is written `\;`."""
    return SEPARATOR.join(str(value).replace("\\", "\\\\").replace(";", r"\;") for value in values)


def parted(cell: str) -> tuple[str, ...]:
    """Return what `joined` was given; blanks around the values do not count, empty ones are none."""
    found = (MARKED.sub(r"\1", part).strip() for part in PARTS.findall(cell))
    return tuple(part for part in found if part)


def spans_written(spans: Iterable[Sequence[int]]) -> str:
    """Return spans as `12..40; 52..60`, which no spreadsheet takes for a date."""
    return SEPARATOR.join(f"{start}..{end}" for start, end in spans)


def spans_read(cell: str) -> tuple[tuple[int, int], ...]:
    """Return the spans in a cell."""
    found = [SPAN.fullmatch(part) for part in parted(cell)]
    spans = tuple((int(match[1]), int(match[2])) for match in found if match)
    if len(spans) < len(found) or any(start >= end for start, end in spans):
        asked = "Write where it begins and ends, in characters, as 12..40, several as 12..40; 52..60."
        raise CellError(f"“{cell}” is no place in a text. {asked}")
    return spans


def anchors_written(anchors: Iterable[Sequence[Any]]) -> str:
    """Return the anchors of a scale as `0: no dues; 100: full dues`."""
    return joined(f"{value}: {meaning}" for value, meaning in anchors)


def anchors_read(cell: str) -> tuple[tuple[int, str], ...]:
    """Return the anchors in a cell."""
    found = [ANCHOR.fullmatch(part) for part in parted(cell)]
    anchors = tuple((int(match[1]), match[2].strip()) for match in found if match)
    if len(anchors) < len(found) or any(value > 100 for value, _meaning in anchors):
        raise CellError(f"“{cell}” names no places on a scale. Write value and meaning, as 0: no dues; 100: full dues.")
    return anchors


def choice_read(choices: type[Choice], cell: str) -> Choice | None:
    """Return the choice that a cell names by its value, name or English label; None for an empty cell."""
    wanted = as_name(cell)
    if not wanted:
        return None
    for choice in choices:
        if wanted in {as_name(str(choice.value)), as_name(choice.name)}:
            return choice
    raise CellError(f"“{cell}” is none of {', '.join(words_of(choices))}.")


def words_of(choices: type[Choices]) -> list[str]:
    """Return the words that cells have for choices."""
    return [word_of(choice) for choice in choices if choice.value != ""]


def word_of(choice: Any) -> str:
    """Return the word that a cell has for a choice: its value, or its name where the value is a number."""
    return choice.name.lower() if isinstance(choice.value, int) else str(choice.value)


def firmness_written(value: int | None) -> str:
    """Return exploratory, open, firm, red_line or nothing."""
    return "" if value is None else word_of(Firmness(value))


def place_read(cell: str) -> int | None:
    """Return a place on the scale from 0 to 100; None for an empty cell."""
    if not cell.strip():
        return None
    if not WHOLE.fullmatch(cell.strip()) or not 0 <= int(float(cell)) <= 100:
        raise CellError(f"“{cell}” is no whole number from 0 to 100.")
    return int(float(cell))


def number_read(cell: str) -> int:
    """Return the number of a text; 0 for an empty cell."""
    if not cell.strip():
        return 0
    if not WHOLE.fullmatch(cell.strip()) or int(float(cell)) < 1:
        raise CellError(f"“{cell}” is no number of a text. Write 1 for the text read first, or leave it empty.")
    return int(float(cell))


def day_read(cell: str) -> date | None:
    """Return a day; None for an empty cell."""
    if not cell.strip():
        return None
    try:
        return datetime.fromisoformat(cell.strip()).date()
    except ValueError:
        raise CellError(f"“{cell}” is no day. Write it as 2016-10-07.") from None


def moment_read(cell: str, precision: str = "") -> tuple[datetime, Precision] | None:
    """Return a moment and how much of it is known, by the cell's own form unless told; None for an empty cell.

    A moment without a zone is in UTC.
    """
    text = cell.strip()
    if not text:
        return None
    told = choice_read(Precision, precision)
    is_month = MONTH.fullmatch(text) is not None
    try:
        moment = datetime.fromisoformat(f"{text}-01" if is_month else text)
    except ValueError:
        raise CellError(f"“{cell}” is no moment. {MOMENT_ASKED}") from None
    known = Precision.MONTH if is_month else Precision.DAY if len(text) <= len("2016-10-07") else Precision.MINUTE
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)), told or known


def as_name(text: str) -> str:
    """Return text in the form in which names of columns and choices are compared."""
    return "_".join(fold(text).replace("-", " ").replace("_", " ").split())
