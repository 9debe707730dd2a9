"""Rows in part: `?fields=id,words` shows these fields alone, and spares what only the others need."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import QueryDict
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from positions.api.parameters import nearest

FIELDS = "fields"


def wanted_fields(sent: QueryDict) -> frozenset[str] | None:
    """Return the names in `fields`; None when the parameter was not sent."""
    if FIELDS not in sent:
        return None
    return frozenset(name.strip() for name in str(sent[FIELDS]).split(","))


def keep_fields(serializer: serializers.BaseSerializer, wanted: frozenset[str]) -> None:
    """Take all but the wanted fields off a serializer; raise ValidationError for one that it does not have."""
    fields = fields_of(serializer)
    for name in sorted(wanted - fields.keys()):
        said = f"There is no field “{name}” here.{nearest(name, fields)}"
        raise ValidationError({FIELDS: [said]}, code="unknown_field")
    for name in fields.keys() - wanted:
        fields.pop(name)


def fields_of(serializer: Any) -> Any:
    """Return the fields of a serializer or of the rows of a list."""
    return getattr(serializer, "child", serializer).fields


def spare_queries(rows: Any, serializer: Any, needs: Mapping[str, tuple[str, ...]]) -> QuerySet:
    """Return rows without reading ahead what no field of the serializer shows.

    `needs` are the fields by what is read ahead; unless named there, the field that has its name for a source.
    """
    shown = {name: field.source.split(".")[0] for name, field in fields_of(serializer).items()}
    kept = [each for each in rows._prefetch_related_lookups if is_shown(name_of(each), shown, needs)]
    return rows.prefetch_related(None).prefetch_related(*kept)


def is_shown(name: str, shown: Mapping[str, str], needs: Mapping[str, tuple[str, ...]]) -> bool:
    return bool(shown.keys() & set(needs[name])) if name in needs else name in shown.values()


def name_of(lookup: str | Prefetch) -> str:
    """Return the attribute under which a row has what was read ahead."""
    path = lookup.prefetch_to if isinstance(lookup, Prefetch) else lookup
    return path.split("__")[0]
