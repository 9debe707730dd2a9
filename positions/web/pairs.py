"""Two parties side by side: positions, distance now and over time, who moved first, who answers whom."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from positions.analysis.pairs import OnIssue, Pair, Point, read_answering, read_pair
from positions.exchange.tables.cells import escaped
from positions.models import Issue, Negotiation, Party
from positions.web.access import PageRequest, negotiation_page
from positions.web.asked import moment_asked
from positions.web.drawing import Span, Tick, ticks
from positions.web.moves import Moves, move_of

LINKS_SHOWN = 8
TOP, BOTTOM = 14.0, 234.0  # of 100 and of 0 points, in the short chart of 262 px
GRID = (0, 25, 50, 75, 100)
POINTS_FOR_A_LINE = 2


@dataclass(frozen=True)
class Stretch:
    """How far apart the two stood for a while; x as shares, y in pixels.

    `mean` is over all issues comparable then, `like` over those comparable throughout; None while one was split.
    """

    x1: float
    x2: float
    low: float
    high: float
    mean: float | None
    like: float | None
    before: Stretch | None = None

    @property
    def width(self) -> float:
        return max(self.x2 - self.x1, 0.002)

    @property
    def tall(self) -> float:
        """Return the height of the band between the bounds, at least a line."""
        return max(self.low - self.high, 1.0)


@dataclass(frozen=True)
class Course:
    """The distance over time with what the axes need."""

    ticks: list[Tick]
    span: Span
    stretches: list[Stretch]
    grid: list[tuple[int, float]]


@negotiation_page()
def pair(request: PageRequest, negotiation: Negotiation, one_slug: str, other_slug: str) -> HttpResponse:
    """Show two parties side by side; ?with= goes on to another second one."""
    one, other = parties_of(negotiation, one_slug, other_slug)
    wanted = request.GET.get("with")
    if wanted and wanted != other.slug:
        return redirect("pair", negotiation.slug, one.slug, party_of(negotiation, wanted).slug)
    if one == other:
        return redirect(one)
    found = read_pair(negotiation=negotiation, one=one, other=other, as_of=moment_asked(request, negotiation))
    known = [each for each in found.issues if any(side.cell.held for side in each.sides)]
    context = {
        "pair": found,
        "title": title_of(found),
        "finding": finding_of(found) if found.course else "",
        "rows": [(each, moves_of(each, one, other)) for each in sorted(known, key=farthest_first)],
        "unknown": [each.issue for each in found.issues if each not in known],
        "chart": course_of(found),
        "changes": [(point, found.like_for_like(point), changed_in(point, found)) for point in found.course],
        "answering": read_answering(negotiation=negotiation, one=one, other=other, shown=LINKS_SHOWN),
        "others": [each for each in negotiation.parties.for_display() if each not in {one, other}],
    }
    return render(request, "pairs/page.html", context)


@negotiation_page()
def pair_csv(request: PageRequest, negotiation: Negotiation, one_slug: str, other_slug: str) -> HttpResponse:
    """Hand out the numbers of the chart; what cannot be told is empty."""
    one, other = parties_of(negotiation, one_slug, other_slug)
    found = read_pair(negotiation=negotiation, one=one, other=other, as_of=moment_asked(request, negotiation))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="distance-{one.pk}-{other.pk}.csv"'
    writer = csv.writer(response)
    writer.writerow(["since", "like_for_like", "mean", "low", "high", "known_share", "changed"])
    for point in found.course:
        apart = point.distance
        means = ["" if each is None else round(each, 2) for each in (found.like_for_like(point), apart.mean)]
        changed = "; ".join(f"{party.name}: {issue.title}" for party, issue in changed_in(point, found))
        numbers = [round(apart.low, 2), round(apart.high, 2), round(apart.known_share, 3)]
        writer.writerow([f"{point.at:%Y-%m-%d}", *means, *numbers, escaped(changed)])
    return response


def parties_of(negotiation: Negotiation, *slugs: str) -> tuple[Party, ...]:
    """Return the parties with these slugs, or 404."""
    return tuple(party_of(negotiation, slug) for slug in slugs)


def party_of(negotiation: Negotiation, slug: str) -> Party:
    """Return the party with a slug, or 404."""
    return get_object_or_404(negotiation.parties.select_related("negotiation"), slug=slug.replace("\0", ""))


def farthest_first(each: OnIssue) -> tuple[bool, float, int]:
    """Order issues by how far apart the two stand, those that cannot be compared last."""
    return each.gap is None, -(each.gap.high if each.gap else 0), each.issue.number


def title_of(found: Pair) -> str:
    """Return the finding in a sentence, or the two names when nothing can be compared."""
    names, apart = names_of(found), found.distance
    if apart is None:
        return _("%(one)s and %(other)s") % names
    if apart.mean is None:
        told = names | {"low": f"{apart.low:.0f}", "high": f"{apart.high:.0f}"}
        return _("%(one)s and %(other)s stand between %(low)s and %(high)s points apart") % told
    number = round(apart.mean)
    if not number:
        return _("%(one)s and %(other)s stand in the same place") % names
    far = ngettext(
        "%(one)s and %(other)s stand %(points)s points apart",
        "%(one)s and %(other)s stand %(points)s points apart",
        number,
    )
    return far % (names | {"points": number})


def names_of(found: Pair) -> dict[str, object]:
    """Return both names, to stand in a sentence."""
    return {"one": found.one.name, "other": found.other.name}


def finding_of(found: Pair) -> str:
    """Return what the chart shows: whether the two came closer, on the issues comparable throughout."""
    names, trend = names_of(found), found.trend
    if trend is None and any(found.like_for_like(point) is None for point in (found.course[0], found.course[-1])):
        return _("How far %(one)s and %(other)s stand apart, on the issues on which they could be compared") % names
    if trend is None:
        return _("%(one)s and %(other)s came neither closer nor further apart") % names
    number = round(abs(trend.points))
    closer = ngettext(
        "%(one)s and %(other)s came %(points)s point closer",
        "%(one)s and %(other)s came %(points)s points closer",
        number,
    )
    further = ngettext(
        "%(one)s and %(other)s went %(points)s point further apart",
        "%(one)s and %(other)s went %(points)s points further apart",
        number,
    )
    return (closer if trend.points < 0 else further) % (names | {"points": number})


def course_of(found: Pair) -> Course | None:
    """Return the chart of the distance over time, None with too little to draw."""
    if len(found.course) < POINTS_FOR_A_LINE:
        return None
    span = Span(found.course[0].at.astimezone(found.as_of.tzinfo), found.as_of)
    ends = [*(point.at for point in found.course[1:]), found.as_of]
    stretches: list[Stretch] = []
    for point, until in zip(found.course, ends, strict=True):
        apart = point.distance
        stretches.append(
            Stretch(
                x1=span.share(point.at),
                x2=span.share(until),
                low=height(apart.low),
                high=height(apart.high),
                mean=None if apart.mean is None else height(apart.mean),
                like=None if (like := found.like_for_like(point)) is None else height(like),
                before=stretches[-1] if stretches else None,
            )
        )
    return Course(ticks(span), span, stretches, [(value, height(value)) for value in GRID])


def height(points: float) -> float:
    """Return where a distance stands, in pixels from the top."""
    return BOTTOM - (BOTTOM - TOP) * points / 100


def changed_in(point: Point, found: Pair) -> list[tuple[Party, Issue]]:
    """Return who took a new position on which issue on the day of a point."""
    parties = {party.pk: party for party in (found.one, found.other)}
    issues = {each.issue.pk: each.issue for each in found.issues}
    return list(dict.fromkeys((parties[held.party], issues[held.issue]) for held in point.changed))


def moves_of(each: OnIssue, one: Party, other: Party) -> Moves | None:
    """Return who of the two moved first on an issue, None while neither did."""
    if each.moves is None:
        return None
    parties = {party.pk: party for party in (one, other)}
    movers = [move_of(mover, parties) for mover in each.moves.movers]
    first = len(each.moves.first)
    return Moves(movers[:first], movers[first:], [parties[pk] for pk in each.moves.unmoved])
