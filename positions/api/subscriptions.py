"""The caller's own subscriptions to digests."""

from django.db.models import QuerySet
from rest_framework import mixins, serializers
from rest_framework.viewsets import GenericViewSet

from positions.api.pages import Pages, StableOrdering
from positions.models import Subscription


class SubscriptionSerializer(serializers.ModelSerializer):
    negotiation = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    parties = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)
    issues = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)

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
        return self.queryset.filter(user=self.request.user).visible_to(self.request.user)
