"""The caller's own mail: the subscription, what it follows, and what became of each mail."""

from django.db.models import QuerySet
from rest_framework import mixins, serializers

from positions.api.fields import Shown
from positions.api.resource import Resource
from positions.models import Delivery, Follow, Subscription, Webhook


class FollowSerializer(serializers.ModelSerializer):
    """One thing followed: `kind` says which of the others is set; a pair has a party and another."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    kind = serializers.CharField(read_only=True)
    negotiation = Shown("slug")
    party = Shown("slug")
    other = Shown("slug")
    issue = Shown("slug")
    proposal = Shown("slug")
    search = Shown("public_id")

    class Meta:
        model = Follow
        fields = ["id", "kind", "negotiation", "party", "other", "issue", "proposal", "search", "followed_at"]


class SubscriptionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Subscription
        fields = [
            "frequency",
            "weekday",
            "month_day",
            "hour",
            "when_quiet",
            "has_alerts",
            "is_active",
            "paused_at",
            "paused_reason",
            "due_at",
        ]


class DeliverySerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = Delivery
        fields = ["id", "kind", "period_start", "period_end", "state", "error", "subject", "sent_at"]


class WebhookSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = Webhook
        fields = ["id", "url", "failures", "paused_at", "paused_because", "added_at"]


class OwnViewSet(mixins.ListModelMixin, Resource):
    """Rows of the caller."""

    is_personal = True


class SubscriptionViewSet(OwnViewSet):
    """How often the caller's digest comes and when; one row at most."""

    queryset = Subscription.objects.all()
    serializer_class = SubscriptionSerializer
    ordering = ["subscribed_at"]

    def get_queryset(self) -> QuerySet[Subscription]:
        return Subscription.objects.filter(user=self.caller)


class DeliveryViewSet(OwnViewSet):
    """Mails to the caller, the latest first, each with what became of it."""

    queryset = Delivery.objects.all()
    serializer_class = DeliverySerializer
    ordering = ["-period_end"]

    def get_queryset(self) -> QuerySet[Delivery]:
        return Delivery.objects.of(self.caller)
