"""What changed on an article while somebody reads it: asked every few seconds, mostly answered with nothing."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from positions.models import Article, ArticleVersion, Negotiation, User
from positions.review.actions import actions_since, latest_on
from positions.web.access import PageRequest, negotiation_page
from positions.web.presence import look_in, readers_of
from positions.web.reading import Row, paragraphs_of, side_of
from positions.web.telling import names_of, sentences_of

TOLD = 3  # sentences; of more only the number is told


@require_safe
@negotiation_page()
def article_news(request: PageRequest, negotiation: Negotiation, public_id: UUID, number: int) -> HttpResponse:
    """Answer 204 while all is as `known`, readers too; else with the list, what others did, and a changed text."""
    article = get_object_or_404(Article.objects.for_display(), negotiation=negotiation, public_id=public_id)
    version = get_object_or_404(article.versions.only("pk", "article"), number=number)
    look_in(version, request.user)
    known, latest = request.GET.get("known", ""), latest_on(version)
    readers = ", ".join(readers_of(version, request.user))
    if known == latest and readers == request.GET.get("readers", ""):
        return HttpResponse(status=204)
    context = side_of(request, article, wanted=request.GET.get("s", ""))
    if known.split("-")[0] != latest.split("-")[0]:  # the marks are as they were while no statement changed
        context["paragraphs"] = paragraphs_of(context)
    context["news"] = _news(version, known, context["rows"], negotiation, request.user)
    return render(request, "reading/news.html", context)


def _news(version: ArticleVersion, known: str, rows: list[Row], negotiation: Negotiation, reader: User) -> str:
    """Return in words what others did since the page was drawn; empty when it was the reader."""
    others = [action for action in actions_since(version, known) if action.by and action.by != reader]
    numbers = {row.statement.pk: (row.number, str(row.statement.public_id)) for row in rows}
    told = sentences_of(others, names_of(negotiation, numbers)) if others else []
    more = " " + _("And %(number)s more.") % {"number": len(told) - TOLD} if len(told) > TOLD else ""
    return " ".join(f"{sentence}." for sentence in told[:TOLD]) + more
