"""Pages and order of lists: bounded, and the same row never on two pages, whatever is added meanwhile.

A page begins after a row, not at a number: its cursor carries the values of the row by which the list is ordered,
down to the primary key. What is added before it does not move what follows.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from django.core import signing
from django.db.models import Field, Q, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.filters import OrderingFilter
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from positions.api.parameters import nearest

USUAL, MOST = 50, 200  # rows a page
BAD_CURSOR = "This cursor does not belong to this list in this order. Begin without one."


@dataclass(frozen=True)
class Column:
    """One column that a list is ordered by; PostgreSQL takes an absent value for the largest."""

    name: str
    is_falling: bool
    is_nullable: bool
    field: Field

    def beyond(self, value: Any, *, backward: bool) -> Q | None:
        """Return what comes after a value, or before it; None when nothing can."""
        if self.is_falling != backward:
            return Q(**{f"{self.name}__isnull": False}) if value is None else Q(**{f"{self.name}__lt": value})
        if value is None:
            return None
        later = Q(**{f"{self.name}__gt": value})
        return later | Q(**{f"{self.name}__isnull": True}) if self.is_nullable else later

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})


def columns_of(rows: QuerySet) -> list[Column]:
    """Return what rows are ordered by, the primary key at the end, so that no two rows agree in all."""
    names = list(rows.query.order_by or rows.model._meta.ordering or ["pk"])
    key = rows.model._meta.pk.name
    if not {name.removeprefix("-") for name in names} & {"pk", key}:
        names.append("-pk" if names[0].startswith("-") else "pk")
    return [column_of(rows, name) for name in names]


def column_of(rows: QuerySet, name: str) -> Column:
    bare = name.removeprefix("-")
    if bare in rows.query.annotations:
        return Column(bare, name != bare, False, rows.query.annotations[bare].output_field)
    field = rows.model._meta.pk if bare == "pk" else rows.model._meta.get_field(bare)
    return Column(bare, name != bare, field.null, field)


def beyond(columns: Sequence[Column], values: Sequence[Any], *, backward: bool) -> Q:
    """Return the rows after, or before, the one with these values in an order by columns."""
    found, same = Q(pk__in=[]), Q()
    for column, value in zip(columns, values, strict=True):
        if (step := column.beyond(value, backward=backward)) is not None:
            found |= same & step
        same &= column.same(value)
    return found


def plain(value: Any) -> Any:
    """Return a column's value as JSON can hold it, moments to the microsecond."""
    if value is None or isinstance(value, int | float | str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


@dataclass(frozen=True)
class Cursor:
    """The row at the edge of a page, and whether the wanted page lies before it. Signed, so that none is made up."""

    values: list[Any]
    backward: bool

    def write(self, columns: Sequence[Column], salt: str) -> str:
        order = [f"-{column.name}" if column.is_falling else column.name for column in columns]
        kept = [order, [plain(value) for value in self.values], int(self.backward)]
        return signing.Signer(salt=salt).sign(signing.b64_encode(json.dumps(kept).encode()).decode())

    @classmethod
    def read(cls, text: str, columns: Sequence[Column], salt: str) -> "Cursor":
        """Return what `write` wrote, or answer 400."""
        try:
            kept = json.loads(signing.b64_decode(signing.Signer(salt=salt).unsign(text).encode()))
        except (signing.BadSignature, ValueError):
            refuse_cursor()
        order, values, backward = kept
        if order != [f"-{column.name}" if column.is_falling else column.name for column in columns]:
            refuse_cursor()
        return cls([each.field.to_python(value) for each, value in zip(columns, values, strict=True)], bool(backward))


def refuse_cursor() -> NoReturn:
    raise ValidationError({"cursor": [BAD_CURSOR]}, code="bad_cursor")


def values_of(row: Any, columns: Sequence[Column]) -> list[Any]:
    return [getattr(row, column.name) for column in columns]


class Pages(BasePagination):
    """50 rows a page, up to 200 by `page_size`; `next` and `previous` lead on, and `count=true` counts all rows."""

    parameters = ("cursor", "page_size", "count")
    previous: Cursor | None = None
    next: Cursor | None = None
    count: int | None = None

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request, self.columns = request, columns_of(queryset)
        self.salt = f"cursor {queryset.model._meta.label}"
        size, cursor = self.size(), self.cursor()
        if self.wants_count():
            self.count = queryset.count()
        if cursor:
            queryset = queryset.filter(beyond(self.columns, cursor.values, backward=cursor.backward))
        ordered = queryset.order_by(*(f"-{each.name}" if each.is_falling else each.name for each in self.columns))
        found = list((ordered.reverse() if cursor and cursor.backward else ordered)[: size + 1])
        self.set_neighbours(found, size, cursor)
        page = found[:size]
        return page[::-1] if cursor and cursor.backward else page

    def set_neighbours(self, found: list[Any], size: int, cursor: Cursor | None) -> None:
        """Note which pages lie before and after, from rows read from the cursor on and one more than fit."""
        page, goes_on = found[:size], len(found) > size
        if not page:
            return
        edges = [values_of(page[-1], self.columns), values_of(page[0], self.columns)]
        if cursor and cursor.backward:
            self.next = Cursor(edges[1], backward=False)
            self.previous = Cursor(edges[0], backward=True) if goes_on else None
        else:
            self.next = Cursor(edges[0], backward=False) if goes_on else None
            self.previous = Cursor(edges[1], backward=True) if cursor else None

    def size(self) -> int:
        wish = self.request.query_params.get("page_size", str(USUAL))
        if not (wish.isascii() and wish.isdigit() and len(wish) < 6 and 1 <= int(wish) <= MOST):
            raise ValidationError({"page_size": [f"Ask for 1 to {MOST} rows a page."]}, code="bad_page_size")
        return int(wish)

    def wants_count(self) -> bool:
        wish = self.request.query_params.get("count", "false").lower()
        if wish not in {"true", "false"}:
            raise ValidationError({"count": ["Write true or false."]})
        return wish == "true"

    def cursor(self) -> Cursor | None:
        text = self.request.query_params.get("cursor")
        return None if text is None else Cursor.read(text, self.columns, self.salt)

    def address(self, cursor: Cursor | None) -> str | None:
        if cursor is None:
            return None
        here = self.request.build_absolute_uri()
        return replace_query_param(here, "cursor", cursor.write(self.columns, self.salt))

    def get_paginated_response(self, data: Any) -> Response:
        links = {"next": self.address(self.next), "previous": self.address(self.previous)}
        told = ", ".join(f'<{address}>; rel="{which}"' for which, address in links.items() if address)
        count = {} if self.count is None else {"count": self.count}
        return Response({**count, **links, "results": data}, headers={"Link": told} if told else None)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        address = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "description": "All rows, when asked for with count=true."},
                "next": {**address, "description": "The page after this one; null on the last."},
                "previous": {**address, "description": "The page before this one; null on the first."},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        size = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
        shapes: dict[str, tuple[dict[str, Any], str]] = {
            "cursor": ({"type": "string"}, "The place of a page, from next or previous of another."),
            "page_size": (size, "Rows a page."),
            "count": ({"type": "boolean", "default": False}, "Count all rows too."),
        }
        return [
            {"name": name, "in": "query", "required": False, "description": said, "schema": shape}
            for name, (shape, said) in shapes.items()
        ]


class StableOrdering(OrderingFilter):
    """`ordering=-said_at`; rows that agree in it stand in the order in which they were recorded."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        is_search = request.query_params.get("q") and self.ordering_param not in request.query_params
        if is_search and queryset.query.order_by:
            return queryset  # best match first
        fields = self.get_ordering(request, queryset, view) or ["pk"]
        return queryset.order_by(*fields, "-pk" if fields[0].startswith("-") else "pk")

    def remove_invalid_fields(
        self, queryset: QuerySet, fields: Iterable[str], view: Any, request: Request
    ) -> list[str]:
        """Return the wish as it is, or answer 400 for a column by which the list cannot be ordered."""
        known = [name for name, _ in self.get_valid_fields(queryset, view, {"request": request})]
        for name in (field.removeprefix("-") for field in fields):
            if name not in known:
                said = f"This list cannot be ordered by “{name}”.{nearest(name, known)}"
                raise ValidationError({self.ordering_param: [said]}, code="unknown_ordering")
        return list(fields)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe the columns that the list may be ordered by, and nothing where there are none."""
        names = list(getattr(view, "ordering_fields", ()))
        if not names:
            return []
        said = f"Columns, the first one first, a minus for falling: {', '.join(names)}."
        return [
            {
                "name": self.ordering_param, "in": "query", "required": False, "description": said,
                "schema": {"type": "string", "pattern": f"^-?({'|'.join(names)})(,-?({'|'.join(names)}))*$"},
            }
        ]  # fmt: skip
