"""`manage.py import FILE`: compare a file with a negotiation, or take it in, and print what became of its rows."""
# ruff: noqa: N999  # the command's name

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pghistory
from django.core.management.base import BaseCommand, CommandError

from positions.enums import JobState, RowOutcome, TransferState
from positions.exchange.errors import ExchangeError
from positions.exchange.pieces import file_pieces
from positions.exchange.registry import readable
from positions.exchange.transfers import job_of, report_rows, start_import
from positions.management.options import named_options
from positions.models import Job, Negotiation, Transfer, User
from positions.review.errors import NotAllowed, ReviewError
from positions.tasks import work_on

PATIENCE = 1  # seconds between two looks at a job that a worker has
TOLD = {RowOutcome.SKIP: "skipped", RowOutcome.BAD: "not taken"}


class Command(BaseCommand):
    """Do the work in this process; killed half way, workers go on with it, and the file may be imported again."""

    help = "Take in a file, or with --dry-run say what would be taken in. Prints every row that is skipped or bad."

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = ", ".join(each.name for each in readable())
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--by", required=True, metavar="USER", help="user name of an analyst or lead there")
        into = parser.add_mutually_exclusive_group()
        into.add_argument("--negotiation", metavar="SLUG", help="into this one, as in /n/SLUG/")
        into.add_argument("--into-new", metavar="TITLE", default="", help="into a new one with this title")
        parser.add_argument("--format", default="", help=f"where the file's name does not tell; one of: {names}")
        parser.add_argument("--dry-run", action="store_true", help="compare only")
        parser.add_argument("--option", action="append", default=[], metavar="NAME=VALUE", help="of the format; repeat")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(username=options["by"]).first()
        if by is None:
            raise CommandError(f"There is no account with the user name {options['by']!r}.")
        try:
            with pghistory.context(user=by.pk):
                transfer = start_import(
                    content=file_pieces(options["file"]),
                    file_name=options["file"].name,
                    by=by,
                    negotiation=self._negotiation(options["negotiation"]),
                    title=options["into_new"],
                    format_name=options["format"],
                    options=named_options(options["option"]),
                    is_dry=options["dry_run"],
                )
        except (ExchangeError, NotAllowed, ReviewError, OSError) as error:
            raise CommandError(str(error)) from error
        self._work(transfer)
        self._tell(transfer)

    def _negotiation(self, slug: str | None) -> Negotiation | None:
        found = Negotiation.objects.filter(slug=slug).first() if slug else None
        if slug and found is None:
            raise CommandError(f"There is no negotiation with the address {slug!r}.")
        return found

    def _work(self, transfer: Transfer) -> None:
        """Do the items of work one after the other; where a worker is at it already, watch it."""
        job = job_of(transfer)
        while job and job.state in {JobState.QUEUED, JobState.RUNNING}:
            before = (job.state, job.done)
            work_on(job.pk)
            job.refresh_from_db()
            self._show(job)
            if (job.state, job.done) == before:
                time.sleep(PATIENCE)
        transfer.refresh_from_db()

    def _show(self, job: Job) -> None:
        if job.total and job.state in {JobState.QUEUED, JobState.RUNNING}:
            self.stderr.write(f"{job.done:,} of {job.total:,}")

    def _tell(self, transfer: Transfer) -> None:
        """Print the rows that were not taken, and how many had which outcome. Raises CommandError without any."""
        for outcome, said in TOLD.items():
            for row in report_rows(transfer, outcome=outcome).iterator():
                self.stdout.write(
                    f"{row.place}: {said}: {row.name}: {row.why}" if row.name else f"{row.place}: {row.why}"
                )
        for kind, of_kind in sorted(transfer.counts.items()):
            told = ", ".join(f"{count:,} {RowOutcome(outcome).label}" for outcome, count in sorted(of_kind.items()))
            self.stdout.write(f"{kind or 'unreadable'}: {told}")
        if transfer.state not in {TransferState.DONE, TransferState.COMPARED}:
            job = job_of(transfer)
            raise CommandError(transfer.error or (job.error if job else "") or "It was stopped.")
        taken = sum(transfer.totals.values()) - transfer.totals[RowOutcome.BAD]
        if not taken:
            raise CommandError("Nothing in the file could be taken. Correct it, and import it again.")
        if transfer.negotiation:
            done = "Nothing was taken in: this was a dry run of" if transfer.is_dry else "Taken into"
            self.stdout.write(f"{done} /n/{transfer.negotiation.slug}/.")
