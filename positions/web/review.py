"""The queue: one link or one statement, one question, one key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import Case, IntegerField, Q, Value, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from positions.analysis.wording import Comparison, compare
from positions.enums import Relation, Role, Verdict
from positions.models import Issue, Judgement, Link, Negotiation, Position, Statement
from positions.models.links import LinkQuerySet
from positions.review.errors import ReviewError
from positions.review.links import judge_link
from positions.review.statements import judge_statement
from positions.web import undo
from positions.web.access import PageRequest, negotiation_page
from positions.web.frame import links_to_judge
from positions.web.surroundings import Surroundings, around

MOVES = (Relation.REVERSES, Relation.HARDENS, Relation.SOFTENS)
REPEATS = (Relation.RESTATES, Relation.SAME_UTTERANCE)
SHOWS = {
    "moves": ("softens, hardens, reverses", MOVES),
    "repeats": ("restates, same utterance", REPEATS),
    "answers": ("supports, opposes, responds to, quotes", (
        Relation.SUPPORTS, Relation.OPPOSES, Relation.RESPONDS_TO, Relation.QUOTES,
    )),
}  # fmt: skip
PRE_ACCEPTED = "expected"
QUESTIONS = {
    Relation.RESTATES: "Does this restate",
    Relation.REFINES: "Does this refine",
    Relation.HARDENS: "Does this harden",
    Relation.SOFTENS: "Does this soften",
    Relation.REVERSES: "Does this reverse",
    Relation.SUPPORTS: "Does this support",
    Relation.OPPOSES: "Does this oppose",
    Relation.RESPONDS_TO: "Does this respond to",
    Relation.QUOTES: "Does this quote",
    Relation.SAME_UTTERANCE: "Is this another report of",
}
# The ones at hand on 1 to 9 beside the one suggested.
SCORES_SHOWN = 5
AGAINST_SHOWN = 3
# A skipped thing comes back with a fresh address; the address stays short.
SKIPS_KEPT = 30
MAX_NOTE = 2000  # characters, as the form says


@dataclass(frozen=True)
class Difference:
    """What two statements say on one issue they share."""

    issue: Issue
    earlier: Position
    later: Position

    @property
    def reading(self) -> str:
        """Return what changed, in words; empty when both say the same."""
        before, after = self.earlier, self.later
        found = [] if before.stance == after.stance else [f"{after.get_stance_display()} instead"]
        if before.value is not None and after.value is not None and before.value != after.value:
            found.append(f"{abs(after.value - before.value)} points {'up' if after.value > before.value else 'down'}")
        if before.firmness and after.firmness and before.firmness != after.firmness:
            found.append("firmer" if after.firmness > before.firmness else "less firm")
        if before.condition != after.condition:
            found.append("another condition" if before.condition and after.condition else "condition gone")
        if after.condition and not before.condition:
            found[-1] = "a condition is new"
        return ", ".join(found)


@dataclass(frozen=True)
class Card:
    """One link with all that a reviewer needs to decide."""

    link: Link
    question: str
    comparison: Comparison
    earlier: Surroundings
    later: Surroundings
    differences: list[Difference]
    scores: list[tuple[str, float]]
    against: list[tuple[Link, Statement]]
    others: list[tuple[int, Relation]]


@negotiation_page()
def review_queue(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Put the next link, or with ?queue=statements the next statement, to the reader."""
    if request.GET.get("queue") == "statements":
        return statement_queue(request, negotiation)
    waiting = wanted_links(request, negotiation)
    skipped = skips(request)
    link = waiting.exclude(public_id__in=skipped).for_display().first()
    context = bar_of(request, negotiation, waiting.count()) | {
        "card": card_of(link) if link else None,
        "skip_url": skip_url(request, link.public_id) if link else "",
        "skipped": len(skipped),
    }
    return render(request, "review/page.html", context)


@negotiation_page()
def link(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> HttpResponse:
    """Show one link, judged or not."""
    shown = get_object_or_404(Link.objects.for_display(), negotiation=negotiation, public_id=public_id)
    history = shown.judgements.select_related("by", "superseded_by")
    context = {"card": card_of(shown), "is_single": True, "history": list(history), "undo": undo.take(request)}
    return render(request, "review/page.html", context)


@require_POST
@negotiation_page(role=Role.ANALYST)
def link_judge(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> HttpResponse:
    """Record a verdict on a link and go on."""
    judged = get_object_or_404(Link.objects.select_related("negotiation"), negotiation=negotiation, public_id=public_id)
    try:
        judgement = judge_link(
            link=judged,
            verdict=read_verdict(request),
            by=request.user,
            relation=request.POST.get("relation", ""),
            note=request.POST.get("note", "")[:MAX_NOTE],
            seen=read_seen(request),
        )
    except ReviewError as error:
        messages.error(request, str(error))
        return redirect(judged)
    undo.leave(request, judgement)
    return redirect(undo.way_back(request, judged.get_absolute_url()))


@require_POST
@negotiation_page(role=Role.ANALYST)
def review_statement(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> HttpResponse:
    """Record a verdict on a statement, and with a yes on the positions shown with it."""
    judged = get_object_or_404(
        Statement.objects.select_related("negotiation"), negotiation=negotiation, public_id=public_id
    )
    try:
        judgement = judge_statement(
            statement=judged,
            verdict=read_verdict(request),
            by=request.user,
            note=request.POST.get("note", "")[:MAX_NOTE],
            seen=read_seen(request),
            with_positions=True,
        )
    except ReviewError as error:
        messages.error(request, str(error))
        return redirect(judged)
    undo.leave(request, judgement)
    return redirect(undo.way_back(request, judged.get_absolute_url()))


def statement_queue(request: PageRequest, negotiation: Negotiation) -> HttpResponse:
    """Put the next undecided statement to the reader, the surest first."""
    waiting = Statement.objects.filter(negotiation=negotiation).undecided()
    if party := read_party(request):
        waiting = waiting.filter(party__slug=party)
    ordered = waiting.exclude(public_id__in=skips(request)).order_by("-confidence", "said_at", "pk")
    shown = ordered.for_display().first()
    context = bar_of(request, negotiation, waiting.count()) | {
        "statement": shown,
        "around": around(shown.version.text, shown.spans) if shown else None,
        "skip_url": skip_url(request, shown.public_id) if shown else "",
        "skipped": len(skips(request)),
    }
    return render(request, "review/statements.html", context)


def read_party(request: PageRequest) -> str:
    """Return the slug of the party that the address asks for; a NUL is in no slug, and PostgreSQL refuses it."""
    return request.GET.get("party", "").replace("\0", "")


def wanted_links(request: PageRequest, negotiation: Negotiation) -> LinkQuerySet:
    """Return the links to judge that the address asks for, what would move a position first."""
    links = links_to_judge(negotiation)
    show, party = SHOWS.get(request.GET.get("show", "")), read_party(request)
    if request.GET.get("show") == PRE_ACCEPTED:
        links = links.pre_accepted()
    elif show:
        links = links.filter(relation__in=show[1])
    if party:
        links = links.filter(Q(later__party__slug=party) | Q(earlier__party__slug=party))
    rank = Case(
        When(relation__in=MOVES, then=Value(0)),
        When(relation__in=REPEATS, then=Value(2)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return links.order_by(rank, "-score", "pk")


def bar_of(request: PageRequest, negotiation: Negotiation, left: int) -> dict[str, Any]:
    """Return what the bar above the card shows: filters, what is done today, what is left."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    mine = Judgement.objects.filter(by=request.user, at__gte=midnight, superseded_at=None)
    if request.GET.get("queue") == "statements":
        verdicts = list(mine.filter(statement__negotiation=negotiation).values_list("verdict", flat=True))
    else:
        verdicts = list(mine.filter(link__negotiation=negotiation).values_list("verdict", flat=True))
    done = len(verdicts)
    return {
        "queue": "statements" if request.GET.get("queue") == "statements" else "links",
        "show": request.GET.get("show", ""),
        "shows": [(PRE_ACCEPTED, "pre-accepted"), *((name, words) for name, (words, _) in SHOWS.items())],
        "party": request.GET.get("party", ""),
        "parties": list(negotiation.parties.for_display()),
        "left": left,
        "done": done,
        "share": done / (done + left) if done + left else 0,
        "counts": [(verdict.label, verdicts.count(verdict)) for verdict in Verdict if verdicts.count(verdict)],
        "here": request.get_full_path(),
        "undo": undo.take(request),
    }


def card_of(shown: Link) -> Card:
    """Return a link with words in context, differences, scores and what speaks against it."""
    earlier, later = shown.earlier, shown.later
    scores = sorted(shown.scores.items(), key=lambda pair: -pair[1])[:SCORES_SHOWN]
    labels = dict(Relation.choices)
    return Card(
        link=shown,
        question=QUESTIONS[Relation(shown.held_relation)],
        comparison=compare(earlier.words, later.words),
        earlier=around(earlier.version.text, earlier.spans),
        later=around(later.version.text, later.spans),
        differences=differences(earlier, later),
        scores=[(str(labels.get(name, name)), score) for name, score in scores],
        against=counter_evidence(shown),
        others=list(enumerate([each for each in Relation if each != shown.relation], start=1)),
    )


def differences(earlier: Statement, later: Statement) -> list[Difference]:
    """Return what both say on the issues they share."""
    before = {position.issue_id: position for position in shown_positions(earlier)}
    shared = [position for position in shown_positions(later) if position.issue_id in before]
    return [Difference(position.issue, before[position.issue_id], position) for position in shared]


def shown_positions(statement: Statement) -> list[Position]:
    """Return the positions that `for_display` brought along."""
    return statement.shown_positions  # type: ignore[attr-defined]  # prefetched under this name


def counter_evidence(shown: Link) -> list[tuple[Link, Statement]]:
    """Return other links of the two statements that read them otherwise, with the third statement of each."""
    its = Q(later=shown.later) | Q(earlier=shown.earlier)
    others = Link.objects.filter(its).shown().exclude(pk=shown.pk).exclude(relation=shown.relation)
    found = others.order_by("-score", "pk").for_display()[:AGAINST_SHOWN]
    return [(each, each.earlier if each.later_id == shown.later_id else each.later) for each in found]


def skips(request: PageRequest) -> list[UUID]:
    """Return what the reader skipped, from the address."""
    found = []
    for text in request.GET.getlist("skip")[-SKIPS_KEPT:]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def skip_url(request: PageRequest, public_id: UUID) -> str:
    """Return the address of the queue behind what is shown now."""
    kept = [(name, request.GET[name]) for name in ("queue", "show", "party") if request.GET.get(name)]
    passed = [("skip", str(each)) for each in [*skips(request), public_id][-SKIPS_KEPT:]]
    return "?" + urlencode(kept + passed)


def read_verdict(request: PageRequest) -> Verdict:
    """Return the verdict of the form; what is none of the three leaves the thing unsure."""
    wanted = request.POST.get("verdict", "")
    return Verdict(wanted) if wanted in Verdict.values else Verdict.UNSURE


def read_seen(request: PageRequest) -> int | None:
    """Return the judgement that the page showed, None for none."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() else None
