"""Says in words how far a transfer is and what an import makes of its rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, JSONField, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from positions.enums import JobState, RowOutcome, TransferState
from positions.exchange.registry import FORMATS
from positions.exchange.transfers import job_of, report_rows
from positions.models import Transfer, TransferRow

OPEN = {TransferState.WAITING, TransferState.RUNNING}
KINDS = {
    "party": pgettext_lazy("kind of row", "party"),
    "person": pgettext_lazy("kind of row", "person"),
    "issue": pgettext_lazy("kind of row", "issue"),
    "proposal": pgettext_lazy("kind of row", "proposal"),
    "article": pgettext_lazy("kind of row", "article"),
    "statement": pgettext_lazy("kind of row", "statement"),
    "carried": pgettext_lazy("kind of row", "kept as it is"),
    "whole": pgettext_lazy("kind of row", "negotiation"),
    "account": pgettext_lazy("kind of row", "account"),
    "": pgettext_lazy("kind of row", "not readable"),
}
# Of a record: whole texts, what the head of its row says, and what only programs read.
UNSAID = ["text", "words", "name", "title", "key", "article", "spans", "content"]
SHOWN = 300  # characters of a value; the file and the report have all


@dataclass(frozen=True, slots=True)
class Progress:
    """Work that waits or runs: what is done of how much, 0 where that is not known."""

    words: str
    done: int
    total: int
    error: str = ""


def progress_of(transfer: Transfer) -> Progress | None:
    """Return how far the work is; None when it is over."""
    if transfer.state not in OPEN:
        return None
    job = job_of(transfer)
    if job is None or job.state == JobState.QUEUED:
        return Progress(_("It waits for a free worker."), 0, 0)
    if job.state in {JobState.FAILED, JobState.IGNORED}:
        return Progress(_("It stopped."), job.done, job.total, job.error)
    return Progress(doing(transfer), job.done, job.total)


def doing(transfer: Transfer) -> str:
    """Return what a worker does now."""
    if not transfer.is_import:
        return _("The file is being written.")
    if restores(transfer):
        return _("The file is being read through.") if transfer.is_dry else _("The negotiation is being restored.")
    if not transfer.is_read:
        return _("The file is being read.")
    return _("Its rows are being compared.") if transfer.is_dry else _("Its rows are being taken in.")


def title_of(transfer: Transfer) -> str:
    """Return the finding."""
    if restores(transfer):
        return title_of_restoring(transfer)
    if not transfer.is_import:
        said = {TransferState.DONE: _("The file is ready"), TransferState.FAILED: _("The file could not be written")}
        return said.get(TransferState(transfer.state), _("Export of %(file)s") % {"file": transfer.file_name})
    match transfer.state:
        case TransferState.COMPARED:
            return heading_of(transfer) % {"told": in_words(transfer)}
        case TransferState.DONE:
            return _("Taken in: %(told)s") % {"told": in_words(transfer)}
        case TransferState.FAILED:
            return _("The file could not be read")
        case TransferState.CANCELLED:
            return _("Stopped: %(told)s") % {"told": in_words(transfer)}
    return _("Import of %(file)s") % {"file": transfer.file_name}


def restores(transfer: Transfer) -> bool:
    """Tell whether a negotiation is made of the file."""
    chosen = FORMATS.get(transfer.format)
    return transfer.is_import and chosen is not None and chosen.restore is not None


def title_of_restoring(transfer: Transfer) -> str:
    """Return what came of the file of a whole negotiation."""
    made = report_rows(transfer, kind="whole").first()
    name = {"title": made.name if made else transfer.file_name}
    match transfer.state:
        case TransferState.COMPARED | TransferState.DONE if not writes_of(transfer):
            return _("“%(title)s” is here already") % name
        case TransferState.COMPARED:
            return _("“%(title)s” can be restored") % name
        case TransferState.DONE:
            return _("“%(title)s” is restored") % name
        case TransferState.FAILED:
            return _("The file could not be restored")
    return _("Restoring from %(file)s") % {"file": transfer.file_name}


def heading_of(transfer: Transfer) -> str:
    """Return what begins the title of a dry run."""
    if writes_of(transfer):
        return _("Nothing is taken in yet: %(told)s")
    return _("Nothing in it is new: %(told)s")


def writes_of(transfer: Transfer) -> int:
    """Return how many rows enter or change something."""
    return transfer.totals[RowOutcome.CREATE] + transfer.totals[RowOutcome.CHANGE]


def in_words(transfer: Transfer) -> str:
    """Return how many rows had each outcome: 4 new, 2 changed."""
    totals = transfer.totals
    told = [
        ngettext("%(number)s new", "%(number)s new", totals[RowOutcome.CREATE]),
        ngettext("%(number)s changed", "%(number)s changed", totals[RowOutcome.CHANGE]),
        ngettext("%(number)s as recorded", "%(number)s as recorded", totals[RowOutcome.SAME]),
        ngettext("%(number)s skipped", "%(number)s skipped", totals[RowOutcome.SKIP]),
        ngettext("%(number)s not taken", "%(number)s not taken", totals[RowOutcome.BAD]),
    ]
    counts = [totals[each] for each in RowOutcome]
    found = [said % {"number": f"{count:,}"} for said, count in zip(told, counts, strict=True) if count]
    return ", ".join(found) or _("no rows")


def state_of(transfer: Transfer) -> str:
    """Return in a few words where it stands, for lists."""
    if transfer.state in {TransferState.COMPARED, TransferState.DONE} and transfer.is_import and not restores(transfer):
        return in_words(transfer)
    return str(transfer.get_state_display())


@dataclass(frozen=True, slots=True)
class Reported:
    """A row of the report with the words for its kind, and what changes: the field, what stands there, what comes."""

    row: TransferRow
    kind: str
    changes: list[tuple[str, str, str]]
    also: list[tuple[str, str]]


def reported(rows: Iterable[TransferRow]) -> list[Reported]:
    """Return rows as the page shows them."""
    rows = list(rows)
    new = contents_of(row for row in rows if row.outcome == RowOutcome.CREATE)
    return [
        Reported(
            row,
            kind_of(row.kind),
            new.get(row.pk) or [(said_of(name), short(now), short(said)) for name, (now, said) in row.changes.items()],
            [(kind_of(kind), name) for kind, name in row.also],
        )
        for row in rows
    ]


def contents_of(rows: Iterable[TransferRow]) -> dict[int, list[tuple[str, str, str]]]:
    """Return what rows say that is not recorded, but for whole texts and what the page says already."""
    without = Func(
        F("record"), Cast(Value(UNSAID), ArrayField(TextField())), arg_joiner=" - ", template="%(expressions)s"
    )
    found = TransferRow.objects.filter(pk__in=[row.pk for row in rows], record__isnull=False)
    said = found.annotate(said=Cast(without, JSONField())).values_list("pk", "said")
    return {pk: [(said_of(name), "", short(value)) for name, value in content.items()] for pk, content in said}


def said_of(name: str) -> str:
    """Return the name of a field as words."""
    return name.replace("_", " ")


def kind_of(kind: str) -> str:
    """Return the word for a kind of row."""
    return str(KINDS.get(kind, kind))


def in_a_line(value: object) -> str:
    """Return a value of the report as a text, several with commas; nothing as an empty one."""
    if isinstance(value, dict):
        return " ".join(map(in_a_line, value.values()))
    if isinstance(value, list):
        return ", ".join(map(in_a_line, value))
    return "" if value is None else str(value)


def short(value: object) -> str:
    """Return a value as far as a page has room for it."""
    text = in_a_line(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def outcomes_of(transfer: Transfer) -> list[tuple[str, str, int]]:
    """Return each outcome with its words and how many rows had it."""
    return [(each.value, str(each.label), transfer.totals[each]) for each in RowOutcome]
