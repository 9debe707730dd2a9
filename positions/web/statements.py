"""A statement: its words in context, who reports it, what it says, what it relates to, who decided what."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from positions.analysis.evidence import title_of
from positions.analysis.search import Wanted, find_statements
from positions.enums import Precision, Relation, Role
from positions.models import Judgement, Link, Negotiation, Position, Statement
from positions.review.errors import ReviewError
from positions.review.links import link_statements
from positions.review.sight import as_seen
from positions.web import undo
from positions.web.access import PageRequest, negotiation_page
from positions.web.moments import day_of
from positions.web.surroundings import around

CANDIDATES_SHOWN = 8
# A chain of reports longer than this is not speech but a mistake.
LONGEST_CHAIN = 5


@negotiation_page()
def statement(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> HttpResponse:
    """Show a statement with its evidence, its links and its history; ?find= looks for one to link by hand."""
    history = Judgement.objects.select_related("by", "superseded_by")
    positions = Position.objects.for_display()
    found = Statement.objects.for_display().prefetch_related(
        "targets",
        Prefetch("positions", positions),
        Prefetch("judgements", history, to_attr="all_judgements"),
        "speaker__affiliations",
    )
    shown = get_object_or_404(found, negotiation=negotiation, public_id=public_id)
    links = Link.objects.of(shown).not_refused().for_display().order_by("-score", "pk")
    context = {
        "statement": shown,
        "title": title_of(shown),
        "around": around(shown.version.text, shown.spans),
        "chain": chain_of(shown),
        "reported": list(shown.reported.not_refused().for_display()),
        "links_back": [link for link in links if link.later_id == shown.pk],
        "links_on": [link for link in links if link.earlier_id == shown.pk],
        "relations": Relation.choices,
        "find": request.GET.get("find", "").strip(),
        "candidates": candidates(request, negotiation, shown),
        "citation": citation(request, shown),
        "seen": as_seen(shown),
        "undo": undo.take(request),
        "here": request.path,
    }
    return render(request, "statements/page.html", context)


@require_POST
@negotiation_page(role=Role.ANALYST)
def statement_link(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> HttpResponse:
    """Enter a link to another statement by hand."""
    statements = Statement.objects.filter(negotiation=negotiation).select_related("negotiation")
    shown = get_object_or_404(statements, public_id=public_id)
    try:
        other = get_object_or_404(statements, public_id=UUID(request.POST.get("other", "")))
        relation = request.POST.get("relation", "")
        link_statements(
            earlier=other, later=shown, relation=relation, by=request.user, note=request.POST.get("note", "")
        )
    except ValueError:
        messages.error(request, "Choose the statement to link to.")
    except ReviewError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The link is entered.")
    return redirect(shown)


def chain_of(shown: Statement) -> list[Statement]:
    """Return who reports whom, from the statement outwards; empty at first hand."""
    chain: list[Statement] = []
    carrier = shown.reported_through
    while carrier is not None and len(chain) < LONGEST_CHAIN:
        chain.append(carrier)
        carrier = carrier.reported_through
    return chain


def candidates(request: PageRequest, negotiation: Negotiation, shown: Statement) -> list[Statement]:
    """Return statements that contain the words looked for and are not linked yet."""
    words = request.GET.get("find", "").replace("\x00", "").strip()
    if not words:
        return []
    linked = Q(links_on__later=shown) | Q(links_back__earlier=shown)
    found = find_statements(negotiation=negotiation, wanted=Wanted(words=words)).exclude(linked).exclude(pk=shown.pk)
    return list(found.for_display()[:CANDIDATES_SHOWN])


def citation(request: PageRequest, shown: Statement) -> str:
    """Return the statement as text for a paper: speaker, words, outlet, day, permanent address."""
    who = str(shown.speaker or shown.speaker_as_written or shown.party or "Speaker not named")
    of = f" ({shown.party})" if shown.party else ""
    precision = shown.said_at_precision
    day = day_of(shown.said_at, precision)
    said = f"{day:%B %Y}" if precision == Precision.MONTH else f"{day.day} {day:%B %Y}"
    article = shown.version.article
    address = request.build_absolute_uri(shown.get_absolute_url())
    return f"{who}{of}, {said}: {shown.words} [{shown.get_kind_display()}; {article.source}, {article.title}] {address}"
