"""Read and write JSON Lines on the command line; what is wrong with a line is said with its number."""

import gzip
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import CommandError, OutputWrapper


def read_lines(path: Path | None, texts: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file, or of standard input when path is None, one a line; blank lines are skipped.

    A file whose name ends in .gz is unpacked on the way.
    Each must have an `id` and, under the names in texts, strings. Raises CommandError naming the line.
    """
    name = str(path) if path else "standard input"
    try:
        with _open(path) if path else nullcontext(sys.stdin) as stream:
            yield from _objects(stream, name, texts)
    except (OSError, EOFError) as error:  # the latter where a packed file is cut off
        raise CommandError(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{name} is not UTF-8; save it as UTF-8 and try again.") from error


def write_line(stream: OutputWrapper, line: dict[str, Any]) -> None:
    """Write one object as one line."""
    stream.write(json.dumps(line, ensure_ascii=False))


def _open(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig")
    return path.open(encoding="utf-8-sig")


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
