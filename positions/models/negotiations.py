"""The process being followed, and who may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from positions.enums import Role
from positions.models.columns import one_of

if TYPE_CHECKING:
    from positions.models.users import User

ROLES_FROM = {
    Role.VIEWER: [Role.VIEWER, Role.ANALYST, Role.LEAD],
    Role.ANALYST: [Role.ANALYST, Role.LEAD],
    Role.LEAD: [Role.LEAD],
}


class NegotiationQuerySet(models.QuerySet["Negotiation"]):
    def visible_to(self, user: User, role: Role = Role.VIEWER) -> NegotiationQuerySet:
        """Return those in which user has at least role; site administrators have every role."""
        if user.is_superuser:
            return self
        return self.filter(
            pk__in=Membership.objects.filter(user=user, role__in=ROLES_FROM[role]).values("negotiation"),
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Negotiation(models.Model):  # type: ignore[django-manager-missing]  # of its tokens: knox has no types
    """A negotiation owns its parties, issues, articles and members; it is the permission boundary."""

    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True, allow_unicode=True)
    summary = models.TextField(blank=True, help_text="Two or three sentences: what is negotiated, by whom.")
    is_example = models.BooleanField(default=False, help_text="Marked as an example on every page.")
    show_threshold = models.FloatField(
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="Suggested links below this score are not shown.",
    )
    pre_accept_threshold = models.FloatField(
        default=0.9,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="Suggested links from this score on reach the reviewer as pre-accepted; a person still confirms.",
    )
    uses_model = models.BooleanField(
        "reading model",
        default=True,
        help_text="The trained model reads new articles. Off: rules alone read them, and their pages say so.",
    )
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership", related_name="negotiations")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = NegotiationQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(show_threshold__gte=0, show_threshold__lte=1),
                name="negotiation_threshold_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(pre_accept_threshold__gte=F("show_threshold"), pre_accept_threshold__lte=1),
                name="negotiation_pre_accepts_what_it_shows",
                violation_error_message="What is pre-accepted is shown too: its threshold is the higher one.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("negotiation", args=[self.slug])

    def role_of(self, user: User) -> Role | None:
        """Return the role of user here, lead for site administrators, or None for a stranger."""
        if user.is_superuser:
            return Role.LEAD
        membership = self.memberships.filter(user=user).first()
        return Role(membership.role) if membership else None


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Membership(models.Model):
    """Who may do what in a negotiation."""

    negotiation = models.ForeignKey(Negotiation, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.VIEWER)

    class Meta:
        ordering = ["negotiation", "user"]
        constraints = [
            models.UniqueConstraint(fields=["negotiation", "user"], name="membership_once_per_user"),
            one_of("membership_role_known", "role", Role),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"


class InNegotiation(models.QuerySet):
    """Rows of a table with a `negotiation` column."""

    def visible_to(self, user: User, role: Role = Role.VIEWER) -> Self:
        """Return the rows of negotiations in which user has at least role."""
        return self.filter(negotiation__in=Negotiation.objects.visible_to(user, role))
