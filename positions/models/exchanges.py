"""Files on their way out and in, what an import makes of each row, and what they hold that we have no word for.

A file stands in the database in pieces, because web processes and workers share no disk.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from positions.enums import Role, RowOutcome, TransferDirection, TransferState
from positions.models.columns import one_of, public_id
from positions.models.negotiations import Negotiation
from positions.models.users import User

KEPT = timedelta(days=14)  # from the last thing done with it; the report of an import goes with its file
PIECE = 512 * 1024  # bytes; what a web process or a worker holds of a file at a time


def expiry() -> datetime:
    """Return when a file is removed unless something is done with it."""
    return timezone.now() + KEPT


class TransferQuerySet(models.QuerySet["Transfer"]):
    def visible_to(self, user: User) -> Self:
        """Return a person's own, as far as the negotiation is still theirs, and all in negotiations they lead."""
        if user.is_superuser:
            return self
        seen, led = Negotiation.objects.visible_to(user), Negotiation.objects.visible_to(user, Role.LEAD)
        own = Q(requested_by=user) & (Q(negotiation=None) | Q(negotiation__in=seen))
        return self.filter(own | Q(negotiation__in=led))

    def expired(self, now: datetime) -> Self:
        """Return those whose time is over and which nobody works on."""
        return self.filter(expires_at__lt=now).exclude(state__in=[TransferState.WAITING, TransferState.RUNNING])

    def unfinished(self) -> Self:
        """Return those that wait or run."""
        return self.filter(state__in=[TransferState.WAITING, TransferState.RUNNING])

    def taking_in(self) -> Self:
        """Return the imports that are writing into a negotiation at the moment."""
        return self.filter(direction=TransferDirection.IMPORT, is_dry=False, state=TransferState.RUNNING)

    def for_display(self) -> Self:
        """Return transfers as lists and pages show them, the latest first."""
        return self.select_related("negotiation", "requested_by").order_by("-requested_at", "-pk")


class Transfer(models.Model):
    """An export or an import: the file, how far it has come, what became of its rows."""

    public_id = public_id()
    direction = models.CharField(max_length=6, choices=TransferDirection)
    format = models.CharField(max_length=40, help_text="Name of the file format.")
    # Empty until a whole negotiation is restored from the file.
    negotiation = models.ForeignKey(
        Negotiation, on_delete=models.CASCADE, null=True, blank=True, related_name="transfers"
    )
    options = models.JSONField(default=dict, blank=True)
    file_name = models.CharField(max_length=200)
    size = models.BigIntegerField(default=0, help_text="Bytes.")
    state = models.CharField(max_length=9, choices=TransferState, default=TransferState.WAITING)
    is_dry = models.BooleanField(default=False, help_text="Only compares; nothing is taken in until a person says so.")
    is_read = models.BooleanField(default=False, help_text="All rows of the file are in the report.")
    reached = models.PositiveIntegerField(default=0, help_text="Number of the last row compared or taken in.")
    rows_read = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, blank=True, help_text="Rows by kind of record and outcome.")
    error = models.TextField(blank=True, help_text="Why it came to nothing, and what to do.")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="transfers")
    requested_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)  # empty: not finished
    expires_at = models.DateTimeField(default=expiry)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            one_of("transfer_direction_known", "direction", TransferDirection),
            one_of("transfer_state_known", "state", TransferState),
            models.CheckConstraint(
                condition=Q(state=TransferState.FAILED) ^ Q(error=""), name="transfer_error_with_failure"
            ),
            models.CheckConstraint(
                condition=Q(direction=TransferDirection.IMPORT) | Q(negotiation__isnull=False),
                name="transfer_exports_a_negotiation",
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="transfer_by_expiry")]

    def __str__(self) -> str:
        return f"{self.get_direction_display()}: {self.file_name}"

    @property
    def is_import(self) -> bool:
        """Tell whether the file comes in."""
        return self.direction == TransferDirection.IMPORT

    @property
    def job_key(self) -> str:
        """Return the key of the job that works on it."""
        return f"exchange:{self.pk}"

    @property
    def totals(self) -> dict[str, int]:
        """Return how many rows had each outcome, whatever they are about."""
        return {
            outcome: sum(of_kind.get(outcome, 0) for of_kind in self.counts.values()) for outcome in RowOutcome.values
        }


class TransferPiece(models.Model):
    """Up to PIECE bytes of a file."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="pieces", db_index=False)
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["transfer", "number"]
        constraints = [
            models.UniqueConstraint(fields=["transfer", "number"], name="transfer_piece_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.transfer_id}, piece {self.number}"


class TransferRowQuerySet(models.QuerySet["TransferRow"]):
    def weighed(self) -> Self:
        """Return those with an outcome."""
        return self.exclude(outcome="")

    def for_display(self) -> Self:
        """Return rows of the report in the file's order, without what they hold."""
        return self.defer("record").order_by("number")


class TransferRow(models.Model):
    """One row of a file: where it stands, what it is, and what an import makes or made of it."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField(help_text="Order in the file, from 1.")
    place = models.CharField(max_length=200, help_text="Where it stands in the file, in the file's terms.")
    kind = models.CharField(max_length=10, blank=True, help_text="What kind of record it is.")
    key = models.CharField(max_length=200, blank=True, help_text="What other rows of the file call it.")
    name = models.CharField(max_length=200, blank=True, help_text="For people: a name, a title, the first words.")
    # Empty where the file's row could not be read.
    record = models.JSONField(null=True, blank=True)
    identity = models.CharField(max_length=64, blank=True, help_text="Digest of text and spans of a statement.")
    # Empty until it has been compared.
    outcome = models.CharField(max_length=6, choices=RowOutcome, blank=True)
    changes = models.JSONField(default=dict, blank=True, help_text="By field, what stands there and what comes.")
    also = models.JSONField(default=list, blank=True, help_text="What it names and is entered with it: kind and name.")
    why = models.TextField(blank=True, help_text="Why it is skipped or bad, and what to do.")

    objects = TransferRowQuerySet.as_manager()

    class Meta:
        ordering = ["transfer", "number"]
        constraints = [
            models.UniqueConstraint(fields=["transfer", "number"], name="transfer_row_number_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *RowOutcome.values]), name="transfer_row_outcome_known"
            ),
        ]
        indexes = [
            models.Index(fields=["transfer", "kind", "key"], name="transfer_row_by_key"),
            models.Index(fields=["transfer", "identity"], condition=~Q(identity=""), name="transfer_row_by_identity"),
            models.Index(fields=["transfer", "outcome", "number"], name="transfer_row_by_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.name}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Carried(models.Model):
    """What a foreign file holds and we have no column for, kept word for word for the next export in that format."""

    negotiation = models.ForeignKey(Negotiation, on_delete=models.CASCADE, related_name="carried", db_index=False)
    format = models.CharField(max_length=40)
    place = models.CharField(max_length=200, help_text="Names it within its format: entity:17.")
    content = models.JSONField()

    class Meta:
        verbose_name_plural = "carried"
        ordering = ["negotiation", "format", "place"]
        constraints = [
            models.UniqueConstraint(fields=["negotiation", "format", "place"], name="carried_once_per_place"),
        ]

    def __str__(self) -> str:
        return f"{self.format}, {self.place}"
