"""From which score on links are shown and pre-accepted, and what the analysts' own decisions say of each score."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from positions.enums import Origin, Relation, Role, Verdict
from positions.models import Judgement, Link, Negotiation, User
from positions.review.errors import ReviewError
from positions.review.permission import require

# Hundredths; weaker links are not kept at all.
CANDIDATES = range(40, 101, 5)
# With fewer the interval is wider than the difference between any two thresholds worth choosing between.
ENOUGH = 20
Z = 1.96  # 95 %


@dataclass(frozen=True)
class Scored:
    """A suggested link: what it was scored and, when somebody said yes or no, whether it was confirmed as suggested."""

    relation: str
    score: float
    is_confirmed: bool | None = None


@dataclass(frozen=True)
class Outcome:
    """What a threshold lets through: links in all, those judged, those confirmed as they were suggested."""

    threshold: float
    links: int
    judged: int
    confirmed: int

    @property
    def is_enough(self) -> bool:
        """Tell whether the share says anything."""
        return self.judged >= ENOUGH

    @property
    def share(self) -> float | None:
        """Return the share of the judged that was confirmed, None while nothing was judged."""
        return self.confirmed / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Return between what the share lies at 95 % (Wilson 1927), None while nothing was judged."""
        return wilson(self.confirmed, self.judged) if self.judged else None


@dataclass(frozen=True)
class Measured:
    """The outcome of every candidate threshold, the lowest first, and of the shown links of each relation."""

    outcomes: tuple[Outcome, ...]
    by_relation: tuple[tuple[Relation, Outcome], ...]
    weeks: float

    def per_week(self, links: int) -> float:
        """Return how many of these a week brings, on average since the first was suggested."""
        return links / self.weeks

    def at(self, threshold: float) -> Outcome:
        """Return the outcome of the candidate nearest to a threshold."""
        return min(self.outcomes, key=lambda outcome: abs(outcome.threshold - threshold))

    @property
    def judged(self) -> int:
        """Return how many links were judged in all."""
        return self.outcomes[0].judged


def wilson(confirmed: int, judged: int) -> tuple[float, float]:
    """Return the ends of the 95 % interval of a share."""
    share, spread = confirmed / judged, Z * Z / judged
    middle = share + spread / 2
    width = Z * math.sqrt(share * (1 - share) / judged + spread / (4 * judged))
    return max((middle - width) / (1 + spread), 0.0), min((middle + width) / (1 + spread), 1.0)


def outcome(links: Iterable[Scored], threshold: float) -> Outcome:
    """Return what a threshold lets through."""
    shown = [link for link in links if link.score >= threshold]
    judged = [link for link in shown if link.is_confirmed is not None]
    return Outcome(threshold, len(shown), len(judged), sum(link.is_confirmed is True for link in judged))


def measure(links: Sequence[Scored], *, show: float, weeks: float) -> Measured:
    """Return the outcome of each candidate threshold, and of each relation from `show` on, the most judged first."""
    relations = {Relation(link.relation) for link in links if link.score >= show}
    found = [(each, outcome([link for link in links if link.relation == each], show)) for each in relations]
    found.sort(key=lambda pair: (-pair[1].judged, -pair[1].links, pair[0].label))
    outcomes = tuple(outcome(links, hundredths / 100) for hundredths in CANDIDATES)
    return Measured(outcomes, tuple(found), weeks)


def read_measured(*, negotiation: Negotiation, now: datetime | None = None) -> Measured:
    """Measure the machine's links of a negotiation by the verdicts in force."""
    suggested = Link.objects.filter(negotiation=negotiation, origin=Origin.MACHINE)
    decided = Judgement.objects.filter(superseded_at=None, link__in=suggested).exclude(verdict=Verdict.UNSURE)
    verdicts = {
        link: verdict == Verdict.CONFIRM and not relation
        for link, verdict, relation in decided.values_list("link_id", "verdict", "relation")
    }
    rows = suggested.values_list("pk", "relation", "score")
    links = [Scored(relation, score, verdicts.get(pk)) for pk, relation, score in rows]
    first = suggested.aggregate(first=Min("recorded_at"))["first"]
    since = (now or timezone.now()) - first if first else timedelta(0)
    return measure(links, show=negotiation.show_threshold, weeks=max(since / timedelta(weeks=1), 1.0))


@transaction.atomic
def set_thresholds(*, negotiation: Negotiation, show: float, pre_accept: float, by: User) -> Negotiation:
    """Set from which score on links are shown and from which they come to the reviewer as pre-accepted."""
    require(by, negotiation, Role.LEAD)
    if not 0 <= show <= 1 or not 0 <= pre_accept <= 1:
        raise ReviewError(_("A threshold lies between 0 and 1."))
    if pre_accept < show:
        raise ReviewError(_("What is pre-accepted is shown too: give pre-accept the higher threshold, or the same."))
    negotiation = Negotiation.objects.select_for_update().get(pk=negotiation.pk)
    negotiation.show_threshold, negotiation.pre_accept_threshold = show, pre_accept
    negotiation.save(update_fields=["show_threshold", "pre_accept_threshold"])
    return negotiation
