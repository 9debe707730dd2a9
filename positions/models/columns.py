"""Columns, constraints and history that several tables share."""

import uuid
from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q

from positions.enums import Precision


class Folded(Func):
    """The SQL twin of `positions.text.fold` without the lower case, which text search does itself; immutable."""

    template = (
        r"normalize(regexp_replace(normalize(%(expressions)s, NFD),"
        r" '[\u0300-\u0305\u0307-\u036f]', '', 'g'), NFC)"
    )
    output_field = models.TextField()


# The dictionary of this configuration stems ASCII words as English and Cyrillic words as Russian.
SEARCH_CONFIG = "russian"


def search_column(column: str, limit: int) -> models.GeneratedField:
    """Return a generated search vector over the first `limit` characters; PostgreSQL refuses vectors over 1 MB."""
    words = Func(
        F(column), function="left", template=f"left(%(expressions)s, {limit})", output_field=models.TextField()
    )
    return models.GeneratedField(
        expression=SearchVector(Folded(words), config=SEARCH_CONFIG),
        output_field=SearchVectorField(),
        db_persist=True,
    )


def search_query(words: str) -> SearchQuery:
    """Return what a search column is asked: words as they are typed into a search box, folded as the column is."""
    # Folded by the column's own function: Python's lower case makes ß ss and ς σ, PostgreSQL's does not.
    return SearchQuery(Folded(models.Value(words)), config=SEARCH_CONFIG, search_type="websearch")


def public_id() -> models.UUIDField:
    """Return the identifier that appears in addresses."""
    return models.UUIDField(default=uuid.uuid4, unique=True, editable=False)


def precision() -> models.CharField:
    """Return the precision that belongs to a point in time."""
    return models.CharField(
        max_length=6,
        choices=Precision,
        default=Precision.DAY,
        help_text="How much of the date is known.",
    )


def span(**options: Any) -> ArrayField:
    """Return a column for one span, `[start, end)` in code points."""
    return ArrayField(models.IntegerField(), size=2, **options)


def together(name: str, *fields: str) -> models.CheckConstraint:
    """Return the constraint that fields are set together or not at all."""
    none = Q(**{f"{field}__isnull": True for field in fields})
    every = Q(**{f"{field}__isnull": False for field in fields})
    return models.CheckConstraint(condition=none | every, name=name)


def one_of(name: str, field: str, choices: type[models.Choices]) -> models.CheckConstraint:
    """Return the constraint that a column holds one of its choices."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": choices.values}), name=name)


class InsertedTogether(pghistory.InsertEvent):
    """The history of new rows, where they come by the thousand: written once a query, not once a row."""

    level = pghistory.Statement
