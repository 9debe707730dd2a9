"""`manage.py networks`: the network of coded statements in a CSV file, as a CSV matrix."""

import argparse
import csv
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from positions.analysis.coding_rows import WrongRow, read_codings
from positions.analysis.codings import Codings
from positions.analysis.network_settings import Duplicates, Normalization, Qualifier, Settings, Shape
from positions.analysis.networks import Network, network

VARIABLES = ("organization", "person", "concept")
NEEDED = ("date", "agreement")


class Command(BaseCommand):
    help = "Read coded statements (date,person,organization,concept,agreement,document) and print their network as CSV."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--in", dest="source", type=Path, required=True, help="the CSV file, UTF-8 with a header")
        parser.add_argument("--type", dest="shape", choices=Shape.values, default=Shape.TWO_MODE)
        parser.add_argument("--of", choices=VARIABLES, default="organization", help="the rows")
        parser.add_argument("--by", choices=VARIABLES, default="concept", help="the columns, or what ties go through")
        parser.add_argument("--qualifier", choices=Qualifier.values, default=Qualifier.IGNORE)
        parser.add_argument("--normalization", choices=Normalization.values, default=Normalization.NO)
        parser.add_argument("--duplicates", choices=Duplicates.values, default=Duplicates.INCLUDE)
        parser.add_argument("--as", dest="manner", choices=["dna"], help="keep the known defects of DNA 3")
        parser.add_argument("--from", dest="start", type=_first, help="leave out what is earlier: 2005-02-01")
        parser.add_argument("--to", dest="stop", type=_last, help="leave out what is later")
        parser.add_argument("--isolates", action="store_true", help="keep names that have no tie")

    def handle(self, *args: Any, source: Path, **options: Any) -> None:
        try:
            settings = Settings(
                shape=Shape(options["shape"]),
                of=options["of"],
                by=options["by"],
                qualifier=Qualifier(options["qualifier"]),
                normalization=Normalization(options["normalization"]),
                duplicates=Duplicates(options["duplicates"]),
                start=options["start"],
                stop=options["stop"],
                isolates=options["isolates"],
                as_dna=options["manner"] == "dna",
            )
        except ValueError as error:
            raise CommandError(str(error)) from error
        write_matrix(self.stdout, network(_read(source, settings), settings))


def _first(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _last(text: str) -> datetime:
    """Return the moment, or the last second of a day without a time."""
    found = datetime.fromisoformat(text)
    return found if len(text) > len("2005-02-01") else datetime.combine(found, time(23, 59, 59))


def _read(source: Path, settings: Settings) -> Codings:
    needed = [*NEEDED, settings.of, settings.by]
    if settings.duplicates is Duplicates.DOCUMENT:
        needed.append("document")
    with _opened(source) as rows:
        missing = [name for name in needed if name not in (rows.fieldnames or ())]
        if missing:
            raise CommandError(f"{source} has no column “{missing[0]}”; its header must name {', '.join(needed)}.")
        try:
            return read_codings(rows)
        except WrongRow as error:
            raise CommandError(f"{source}: {error}") from error


@contextmanager
def _opened(source: Path) -> Iterator[csv.DictReader]:
    try:
        with source.open(encoding="utf-8-sig", newline="") as stream:
            yield csv.DictReader(stream)
    except OSError as error:
        raise CommandError(f"{source} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{source} is not UTF-8; save it as UTF-8 and try again.") from error
    except csv.Error as error:
        raise CommandError(f"{source} is not CSV: {error}.") from error


def write_matrix(stream: Any, found: Network) -> None:
    """Write a header of column names, then each row after its name; numbers in full, whole ones without a point."""
    lines = csv.writer(stream, lineterminator="\n")
    lines.writerow(["", *found.columns])
    for name, weights in zip(found.rows, found.matrix.tolist(), strict=True):
        lines.writerow([name, *(int(weight) if weight.is_integer() else weight for weight in weights)])
