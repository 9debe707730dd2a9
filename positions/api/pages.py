"""Pages and order of lists: bounded, and the same row never on two pages."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.filters import OrderingFilter
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request


class Pages(PageNumberPagination):
    """50 rows a page, up to 200 by `page_size`."""

    page_size_query_param = "page_size"
    max_page_size = 200


class StableOrdering(OrderingFilter):
    """`ordering=-said_at`; rows that agree in it stand in the order in which they were recorded."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        is_search = request.query_params.get("q") and self.ordering_param not in request.query_params
        if is_search and queryset.query.order_by:
            return queryset  # best match first
        fields = self.get_ordering(request, queryset, view) or ["pk"]
        return queryset.order_by(*fields, "-pk" if fields[0].startswith("-") else "pk")
