"""Negotiations the caller is a member of."""

from typing import Any, cast

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers
from rest_framework.viewsets import ReadOnlyModelViewSet

from positions.api.pages import Pages, StableOrdering
from positions.enums import Role
from positions.models import Membership, Negotiation, User


class NegotiationSerializer(serializers.ModelSerializer):
    role = serializers.SerializerMethodField(help_text="The caller's role here.")

    class Meta:
        model = Negotiation
        fields = ["slug", "title", "summary", "is_example", "role", "recorded_at"]

    def get_role(self, negotiation: Any) -> Role:
        if self.context["request"].user.is_superuser:
            return Role.LEAD
        return Role(negotiation.own_memberships[0].role)


class NegotiationViewSet(ReadOnlyModelViewSet):
    """The negotiations in which the caller has a role."""

    queryset = Negotiation.objects.all()
    serializer_class = NegotiationSerializer
    lookup_field = "slug"
    pagination_class = Pages
    filter_backends = [StableOrdering]
    ordering = ["title"]
    ordering_fields = ["title", "recorded_at"]

    def get_queryset(self) -> QuerySet[Negotiation]:
        caller = cast(User, self.request.user)
        own = Membership.objects.filter(user=caller)
        return Negotiation.objects.visible_to(caller).prefetch_related(
            Prefetch("memberships", own, to_attr="own_memberships")
        )
