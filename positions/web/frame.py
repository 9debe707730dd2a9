"""The frame of every page: the row of pages, the reader's negotiations, what waits for review."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from positions.enums import Role
from positions.models import Link, Negotiation
from positions.models.links import LinkQuerySet
from positions.models.negotiations import ROLES_FROM
from positions.web.following import followed_keys
from positions.web.tour import Tour, tour_of

# Of the links to judge no more are counted: nobody acts otherwise on more, and every page waits for the count.
COUNTED_TO = 1_000
# Pages with the button by which what they show is followed.
FOLLOWABLE = {"negotiation", "party", "pair", "issue", "proposal", "saved_search"}
# Page of the row, its words, the key after "g", and the pages that belong to it.
ROW = [
    ("negotiation", _("Today"), "t", {"negotiation"}),
    ("articles", _("Reading"), "a", {"articles", "article", "article_add"}),
    ("review_queue", _("Review"), "r", {"review_queue", "link", "thresholds"}),
    ("matrix", _("Matrix"), "m", {"matrix", "network"}),
    ("issues", _("Issues"), "i", {"issues", "issue", "proposal", "proposals", "conditions", "condition"}),
    ("parties", _("Parties"), "p", {"parties", "party", "pair", "people", "person", "briefing"}),
    ("digest", _("Digest"), "d", {"digest"}),
]


@dataclass(frozen=True)
class PageLink:
    """One page in the row; `count` is what waits there, None where nothing is counted."""

    url: str
    label: str
    key: str
    is_current: bool
    count: int | None

    @property
    def waiting(self) -> str:
        """Return the count as the row shows it."""
        return f"{COUNTED_TO:,}+" if self.count is not None and self.count > COUNTED_TO else str(self.count)


@dataclass(frozen=True)
class Frame:
    """What the frame shows."""

    negotiation: Negotiation
    pages: list[PageLink]
    others: list[Negotiation]
    may_edit: bool
    may_lead: bool
    tour: Tour | None
    follows: frozenset[str]


def links_to_judge(negotiation: Negotiation) -> LinkQuerySet:
    """Return the links shown without any verdict; one marked unsure has been looked at and is not counted."""
    return Link.objects.filter(negotiation=negotiation).shown().undecided()


def frame(request: HttpRequest) -> dict[str, Frame | None]:
    """Give whole pages their frame; fragments and pages outside a negotiation have none."""
    negotiation = getattr(request, "negotiation", None)
    if negotiation is None or getattr(request, "htmx", False):
        return {"frame": None}
    here = (request.resolver_match.url_name or "") if request.resolver_match else ""
    counts = {"review_queue": links_to_judge(negotiation)[: COUNTED_TO + 1].count()}
    role = request.role  # type: ignore[attr-defined]  # set beside the negotiation
    pages = [
        PageLink(reverse(name, args=[negotiation.slug]), str(label), key, here in belonging, counts.get(name))
        for name, label, key, belonging in ROW
    ]
    others = list(Negotiation.objects.visible_to(request.user).exclude(pk=negotiation.pk))  # type: ignore[arg-type]
    return {
        "frame": Frame(
            negotiation=negotiation,
            pages=pages,
            others=others,
            may_edit=role in ROLES_FROM[Role.ANALYST],
            may_lead=role in ROLES_FROM[Role.LEAD],
            tour=tour_of(request.user, negotiation, role, here, request.path),  # type: ignore[arg-type]
            follows=followed_keys(request, negotiation) if here in FOLLOWABLE else frozenset(),
        )
    }
