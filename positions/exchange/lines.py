"""Records as JSON Lines: what a program writes to have a negotiation's names, articles and statements taken in.

A line is an object with `record` (party, person, issue, proposal, article, statement, carried) and the fields of
that record; what is left out is not said. Moments are written as in 2031-03-04T12:00:00+00:00.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from positions.exchange.errors import ExchangeError
from positions.exchange.formats import Format, Options
from positions.exchange.records import Row
from positions.exchange.stored import KINDS, read_record

LONGEST_LINE = 4_000_000  # characters: the longest article with all its marks escaped


def read_lines(path: Path, options: Options) -> Iterator[Row]:
    """Yield the record of each line that is not blank. Raises ExchangeError for a file that is no text in UTF-8."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), ""), start=1):
                if line.strip():
                    yield _row(f"line {number}", line)
    except UnicodeDecodeError as error:
        raise ExchangeError("The file is no text in UTF-8. Save it as UTF-8 and import it again.") from error


def _row(place: str, line: str) -> Row:
    try:
        content: Any = json.loads(line)
        kind = content.pop("record")
        record = read_record(kind, content)
    except json.JSONDecodeError as error:
        return Row(place, None, f"This is no JSON: {error.msg} at character {error.pos + 1}. Correct the line.")
    except RecursionError:
        return Row(place, None, "The line nests deeper than any record does. Correct it.")
    except (AttributeError, KeyError):
        return Row(place, None, f"The line does not say which record it is. Write one of: {', '.join(KINDS)}.")
    except (TypeError, ValueError) as error:
        return Row(place, None, f"{str(error).removeprefix('__init__() ')}. Correct the line.")
    return Row(place, record)


RECORDS = Format(
    name="records",
    label=_("Records, as JSON Lines"),
    says=_("One record a line, for programs that hand over names, articles and statements."),
    suffix=".records.jsonl",
    media_type="application/x-ndjson",
    read=read_lines,
)
