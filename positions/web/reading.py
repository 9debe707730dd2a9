"""One article: its text with the marks, and beside it the statements with the current one open."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from positions.analysis.wording import compare
from positions.enums import ArticleState, JobKind, Role, Verdict
from positions.extraction.attributions import Reader, reader_of
from positions.extraction.language import foreign_name
from positions.extraction.naming import offer_for
from positions.models import Article, ArticleVersion, Job, Link, Negotiation, Statement
from positions.models.negotiations import ROLES_FROM
from positions.review.actions import latest_on
from positions.review.sight import as_seen
from positions.web.access import PageRequest, negotiation_page
from positions.web.clashes import ShownClash
from positions.web.finder import finder_for
from positions.web.marked import Drawn, Marking, marked_paragraphs
from positions.web.presence import readers_of
from positions.web.statement_forms import CodingForm, CorrectionForm
from positions.web.vocabulary import vocabulary_of

LOOKS = {Verdict.CONFIRM: "ink", Verdict.REJECT: "refused"}
LINKS_SHOWN = 5
MOST_CODINGS = 20  # more positions are in no statement; a form from elsewhere may claim a million


@dataclass(frozen=True)
class Row:
    """A statement in the list: its number in the article and how it is drawn."""

    number: int
    statement: Statement
    look: str

    @property
    def seen(self) -> str:
        """Return a word for what is shown of it, another one as soon as somebody decides or changes something."""
        return as_seen(self.statement)

    @property
    def name(self) -> str:
        """Return what buttons call it: statement 3, of Zahira."""
        whose = self.statement.party or self.statement.speaker_as_written
        if whose:
            return _("statement %(number)s, of %(whose)s") % {"number": self.number, "whose": whose}
        return _("statement %(number)s") % {"number": self.number}

    @property
    def marking(self) -> Marking:
        """Return how it is drawn in the text."""
        spans = tuple((start, end) for start, end in self.statement.spans)
        source = self.statement.source_span
        return Marking(
            self.number, spans, tuple(source) if source else None, id=str(self.statement.public_id), look=self.look
        )


@dataclass(frozen=True)
class Correction:
    """The form that is open in the current card: who and when, and one form per position."""

    form: CorrectionForm
    codings: list[CodingForm]


def rows_of(version: ArticleVersion) -> list[Row]:
    """Return the statements of a text in the order in which they begin, the longer first."""
    statements = Statement.objects.filter(version=version).for_display().prefetch_related("targets")
    in_order = sorted(statements, key=lambda found: (found.spans[0][0], -found.spans[-1][1], found.pk))
    return [
        Row(number, statement, LOOKS.get(statement.verdict, "pencil"))  # type: ignore[call-overload]
        for number, statement in enumerate(in_order, start=1)
    ]


def correction_of(
    statement: Statement, others: Sequence[Row], negotiation: Negotiation, typed: Any = None
) -> Correction:
    """Return the form for a statement: filled in from its rows, or with what was typed."""
    vocabulary = vocabulary_of(negotiation)
    carriers = [row.statement for row in others if row.statement != statement]
    form = CorrectionForm(typed, statement=statement, vocabulary=vocabulary, others=carriers)
    numbers = {row.statement.pk: row.number for row in others}
    form.row("reported_through").offer(
        carriers, _("first hand"), lambda carrier: f"{numbers[carrier.pk]}: {carrier.words[:60]}"
    )
    known = statement.shown_positions  # type: ignore[attr-defined]  # brought along by for_display()
    blank = max(1, _typed_codings(typed) - len(known))
    codings = [
        CodingForm(typed, vocabulary=vocabulary, known=known, prefix=f"position{index}", initial=_coding(position))
        for index, position in enumerate([*known, *[None] * blank])
    ]
    return Correction(form, codings)


def _typed_codings(typed: Any) -> int:
    """Return how many codings a form came with: somebody else may have refused a position of it meanwhile."""
    numbers = [re.match(r"position(\d{1,3})-", name) for name in typed or ()]
    return min(max((int(number[1]) + 1 for number in numbers if number), default=0), MOST_CODINGS)


def _coding(position: Any) -> dict[str, Any]:
    if position is None:
        return {}
    names = ("stance", "value", "firmness", "condition", "act", "mode")
    rows = {"position": position.pk, "issue": position.issue_id, "proposal": position.proposal_id}
    return {**rows, **{name: getattr(position, name) for name in names}}


def _current(rows: Sequence[Row], wanted: str) -> Row | None:
    """Return the row asked for, else the first without a yes or a no, else the first."""
    asked = next((row for row in rows if str(row.statement.public_id) == wanted), None)
    return asked or next((row for row in rows if row.look == "pencil"), None) or next(iter(rows), None)


def following(rows: Sequence[Row], statement: Statement) -> Row | None:
    """Return the next row that still needs a decision, going round once; the statement's own when none does."""
    here = next((index for index, row in enumerate(rows) if row.statement == statement), 0)
    order = [*rows[here + 1 :], *rows[:here]]
    return next((row for row in order if row.look == "pencil"), rows[here] if rows else None)


@require_safe
@negotiation_page()
def article(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> HttpResponse:
    """Show an article and its statements; `?s=` opens one of them, `&edit=1` with its form, `&link=1` to link it."""
    found = get_object_or_404(Article.objects.for_display(), negotiation=negotiation, public_id=public_id)
    asked = request.GET
    return reading(request, found, wanted=asked.get("s", ""), is_editing="edit" in asked, is_linking="link" in asked)


def reading(
    request: PageRequest,
    article: Article,
    *,
    wanted: str = "",
    is_editing: bool = False,
    correction: Correction | None = None,
    problem: str = "",
    clash: ShownClash | None = None,
    is_linking: bool = False,
    is_redrawn: bool = False,
) -> HttpResponse:
    """Draw the page, or for htmx its side, with `is_redrawn` the text too; `problem` is the sentence above the list."""
    context = side_of(request, article, wanted=wanted, problem=problem, clash=clash)
    version, rows, current = context["version"], context["rows"], context["current"]
    if is_editing and context["may_edit"] and current and correction is None:
        correction = correction_of(current.statement, rows, request.negotiation)
    if is_linking and context["may_edit"] and current:
        context["finder"] = finder_for(current.statement, request.GET.get("find", ""))
    context["correction"] = correction
    if request.htmx and not is_redrawn:
        return render(request, "reading/side.html", context)
    context["paragraphs"] = paragraphs_of(context)
    if request.htmx:
        return render(request, "reading/redrawn.html", context)
    context["read_as"] = foreign_name(version.text)
    context["is_by_rules"] = _is_by_rules(version, rows)
    context["version_count"] = article.versions.count()
    context["job"] = _job_of(article)
    return render(request, "article.html", context)


def side_of(
    request: PageRequest,
    article: Article,
    *,
    wanted: str = "",
    problem: str = "",
    clash: ShownClash | None = None,
) -> dict[str, Any]:
    """Return what the list beside the text shows, with the statement asked for open."""
    version = _version(article, wanted, request.GET.get("version", ""))
    rows = rows_of(version)
    current = _current(rows, wanted)
    may_edit = request.role in ROLES_FROM[Role.ANALYST]
    return {
        "article": article,
        "version": version,
        "negotiation": request.negotiation,
        "rows": rows,
        "current": current,
        "decided_count": sum(row.look != "pencil" for row in rows),
        "may_edit": may_edit,
        "problem": problem,
        "clash": clash,
        "known": latest_on(version),
        "readers": readers_of(version, request.user),
        **_around(current),
        **_naming(current if may_edit else None, request.negotiation),
        "next_article": _next_article(article),
    }


def paragraphs_of(context: dict[str, Any]) -> list[tuple[Drawn, ...]]:
    """Return the text with the marks of the statements in the list."""
    return marked_paragraphs(context["version"].text, [row.marking for row in context["rows"]])


@require_safe
@negotiation_page()
def article_progress(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> HttpResponse:
    """Say how far the reading has come; when it is over, have the page loaded again."""
    found = get_object_or_404(Article.objects.for_display(), negotiation=negotiation, public_id=public_id)
    context = {"article": found, "job": _job_of(found), "negotiation": negotiation, "role": request.role}
    response = render(request, "reading/progress.html", context)
    if found.state in {ArticleState.READ, ArticleState.FAILED}:
        response["HX-Refresh"] = "true"
    return response


def _around(current: Row | None) -> dict[str, Any]:
    """Return the current statement's links, strongest first, and whether more are being looked for."""
    if current is None:
        return {"links": [], "links_seen": "", "has_more_links": False, "is_linking": False}
    statement = current.statement
    links = list(Link.objects.of(statement).shown().for_display().order_by("-score", "-pk")[: LINKS_SHOWN + 1])
    key = f"link:statement:{statement.pk}"
    return {
        "links": [(link, compare(link.earlier.words, link.later.words)) for link in links[:LINKS_SHOWN]],
        "links_seen": "-".join(f"{link.pk}.{link.judgement.pk if link.judgement else 0}" for link in links),
        "has_more_links": len(links) > LINKS_SHOWN,
        "is_linking": Job.objects.unfinished().filter(key=key).exists(),
    }


def _naming(current: Row | None, negotiation: Negotiation) -> dict[str, Any]:
    """Return what can be entered for the current statement's source, with what there is to choose from."""
    offer = offer_for(current.statement) if current else None
    return {"offer": offer, "vocabulary": vocabulary_of(negotiation) if offer else None}


def _is_by_rules(version: ArticleVersion, rows: Sequence[Row]) -> bool:
    """Tell whether the rules alone read the text, by what they left or else by who would read it now."""
    readers = {row.statement.method for row in rows if row.statement.method}
    return Reader.RULES in (readers or {reader_of(version.text, use_model=version.negotiation.uses_model)})


def _job_of(article: Article) -> Job | None:
    if article.state == ArticleState.READ:
        return None
    return article.jobs.filter(kind=JobKind.EXTRACT).select_related("article__source").first()


def _next_article(article: Article) -> dict[str, Any] | None:
    """Return the newest other article with open suggestions, and how many."""
    waiting = Statement.objects.filter(negotiation=article.negotiation_id).open()
    others = waiting.exclude(version__article=article).select_related(
        "version__article__source", "version__article__negotiation"
    )
    latest = others.defer("version__text").order_by("-version__article__published_at", "-pk").first()
    if latest is None:
        return None
    other = latest.version.article
    return {"article": other, "open_count": waiting.filter(version__article=other).count()}


def _version(article: Article, wanted: str, number: str) -> ArticleVersion:
    """Return the text that holds the statement asked for, or the one with a number, else the latest."""
    versions = article.versions.select_related("article__source", "negotiation").defer("search")
    holding = versions.filter(statements__public_id=wanted).first() if _is_uuid(wanted) else None
    numbered = versions.filter(number=int(number)).first() if number.isdecimal() and len(number) < 5 else None
    return holding or numbered or versions.latest("number")


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
