"""What a negotiation offers to choose from, fetched once per page for all its forms."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms

from positions.models import Issue, Negotiation, Party, Proposal, Spokesperson


@dataclass(frozen=True)
class Vocabulary:
    """Parties, people with their other spellings, issues and proposals of a negotiation."""

    parties: list[Party]
    people: list[Spokesperson]
    issues: list[Issue]
    proposals: list[Proposal]


def vocabulary_of(negotiation: Negotiation) -> Vocabulary:
    """Fetch what the forms of a negotiation offer."""
    return Vocabulary(
        parties=list(Party.objects.filter(negotiation=negotiation).for_display()),
        people=list(negotiation.spokespersons.prefetch_related("aliases")),
        issues=list(negotiation.issues.order_by("number", "title")),
        proposals=list(negotiation.proposals.all()),
    )


class RowField(forms.TypedChoiceField):
    """A choice among rows already fetched; the clean value is the row, None where nothing was chosen."""

    keys: Container[str] = ()

    def offer(self, rows: Iterable[Any], empty: str, words: Callable[[Any], str] = str) -> None:
        """Set the rows to choose from, the words for none of them, and how a row reads."""
        known = {str(row.pk): row for row in rows}
        self.keys = known.keys()
        self.choices = [("", empty), *((key, words(row)) for key, row in known.items())]
        self.coerce = lambda key: known[str(key)]
        self.empty_value = None

    def prepare_value(self, value: Any) -> Any:
        return getattr(value, "pk", value)


class KnownRowField(RowField):
    """A row that the page knew; None when it is gone by now, so that what was typed beside it is kept."""

    def clean(self, value: Any) -> Any:
        return super().clean(value if str(value) in self.keys else "")
