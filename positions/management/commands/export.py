"""`manage.py export SLUG --format F`: write a negotiation as a file, as it is at one moment."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from positions.exchange.errors import ExchangeError
from positions.exchange.exports import export
from positions.exchange.registry import find_format, writable
from positions.management.options import named_options
from positions.models import Negotiation


class Command(BaseCommand):
    """Stream a negotiation to a file or to standard output; no worker is needed."""

    help = "Write a negotiation as a file of one of the formats. Streams; memory does not grow with the negotiation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = ", ".join(each.name for each in writable())
        parser.add_argument("negotiation", metavar="SLUG", help="its address, as in /n/SLUG/")
        parser.add_argument("--format", required=True, help=f"one of: {names}")
        parser.add_argument("--out", type=Path, metavar="FILE", help="instead of standard output")
        parser.add_argument("--option", action="append", default=[], metavar="NAME=VALUE", help="of the format; repeat")

    def handle(self, *args: Any, **options: Any) -> None:
        negotiation = Negotiation.objects.filter(slug=options["negotiation"]).first()
        if negotiation is None:
            raise CommandError(f"There is no negotiation with the address {options['negotiation']!r}.")
        try:
            chosen = find_format(options["format"], writable())
            content = export(negotiation, chosen, named_options(options["option"]))
            self._write(content, options["out"])
        except ExchangeError as error:
            raise CommandError(str(error)) from error

    def _write(self, content: Iterator[bytes], out: Path | None) -> None:
        if out is None:
            for piece in content:
                sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
            return
        beside = out.with_name(f"{out.name}.part")  # whoever finds the name finds the whole file
        with beside.open("wb") as file:
            for piece in content:
                file.write(piece)
        beside.replace(out)
