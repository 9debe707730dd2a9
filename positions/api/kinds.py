"""Kinds of values in JSON: a number is a number, yes and no are true and false, a text is a text.

Django REST framework takes "70" for a number and 7 for a text, as forms need it, where all is text. A program that
writes one for the other has a mistake, of which it should hear.
"""

from typing import Any, cast

from django.db import models
from rest_framework import serializers

from positions.api.days import MomentField
from positions.api.fields import PartialDateField

SENTENCES: dict[type, str] = {
    bool: "Send true or false, without quotation marks.",
    int: "Send a whole number, without quotation marks.",
    float: "Send a number, without quotation marks.",
    str: "Send a text, in quotation marks.",
}
# Fields that are not named here take no other kind anyway, or any.
KINDS: dict[type[serializers.Field], type] = {
    serializers.BooleanField: bool,
    serializers.IntegerField: int,
    serializers.FloatField: float,
    serializers.CharField: str,
    serializers.UUIDField: str,
    PartialDateField: str,
    MomentField: str,
}


def mistaken(field: Any, sent: Any) -> Any:
    """Return what is of another kind in a value of JSON, in the shape of DRF's errors; empty when nothing is.

    What is null or has another shape is left to the field.
    """
    if isinstance(sent, dict) and isinstance(field, serializers.Serializer):
        known = {name: each for name, each in field.fields.items() if name in sent and not each.read_only}
        return below({name: mistaken(each, sent[name]) for name, each in known.items()})
    child = getattr(field, "child", getattr(field, "child_relation", None))
    if isinstance(sent, list) and child is not None:
        return below({place: mistaken(child, each) for place, each in enumerate(sent)})
    kind = kind_of(field)
    if kind is None or sent is None or isinstance(sent, dict | list) or is_of(kind, sent):
        return []
    return [SENTENCES[kind]]


def below(found: dict[Any, Any]) -> dict[Any, Any]:
    return {where: said for where, said in found.items() if said}


def kind_of(field: Any) -> type | None:
    """Return the kind that a field is written in; None when it may be any."""
    if isinstance(field, serializers.SlugRelatedField):
        column = cast(Any, field).queryset.model._meta.get_field(field.slug_field)
        return int if isinstance(column, models.IntegerField) else str
    return next((kind for each, kind in KINDS.items() if isinstance(field, each)), None)


def is_of(kind: type, sent: Any) -> bool:
    """Tell whether a value is of a kind; 1.0 is a whole number, and true is none."""
    if kind is int:
        return type(sent) is int or (isinstance(sent, float) and sent.is_integer())
    return type(sent) in {kind, int} if kind is float else isinstance(sent, kind)
