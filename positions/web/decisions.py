"""What an analyst decides while reading: yes, no, unsure, corrections, links; with the way back from each."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django_htmx.http import replace_url, trigger_client_event

from positions.enums import Relation, Role, Verdict
from positions.models import Article, Link, Negotiation, Statement
from positions.review.actions import this_action
from positions.review.errors import ReviewError
from positions.review.links import judge_link, link_statements
from positions.review.sight import Clash, hold_still
from positions.review.statements import judge_statement
from positions.web.access import PageRequest, negotiation_page
from positions.web.clashes import ShownClash, clash_of_verdicts
from positions.web.reading import Row, correction_of, following, reading, rows_of
from positions.web.statement_forms import enter_with_positions

DONE = {
    Verdict.CONFIRM: _("Statement %(number)s accepted"),
    Verdict.REJECT: _("Statement %(number)s refused"),
    Verdict.UNSURE: _("Statement %(number)s marked unsure"),
}
LINK_DONE = {
    Verdict.CONFIRM: _("Link confirmed"),
    Verdict.REJECT: _("Link refused"),
    Verdict.UNSURE: _("Link marked unsure"),
}


@require_POST
@negotiation_page(role=Role.ANALYST)
def statement_judge(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> HttpResponse:
    """Accept, refuse or doubt a statement with the positions on its card, and go on to the next open one."""
    statement, verdict = statement_of(negotiation, public_id), _verdict(request)
    try:
        with transaction.atomic():
            hold_still(statement=statement, seen=request.POST.get("seen", ""), by=request.user)
            judge_statement(statement=statement, verdict=verdict, by=request.user, with_positions=True)
    except Clash as clash:
        return answer(request, statement, problem=str(clash), clash=clash_of_verdicts(clash, verdict))
    except ReviewError as error:
        return answer(request, statement, problem=str(error))
    rows = rows_of(statement.version)
    words = str(DONE[verdict]) % {"number": _number(rows, statement)}
    return answer(request, statement, following(rows, statement), words=words)


@require_POST
@negotiation_page(role=Role.ANALYST)
def statement_correct(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> HttpResponse:
    """Save who said it, when and through whom, and what is held on which issues."""
    statement = statement_of(negotiation, public_id)
    rows = rows_of(statement.version)
    row = next(row for row in rows if row.statement == statement)
    correction = correction_of(row.statement, rows, negotiation, typed=request.POST)
    if enter_with_positions(correction.form, correction.codings, request.user):
        words, wanted = gettext("Statement %(number)s saved") % {"number": row.number}, str(public_id)
        article = statement.version.article
        return show_again(request, article, wanted, words=words, action=this_action(), is_redrawn=True)
    return reading(request, statement.version.article, wanted=str(public_id), correction=correction)


@require_POST
@negotiation_page(role=Role.ANALYST)
def reading_link_judge(request: PageRequest, negotiation: Negotiation, public_id: UUID, link_id: UUID) -> HttpResponse:
    """Confirm or refuse a link beside the statement that is being read."""
    statement, verdict = statement_of(negotiation, public_id), _verdict(request)
    link = get_object_or_404(Link.objects.of(statement), public_id=link_id)
    try:
        judge_link(link=link, verdict=verdict, by=request.user, seen=read_seen(request))
    except ReviewError as error:
        about = gettext("You were about to decide “%(verdict)s”.") % {"verdict": verdict.label}
        return answer(request, statement, problem=f"{error} {about}")
    return answer(request, statement, words=str(LINK_DONE[verdict]))


@require_POST
@negotiation_page(role=Role.ANALYST)
def reading_link_add(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> HttpResponse:
    """Link the statement that is being read to other words by hand."""
    statement = statement_of(negotiation, public_id)
    relation = request.POST.get("relation", "")
    try:
        other = statement_of(negotiation, UUID(request.POST.get("other", "")))
        link_statements(earlier=other, later=statement, relation=relation, by=request.user)
    except ValueError:
        return answer(request, statement, problem=gettext("Choose the words to link to."))
    except ReviewError as error:
        return answer(request, statement, problem=str(error))
    return answer(request, statement, words=gettext("Linked: %(relation)s") % {"relation": Relation(relation).label})


def statement_of(negotiation: Negotiation, public_id: UUID) -> Statement:
    """Return a statement of a negotiation with its article, or 404."""
    found = Statement.objects.select_related("negotiation", "version__article__source", "version__negotiation")
    return get_object_or_404(found, negotiation=negotiation, public_id=public_id)


def _verdict(request: PageRequest) -> Verdict:
    try:
        return Verdict(request.POST.get("verdict", ""))
    except ValueError as error:
        raise BadRequest(gettext("A decision is confirm, reject or unsure.")) from error


def read_seen(request: PageRequest) -> int | None:
    """Return the judgement on a link that the page showed, None for none."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else None


def _number(rows: Sequence[Row], statement: Statement) -> int:
    return next(row.number for row in rows if row.statement == statement)


def answer(
    request: PageRequest,
    statement: Statement,
    row: Row | None = None,
    *,
    words: str = "",
    problem: str = "",
    clash: ShownClash | None = None,
) -> HttpResponse:
    """Show the article again with a row open, the statement's own without one; `words` say what was done."""
    wanted = str(row.statement.public_id if row else statement.public_id)
    action = this_action() if words else ""
    article: Article = statement.version.article
    return show_again(request, article, wanted, words=words, problem=problem, clash=clash, action=action)


def show_again(
    request: PageRequest,
    article: Article,
    wanted: str,
    *,
    words: str = "",
    problem: str = "",
    clash: ShownClash | None = None,
    action: str = "",
    is_redrawn: bool = False,
) -> HttpResponse:
    """Show the side for htmx, with `is_redrawn` the text too, else the page; `action` is what can be taken back."""
    address = f"{article.get_absolute_url()}?s={wanted}"
    if not request.htmx and clash is None:
        if problem:
            messages.error(request, problem)
        else:
            messages.success(request, f"{words}.")
        return redirect(f"{address}#s-{wanted}")
    response = reading(request, article, wanted=wanted, problem=problem, clash=clash, is_redrawn=is_redrawn)
    if words:
        trigger_client_event(response, "decided", {"words": words, "action": action}, after="settle")
    return replace_url(response, address)
