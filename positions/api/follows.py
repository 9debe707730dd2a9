"""Following, and leaving, as the caller: all of a negotiation or one thing in it."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.previews import OneThingSerializer, parts_of
from positions.api.scope import Scoped
from positions.api.subscriptions import FollowSerializer, OwnViewSet
from positions.digests.subscriptions import follow, unfollow
from positions.enums import Role
from positions.models import Follow


class FollowHereViewSet(mixins.ListModelMixin, Scoped):
    """What the caller follows in one negotiation; a viewer follows too."""

    queryset = Follow.objects.for_display()
    serializer_class = FollowSerializer
    ordering = ["followed_at"]
    writer = Role.VIEWER

    def get_queryset(self) -> QuerySet[Follow]:
        return super().get_queryset().filter(subscription__user=self.caller)

    @extend_schema(request=OneThingSerializer, responses={201: FollowSerializer})
    def create(self, request: Request, **kwargs: Any) -> Response:
        """Follow one thing, or, when none is named, all of the negotiation; what is followed already stays so."""
        parts = parts_of(self.validated(OneThingSerializer))
        return self.shown(follow(negotiation=self.negotiation, by=self.caller, **parts), status=201)


class FollowViewSet(mixins.DestroyModelMixin, OwnViewSet):
    """What the caller follows, of negotiations that the caller may read."""

    queryset = Follow.objects.for_display()
    serializer_class = FollowSerializer
    lookup_field = "public_id"
    lookup_url_kwarg = "follow"
    lookup_value_converter = "uuid"
    ordering = ["followed_at"]

    def get_queryset(self) -> QuerySet[Follow]:
        mine = Follow.objects.of(self.caller).for_display()
        return mine if self.action == "destroy" else mine.readable()

    def perform_destroy(self, instance: Follow) -> None:
        """Leave it, be its negotiation readable still or not."""
        unfollow(follow=instance, by=self.caller)
