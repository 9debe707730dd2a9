"""What others decided in a negotiation since one's last visit, and where they disagree with oneself."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from positions.enums import Verdict
from positions.models import Judgement, Link, Negotiation, Statement, User

DISAGREEMENTS_SHOWN = 3
WORDS = {
    Verdict.CONFIRM: pgettext_lazy("a colleague", "confirmed %(number)s"),
    Verdict.REJECT: pgettext_lazy("a colleague", "refused %(number)s"),
    Verdict.UNSURE: pgettext_lazy("a colleague", "was unsure of %(number)s"),
}


@dataclass(frozen=True)
class Colleague:
    """One person's decisions: confirmed 18 and refused 4."""

    name: str
    did: str


@dataclass(frozen=True)
class Disagreement:
    """A statement or link that a colleague decided otherwise after the reader had decided it."""

    name: str
    row: Statement | Link
    yours: str
    theirs: str

    @property
    def what(self) -> str:
        """Return what it is about."""
        return _("a link") if isinstance(self.row, Link) else _("a statement")


def colleagues_since(negotiation: Negotiation, reader: User, since: datetime) -> list[Colleague]:
    """Return what each colleague decided since then and still holds, who decided most first; ties in a fixed order."""
    own = Q(statement__negotiation=negotiation) | Q(link__negotiation=negotiation)
    rows = (
        Judgement.objects.filter(own, at__gt=since, superseded_at=None)
        .exclude(by=reader)
        .values_list("by", "verdict")
        .annotate(number=Count("pk"))
    )
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for by, verdict, number in rows:
        counts[by][verdict] = number
    names = User.objects.in_bulk(list(counts))
    most = sorted(counts, key=lambda pk: (-sum(counts[pk].values()), pk))
    return [Colleague(str(names[pk]), _told(counts[pk])) for pk in most]


def _told(counts: dict[str, int]) -> str:
    told = [str(words) % {"number": counts[verdict]} for verdict, words in WORDS.items() if verdict in counts]
    if len(told) == 1:
        return told[0]
    return _("%(first)s and %(last)s") % {"first": ", ".join(told[:-1]), "last": told[-1]}


def disagreements_since(negotiation: Negotiation, reader: User, since: datetime) -> list[Disagreement]:
    """Return what colleagues put another decision in place of the reader's own for, the latest first."""
    own = Q(statement__negotiation=negotiation) | Q(link__negotiation=negotiation)
    mine = (
        Judgement.objects.filter(own, by=reader, superseded_at__gt=since)
        .exclude(superseded_by=reader)
        .select_related("statement__negotiation", "link__negotiation")
        .order_by("-superseded_at")[:DISAGREEMENTS_SHOWN]
    )
    kept = list(mine)
    about = Q(statement__in=[each.statement_id for each in kept]) | Q(link__in=[each.link_id for each in kept])
    now = {(each.statement_id, each.link_id): each for each in Judgement.objects.current().filter(about)}
    return [
        Disagreement(str(theirs.by), each.judged, _decision(each), _decision(theirs))
        for each in kept
        if (theirs := now.get((each.statement_id, each.link_id)))
        and theirs.by != reader
        and _decision(each) != _decision(theirs)
    ]


def _decision(judgement: Judgement) -> str:
    if judgement.relation:
        told = {"verdict": judgement.get_verdict_display(), "relation": judgement.get_relation_display()}
        return _("%(verdict)s as %(relation)s") % told
    return judgement.get_verdict_display()
