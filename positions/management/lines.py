"""Read and write JSON Lines on the command line; what is wrong with a line is said with its number."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import CommandError, OutputWrapper


def read_lines(path: Path | None, texts: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file, or of standard input when path is None, one a line; blank lines are skipped.

    Each must have an `id` and, under the names in texts, strings. Raises CommandError naming the line.
    """
    name = str(path) if path else "standard input"
    try:
        with path.open(encoding="utf-8-sig") if path else nullcontext(sys.stdin) as stream:
            yield from _objects(stream, name, texts)
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{name} is not UTF-8; save it as UTF-8 and try again.") from error


def write_line(stream: OutputWrapper, line: dict[str, Any]) -> None:
    """Write one object as one line."""
    stream.write(json.dumps(line, ensure_ascii=False))


def _objects(stream: TextIO | Iterable[str], name: str, texts: Sequence[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except ValueError as error:
            raise CommandError(f"{name}, line {number}, is not JSON.") from error
        if not isinstance(found, dict) or "id" not in found:
            raise CommandError(f'{name}, line {number}, has no "id".')
        for text in texts:
            if not isinstance(found.get(text), str):
                raise CommandError(f'{name}, line {number}: "{text}" must be a text.')
        yield found
