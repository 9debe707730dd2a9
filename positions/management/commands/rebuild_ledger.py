"""`manage.py rebuild_ledger [NEGOTIATION]`: replay what parties held anew into the rows that pages read."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from positions.analysis.held_positions import rebuild
from positions.models import HeldPosition, Negotiation


class Command(BaseCommand):
    """Replay whole negotiations; what people and machines recorded stays as it is."""

    help = "Replay the ledger of a negotiation, or of all, anew into the rows that pages read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("negotiation", nargs="?", metavar="NEGOTIATION", help="its address, as in /n/ADDRESS/")

    def handle(self, *args: Any, **options: Any) -> None:
        found = Negotiation.objects.order_by("pk")
        if options["negotiation"]:
            found = found.filter(slug=options["negotiation"])
            if not found:
                raise CommandError(f"There is no negotiation with the address {options['negotiation']!r}.")
        for negotiation in found:
            rebuild(negotiation=negotiation)
            held = HeldPosition.objects.filter(negotiation=negotiation, is_widened=False).count()
            self.stdout.write(f"{negotiation.slug}: {held:,} confirmed position{'s' if held != 1 else ''} held.")
