"""The caller's own webhooks: added, tested, paused, resumed and removed; their secrets are shown once."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.subscriptions import OwnViewSet, WebhookSerializer
from positions.digests.webhooks import add_webhook, pause_webhook, resume_webhook, try_webhook
from positions.enums import CallState
from positions.models import Call, Webhook

CALLS_SHOWN = 30


class WebhookToAddSerializer(serializers.Serializer):
    url = serializers.URLField(max_length=500, help_text="Public, beginning with https://.")


class NewWebhookSerializer(WebhookSerializer):
    secret = serializers.CharField(read_only=True, help_text="Signs what is sent. Shown this once.")

    class Meta:
        model = Webhook
        fields = [*WebhookSerializer.Meta.fields, "secret"]


class CallSerializer(serializers.ModelSerializer):
    """Telling one change, or many at once, and what came back last."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    state = serializers.ChoiceField(CallState.choices, read_only=True)
    type = serializers.SerializerMethodField(
        help_text="Of what it tells: test, change. with the kind of change, or changes."
    )

    class Meta:
        model = Call
        fields = ["id", "type", "state", "tries", "try_at", "status", "answer", "asked_at", "called_at"]

    def get_type(self, call: Call) -> str:
        return str(call.payload["type"])


class WebhookViewSet(mixins.RetrieveModelMixin, mixins.DestroyModelMixin, OwnViewSet):
    """Programs that the caller has told of changes."""

    queryset = Webhook.objects.all()
    serializer_class = WebhookSerializer
    lookup_field = "public_id"
    lookup_url_kwarg = "webhook"
    lookup_value_converter = "uuid"
    ordering = ["added_at"]
    keeps_answers = False  # the secret is in one, and is kept nowhere

    def get_queryset(self) -> QuerySet[Webhook]:
        return Webhook.objects.of(self.caller)

    @extend_schema(request=WebhookToAddSerializer, responses={201: NewWebhookSerializer})
    def create(self, request: Request, **kwargs: Any) -> Response:
        """Have a program told of changes in what you follow."""
        wish = self.validated(WebhookToAddSerializer)
        added = add_webhook(url=wish["url"], by=self.caller)
        return Response(NewWebhookSerializer(added).data, status=201)

    @extend_schema(request=None, responses={202: CallSerializer})
    @action(detail=True, methods=["post"])
    def test(self, request: Request, **kwargs: Any) -> Response:
        """Tell it something that is no change; look at its calls for what came back."""
        return Response(CallSerializer(try_webhook(webhook=self.get_object())).data, status=202)

    @extend_schema(responses=CallSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def calls(self, request: Request, **kwargs: Any) -> Response:
        """Return the latest calls, the latest first, each with what came back."""
        shown = Call.objects.filter(webhook=self.get_object())[:CALLS_SHOWN]
        return Response(CallSerializer(shown, many=True).data)

    @extend_schema(request=None, responses=WebhookSerializer)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, **kwargs: Any) -> Response:
        """Tell it nothing until you resume; what changes meanwhile is not told."""
        return self.changed(pause_webhook)

    @extend_schema(request=None, responses=WebhookSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, **kwargs: Any) -> Response:
        """Tell it again, of what changes from now on."""
        return self.changed(resume_webhook)

    def changed(self, change: Any) -> Response:
        webhook = self.get_object()
        change(webhook=webhook)
        return Response(WebhookSerializer(webhook).data)
