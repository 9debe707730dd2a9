"""Says what one person said on each issue, and where that departs from what the party holds; reads only.

A person's own position is what the ledger makes of that person's confirmed words alone. The party line is what the
party holds by everybody's words. They differ when somebody else of the party, or a vote, later said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from positions.analysis.distance import between
from positions.analysis.entries import read_utterances
from positions.analysis.evidence import Evidence, read_evidence
from positions.analysis.kept import read_cells_of
from positions.analysis.ledger import Entry, Held
from positions.analysis.replay import build_ledger
from positions.models import Issue, Negotiation, Party, Spokesperson, Statement


@dataclass(frozen=True, slots=True)
class Line:
    """What a person holds on an issue for a party, beside what the party holds; both with the last words of it."""

    party: Party
    issue: Issue
    own: Held
    words: Evidence
    held: Held
    party_words: Evidence
    departures: tuple[str, ...]

    @property
    def departs(self) -> bool:
        """Tell whether the person's last word on it is not what the party holds."""
        return bool(self.departures)


def read_lines(*, negotiation: Negotiation, person: Spokesperson, as_of: datetime) -> list[Line]:
    """Return what a person holds by issue as of a moment, departures from the party line first."""
    utterances = read_utterances(negotiation=negotiation)
    known = read_cells_of(negotiation=negotiation, person=person)
    entries = [entry for entry in known if entry.is_said_by(as_of)]
    own = build_ledger(entry for entry in entries if entry.speaker == str(person.pk))
    line = build_ledger(entries)
    pairs = [(mine[-1], theirs) for place, mine in own.held.items() if (theirs := line.current(*place))]
    told = [entry for mine, theirs in pairs for entry in (mine.latest, said_otherwise(mine, theirs))]
    evidence = read_evidence(entries=told, utterances=utterances)
    parties = {party.pk: party for party in negotiation.parties.select_related("negotiation")}
    issues = {issue.pk: issue for issue in negotiation.issues.select_related("negotiation")}
    lines = [
        Line(
            party=parties[mine.party],
            issue=issues[mine.issue],
            own=mine,
            words=evidence[mine.latest.position],
            held=theirs,
            party_words=evidence[said_otherwise(mine, theirs).position],
            departures=departures(mine, theirs),
        )
        for mine, theirs in pairs
    ]
    return sorted(lines, key=lambda each: (not each.departs, each.issue.number, each.issue.title))


def said_otherwise(mine: Held, theirs: Held) -> Entry:
    """Return the party's last word, of a split one that says otherwise than the person does."""
    sides = theirs.sides or (theirs,)
    return next((side.latest for side in sides if departures(mine, side)), sides[-1].latest)


def departures(mine: Held, theirs: Held) -> tuple[str, ...]:
    """Return in what two held positions differ, in words; what either is silent on is no difference."""
    if theirs.is_split:
        found = [departures(mine, side) for side in theirs.sides]
        return next((each for each in found if each), ())
    told = []
    if mine.stance != theirs.stance:
        told.append(_("%(own)s where the party %(its)s") % {"own": mine.stance_label, "its": theirs.stance_label})
    if mine.value is not None and theirs.value is not None and (points := between(mine, theirs)):
        told.append(
            ngettext("%(points)s point apart", "%(points)s points apart", round(points)) % {"points": f"{points:g}"}
        )
    if mine.firmness and theirs.firmness and mine.firmness != theirs.firmness:
        told.append(
            _("%(own)s where the party is %(its)s") % {"own": mine.firmness_label, "its": theirs.firmness_label}
        )
    return tuple(told)


def people_of(negotiation: Negotiation) -> QuerySet[Spokesperson]:
    """Return the people with their affiliations, how often each is confirmed to have spoken, and when last."""
    said = Statement.objects.confirmed().filter(speaker=OuterRef("pk"))
    last = said.latest_first()[:1]
    times = said.order_by().values("speaker").annotate(times=Count("pk")).values("times")
    return (
        negotiation.spokespersons.annotate(
            times_said=Coalesce(Subquery(times), 0),
            last_said=Subquery(last.values("said_at")),
            last_precision=Subquery(last.values("said_at_precision")),
        )
        .prefetch_related("aliases", "affiliations__party__negotiation")
        .order_by("name")
    )
