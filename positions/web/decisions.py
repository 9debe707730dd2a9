"""What an analyst decides while reading: yes, no, unsure, undo, corrections, links."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST
from django_htmx.http import replace_url, trigger_client_event

from positions.enums import Role, Verdict
from positions.models import Article, Judgement, Link, Negotiation, Statement
from positions.review.errors import ReviewError
from positions.review.judgements import withdraw_judgement
from positions.review.links import judge_link
from positions.review.statements import judge_statement
from positions.web.access import PageRequest, negotiation_page
from positions.web.reading import Row, correction_of, following, reading, rows_of
from positions.web.statement_forms import enter_with_positions

DONE = {Verdict.CONFIRM: "accepted", Verdict.REJECT: "refused", Verdict.UNSURE: "marked unsure"}


@require_POST
@negotiation_page(role=Role.ANALYST)
def statement_judge(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> HttpResponse:
    """Accept, refuse or doubt a statement with the positions on its card, and go on to the next open one."""
    statement, verdict = statement_of(negotiation, public_id), _verdict(request)
    seen = _seen(request)
    try:
        judgement = judge_statement(
            statement=statement, verdict=verdict, by=request.user, seen=seen, with_positions=True
        )
    except ReviewError as error:
        return answer(request, statement, problem=str(error))
    rows = rows_of(statement.version)
    words = f"Statement {_number(rows, statement)} {DONE[verdict]}"
    made = [] if judgement.pk == seen else _made_with(judgement, statement)
    return answer(request, statement, following(rows, statement), words=words, undo=made)


@require_POST
@negotiation_page(role=Role.ANALYST)
def judgements_undo(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Take back the decision just made, with the positions that went with it."""
    keys = [key for key in request.POST.get("judgements", "").split(",") if key.isdecimal()]
    found = {str(judgement.pk): judgement for judgement in Judgement.objects.filter(pk__in=keys)}
    made = [found[key] for key in keys if key in found]
    if not made or any(_negotiation_of(judgement) != negotiation.pk for judgement in made):
        raise BadRequest("There is nothing here that could be taken back.")
    statement = _judged_beside(next((judgement for judgement in made if judgement.statement_id), made[0]), request)
    try:
        for judgement in made:
            withdraw_judgement(judgement=judgement, by=request.user)
    except ReviewError as error:
        return answer(request, statement, problem=str(error))
    return answer(request, statement, words="Taken back")


@require_POST
@negotiation_page(role=Role.ANALYST)
def statement_correct(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> HttpResponse:
    """Save who said it, when and through whom, and what is held on which issues."""
    statement = statement_of(negotiation, public_id)
    rows = rows_of(statement.version)
    row = next(row for row in rows if row.statement == statement)
    correction = correction_of(row.statement, rows, negotiation, typed=request.POST)
    if enter_with_positions(correction.form, correction.codings, request.user):
        return answer(request, statement, words=f"Statement {row.number} saved")
    return reading(request, statement.version.article, wanted=str(public_id), correction=correction)


@require_POST
@negotiation_page(role=Role.ANALYST)
def reading_link_judge(request: PageRequest, negotiation: Negotiation, public_id: UUID, link_id: UUID) -> HttpResponse:
    """Confirm or refuse a link beside the statement that is being read."""
    statement, verdict = statement_of(negotiation, public_id), _verdict(request)
    link = get_object_or_404(Link.objects.of(statement), public_id=link_id)
    try:
        judgement = judge_link(link=link, verdict=verdict, by=request.user, seen=_seen(request))
    except ReviewError as error:
        return answer(request, statement, problem=str(error))
    words = "Link confirmed" if verdict == Verdict.CONFIRM else f"Link {DONE[verdict]}"
    return answer(request, statement, words=words, undo=[judgement])


def statement_of(negotiation: Negotiation, public_id: UUID) -> Statement:
    """Return a statement of a negotiation with its article, or 404."""
    found = Statement.objects.select_related("negotiation", "version__article__source", "version__negotiation")
    return get_object_or_404(found, negotiation=negotiation, public_id=public_id)


def _verdict(request: PageRequest) -> Verdict:
    try:
        return Verdict(request.POST.get("verdict", ""))
    except ValueError as error:
        raise BadRequest("A decision is confirm, reject or unsure.") from error


def _seen(request: PageRequest) -> int | None:
    """Return the judgement that the page showed, None for none."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() else None


def _made_with(judgement: Judgement, statement: Statement) -> list[Judgement]:
    """Return the judgement and those on positions that were confirmed in the same breath."""
    with_it = Judgement.objects.current().filter(
        position__statement=statement, by=judgement.by, at__gte=judgement.at, verdict=judgement.verdict
    )
    return [judgement, *with_it]


def _negotiation_of(judgement: Judgement) -> int:
    judged = judgement.judged
    return judged.issue.negotiation_id if judgement.position_id else judged.negotiation_id


def _judged_beside(judgement: Judgement, request: PageRequest) -> Statement:
    """Return the statement to show again: the one judged, or the one beside which a link was judged."""
    if judgement.statement_id:
        return statement_of(request.negotiation, judgement.statement.public_id)  # type: ignore[union-attr]
    try:
        return statement_of(request.negotiation, UUID(request.POST.get("s", "")))
    except ValueError as error:
        raise BadRequest("It is not clear beside which statement this was decided.") from error


def _number(rows: Sequence[Row], statement: Statement) -> int:
    return next(row.number for row in rows if row.statement == statement)


def answer(
    request: PageRequest,
    statement: Statement,
    row: Row | None = None,
    *,
    words: str = "",
    undo: Sequence[Judgement] = (),
    problem: str = "",
) -> HttpResponse:
    """Show the article again with a row open, the statement's own without one: the side for htmx, else the page."""
    article: Article = statement.version.article
    wanted = str(row.statement.public_id if row else statement.public_id)
    address = f"{article.get_absolute_url()}?s={wanted}"
    if not request.htmx:
        if problem:
            messages.error(request, problem)
        else:
            messages.success(request, f"{words}.")
        return redirect(f"{address}#s-{wanted}")
    response = reading(request, article, wanted=wanted, problem=problem)
    if words:
        keys = ",".join(str(judgement.pk) for judgement in undo)
        decided = {"words": words, "judgements": keys, "statement": str(statement.public_id)}
        trigger_client_event(response, "decided", decided, after="settle")
    return replace_url(response, address)
