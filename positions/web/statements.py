"""A statement: its words in context, who reports it, what it says, what it relates to, who decided what."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from positions.analysis.changes import read_changes
from positions.analysis.evidence import title_of
from positions.analysis.search import Wanted, find_statements
from positions.enums import Relation, Role
from positions.exchange.citations import FORMS, Citation, Day
from positions.models import Link, Negotiation, Position, Statement
from positions.review.errors import ReviewError
from positions.review.links import link_statements
from positions.review.sight import as_seen
from positions.web import undo
from positions.web.access import PageRequest, negotiation_page
from positions.web.linkgraph import link_graph
from positions.web.moments import day_of
from positions.web.surroundings import around

CANDIDATES_SHOWN = 8
# A chain of reports longer than this is not speech but a mistake.
LONGEST_CHAIN = 5


@negotiation_page()
def statement(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> HttpResponse:
    """Show a statement with its evidence, its links and its history; ?find= looks for one to link by hand."""
    positions = Position.objects.for_display()
    found = Statement.objects.for_display().prefetch_related(
        "targets", Prefetch("positions", positions), "speaker__affiliations"
    )
    shown = get_object_or_404(found, negotiation=negotiation, public_id=public_id)
    links = list(Link.objects.of(shown).not_refused().for_display().order_by("-score", "pk"))
    back, on = [[link for link in links if getattr(link, end) == shown.pk] for end in ("later_id", "earlier_id")]
    cited = citation(request, shown)
    context = {
        "statement": shown,
        "title": title_of(shown),
        "around": around(shown.version.text, shown.spans),
        "chain": chain_of(shown),
        "reported": list(shown.reported.not_refused().for_display()),
        "links_back": back,
        "links_on": on,
        "graph": link_graph(back, on),
        "relations": Relation.choices,
        "find": request.GET.get("find", "").strip(),
        "candidates": candidates(request, negotiation, shown),
        "changes": read_changes(shown),
        "permalink": cited.address,
        "citations": [(form, form.write(cited)) for form in FORMS.values()],
        "seen": as_seen(shown),
        "undo": undo.take(request),
        "here": request.path,
    }
    return render(request, "statements/page.html", context)


@negotiation_page()
def statement_citation(request: PageRequest, negotiation: Negotiation, public_id: UUID, ending: str) -> HttpResponse:
    """Hand out the citation of a statement as a file."""
    form = FORMS.get(ending)
    if form is None:
        raise Http404(_("A citation comes as %(forms)s.") % {"forms": ", ".join(FORMS)})
    rows = Statement.objects.select_related("negotiation", "party", "speaker", "version__article__source")
    cited = citation(request, get_object_or_404(rows, negotiation=negotiation, public_id=public_id))
    response = HttpResponse(form.write(cited) + "\n", content_type=f"{form.content_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{cited.key}.{form.ending}"'
    return response


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
        messages.error(request, _("Choose the statement to link to."))
    except ReviewError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The link is entered."))
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


def citation(request: PageRequest, shown: Statement) -> Citation:
    """Return what the statement is cited with, days in the reader's zone."""
    article = shown.version.article
    precision = article.published_at_precision
    return Citation(
        speaker=str(shown.speaker or shown.speaker_as_written or shown.party or _("Speaker not named")),
        party=str(shown.party or ""),
        said=Day(day_of(shown.said_at, shown.said_at_precision), shown.said_at_precision),
        words=shown.words,
        kind=shown.get_kind_display(),
        is_quoted=shown.is_quoted,
        outlet=str(article.source),
        article=article.title,
        published=Day(day_of(article.published_at, precision), precision),
        address=request.build_absolute_uri(shown.get_absolute_url()),
        url=article.url,
        language=article.language,
    )
