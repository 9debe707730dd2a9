"""The briefing on a party, a pair of parties or an issue, to read, to print and as a file."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from positions.analysis.briefing import Subject, read_briefing
from positions.exchange.briefings import as_docx, as_markdown
from positions.models import Issue, Negotiation, Party
from positions.web.access import PageRequest, negotiation_page
from positions.web.asked import moment_asked

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NAMES = ("party", "with", "issue", "date")


@negotiation_page()
def briefing(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Show the briefing that the address asks for, or what can be asked for."""
    subject = subject_of(request, negotiation)
    as_of = moment_asked(request, negotiation)
    is_asked = bool(subject.parties or subject.issue)
    context = {
        "subject": subject,
        "as_of": as_of,
        "briefing": read_briefing(negotiation=negotiation, subject=subject, as_of=as_of) if is_asked else None,
        "parties": list(negotiation.parties.for_display()),
        "issues": list(negotiation.issues.order_by("number", "title")),
        "query": urlencode([(name, request.GET[name]) for name in NAMES if request.GET.get(name)]),
    }
    return render(request, "briefings/page.html", context)


@negotiation_page()
def briefing_file(request: PageRequest, negotiation: Negotiation, ending: str) -> HttpResponse:
    """Hand out a briefing as Markdown or DOCX."""
    if ending not in {"md", "docx"}:
        raise Http404(_("A briefing comes as md or docx."))
    subject = subject_of(request, negotiation)
    found = read_briefing(negotiation=negotiation, subject=subject, as_of=moment_asked(request, negotiation))
    site = request.build_absolute_uri("/").rstrip("/")
    if ending == "md":
        response = HttpResponse(as_markdown(found, site), content_type="text/markdown; charset=utf-8")
    else:
        response = HttpResponse(as_docx(found, site), content_type=DOCX)
    slugs = [*(party.slug for party in subject.parties), *([subject.issue.slug] if subject.issue else [])]
    name = "-".join(["briefing", *slugs, f"{found.as_of:%Y-%m-%d}"])
    response["Content-Disposition"] = str(content_disposition_header(True, f"{name}.{ending}"))
    return response


def subject_of(request: PageRequest, negotiation: Negotiation) -> Subject:
    """Return what the address asks a briefing on; 404 for a party or issue that is not here."""
    slugs = [request.GET.get(name, "").replace("\0", "") for name in ("party", "with")]
    parties = [get_object_or_404(Party, negotiation=negotiation, slug=slug) for slug in dict.fromkeys(slugs) if slug]
    slug = request.GET.get("issue", "").replace("\0", "")
    issue = get_object_or_404(Issue, negotiation=negotiation, slug=slug) if slug else None
    return Subject(tuple(parties), issue)
