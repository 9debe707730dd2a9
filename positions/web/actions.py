"""What was done on an article, and the way back from each of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from positions.enums import Role
from positions.models import Article, Negotiation
from positions.review.actions import actions_on
from positions.review.errors import ReviewError
from positions.review.undoing import undo_action
from positions.web.access import PageRequest, negotiation_page
from positions.web.decisions import show_again
from positions.web.reading import rows_of
from positions.web.telling import names_of, tell
from positions.web.undo import way_back


@require_safe
@negotiation_page()
def article_history(request: PageRequest, negotiation: Negotiation, public_id: UUID, number: int) -> HttpResponse:
    """List what people did with the statements of a text, the newest first."""
    article = get_object_or_404(Article.objects.for_display(), negotiation=negotiation, public_id=public_id)
    version = get_object_or_404(article.versions.select_related("article__source", "negotiation"), number=number)
    numbers = {row.statement.pk: (row.number, str(row.statement.public_id)) for row in rows_of(version)}
    names = names_of(negotiation, numbers)
    told = tell(actions_on(version), names, reader=request.user, is_lead=request.role == Role.LEAD)
    context = {"article": article, "version": version, "negotiation": negotiation, "actions": told}
    context["may_edit"] = request.role != Role.VIEWER
    return render(request, "reading/history.html" if request.htmx else "article_history.html", context)


@require_POST
@negotiation_page(role=Role.ANALYST)
def action_undo(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Take back what was done in one go, and show again what it was about."""
    problem = ""
    try:
        undo_action(action=_uuid(request.POST.get("action", "")), negotiation=negotiation, by=request.user)
    except ReviewError as error:
        problem = str(error)
    if article := _article(request, negotiation):
        words = "" if problem else _("Taken back")
        return show_again(request, article, request.POST.get("s", ""), words=words, problem=problem, is_redrawn=True)
    if problem:
        messages.error(request, problem)
    else:
        messages.success(request, _("Taken back."))
    return redirect(way_back(request, negotiation.get_absolute_url()))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise ReviewError(_("There is nothing here that could be taken back.")) from error


def _article(request: PageRequest, negotiation: Negotiation) -> Article | None:
    """Return the article that the form stood on, if on one."""
    try:
        wanted = _uuid(request.POST.get("article", ""))
    except ReviewError:
        return None
    return Article.objects.for_display().filter(negotiation=negotiation, public_id=wanted).first()
