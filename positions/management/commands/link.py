"""`manage.py link NEGOTIATION`: link all statements of a negotiation anew, in the background or here."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from positions.enums import JobState
from positions.models import Job, Negotiation
from positions.review.links import link_anew
from positions.tasks import run

PATIENCE = 5  # seconds between two looks at a job that a worker has


class Command(BaseCommand):
    """Ask for the links of a whole negotiation; statements that are as they were when linked last are passed over."""

    help = "Link all statements of a negotiation anew. Workers do it unless --here is given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("negotiation", metavar="NEGOTIATION", help="its address, as in /n/ADDRESS/")
        parser.add_argument("--here", action="store_true", help="do the work in this process and print the progress")

    def handle(self, *args: Any, **options: Any) -> None:
        negotiation = Negotiation.objects.filter(slug=options["negotiation"]).first()
        if negotiation is None:
            raise CommandError(f"There is no negotiation with the address {options['negotiation']!r}.")
        job = link_anew(negotiation=negotiation)
        if options["here"]:
            self._work(job)
        else:
            self.stdout.write(f"Asked for. Its progress is at /n/{negotiation.slug}/jobs/.")

    def _work(self, job: Job) -> None:
        """Do the items of work one after the other; where a worker is at it already, watch it."""
        while job.state in {JobState.QUEUED, JobState.RUNNING}:
            attempts = (job.state, job.done)
            run(job.pk)
            job.refresh_from_db()
            if job.total:
                self.stdout.write(f"{job.done:,} of {job.total:,}")
            if (job.state, job.done) == attempts:
                time.sleep(PATIENCE)
        if job.state != JobState.DONE:
            raise CommandError(job.error or "It was ignored.")
