"""`manage.py evaluate_speakers`: compare who sources are said to be with passages in which a person marked it."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from positions.extraction.speaker_measures import MEASURES, Answer, compare_speakers, tally_speakers

FIRST = 12  # width of the column of forms


class Command(BaseCommand):
    help = "Print per form how many speakers, parties and joint, addressed and targeted parties are right."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "path", type=Path, help="passages with a registry, as in tests/extraction/golden/speakers.json"
        )
        parser.add_argument("--wrong", action="store_true", help="list every source that is not right, too")

    def handle(self, *args: Any, path: Path, wrong: bool, **options: Any) -> None:
        try:
            answers = compare_speakers(path)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror or error}.") from error
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise CommandError(f"{path} is not a file of marked passages: {error!r}.") from error
        self.stdout.write(f"{'form':{FIRST}} sources" + "".join(f"{measure:>18}" for measure in MEASURES))
        for form, counts in tally_speakers(answers).items():
            figures = (f"{counts[one] / max(counts['sources'], 1):.3f} ({counts[f'{one} marked']})" for one in MEASURES)
            self.stdout.write(f"{form:{FIRST}} {counts['sources']:7}" + "".join(f"{one:>18}" for one in figures))
        self.stdout.write("Right of all sources; in brackets how many of them have one marked.")
        if wrong:
            for answer in answers:
                self._tell(answer)

    def _tell(self, answer: Answer) -> None:
        for measure in MEASURES:
            if not answer.is_right(measure):
                marked, found = answer.marked[measure], answer.found[measure]
                self.stdout.write(
                    f"{answer.source} | {measure}: {marked or None} is {found or None} | {answer.passage}"
                )
