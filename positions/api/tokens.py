"""Tokens for programs: made and revoked by a signed-in person, shown once, kept only as a hash."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.fields import Named, Shown
from positions.api.resource import Resource
from positions.enums import TokenScope
from positions.models import Negotiation, Token
from positions.review.tokens import make_token, revoke_token


class TokenSerializer(serializers.ModelSerializer):
    key = serializers.CharField(source="token_key", read_only=True, help_text="The token's first characters.")
    negotiation = Shown("slug", help_text="The only one that it reaches; null for all of yours.")
    expires_at = serializers.DateTimeField(source="expiry", read_only=True)
    created_at = serializers.DateTimeField(source="created", read_only=True)

    class Meta:
        model = Token
        fields = ["key", "name", "scope", "negotiation", "created_at", "expires_at", "last_used_at"]


class NewTokenSerializer(TokenSerializer):
    token = serializers.CharField(read_only=True, help_text="Shown this once. Send it as: Authorization: Token …")

    class Meta:
        model = Token
        fields = ["token", *TokenSerializer.Meta.fields]


class OfTheCaller(Named):
    """A negotiation of which the caller is a member."""

    default_error_messages = {"does_not_exist": "You are no member of a negotiation “{value}”."}

    def get_queryset(self) -> QuerySet[Negotiation]:
        return self.context["view"].visible()


class TokenWishSerializer(serializers.Serializer):
    """A token that can do no more than it has to: reading is enough for most programs."""

    name = serializers.CharField(max_length=100, default="API", help_text="What it is for.")
    scope = serializers.ChoiceField(choices=TokenScope.choices, default=TokenScope.WRITE)
    days = serializers.IntegerField(
        required=False, min_value=1, help_text="Until it expires; TOKEN_DAYS unless given, and at most those."
    )
    negotiation = OfTheCaller(
        "slug",
        queryset=Negotiation.objects.all(),
        required=False,
        allow_null=True,
        help_text="The only one in reach.",
    )


class TokenViewSet(mixins.ListModelMixin, mixins.DestroyModelMixin, Resource):
    """The caller's own tokens. Only a signed-in person makes them; a token cannot make another."""

    queryset = Token.objects.select_related("negotiation")
    serializer_class = TokenSerializer
    authentication_classes = [SessionAuthentication]
    filter_backends: list[Any] = []
    lookup_field = "token_key"
    lookup_url_kwarg = "key"
    lookup_value_converter = "str"
    is_personal = True
    keeps_answers = False
    takes_lists = frozenset()

    def get_queryset(self) -> QuerySet[Token]:
        return super().get_queryset().filter(user=self.caller)

    @extend_schema(request=TokenWishSerializer, responses={201: NewTokenSerializer})
    def create(self, request: Request) -> Response:
        """Make a token."""
        row, secret = make_token(by=self.caller, **self.validated(TokenWishSerializer))
        row.token = secret
        return Response(NewTokenSerializer(row).data, status=201)

    def perform_destroy(self, instance: Token) -> None:
        revoke_token(token=instance, by=self.caller)
