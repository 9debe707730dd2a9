"""The caller's own mail, changed: how often the digest comes, pausing and ending it, and the feed of changes."""

from typing import Any

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.resource import Resource
from positions.api.subscriptions import SubscriptionSerializer
from positions.digests.subscriptions import end_feed, pause, renew_feed, resume, set_mail, unsubscribe
from positions.enums import Frequency, PauseReason, WhenQuiet
from positions.models import Subscription

KEPT = ("frequency", "weekday", "month_day", "hour", "when_quiet", "has_alerts")


class MailWishSerializer(serializers.Serializer):
    """What is sent is changed; what is left out stays, or is as usual where there was no mail yet."""

    frequency = serializers.ChoiceField(choices=Frequency.choices, required=False)
    weekday = serializers.IntegerField(min_value=0, max_value=6, required=False, help_text="0 is Monday.")
    month_day = serializers.IntegerField(min_value=1, max_value=31, required=False)
    hour = serializers.IntegerField(min_value=0, max_value=23, required=False, help_text="In your time zone.")
    when_quiet = serializers.ChoiceField(choices=WhenQuiet.choices, required=False)
    has_alerts = serializers.BooleanField(required=False)


class ChangesFeedSerializer(serializers.Serializer):
    url = serializers.CharField(help_text="The address of the Atom feed; whoever has it reads it. Shown this once.")


class MailViewSet(Resource):
    """The one subscription of the caller."""

    queryset = Subscription.objects.all()
    serializer_class = SubscriptionSerializer
    pagination_class = None
    filter_backends: list[Any] = []

    @property
    def mine(self) -> Subscription:
        """Return the caller's subscription, or answer 404."""
        return get_object_or_404(Subscription.objects.select_related("user"), user=self.caller)

    def shown(self) -> Response:
        return Response(SubscriptionSerializer(self.mine).data)

    @extend_schema(responses=SubscriptionSerializer)
    @action(detail=False, url_path="mine")
    def show(self, request: Request, **kwargs: Any) -> Response:
        """Return when your digest comes; 404 while you have followed nothing and chosen nothing."""
        return self.shown()

    @extend_schema(request=MailWishSerializer, responses=SubscriptionSerializer)
    @show.mapping.patch
    def choose(self, request: Request, **kwargs: Any) -> Response:
        """Choose how often the digest comes and what else is sent; the first choice begins the mail."""
        wish = self.validated(MailWishSerializer)
        now = Subscription.objects.filter(user=self.caller).values(*KEPT).first() or {}
        set_mail(by=self.caller, **{**now, **wish})
        return self.shown()

    @extend_schema(request=None, responses={204: None})
    @show.mapping.delete
    def end(self, request: Request, **kwargs: Any) -> Response:
        """End the mail; what you follow is kept."""
        unsubscribe(token=self.mine.token)
        return Response(status=204)

    @extend_schema(request=None, responses=SubscriptionSerializer)
    @action(detail=False, methods=["post"], url_path="mine/pause")
    def pause(self, request: Request, **kwargs: Any) -> Response:
        """Send nothing until you resume; what happens meanwhile is told then."""
        pause(subscription=self.mine, reason=PauseReason.READER)
        return self.shown()

    @extend_schema(request=None, responses=SubscriptionSerializer)
    @action(detail=False, methods=["post"], url_path="mine/resume")
    def resume(self, request: Request, **kwargs: Any) -> Response:
        """Send again, after a pause or after the mail was ended."""
        resume(subscription=self.mine)
        return self.shown()

    @extend_schema(request=None, responses={201: ChangesFeedSerializer})
    @action(detail=False, methods=["post"], url_path="mine/feed", keeps_answers=False)
    def renew_feed(self, request: Request, **kwargs: Any) -> Response:
        """Make a new address for the Atom feed of changes; an earlier one ends."""
        token = renew_feed(by=self.caller)
        return Response({"url": settings.BASE_URL + reverse("changes_feed", args=[token])}, status=201)

    @extend_schema(request=None, responses={204: None})
    @renew_feed.mapping.delete
    def end_feed(self, request: Request, **kwargs: Any) -> Response:
        """End the feed of changes."""
        end_feed(by=self.caller)
        return Response(status=204)
