"""Tokens for programs: made and revoked by a signed-in person, shown once, kept only as a hash."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from knox.models import AuthToken
from knox.settings import knox_settings
from rest_framework import mixins, serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.resource import Resource


class TokenSerializer(serializers.ModelSerializer):
    key = serializers.CharField(source="token_key", read_only=True, help_text="The token's first characters.")
    expires_at = serializers.DateTimeField(source="expiry", read_only=True)
    created_at = serializers.DateTimeField(source="created", read_only=True)

    class Meta:
        model = AuthToken
        fields = ["key", "created_at", "expires_at"]


class NewTokenSerializer(TokenSerializer):
    token = serializers.CharField(read_only=True, help_text="Shown this once. Send it as: Authorization: Token …")

    class Meta:
        model = AuthToken
        fields = ["token", *TokenSerializer.Meta.fields]


class TokenViewSet(mixins.ListModelMixin, mixins.DestroyModelMixin, Resource):
    """The caller's own tokens. Only a signed-in person makes them; a token cannot make another."""

    queryset = AuthToken.objects.all()
    serializer_class = TokenSerializer
    authentication_classes = [SessionAuthentication]
    filter_backends: list[Any] = []
    lookup_field = "token_key"
    lookup_url_kwarg = "key"
    lookup_value_converter = "str"

    def get_queryset(self) -> QuerySet[AuthToken]:
        return self.queryset.filter(user=self.request.user).order_by("created", "digest")

    @extend_schema(request=None, responses={201: NewTokenSerializer})
    def create(self, request: Request) -> Response:
        """Make a token."""
        most = knox_settings.TOKEN_LIMIT_PER_USER
        alive = Q(expiry=None) | Q(expiry__gt=timezone.now())
        if self.get_queryset().filter(alive).count() >= most:
            raise ValidationError(f"You have {most} tokens. Revoke one that is no longer used.")
        row, token = AuthToken.objects.create(user=request.user)
        row.token = token
        return Response(NewTokenSerializer(row).data, status=201)
