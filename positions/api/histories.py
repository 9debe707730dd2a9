"""The history of a row: who did what when, with what stood before and after."""

from collections.abc import Iterable
from typing import Any

from django.db.models import ForeignKey, Model
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.fields import FIRMNESS_WORDS
from positions.enums import Firmness
from positions.models import Article, ArticleVersion, Issue, Link, Negotiation, Party, Proposal, Source, Statement, User
from positions.review.actions import Row
from positions.review.histories import Step, read_history

# By which column a row is named in the API; any other by its id.
NAMED_BY: dict[type[Model], str] = {
    Article: "public_id",
    ArticleVersion: "number",
    Issue: "slug",
    Link: "public_id",
    Negotiation: "slug",
    Party: "slug",
    Proposal: "slug",
    Source: "name",
    Statement: "public_id",
    User: "username",
}
Names = dict[tuple[type[Model], int], Any]


class StepSerializer(serializers.Serializer):
    at = serializers.DateTimeField()
    by = serializers.CharField(allow_null=True, help_text="User name; null for the product itself.")
    action = serializers.UUIDField(
        allow_null=True, help_text="Everything with the same one was done in one go, and is taken back in one go."
    )
    table = serializers.CharField(help_text="Of the row, or of one that hangs on it: partyalias, scaleanchor, …")
    did = serializers.ChoiceField(choices=["entered", "changed", "removed"])
    before = serializers.DictField(help_text="The columns that differ; of a row removed all.")
    after = serializers.DictField(help_text="The columns that differ; of a row entered all.")


class WithHistory:
    """A view of rows with a history."""

    @extend_schema(responses=StepSerializer(many=True))
    @action(detail=True, filter_backends=[], pagination_class=None)
    def history(self, request: Request, **kwargs: Any) -> Response:
        """Return what became of the row, the newest first: the last 200 changes."""
        steps = read_history(self.get_object())  # type: ignore[attr-defined]  # of the view
        return Response(StepSerializer(told_steps(steps), many=True).data)


def told_steps(steps: list[Step]) -> list[dict[str, Any]]:
    """Return steps with the names that rows and columns have in the API."""
    names = names_of((step.model, row) for step in steps for row in (step.before, step.after))
    return [
        {
            "at": step.at,
            "by": step.by.username if step.by else None,
            "action": step.action,
            "table": step.model._meta.model_name,
            "did": step.did,
            "before": told_row(step.model, step.before, names),
            "after": told_row(step.model, step.after, names),
        }
        for step in steps
    ]


def names_of(rows: Iterable[tuple[type[Model], Row]]) -> Names:
    """Return by what the API names all rows that these refer to, with one query per table."""
    wanted: dict[type[Model], set[int]] = {}
    for model, row in rows:
        for column in references_of(model):
            if column.remote_field.model in NAMED_BY and row.get(column.attname):
                wanted.setdefault(column.remote_field.model, set()).add(row[column.attname])
    return {
        (model, pk): name
        for model, keys in wanted.items()
        for pk, name in model._default_manager.filter(pk__in=keys).values_list("pk", NAMED_BY[model])
    }


def told_row(model: type[Model], row: Row, names: Names) -> Row:
    """Return columns as the API names them; a row referred to that is gone keeps its id."""
    references = {column.attname: column for column in references_of(model)}
    told = {}
    for name, value in row.items():
        column = references.get(name)
        told[column.name if column else name] = (
            names.get((column.remote_field.model, value), value) if column else value
        )
    if firmness := told.get("firmness"):
        told["firmness"] = FIRMNESS_WORDS[Firmness(firmness)]
    return told


def references_of(model: type[Model]) -> list[Any]:
    return [column for column in model._meta.concrete_fields if isinstance(column, ForeignKey)]
