"""What the ledger's replay came to, kept as rows, and the marks of what has to be replayed anew.

Derived from positions, verdicts and links, which alone are the record: these rows have no history and may be emptied
and written anew at any time. Only `positions.analysis.held_positions` writes them.
"""

from __future__ import annotations

from django.db import models

from positions.models.issues import Issue
from positions.models.negotiations import Negotiation
from positions.models.parties import Party
from positions.models.statements import Statement


class Cell(models.Model):
    """Of one party on one issue.

    Without constraints on foreign keys: a party that is deleted while its rows are written fails no reader's page.
    """

    negotiation = models.ForeignKey(
        Negotiation, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="+", db_constraint=False)

    class Meta:
        abstract = True


class HeldPosition(Cell):
    """One position in the sequence that a party held on an issue; once by confirmed words, once with suggestions."""

    is_widened = models.BooleanField(help_text="Of the sequence in which suggestions count.")
    number = models.PositiveIntegerField(help_text="Place in the sequence, from 0.")
    opened_on = models.DateField(help_text="Day, in UTC, on which it was said first.")
    last_on = models.DateField(help_text="Day, in UTC, on which it was said last.")
    is_split = models.BooleanField()
    # Empty when taking it up was no step: the first, or the same again after a split.
    moved_from = models.PositiveIntegerField(null=True, blank=True, help_text="The position it stepped from.")
    content = models.JSONField(help_text="As `positions.analysis.kept_form` writes it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "issue", "is_widened", "number"], name="held_position_once"),
        ]
        indexes = [models.Index(fields=["negotiation", "is_widened"], name="held_position_by_sequence")]

    def __str__(self) -> str:
        return f"{self.party_id} on {self.issue_id}, {self.number}"


class LedgerEntry(Cell):
    """One coded position of one party, refused ones apart, and where it stands in both sequences of held positions."""

    # No foreign key: an entry whose position is deleted goes with the next replay.
    position = models.BigIntegerField()
    said_at = models.DateTimeField()
    said_on = models.DateField(help_text="Day, in UTC.")
    is_exact = models.BooleanField(help_text="Known to the minute.")
    is_first_hand = models.BooleanField()
    is_confirmed = models.BooleanField()
    # Both empty where it does not count there, or is a further report of an utterance.
    confirmed_number = models.PositiveIntegerField(null=True, blank=True)
    confirmed_times = models.PositiveIntegerField(null=True, blank=True, help_text="How often it was said by then.")
    widened_number = models.PositiveIntegerField(null=True, blank=True)
    widened_times = models.PositiveIntegerField(null=True, blank=True)
    content = models.JSONField(help_text="As `positions.analysis.kept_form` writes it.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party", "issue", "position"], name="ledger_entry_once")]
        indexes = [
            models.Index(fields=["party", "issue", "said_on"], name="ledger_entry_by_cell"),
            models.Index(fields=["negotiation", "said_at"], name="ledger_entry_by_date"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} on {self.issue_id}, {self.said_on}"


class LedgerMark(models.Model):
    """Something changed that the ledger reads; written by the database, deleted when it has been replayed.

    Marks are only ever added, so that no two writers wait for each other. What is empty is not narrowed down: without
    a party all parties, without an issue the whole negotiation. With a statement all reports of its utterance.
    """

    negotiation = models.ForeignKey(
        Negotiation, on_delete=models.DO_NOTHING, related_name="ledger_marks", db_constraint=False
    )
    party = models.ForeignKey(
        Party,
        on_delete=models.DO_NOTHING,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
    )
    issue = models.ForeignKey(
        Issue,
        on_delete=models.DO_NOTHING,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
    )
    statement = models.ForeignKey(
        Statement,
        on_delete=models.DO_NOTHING,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
    )

    def __str__(self) -> str:
        return f"{self.negotiation_id}: {self.party_id} on {self.issue_id}"
