"""What people did in one go with the statements of a text, and taking it back."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.fields import OfThisNegotiation
from positions.api.histories import names_of, told_row
from positions.api.scope import Scoped
from positions.models import Article, Statement
from positions.review.actions import Action, actions_on
from positions.review.undoing import undo_action


class ActionsWishSerializer(serializers.Serializer):
    article = OfThisNegotiation("public_id", queryset=Article.objects.all())
    version = serializers.IntegerField(required=False, help_text="Number of the text; the latest unless given.")


class ChangeSerializer(serializers.Serializer):
    table = serializers.CharField()
    before = serializers.DictField(allow_null=True, help_text="Null for a row entered.")
    after = serializers.DictField(allow_null=True, help_text="Null for a row removed.")


class ActionSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    by = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField()
    undoes = serializers.UUIDField(allow_null=True, help_text="The action that this one took back.")
    statements = serializers.ListField(child=serializers.UUIDField(), help_text="What it was about.")
    changes = ChangeSerializer(many=True)


class UndoneSerializer(serializers.Serializer):
    statements = serializers.ListField(child=serializers.UUIDField(), help_text="What it was about and is still there.")


class ActionViewSet(Scoped):
    """Decisions, corrections and captures as they were made: each can be taken back in one go."""

    queryset = Statement.objects.all()
    pagination_class = None
    filter_backends: list[Any] = []
    lookup_url_kwarg = "action_id"
    lookup_value_converter = "uuid"

    def known_parameters(self) -> set[str] | None:
        """Return the text that the list is of."""
        return {"article", "version"} if self.action == "list" else set()

    @extend_schema(parameters=[ActionsWishSerializer], responses=ActionSerializer(many=True))
    def list(self, request: Request, **kwargs: Any) -> Response:
        """Return the last thirty actions on a text, the newest first."""
        wish = ActionsWishSerializer(data=request.query_params, context=self.get_serializer_context())
        wish.is_valid(raise_exception=True)
        article, number = wish.validated_data["article"], wish.validated_data.get("version")
        version = get_object_or_404(article.versions, number=number) if number else article.latest_version
        return Response(ActionSerializer(told_actions(actions_on(version)), many=True).data)

    @extend_schema(request=None, responses={200: UndoneSerializer, 409: OpenApiResponse()})
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, action_id: UUID, **kwargs: Any) -> Response:
        """Take back your own action, or as a lead anybody's; 409 when something of it was changed again since."""
        left = undo_action(action=action_id, negotiation=self.negotiation, by=self.caller)
        return Response({"statements": [statement.public_id for statement in left]})


def told_actions(actions: list[Action]) -> list[dict[str, Any]]:
    """Return actions with the names that rows and columns have in the API."""
    rows = [(each.model, row) for action in actions for each in action.changes for row in (each.before, each.after)]
    names = names_of((model, row) for model, row in rows if row)
    about = {pk for action in actions for pk in action.statements}
    public = dict(Statement.objects.filter(pk__in=about).values_list("pk", "public_id"))
    return [
        {
            "id": action.id,
            "by": action.by.username if action.by else None,
            "at": action.at,
            "undoes": action.undoes or None,
            "statements": sorted(public[pk] for pk in action.statements if pk in public),
            "changes": [
                {
                    "table": each.model._meta.model_name,
                    "before": told_row(each.model, each.before, names) if each.before else None,
                    "after": told_row(each.model, each.after, names) if each.after else None,
                }
                for each in action.changes
            ],
        }
        for action in actions
    ]
