"""What the queue is asked for: every filter stands in the address, and everything skipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from positions.analysis.entries import read_entries
from positions.analysis.replay import build_ledger
from positions.analysis.steps import shifts_of
from positions.enums import Relation, SpeechKind, Verdict
from positions.models import Judgement, Link, Negotiation, Position, Statement, User
from positions.models.links import LinkQuerySet
from positions.models.statements import StatementQuerySet
from positions.web.access import PageRequest
from positions.web.frame import links_to_judge

MOVES = (Relation.REVERSES, Relation.HARDENS, Relation.SOFTENS)
REPEATS = (Relation.RESTATES, Relation.SAME_UTTERANCE)
SHOWS = {
    "moves": (_("softens, hardens, reverses"), MOVES),
    "repeats": (_("restates, same utterance"), REPEATS),
    "answers": (_("supports, opposes, responds to, quotes"), (
        Relation.SUPPORTS, Relation.OPPOSES, Relation.RESPONDS_TO, Relation.QUOTES,
    )),
}  # fmt: skip
PRE_ACCEPTED = "expected"
SCORES = ("0.9", "0.8", "0.7", "0.6", "0.5")
UNSURE = "unsure"
FILTERS = ("queue", "show", "party", "issue", "score", "kind", "who", "state")
# A skipped thing comes back with a fresh address; the address stays short.
SKIPS_KEPT = 30


@dataclass(frozen=True)
class Wanted:
    """The filters of one address, as written there; empty ones let everything through."""

    queue: str = ""
    show: str = ""
    party: str = ""
    issue: str = ""
    score: str = ""
    kind: str = ""
    who: str = ""
    state: str = ""
    skipped: tuple[UUID, ...] = ()

    @property
    def is_statements(self) -> bool:
        """Tell whether statements are asked for instead of links."""
        return self.queue == "statements"

    @property
    def is_narrowed(self) -> bool:
        """Tell whether anything but the queue is chosen."""
        return any(getattr(self, name) for name in FILTERS if name != "queue")

    def address(self, *, skip: UUID | None = None, at: UUID | None = None) -> str:
        """Return the query of these filters, with one thing more skipped, or put first."""
        kept = [(name, getattr(self, name)) for name in FILTERS if getattr(self, name)]
        passed = [*self.skipped, *([skip] if skip else [])][-SKIPS_KEPT:]
        first = [("at", str(at))] if at else []
        return "?" + urlencode([*kept, *(("skip", str(each)) for each in passed), *first])


def read_wanted(request: PageRequest) -> Wanted:
    """Return what the address asks for; a NUL is in no name, and PostgreSQL refuses it."""
    asked = {name: request.GET.get(name, "").replace("\0", "") for name in FILTERS}
    skipped = [uuid for text in request.GET.getlist("skip")[-SKIPS_KEPT:] if (uuid := read_uuid(text))]
    return Wanted(**asked, skipped=tuple(skipped))


def read_uuid(text: str) -> UUID | None:
    """Return the id written, None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def links_wanted(negotiation: Negotiation, wanted: Wanted, reader: User) -> LinkQuerySet:
    """Return the links that wait for the reader, what would move a position first."""
    if wanted.state == UNSURE:
        links = Link.objects.filter(negotiation=negotiation).shown().filter(_unsure("link"))
    else:
        links = links_to_judge(negotiation).filter(~_unsure("link", by=reader))
    rank = Case(
        When(relation__in=MOVES, then=Value(0)),
        When(relation__in=REPEATS, then=Value(2)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return narrowed_links(links, wanted).order_by(rank, "-score", "pk")


def narrowed_links(links: LinkQuerySet, wanted: Wanted) -> LinkQuerySet:
    """Return the links that the filters let through, judged or not; of the two ends one has to fit."""
    show = SHOWS.get(wanted.show)
    if wanted.show == PRE_ACCEPTED:
        links = links.pre_accepted()
    elif show or wanted.show in Relation.values:
        links = links.filter(relation__in=show[1] if show else [wanted.show])
    if wanted.score in SCORES:
        links = links.filter(score__gte=float(wanted.score))
    if wanted.party:
        links = links.filter(Q(later__party__slug=wanted.party) | Q(earlier__party__slug=wanted.party))
    if wanted.issue:
        links = links.filter(Exists(_on(wanted.issue, "later")) | Exists(_on(wanted.issue, "earlier")))
    if wanted.kind in SpeechKind.values:
        links = links.filter(later__kind=wanted.kind)
    if who := _number(wanted.who):
        links = links.filter(Q(later__speaker=who) | Q(earlier__speaker=who))
    return links


def statements_wanted(negotiation: Negotiation, wanted: Wanted) -> StatementQuerySet:
    """Return statements of which words or coding wait, those that would move a position first, then the surest."""
    statements = Statement.objects.filter(negotiation=negotiation)
    if wanted.state == UNSURE:
        statements = statements.filter(_unsure("statement"))
    else:
        coded = Exists(Position.objects.undecided().filter(statement=OuterRef("pk")))
        statements = statements.undecided() | statements.confirmed().filter(coded)
    moving, refining = moving_statements(negotiation)
    rank = Case(
        When(pk__in=moving, then=Value(0)),
        When(pk__in=refining, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return narrowed_statements(statements, wanted).order_by(rank, "-confidence", "said_at", "pk")


def narrowed_statements(statements: StatementQuerySet, wanted: Wanted) -> StatementQuerySet:
    """Return the statements that the filters let through, judged or not."""
    if wanted.party:
        statements = statements.filter(party__slug=wanted.party)
    if wanted.issue:
        statements = statements.filter(Exists(_on(wanted.issue, "pk")))
    if wanted.score in SCORES:
        statements = statements.filter(confidence__gte=float(wanted.score))
    if wanted.kind in SpeechKind.values:
        statements = statements.filter(kind=wanted.kind)
    if who := _number(wanted.who):
        statements = statements.filter(speaker=who)
    return statements


def moving_statements(negotiation: Negotiation) -> tuple[list[int], list[int]]:
    """Return the statements whose suggestions would move what a party holds, and those that would only refine it."""
    ledger = build_ledger(read_entries(negotiation=negotiation), widen=True)
    steps = [shift for shift in shifts_of(ledger) if shift.after.is_suggested and shift.after.opening.statement]
    refining = [shift.after.opening.statement for shift in steps if shift.relation == Relation.REFINES]
    moving = [shift.after.opening.statement for shift in steps if shift.relation != Relation.REFINES]
    return [pk for pk in moving if pk], [pk for pk in refining if pk]


def decided_today(negotiation: Negotiation, wanted: Wanted, reader: User) -> list[str]:
    """Return the verdicts that the reader passed today on what the filters let through."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    mine = Judgement.objects.filter(by=reader, at__gte=midnight, at__lt=midnight + timedelta(days=1))
    mine = mine.filter(superseded_at=None)
    if wanted.is_statements:
        own: QuerySet[Any] = narrowed_statements(Statement.objects.filter(negotiation=negotiation), wanted)
        return list(mine.filter(statement__in=own).values_list("verdict", flat=True))
    kept = Wanted(**{name: getattr(wanted, name) for name in FILTERS if wanted.show != PRE_ACCEPTED or name != "show"})
    own = narrowed_links(Link.objects.filter(negotiation=negotiation), kept)
    return list(mine.filter(link__in=own).values_list("verdict", flat=True))


def first_of(waiting: Any, wanted: Wanted, at: UUID | None) -> Any:
    """Return the next thing that is not skipped; what was just taken back comes first."""
    back = waiting.filter(public_id=at).for_display().first() if at else None
    return back or waiting.exclude(public_id__in=wanted.skipped).for_display().first()


def choices(negotiation: Negotiation, wanted: Wanted) -> list[tuple[str, str, Sequence[tuple[Any, Any]]]]:
    """Return the filters that the bar offers: name in the address, label, and what can be chosen."""
    shows = [(PRE_ACCEPTED, gettext("pre-accepted")), *((name, words) for name, (words, _relations) in SHOWS.items())]
    people = negotiation.spokespersons.order_by("name").values_list("pk", "name")
    offered: list[tuple[str, str, Sequence[tuple[Any, Any]]]] = [
        ("party", gettext("Party"), list(negotiation.parties.order_by("number").values_list("slug", "name"))),
        ("issue", gettext("Issue"), list(negotiation.issues.order_by("number", "title").values_list("slug", "title"))),
        ("who", gettext("Speaker"), [(str(pk), name) for pk, name in people]),
        ("score", gettext("Score"), [(score, gettext("%(score)s and more") % {"score": score}) for score in SCORES]),
        ("kind", gettext("Kind"), SpeechKind.choices),
        ("state", gettext("State"), [(UNSURE, gettext("marked unsure"))]),
    ]
    return offered if wanted.is_statements else [("show", gettext("Relation"), shows), *offered]


def _unsure(column: str, by: User | None = None) -> Exists:
    mine = Judgement.objects.filter(superseded_at=None, verdict=Verdict.UNSURE, **{column: OuterRef("pk")})
    return Exists(mine.filter(by=by) if by else mine)


def _on(issue: str, end: str) -> QuerySet[Position]:
    return Position.objects.not_refused().filter(issue__slug=issue, statement=OuterRef(end))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
