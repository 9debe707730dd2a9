"""Who receives digests and alerts, when, and what of."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from positions.enums import Frequency, PauseReason, WhenQuiet
from positions.models.columns import one_of, public_id, together
from positions.models.issues import Issue
from positions.models.negotiations import Membership, Negotiation
from positions.models.parties import Party
from positions.models.proposals import Proposal
from positions.models.searches import SavedSearch
from positions.models.triggers import in_one_negotiation

if TYPE_CHECKING:
    from positions.models.users import User

WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]


PARTS = ("party", "issue", "proposal", "search")  # of which a row names one at most


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def deliverable(self) -> SubscriptionQuerySet:
        """Return those to whom mail may go: not ended or paused, of open accounts, following what they may read."""
        readable = Follow.objects.readable().filter(subscription=OuterRef("pk"))
        return self.filter(Exists(readable), is_active=True, paused_at=None, user__is_active=True)

    def due(self, now: datetime) -> SubscriptionQuerySet:
        """Return those whose hour has come."""
        return self.deliverable().filter(due_at__lte=now)

    def with_token(self, token: uuid.UUID | str) -> SubscriptionQuerySet:
        """Return the one that an address in a mail ends, be the mail from before digests were joined."""
        return self.filter(Q(token=token) | Q(former_tokens__contains=[token]))


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["token", "former_tokens", "feed_hash", "due_at", "told_until"],
)
class Subscription(models.Model):
    """One person's mail: how often, at which hour of the own zone, and whether changes are told at once."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subscription")
    frequency = models.CharField(max_length=7, choices=Frequency, default=Frequency.WEEKLY)
    weekday = models.PositiveSmallIntegerField(choices=WEEKDAYS, default=0)
    month_day = models.PositiveSmallIntegerField(
        _("day of the month"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(31)],
        help_text=_("1 to 31; a shorter month sends on its last day."),
    )
    hour = models.PositiveSmallIntegerField(
        default=9,
        validators=[MaxValueValidator(23)],
        help_text=_("Full hour, 0 to 23, in the reader's time zone."),
    )
    when_quiet = models.CharField(_("when nothing changed"), max_length=7, choices=WhenQuiet, default=WhenQuiet.LINE)
    has_alerts = models.BooleanField(
        _("alerts"), default=False, help_text=_("Shifts, red lines and reversals at once, several of them in one mail.")
    )
    is_active = models.BooleanField(default=True, help_text="Off once the reader has unsubscribed.")
    # Both empty unless mail is held back for a while.
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_reason = models.CharField(max_length=10, choices=PauseReason, null=True, blank=True)
    paused_because = models.TextField(blank=True, help_text="What the mail server said.")
    due_at = models.DateTimeField(help_text="When the next digest leaves.")
    told_until = models.DateTimeField(null=True, blank=True)  # empty until a first digest; the end of the last period
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="Unsubscribes in one click.")
    former_tokens = ArrayField(models.UUIDField(), default=list, blank=True, editable=False)
    # Empty while there is no feed. The token itself is shown once and kept nowhere.
    feed_hash = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    subscribed_at = models.DateTimeField(auto_now_add=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["user"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__lte=6, hour__lte=23, month_day__gte=1, month_day__lte=31),
                name="subscription_hour_of_week",
            ),
            one_of("subscription_frequency_known", "frequency", Frequency),
            one_of("subscription_when_quiet_known", "when_quiet", WhenQuiet),
            one_of("subscription_paused_reason_known", "paused_reason", PauseReason),
            together("subscription_paused_at_and_why", "paused_at", "paused_reason"),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(is_active=True), name="subscription_due")]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_frequency_display()}"

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.user.time_zone)


class FollowQuerySet(models.QuerySet["Follow"]):
    def readable(self) -> FollowQuerySet:
        """Return those of negotiations whose pages the follower may open."""
        mine = Membership.objects.filter(negotiation=OuterRef("negotiation"), user=OuterRef("subscription__user"))
        return self.filter(Exists(mine) | Q(subscription__user__is_superuser=True))

    def of(self, user: User) -> FollowQuerySet:
        """Return what a person follows."""
        return self.filter(subscription__user=user)

    def for_display(self) -> FollowQuerySet:
        """Bring what `digest/follows.html`, the digest and the API name."""
        return self.select_related("negotiation", *PARTS, "other", "search__negotiation")


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class Follow(models.Model):
    """One thing a person follows; nothing but the negotiation means all of it. A pair is a party and another."""

    public_id = public_id()
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="follows")
    negotiation = models.ForeignKey(Negotiation, on_delete=models.CASCADE, related_name="follows")
    # Empty but for the one thing followed; a pair has two parties.
    party = models.ForeignKey(Party, on_delete=models.CASCADE, null=True, blank=True, related_name="follows")
    other = models.ForeignKey(Party, on_delete=models.CASCADE, null=True, blank=True, related_name="follows_as_other")
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, null=True, blank=True, related_name="follows")
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, null=True, blank=True, related_name="follows")
    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, null=True, blank=True, related_name="follows")
    followed_at = models.DateTimeField(auto_now_add=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        ordering = ["negotiation__title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "negotiation", "party", "other", "issue", "proposal", "search"],
                nulls_distinct=False,
                name="follow_once",
            ),
            models.CheckConstraint(
                condition=Q(*((f"{part}__isnull", True) for part in PARTS))
                | Q(
                    *(Q(**{f"{part}__isnull": part != named for part in PARTS}) for named in PARTS),
                    _connector=Q.OR,
                ),
                name="follow_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(other=None) | Q(party__isnull=False, party__lt=F("other")), name="follow_pair_in_order"
            ),
        ]
        triggers = [
            in_one_negotiation(
                "follow_in_one_negotiation",
                "negotiation_id",
                "party_id",
                "other_id",
                "issue_id",
                "proposal_id",
                "search_id",
                foreign="""SELECT FROM (
                    SELECT negotiation_id FROM positions_party WHERE id IN (NEW.party_id, NEW.other_id)
                    UNION ALL SELECT negotiation_id FROM positions_issue WHERE id = NEW.issue_id
                    UNION ALL SELECT negotiation_id FROM positions_proposal WHERE id = NEW.proposal_id
                    UNION ALL SELECT negotiation_id FROM positions_savedsearch WHERE id = NEW.search_id
                ) AS owner WHERE owner.negotiation_id <> NEW.negotiation_id""",
            )
        ]

    def __str__(self) -> str:
        if self.party and self.other:
            return gettext("%(one)s and %(other)s") % {"one": self.party, "other": self.other}
        return str(self.part or self.negotiation)

    def get_absolute_url(self) -> str:
        slug = self.negotiation.slug
        if self.party and self.other:
            return reverse("pair", args=[slug, self.party.slug, self.other.slug])
        if self.party:
            return reverse("party", args=[slug, self.party.slug])
        if self.issue:
            return reverse("issue", args=[slug, self.issue.slug])
        if self.proposal:
            return reverse("proposal", args=[slug, self.proposal.slug])
        return self.search.get_absolute_url() if self.search else self.negotiation.get_absolute_url()

    @property
    def part(self) -> Party | Issue | Proposal | SavedSearch | None:
        """Return the one thing of the negotiation; None when all of it is followed."""
        return self.party or self.issue or self.proposal or self.search

    @property
    def kind(self) -> str:
        """Return what is followed, by the word that addresses and the API use."""
        if self.other_id:
            return "pair"
        return next((part for part in PARTS if getattr(self, f"{part}_id")), "negotiation")
