"""The queue: one link or one statement, one question, one key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from positions.analysis.wording import Comparison, compare
from positions.enums import Relation, Role, Verdict
from positions.models import Issue, Judgement, Link, Negotiation, Position, Statement, User
from positions.review.errors import ReviewError
from positions.review.links import judge_link
from positions.review.positions import judge_position
from positions.review.sight import as_seen, hold_still
from positions.review.statements import judge_statement
from positions.web import undo
from positions.web.access import PageRequest, negotiation_page
from positions.web.consequences import Consequence, consequences_of
from positions.web.queue import (
    Wanted,
    choices,
    decided_today,
    first_of,
    links_wanted,
    read_uuid,
    read_wanted,
    statements_wanted,
    unsure_among,
)
from positions.web.surroundings import Surroundings, around

QUESTIONS = {
    Relation.RESTATES: _("Does this restate"),
    Relation.REFINES: _("Does this refine"),
    Relation.HARDENS: _("Does this harden"),
    Relation.SOFTENS: _("Does this soften"),
    Relation.REVERSES: _("Does this reverse"),
    Relation.SUPPORTS: _("Does this support"),
    Relation.OPPOSES: _("Does this oppose"),
    Relation.RESPONDS_TO: _("Does this respond to"),
    Relation.QUOTES: _("Does this quote"),
    Relation.SAME_UTTERANCE: _("Is this another report of"),
}
# The ones at hand on 1 to 9 beside the one suggested.
SCORES_SHOWN = 5
AGAINST_SHOWN = 3
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
        found = (
            []
            if before.stance == after.stance
            else [gettext("%(stance)s instead") % {"stance": after.get_stance_display()}]
        )
        if before.value is not None and after.value is not None and before.value != after.value:
            points = abs(after.value - before.value)
            up = ngettext("%(points)s point up", "%(points)s points up", points)
            down = ngettext("%(points)s point down", "%(points)s points down", points)
            found.append((up if after.value > before.value else down) % {"points": points})
        if before.firmness and after.firmness and before.firmness != after.firmness:
            found.append(gettext("firmer") if after.firmness > before.firmness else gettext("less firm"))
        if before.condition != after.condition:
            found.append(
                gettext("another condition") if before.condition and after.condition else gettext("condition gone")
            )
        if after.condition and not before.condition:
            found[-1] = gettext("a condition is new")
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
    wanted, at = read_wanted(request), read_uuid(request.GET.get("at", ""))
    if wanted.is_statements:
        return statement_queue(request, negotiation, wanted, at)
    waiting = links_wanted(negotiation, wanted, request.user)
    link = first_of(waiting, wanted, at)
    context = bar_of(request, negotiation, wanted, waiting.count()) | {
        "card": card_of(link) if link else None,
        "unsure_left": 0 if wanted.state else unsure_among(waiting),
        "skip_url": wanted.address(skip=link.public_id) if link else "",
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
    verdict, note = read_verdict(request), request.POST.get("note", "")[:MAX_NOTE]
    relation = request.POST.get("relation", "")
    try:
        judgement = judge_link(
            link=judged, verdict=verdict, by=request.user, relation=relation, note=note, seen=read_seen(request)
        )
    except ReviewError as error:
        return refused(request, error, judged, verdict, note, relation)
    undo.leave(request, judgement, about=judged.public_id)
    return redirect(undo.way_back(request, judged.get_absolute_url()))


@require_POST
@negotiation_page(role=Role.ANALYST)
def review_statement(request: PageRequest, negotiation: Negotiation, public_id: UUID) -> HttpResponse:
    """Record a verdict on a statement, and with a yes on the positions shown with it."""
    judged = get_object_or_404(
        Statement.objects.select_related("negotiation"), negotiation=negotiation, public_id=public_id
    )
    verdict, note = read_verdict(request), request.POST.get("note", "")[:MAX_NOTE]
    try:
        with transaction.atomic():
            held = hold_still(statement=judged, seen=request.POST.get("seen", ""), by=request.user)
            judgement = judge_shown(held, verdict, request.user, note)
    except ReviewError as error:
        return refused(request, error, judged, verdict, note)
    undo.leave(request, judgement, about=judged.public_id)
    return redirect(undo.way_back(request, judged.get_absolute_url()))


def judge_shown(shown: Statement, verdict: Verdict, by: User, note: str) -> Judgement:
    """Judge a statement with its positions; of one that is confirmed already only the coding is in question."""
    undecided = [position for position in shown_positions(shown) if not position.verdict]
    if shown.verdict != Verdict.CONFIRM or not undecided:
        return judge_statement(statement=shown, verdict=verdict, by=by, note=note, with_positions=True)
    judgements = [judge_position(position=each, verdict=verdict, by=by, note=note) for each in undecided]
    return judgements[0]


def statement_queue(request: PageRequest, negotiation: Negotiation, wanted: Wanted, at: UUID | None) -> HttpResponse:
    """Put the next undecided statement to the reader, with what its party holds otherwise."""
    waiting = statements_wanted(negotiation, wanted)
    shown = first_of(waiting, wanted, at)
    consequences = consequences_of(shown) if shown else []
    context = bar_of(request, negotiation, wanted, waiting.count()) | {
        "statement": shown,
        "seen": as_seen(shown) if shown else "",
        "around": around(shown.version.text, shown.spans) if shown else None,
        "consequences": consequences,
        "links": links_beside(shown, consequences) if shown else [],
        "skip_url": wanted.address(skip=shown.public_id) if shown else "",
    }
    return render(request, "review/statements.html", context)


def links_beside(shown: Statement, consequences: list[Consequence]) -> list[tuple[Link, Statement]]:
    """Return the strongest links of a statement, with the words at the other end, but for those quoted already."""
    quoted = [each.held.latest.statement for each in consequences if each.held]
    found = Link.objects.of(shown).shown().exclude(Q(earlier__in=quoted) | Q(later__in=quoted))
    ends = found.order_by("-score", "pk").for_display()[:AGAINST_SHOWN]
    return [(each, each.earlier if each.later_id == shown.pk else each.later) for each in ends]


def bar_of(request: PageRequest, negotiation: Negotiation, wanted: Wanted, left: int) -> dict[str, Any]:
    """Return what the bar above the card shows: filters, what is done today, what is left."""
    verdicts = decided_today(negotiation, wanted, request.user)
    done = len(verdicts)
    filters = [(name, label, offered, getattr(wanted, name)) for name, label, offered in choices(negotiation, wanted)]
    return {
        "wanted": wanted,
        "queue": "statements" if wanted.is_statements else "links",
        "filters": filters,
        "filters_set": [words for *_, offered, chosen in filters for value, words in offered if value == chosen],
        "left": left,
        "done": done,
        "share": done / (done + left) if done + left else 0,
        "counts": [(verdict.label, verdicts.count(verdict)) for verdict in Verdict if verdicts.count(verdict)],
        "here": request.path + wanted.address(),
        "undo": undo.take(request),
    }


def card_of(shown: Link) -> Card:
    """Return a link with words in context, differences, scores and what speaks against it."""
    earlier, later = shown.earlier, shown.later
    scores = sorted(shown.scores.items(), key=lambda pair: -pair[1])[:SCORES_SHOWN]
    labels = dict(Relation.choices)
    return Card(
        link=shown,
        question=str(QUESTIONS[Relation(shown.held_relation)]),
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


def refused(
    request: PageRequest, error: ReviewError, judged: Link | Statement, verdict: Verdict, note: str, relation: str = ""
) -> HttpResponse:
    """Say why a decision was not recorded, and which it was, on the page of what it was about, where what holds is."""
    words = Relation(relation).label if relation in Relation.values else verdict.label
    told = [str(error), gettext("You were about to decide “%(verdict)s”.") % {"verdict": words}]
    if note.strip():
        told.append(gettext("Your note was: “%(note)s”.") % {"note": note})
    messages.error(request, " ".join(told))
    return redirect(judged)


def read_verdict(request: PageRequest) -> Verdict:
    """Return the verdict of the form; what is none of the three leaves the thing unsure."""
    wanted = request.POST.get("verdict", "")
    return Verdict(wanted) if wanted in Verdict.values else Verdict.UNSURE


def read_seen(request: PageRequest) -> int | None:
    """Return the judgement that the page showed, None for none."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() else None
