"""Negotiations the caller is a member of; anybody opens one and leads it."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.errors import BadCombination
from positions.api.histories import WithHistory
from positions.api.resource import Resource
from positions.enums import Role
from positions.models import Membership, Negotiation
from positions.review.negotiations import change_negotiation, create_negotiation, delete_negotiation
from positions.review.permission import require
from positions.review.settling import settled
from positions.review.thresholds import set_thresholds

ABOUT, THRESHOLDS = ("title", "summary", "uses_model"), ("show_threshold", "pre_accept_threshold")


class NegotiationSerializer(serializers.ModelSerializer):
    role = serializers.SerializerMethodField(help_text="The caller's role here.")

    class Meta:
        model = Negotiation
        fields = ["slug", "title", "summary", "is_example", "role", "uses_model", *THRESHOLDS, "recorded_at"]

    def get_role(self, negotiation: Any) -> Role:
        if self.context["request"].user.is_superuser:
            return Role.LEAD
        return Role(negotiation.own_memberships[0].role)


class NegotiationToOpenSerializer(serializers.ModelSerializer):
    class Meta:
        model = Negotiation
        fields = ["title", "summary"]


class NegotiationToChangeSerializer(serializers.ModelSerializer):
    class Meta:
        model = Negotiation
        fields = [*ABOUT, *THRESHOLDS]


class NegotiationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, WithHistory, Resource):
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

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.is_personal = self.action == "create"  # a token of one negotiation opens no other
        super().initial(request, *args, **kwargs)

    def known_parameters(self) -> set[str] | None:
        """Let the removal be confirmed in the query."""
        return {"confirm"} if self.action == "destroy" else super().known_parameters()

    @extend_schema(request=NegotiationToOpenSerializer, responses={201: NegotiationSerializer})
    def create(self, request: Request) -> Response:
        """Open a negotiation and lead it; its address is made from its title and stays."""
        wish = self.validated(NegotiationToOpenSerializer)
        opened = settled(lambda: create_negotiation(by=self.caller, **wish))
        return self.answered(self.get_serializer(self.get_queryset().get(pk=opened.pk)).data, status=201)

    @extend_schema(request=NegotiationToChangeSerializer, responses=NegotiationSerializer)
    def partial_update(self, request: Request, slug: str) -> Response:
        """Change title, summary, reader and the scores from which links are shown, as a lead; the rest stays."""
        negotiation, wish = self._led(), self.changes(NegotiationToChangeSerializer)
        settled(lambda: self._change(negotiation, wish))
        return self.retrieve(request)

    @extend_schema(
        parameters=[OpenApiParameter("confirm", str, required=True, description="The negotiation's slug once more.")],
        responses={204: None},
    )
    def destroy(self, request: Request, slug: str) -> Response:
        """Remove an example with all that belongs to it, as a lead; an administrator removes any."""
        negotiation = self._led()
        if not negotiation.is_example and not self.caller.has_perm("positions.delete_negotiation"):
            raise PermissionDenied("Only an example can be removed here. An administrator can remove a negotiation.")
        if request.query_params.get("confirm") != negotiation.slug:
            told = f"All that belongs to it goes too. To be sure, send its slug once more: confirm={negotiation.slug}."
            raise BadCombination({"confirm": [told]})
        delete_negotiation(negotiation=negotiation, by=self.caller)
        return Response(status=204)

    def _led(self) -> Negotiation:
        """Return the negotiation in the address, or answer 404 or, unless the caller leads it, 403."""
        negotiation = self.get_object()
        require(self.caller, negotiation, Role.LEAD)
        return negotiation

    def _change(self, negotiation: Negotiation, wish: dict[str, Any]) -> None:
        there = {name: getattr(negotiation, name) for name in (*ABOUT, *THRESHOLDS)} | wish
        if wish.keys() & set(ABOUT):
            about = {name: there[name] for name in ABOUT}
            change_negotiation(negotiation=negotiation, by=self.caller, **about)
        if wish.keys() & set(THRESHOLDS):
            show, pre_accept = (there[name] for name in THRESHOLDS)
            set_thresholds(negotiation=negotiation, show=show, pre_accept=pre_accept, by=self.caller)
