"""Says what a network can be asked to be: its kind, how stances count, how it is normalised, what a repeat is; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Shape(TextChoices):
    """Two-mode joins actors to what they speak on; one-mode joins those that share it."""

    TWO_MODE = "two-mode", _("who speaks on what")
    ONE_MODE = "one-mode", _("who shares what with whom")


class Qualifier(TextChoices):
    """How the stance of statements enters a tie."""

    IGNORE = "ignore", _("spoke on the same")
    CONGRUENCE = "congruence", _("took the same stance")
    CONFLICT = "conflict", _("took opposite stances")
    SUBTRACT = "subtract", _("same minus opposite")
    COMBINE = "combine", _("for, against or both")


class Normalization(TextChoices):
    NO = "no", pgettext_lazy("normalisation", "none")
    ACTIVITY = "activity", pgettext_lazy("normalisation", "by activity of the row")
    PROMINENCE = "prominence", pgettext_lazy("normalisation", "by prominence of the column")
    AVERAGE = "average", pgettext_lazy("normalisation", "by average activity")
    JACCARD = "jaccard", pgettext_lazy("normalisation", "Jaccard")
    COSINE = "cosine", pgettext_lazy("normalisation", "cosine")


class Duplicates(TextChoices):
    """Within which bounds the same actor, concept and stance count once."""

    INCLUDE = "include", _("count every statement")
    DOCUMENT = "document", _("once per document")
    WEEK = "week", _("once per week")
    MONTH = "month", _("once per month")
    YEAR = "year", _("once per year")
    ACROSS_RANGE = "acrossrange", _("once in all")


QUALIFIERS = {
    Shape.TWO_MODE: (Qualifier.IGNORE, Qualifier.SUBTRACT, Qualifier.COMBINE),
    Shape.ONE_MODE: (Qualifier.IGNORE, Qualifier.CONGRUENCE, Qualifier.CONFLICT, Qualifier.SUBTRACT),
}
NORMALIZATIONS = {
    Shape.TWO_MODE: (Normalization.NO, Normalization.ACTIVITY, Normalization.PROMINENCE),
    Shape.ONE_MODE: (Normalization.NO, Normalization.AVERAGE, Normalization.JACCARD, Normalization.COSINE),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What network is asked for; `of` are its rows, `by` its columns or what its ties go through.

    `start` and `stop` are both included. With `as_dna` the known defects of Discourse Network Analyzer 3 are kept
    (docs/decisions/networks.md). Raises ValueError, in a sentence, for a choice that the shape does not have.
    """

    shape: Shape
    of: str = "organization"
    by: str = "concept"
    qualifier: Qualifier = Qualifier.IGNORE
    normalization: Normalization = Normalization.NO
    duplicates: Duplicates = Duplicates.INCLUDE
    start: datetime | None = None
    stop: datetime | None = None
    isolates: bool = False
    as_dna: bool = False

    def __post_init__(self) -> None:
        if self.of == self.by:
            raise ValueError(say("A network needs two different variables; both are “%(name)s”.") % {"name": self.of})
        if self.qualifier not in QUALIFIERS[self.shape]:
            raise ValueError(_refusal(self.shape, self.qualifier, QUALIFIERS[self.shape]))
        if self.normalization not in NORMALIZATIONS[self.shape]:
            raise ValueError(_refusal(self.shape, self.normalization, NORMALIZATIONS[self.shape]))


def _refusal(shape: Shape, choice: TextChoices, choices: tuple[TextChoices, ...]) -> str:
    return say("A %(shape)s network cannot be made with “%(choice)s”; choose one of: %(choices)s.") % {
        "shape": shape.value,
        "choice": choice.value,
        "choices": ", ".join(each.value for each in choices),
    }
