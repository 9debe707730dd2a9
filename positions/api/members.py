"""Who may do what in a negotiation: analysts see it, leads give and take roles."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.fields import Shown
from positions.api.histories import WithHistory
from positions.api.registry import Registry
from positions.enums import Role
from positions.models import Membership, User
from positions.review.negotiations import account_named, remove_member, set_member
from positions.review.permission import require


class RoleSerializer(serializers.Serializer):
    role = serializers.ChoiceField(choices=Role.choices)


class MemberToEnterSerializer(RoleSerializer):
    user = serializers.CharField(max_length=254, help_text="User name or e-mail address of an account.")


class MemberSerializer(serializers.ModelSerializer):
    user = Shown("username")

    class Meta:
        model = Membership
        fields = ["user", "role"]


class MemberViewSet(WithHistory, Registry):
    """The members of a negotiation, by user name; a negotiation keeps at least one lead."""

    queryset = Membership.objects.select_related("user", "negotiation")
    serializer_class = MemberSerializer
    lookup_field = "user__username"
    lookup_url_kwarg = "user"
    writer = Role.LEAD

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        require(self.caller, self.negotiation)

    @extend_schema(request=MemberToEnterSerializer, responses={201: MemberSerializer})
    def create(self, request: Request, **kwargs: Any) -> Response:
        """Give an account a role, as a lead; a member has the new one from now on."""
        wish = self.validated(MemberToEnterSerializer)
        return self.entered(lambda: self._set(account_named(wish["user"]), wish["role"]))

    @extend_schema(request=RoleSerializer, responses=MemberSerializer)
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Give a member another role, as a lead."""
        member = self.get_object()
        wish = {"role": member.role} | self.changes(RoleSerializer)
        return self.changed(lambda: self._set(member.user, wish["role"]))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, **kwargs: Any) -> Response:
        """Take a person out of the negotiation, as a lead; what the person decided stays."""
        remove_member(negotiation=self.negotiation, user=self.get_object().user, by=self.caller)
        return Response(status=204)

    def _set(self, user: User, role: str) -> Membership:
        return set_member(negotiation=self.negotiation, user=user, role=role, by=self.caller)
