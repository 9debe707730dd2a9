"""Conditions, "A will if B does": which are open, what became of the others, and who waits for whom in a ring."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from positions.analysis.conditions import Condition, read_conditions
from positions.analysis.deadlocks import Deadlock, deadlocks
from positions.analysis.matrix import usual_moment
from positions.analysis.search import Wanted, find_statements
from positions.enums import ConditionState, Role
from positions.models import ConditionVerdict, Negotiation, Party, Position, Statement
from positions.review.conditions import decide_condition, withdraw_condition_verdict
from positions.review.errors import ReviewError
from positions.web.access import PageRequest, negotiation_page
from positions.web.asked import day_asked, moment_asked
from positions.web.moments import end_of, read_day
from positions.web.ring import Ring, ring_of

CANDIDATES_SHOWN = 8
MAX_NOTE = 2000  # characters, as the form says
DECIDED = {
    "open": gettext_lazy("It is open: recorded."),
    "met": gettext_lazy("Met: recorded."),
    "broken": gettext_lazy("Broken: recorded."),
    "withdrawn": gettext_lazy("Withdrawn: recorded."),
}


@dataclass(frozen=True)
class Edge:
    """An open condition as an edge of the graph: who waits, and for whom."""

    condition: Condition
    waits: int
    awaited: int


@dataclass(frozen=True)
class ToldRing:
    """Parties that wait for each other, drawn and told."""

    ring: Ring
    sentence: str
    conditions: tuple[tuple[Condition, ...], ...]


@negotiation_page()
def conditions(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """List the conditions by state, party and issue, and the rings of parties that wait for each other."""
    as_of, known = moment_asked(request, negotiation), read_day(request.GET.get("known"))
    found = read_conditions(negotiation=negotiation, as_of=as_of, known_at=end_of(known) if known else None)
    state, party, issue = (request.GET.get(name, "") for name in ("state", "party", "issue"))
    confirmed = [each for each in found if not each.is_suggested]
    wanted = [
        each for each in found
        if (not party or party in {each.party.slug, each.awaits.slug if each.awaits else ""})
        and (not issue or each.issue.slug == issue)
    ]  # fmt: skip
    rings = rings_of(confirmed)
    context = {
        "as_of": as_of,
        "day": day_asked(request),
        "known": known,
        "title": title_of(confirmed, rings),
        "rings": rings,
        "unsaid": sum(each.is_open and each.awaits is None for each in confirmed),
        "states": [
            (value, label, sum(each.state == value for each in confirmed)) for value, label in ConditionState.choices
        ],
        "shown": [each for each in wanted if not each.is_suggested and (not state or each.state == state)],
        "suggested": [each for each in wanted if each.is_suggested and state in {"", "open"}],
        "wish": {"state": state, "party": party, "issue": issue},
        "parties": list(negotiation.parties.for_display()),
        "issues": list(negotiation.issues.order_by("number", "title")),
        "is_empty": not found,
    }
    return render(request, "conditions/list.html", context)


@negotiation_page()
def condition(request: PageRequest, negotiation: Negotiation, position: int, party_slug: str) -> HttpResponse:
    """Show one condition with its words, what was decided on it, and the form to decide; ?find= looks for words."""
    shown = condition_of(negotiation, position, party_slug)
    return page_of(request, negotiation, shown)


@require_POST
@negotiation_page(role=Role.ANALYST)
def condition_decide(request: PageRequest, negotiation: Negotiation, position: int, party_slug: str) -> HttpResponse:
    """Record what became of a condition; what was typed stays when it cannot be."""
    shown = condition_of(negotiation, position, party_slug)
    state = request.POST.get("state", "")
    try:
        decide_condition(
            position=get_object_or_404(Position.objects.select_related("issue__negotiation"), pk=stated_by(shown)),
            party=shown.party,
            state=state,
            awaits=awaited(negotiation, request.POST.get("awaits", "")),
            shown_by=statement_named(negotiation, request.POST.get("shown_by", "")),
            note=request.POST.get("note", "")[:MAX_NOTE],
            by=request.user,
            seen=seen_in(request),
        )
    except ReviewError as error:
        return page_of(request, negotiation, shown, problem=str(error))
    messages.success(request, str(DECIDED[state]))
    return redirect("condition", negotiation.slug, position, party_slug)


@require_POST
@negotiation_page(role=Role.ANALYST)
def condition_undo(request: PageRequest, negotiation: Negotiation, position: int, party_slug: str) -> HttpResponse:
    """Take back the decision in force on a condition; what held before it holds again."""
    shown = condition_of(negotiation, position, party_slug)
    verdict = shown.verdict
    try:
        if verdict is None or verdict.pk != seen_in(request):
            raise ReviewError(_("This decision has been replaced since. Look at what holds now."))
        withdraw_condition_verdict(verdict=verdict, by=request.user)
    except ReviewError as error:
        return page_of(request, negotiation, shown, problem=str(error))
    messages.success(request, _("Taken back."))
    return redirect("condition", negotiation.slug, position, party_slug)


def condition_of(negotiation: Negotiation, position: int, party_slug: str) -> Condition:
    """Return the condition that a position of a party states, as it stands now, or 404."""
    party = get_object_or_404(negotiation.parties, slug=party_slug)
    positions = Position.objects.filter(issue__negotiation=negotiation).select_related("statement", "vote")
    stated_at = get_object_or_404(positions, pk=position).stated_at
    usual = usual_moment(negotiation)
    moment = max(usual, stated_at.astimezone(usual.tzinfo))
    found = read_conditions(negotiation=negotiation, as_of=moment, party=party)
    shown = next((each for each in found if position in each.positions), None)
    if shown is None:
        raise Http404(_("There is no such condition: it was corrected or refused since."))
    return shown


def stated_by(shown: Condition) -> int:
    """Return the position on which a decision is recorded: the one of the verdict in force, or the first."""
    return shown.verdict.position_id if shown.verdict else shown.opening.position


def page_of(request: PageRequest, negotiation: Negotiation, shown: Condition, problem: str = "") -> HttpResponse:
    """Return the page of a condition, with what was typed when it could not be recorded."""
    verdicts = ConditionVerdict.objects.for_display().filter(position__in=shown.positions, party=shown.party)
    typed, verdict = request.POST if problem else {}, shown.verdict
    found = request.GET.get("find", "").replace("\0", "").strip()
    named = str(verdict.shown_by.public_id) if verdict and verdict.shown_by else ""
    awaits = verdict.awaits.slug if verdict and verdict.awaits else ""
    context = {
        "condition": shown,
        "verdicts": list(verdicts),
        "problem": problem,
        "states": ConditionState.choices,
        "parties": [party for party in negotiation.parties.for_display() if party != shown.party],
        "find": found,
        "candidates": candidates(negotiation, shown, found),
        "typed": {
            "state": typed.get("state", str(shown.state)),
            "awaits": typed.get("awaits", awaits),
            "shown_by": typed.get("shown_by", named),
            "note": typed.get("note", verdict.note if verdict else ""),
        },
    }
    return render(request, "conditions/page.html", context, status=422 if problem else 200)


def candidates(negotiation: Negotiation, shown: Condition, words: str) -> list[Statement]:
    """Return statements that may show what became of it: those found, or the latest said since.

    Without words these are on its issue, and where nothing was said on it, by whom it waits for.
    """
    since = Statement.objects.confirmed().filter(negotiation=negotiation, said_at__gt=shown.opening.said_at)
    if words:
        found = find_statements(negotiation=negotiation, wanted=Wanted(words=words))
    else:
        found = since.on(shown.issue).latest_first()
        if shown.awaits and not found.exists():
            found = since.by_party(shown.awaits).latest_first()
    named = shown.verdict.shown_by_id if shown.verdict else None
    rows = list(found.exclude(pk=named).for_display()[:CANDIDATES_SHOWN])
    return [*(Statement.objects.for_display().filter(pk=named) if named else ()), *rows]


def awaited(negotiation: Negotiation, slug: str) -> Party | None:
    """Return the party chosen as the one it waits for, None for nobody."""
    if not slug:
        return None
    party = negotiation.parties.filter(slug=slug.replace("\0", "")).first()
    if party is None:
        raise ReviewError(_("This party is no longer here. Choose one of the list, or nobody."))
    return party


def statement_named(negotiation: Negotiation, written: str) -> Statement | None:
    """Return the statement chosen, by identifier or permanent address; None for none."""
    last = written.strip().rstrip("/").rsplit("/", 1)[-1]
    if not last:
        return None
    try:
        found = Statement.objects.filter(negotiation=negotiation, public_id=UUID(last)).first()
    except ValueError:
        found = None
    if found is None:
        raise ReviewError(_("There is no statement of this negotiation at this address. Copy its permanent address."))
    return found


def seen_in(request: PageRequest) -> int | None:
    """Return the decision that the page showed, None for none."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 19 else None


def rings_of(found: list[Condition]) -> list[ToldRing]:
    """Return the rings among open conditions of which somebody said whom they wait for."""
    edges = [Edge(each, each.party.pk, each.awaits.pk) for each in found if each.is_open and each.awaits]
    parties = {each.party.pk: each.party for each in found}
    return [told(ring, parties) for ring in deadlocks(edges)]


def told(ring: Deadlock[Edge], parties: dict[int, Party]) -> ToldRing:
    """Return a ring drawn and told in a sentence."""
    members = [parties[pk] for pk in ring.parties]
    waiting = [
        _("%(one)s waits for %(other)s") % {"one": one.name, "other": other.name}
        for one, other in zip(members, [*members[1:], members[0]], strict=True)
    ]
    sentence = _("%(several)s, and %(last)s.") % {"several": ", ".join(waiting[:-1]), "last": waiting[-1]}
    return ToldRing(ring_of(members), sentence, tuple(tuple(edge.condition for edge in step) for step in ring.edges))


def title_of(found: list[Condition], rings: list[ToldRing]) -> str:
    """Return the finding: who waits for each other, or how many conditions are open."""
    if rings:
        names, more = [stand.party.name for stand in rings[0].ring.stands], len(rings) - 1
        told = {"several": ", ".join(names[:-1]), "last": names[-1], "count": more}
        if not more:
            return _("%(several)s and %(last)s wait for each other") % told
        said = ngettext(
            "%(several)s and %(last)s wait for each other; %(count)s more deadlock",
            "%(several)s and %(last)s wait for each other; %(count)s more deadlocks",
            more,
        )
        return said % told
    count = sum(each.is_open for each in found)
    if not count:
        return _("Conditions")
    return ngettext("%(count)s condition is open", "%(count)s conditions are open", count) % {"count": count}
