"""The caller's own subscriptions to digests."""

from typing import cast

from django.db.models import QuerySet
from rest_framework import mixins, serializers
from rest_framework.viewsets import GenericViewSet

from positions.api.fields import Shown
from positions.api.pages import Pages, StableOrdering
from positions.models import Subscription, User


class SubscriptionSerializer(serializers.ModelSerializer):
    negotiation = Shown("slug")
    parties = Shown("slug", many=True)
    issues = Shown("slug", many=True)

    class Meta:
        model = Subscription
        fields = ["negotiation", "frequency", "weekday", "hour", "parties", "issues", "is_active", "due_at"]


class SubscriptionViewSet(mixins.ListModelMixin, GenericViewSet):
    """Digests that the caller receives; no parties or no issues means all."""

    queryset = Subscription.objects.select_related("negotiation").prefetch_related("parties", "issues")
    serializer_class = SubscriptionSerializer
    pagination_class = Pages
    filter_backends = [StableOrdering]
    ordering = ["subscribed_at"]
    ordering_fields: list[str] = []

    def get_queryset(self) -> QuerySet[Subscription]:
        caller = cast(User, self.request.user)
        return self.queryset.filter(user=caller).visible_to(caller)
