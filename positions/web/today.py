"""Today: what moved, what waits for a decision, what was said again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from positions.analysis.entries import read_utterances
from positions.analysis.kept import read_spoken_of, read_steps
from positions.analysis.ledger import Held
from positions.analysis.matrix import MOVED_WITHIN, usual_moment
from positions.analysis.shifts import tell
from positions.analysis.steps import Shift
from positions.dates import in_words
from positions.enums import Relation, Role
from positions.models import Article, Issue, Job, Link, Negotiation, Party, Statement, User, Visit
from positions.web.access import PageRequest, negotiation_page
from positions.web.colleagues import colleagues_since, disagreements_since
from positions.web.frame import links_to_judge
from positions.web.unanswered import unanswered

# What colleagues did is told for this long to somebody who comes for the first time.
BEFORE_FIRST_VISIT = timedelta(days=7)
SHIFTS_SHOWN = 6
PENCIL_SHOWN = 3
SAID_AGAIN_SHOWN = 6
ARTICLES_NAMED = 3
NAMES_SHOWN = 4


@dataclass(frozen=True)
class Moved:
    """The shifts to show first, and which ones they are: since the last visit, of the last days, or the latest."""

    heading: str
    title: str
    shifts: list[Shift]


@dataclass(frozen=True)
class SaidAgain:
    """A held position that was repeated in the last days."""

    party: Party
    issue: Issue
    held: Held
    times: int


@require_safe
@negotiation_page()
def today(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Show what moved since the last visit, what waits, and what was only said again."""
    last_visit, as_of = Visit.objects.note(user=request.user, negotiation=negotiation), usual_moment(negotiation)
    since = last_visit or timezone.now() - BEFORE_FIRST_VISIT
    utterances = read_utterances(negotiation=negotiation)
    confirmed, widened = (read_steps(negotiation=negotiation, widen=widen) for widen in (False, True))
    moved = moved_since(confirmed, last_visit, as_of)
    pencil = [shift for shift in widened if shift.after.is_suggested][::-1]
    pencil.sort(key=lambda shift: shift.relation == Relation.REFINES)  # what moves a position before what details it
    told = tell(negotiation=negotiation, shifts=[*moved.shifts, *pencil[:PENCIL_SHOWN]], utterances=utterances)
    context = {
        "moved": moved,
        "told": told[: len(moved.shifts)],
        "pencil": told[len(moved.shifts) :],
        "pencil_count": len(pencil),
        "pencil_names": moving_names(negotiation, pencil),
        "last_visit": last_visit,
        "as_of": as_of,
        "now": timezone.now(),
        "is_silent": as_of.date() != timezone.localdate(),
        "said_again": said_again(negotiation, as_of),
        "failed": list(Job.objects.filter(negotiation=negotiation).failed().select_related("article__source")[:5]),
        "since": since,
        "colleagues": colleagues_since(negotiation, request.user, since),
        "disagreements": disagreements_since(negotiation, request.user, since),
        "unanswered": unanswered(negotiation, as_of),
        "elsewhere": waiting_elsewhere(negotiation, request.user),
        **waiting(negotiation),
        **first_steps(negotiation),
    }
    return render(request, "today/page.html", context)


def moved_since(confirmed: Sequence[Shift], last_visit: datetime | None, as_of: datetime) -> Moved:
    """Return the shifts confirmed since the last visit, else those of the last days on record, else the latest."""
    shifts = [*confirmed][::-1]
    fresh = [shift for shift in shifts if last_visit and (shift.after.opening.decided_at or shift.at) > last_visit]
    if fresh:
        return Moved(_("Moved since your last visit"), since_last_visit(cells_of(fresh)), fresh[:SHIFTS_SHOWN])
    recent = [shift for shift in shifts if timedelta() <= as_of - shift.at < MOVED_WITHIN]
    if recent:
        day = in_words(as_of.date())
        heading = _("Moved in the 7 days to %(day)s") % {"day": day}
        return Moved(heading, in_seven_days(cells_of(recent), day), recent[:SHIFTS_SHOWN])
    return Moved(_("The latest shifts on record"), "", shifts[:PENCIL_SHOWN])


def cells_of(shifts: list[Shift]) -> int:
    """Return how many positions moved."""
    return len({(shift.after.party, shift.after.issue) for shift in shifts})


def since_last_visit(cells: int) -> str:
    """Return the title: how many positions moved, small numbers in words."""
    words = ngettext(
        "%(number)s position moved since your last visit", "%(number)s positions moved since your last visit", cells
    )
    return words % {"number": small(cells)}


def in_seven_days(cells: int, day: str) -> str:
    """Return the title for the last days on record."""
    words = ngettext(
        "%(number)s position moved in the 7 days to %(day)s",
        "%(number)s positions moved in the 7 days to %(day)s",
        cells,
    )
    return words % {"number": small(cells), "day": day}


def small(number: int) -> str:
    """Return a number at the beginning of a title, to six in words."""
    return {1: _("One"), 2: _("Two"), 3: _("Three"), 4: _("Four"), 5: _("Five"), 6: _("Six")}.get(number, str(number))


def said_again(negotiation: Negotiation, as_of: datetime) -> list[SaidAgain]:
    """Return the positions in force that were repeated in the last days, the most often repeated first."""
    parties = {party.pk: party for party in negotiation.parties.select_related("negotiation")}
    issues = {issue.pk: issue for issue in negotiation.issues.select_related("negotiation")}
    found = []
    spoken_of = read_spoken_of(negotiation=negotiation, since=as_of - MOVED_WITHIN, until=as_of)
    for held in (chain[-1] for chain in spoken_of.values() if chain):
        again = {entry.utterance for entry in held.entries[1:] if as_of - MOVED_WITHIN < entry.said_at <= as_of}
        times = len(again - {held.opening.utterance})
        if times:
            found.append(SaidAgain(parties[held.party], issues[held.issue], held, times))
    found.sort(key=lambda each: (-each.times, each.party.number, each.issue.pk))
    return found[:SAID_AGAIN_SHOWN]


def waiting(negotiation: Negotiation) -> dict[str, Any]:
    """Return what waits for a decision, as counts with the first names."""
    relations = Counter(links_to_judge(negotiation).values_list("relation", flat=True))
    articles = list(articles_to_read(negotiation))
    names = list(unplaced_names(negotiation))
    return {
        "links": relations.total(),
        "relations": [(Relation(name).label, number) for name, number in relations.most_common(3)],
        "articles": articles[:ARTICLES_NAMED],
        "articles_count": len(articles),
        "names": names[:NAMES_SHOWN],
        "names_count": len(names),
    }


def moving_names(negotiation: Negotiation, pencil: list[Shift]) -> list[tuple[str, str]]:
    """Return whose suggestions would move what, party and issue, each pair once."""
    parties = dict(negotiation.parties.values_list("pk", "name"))
    issues = dict(negotiation.issues.values_list("pk", "title"))
    pairs = dict.fromkeys((shift.after.party, shift.after.issue) for shift in pencil)
    return [(parties[party], issues[issue]) for party, issue in pairs][:NAMES_SHOWN]


def waiting_elsewhere(negotiation: Negotiation, reader: User) -> SafeString:
    """Return links to the reader's other negotiations in which a suggestion or a link waits."""
    statements = Statement.objects.undecided().filter(negotiation=OuterRef("pk"))
    links = Link.objects.undecided().filter(negotiation=OuterRef("pk"), score__gte=OuterRef("show_threshold"))
    others = Negotiation.objects.visible_to(reader, Role.ANALYST).exclude(pk=negotiation.pk)
    found = others.filter(Exists(statements) | Exists(links))
    links_to = ((each.get_absolute_url(), each.title) for each in found)
    return format_html_join(", ", '<a href="{}"><bdi>{}</bdi></a>', links_to)


def articles_to_read(negotiation: Negotiation) -> QuerySet[Article]:
    """Return the articles with suggestions nobody has judged, the latest first, with `open_count`."""
    undecided = Statement.objects.filter(negotiation=negotiation).undecided()
    ours = Article.objects.filter(negotiation=negotiation, versions__statements__in=undecided)
    return ours.for_display().annotate(open_count=Count("versions__statements", distinct=True))


def unplaced_names(negotiation: Negotiation) -> QuerySet[Statement, str]:
    """Return the names as printed that nobody has placed with a party."""
    statements = Statement.objects.filter(negotiation=negotiation, party=None).not_refused()
    return statements.exclude(speaker_as_written="").values_list("speaker_as_written", flat=True).distinct()


def first_steps(negotiation: Negotiation) -> dict[str, bool]:
    """Return what a new negotiation still lacks."""
    has = Negotiation.objects.filter(pk=negotiation.pk).values_list(
        Exists(Party.objects.filter(negotiation=OuterRef("pk"))),
        Exists(Issue.objects.filter(negotiation=OuterRef("pk"))),
        Exists(Article.objects.filter(negotiation=OuterRef("pk"))),
    )
    has_parties, has_issues, has_articles = has[0]
    return {"has_parties": has_parties, "has_issues": has_issues, "has_articles": has_articles}
