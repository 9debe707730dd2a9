"""The first steps on an example: from words in a report to an own decision that is linked to what was said before."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from positions.enums import ArticleState, Role, Verdict
from positions.models import Judgement, Link, Negotiation, Statement, User
from positions.models.negotiations import ROLES_FROM
from positions.models.statements import StatementQuerySet
from positions.web.access import PageRequest, negotiation_page

# Pages that offer the tour before it is started.
OFFERED_ON = {"negotiation", "articles"}


@dataclass(frozen=True)
class Step:
    """One thing to do: where, and by which key; on the page itself its button says less, or stands back."""

    title: str
    hint: str
    url: str
    label: str
    label_there: str
    is_done: bool


@dataclass(frozen=True)
class Tour:
    """The steps; none while the reader has not started. `here` is the address of the page."""

    steps: list[Step]
    here: str = ""

    @property
    def current(self) -> Step | None:
        """Return the first step that is not done, if any."""
        return next((step for step in self.steps if not step.is_done), None)

    @property
    def number(self) -> int:
        """Return the place of the current step, from 1."""
        return self.steps.index(self.current) + 1 if self.current else len(self.steps)

    @property
    def is_there(self) -> bool:
        """Tell whether the page is the one to which the current step leads."""
        step = self.current
        return step is not None and urlsplit(step.url).path == urlsplit(self.here).path


@require_POST
@negotiation_page(role=Role.ANALYST)
def tour_set(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Start the first steps, or put them away for good."""
    reader = request.user
    if request.POST.get("wish") == "start":
        reader.tour_started_at = timezone.now()
    else:
        reader.shows_tour = False
    reader.save(update_fields=["tour_started_at", "shows_tour"])
    there = request.POST.get("next", "")
    is_here = url_has_allowed_host_and_scheme(there, allowed_hosts=None)
    return redirect(there if is_here and request.POST.get("wish") != "start" else negotiation)


@require_safe
@negotiation_page()
def tour_show(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Show the steps anew after something was decided on the page."""
    here = request.htmx.current_url_abs_path or ""
    shown = tour_of(request.user, negotiation, request.role, "tour_show", here)
    if shown is None:
        return HttpResponse("")
    context = {"tour": shown, "negotiation": negotiation, "here": here}
    return render(request, "partials/tour.html", context)


def tour_of(reader: User, negotiation: Negotiation, role: Role, page: str, here: str) -> Tour | None:
    """Return what a page shows of the tour; None where it has no place: no example, no rights, or put away."""
    if not negotiation.is_example or not reader.shows_tour or role not in ROLES_FROM[Role.ANALYST]:
        return None
    if reader.tour_started_at is None:
        return Tour([]) if page in OFFERED_ON else None
    mine = Judgement.objects.filter(
        by=reader, at__gte=reader.tour_started_at, superseded_at=None, verdict=Verdict.CONFIRM
    )
    statements = Statement.objects.filter(negotiation=negotiation, judgements__in=mine)
    own = statements.values("pk")
    linked = mine.filter(Q(link__later__in=own) | Q(link__earlier__in=own)).exists()
    accepted = _related_first(statements.select_related("version__article")).last()
    return Tour(_steps(negotiation, accepted, linked), here)


def _related_first(statements: StatementQuerySet) -> StatementQuerySet:
    """Return statements with those last for which links are suggested: a newcomer need not wait for the machine."""
    links = Link.objects.shown().undecided()
    either = Exists(links.filter(later=OuterRef("pk"))) | Exists(links.filter(earlier=OuterRef("pk")))
    return statements.annotate(is_related=either).order_by("is_related", "confidence", "pk")


def _steps(negotiation: Negotiation, accepted: Statement | None, is_linked: bool) -> list[Step]:
    return [
        Step(
            _("Accept a statement in a report"),
            _(
                "Suggestions are in pencil, with a broken line. One waits in this step: its number is filled, in the "
                "text and in the list. Read its words, see who is said to say them, and press Accept (key a), or "
                "Refuse (key x). Or select other words and capture them yourself (key c)."
            ),
            _place_of(_waiting(negotiation), negotiation),
            _("Open a report that waits"),
            _("Show the statement that waits"),
            accepted is not None,
        ),
        Step(
            _("Confirm what it relates to"),
            _(
                "Your statement is in ink now and has your name. In a few seconds earlier words of the same matter "
                "stand beside it: press “Confirm link” (key y) if they belong together. If none come, link it to "
                "words you know (key l), or accept another one."
            ),
            _place_of(accepted, negotiation) if accepted else reverse("review_queue", args=[negotiation.slug]),
            _("Open your statement"),
            _("Open your statement"),
            is_linked,
        ),
        Step(
            _("See it in its place"),
            _(
                "Your decision, with the words and what they answer, has an address of its own. What you confirmed "
                "on an issue moves the matrix."
            ),
            _own(negotiation, accepted),
            _("Open its page"),
            "",
            False,
        ),
    ]


def _waiting(negotiation: Negotiation) -> Statement | None:
    """Return the suggestion of the machine that a newcomer judges most easily."""
    waiting = Statement.objects.filter(
        negotiation=negotiation, party__isnull=False, gone_from=None, version__article__state=ArticleState.READ
    )
    return _related_first(waiting.undecided().select_related("version__article")).last()


def _place_of(statement: Statement | None, negotiation: Negotiation) -> str:
    if statement is None:
        return reverse("articles", args=[negotiation.slug])
    article = statement.version.article
    place = reverse("article", args=[negotiation.slug, article.public_id])
    return f"{place}?s={statement.public_id}"


def _own(negotiation: Negotiation, accepted: Statement | None) -> str:
    if accepted is None:
        return reverse("matrix", args=[negotiation.slug])
    return reverse("statement", args=[negotiation.slug, accepted.public_id])
