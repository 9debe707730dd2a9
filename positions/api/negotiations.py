"""Negotiations the caller is a member of."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework import mixins, serializers

from positions.api.resource import Resource
from positions.enums import Role
from positions.models import Membership, Negotiation


class NegotiationSerializer(serializers.ModelSerializer):
    role = serializers.SerializerMethodField(help_text="The caller's role here.")

    class Meta:
        model = Negotiation
        fields = ["slug", "title", "summary", "is_example", "role", "recorded_at"]

    def get_role(self, negotiation: Any) -> Role:
        if self.context["request"].user.is_superuser:
            return Role.LEAD
        return Role(negotiation.own_memberships[0].role)


class NegotiationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Resource):
    """The negotiations in which the caller has a role."""

    queryset = Negotiation.objects.all()
    serializer_class = NegotiationSerializer
    lookup_field = "slug"
    needs = {"own_memberships": ("role",)}
    ordering = ["title"]
    ordering_fields = ["title", "recorded_at"]

    def get_queryset(self) -> QuerySet[Negotiation]:
        own = Membership.objects.filter(user=self.caller)
        return self.visible().prefetch_related(Prefetch("memberships", own, to_attr="own_memberships"))
