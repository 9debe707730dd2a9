"""What every address of the API has in common: pages, order, parameters, rows in part, entity tags, ways to write."""

from functools import partial
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.functional import cached_property
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from positions.api.authentication import visible_to
from positions.api.etags import answer_if_new, tag_of
from positions.api.kinds import mistaken
from positions.api.pages import Pages, StableOrdering
from positions.api.parameters import refuse_unknown
from positions.api.sparse import FIELDS, keep_fields, spare_queries, wanted_fields
from positions.api.writing import NOTHING, answer_write, is_form
from positions.models import Negotiation, User

SPARSE = {"list", "retrieve"}  # actions whose rows can be had in part


class Resource(GenericViewSet):
    """Rows that a program may ask for.

    `parameters` are the query parameters that an action knows beside those of filters, pages and order.
    `needs` names, for what is read ahead of the rows (the name of the prefetch), the fields that show it; a field of
    the same name needs no mention. It is not read when none of them is asked for.
    `takes_lists` are the actions that take a list of what they take, each item by itself. `keeps_answers` is False
    where an answer holds what must not be kept. `is_personal` is True for rows of the account, which a token of one
    negotiation does not reach; `is_computed` for answers that take long to compute.
    """

    pagination_class: type[Pages] | None = Pages
    filter_backends: list[Any] = [StableOrdering]
    ordering = ["pk"]
    ordering_fields: list[str] = []
    parameters: tuple[str, ...] = ()
    needs: dict[str, tuple[str, ...]] = {"current_judgements": ("judgement", "relation")}
    takes_lists: frozenset[str] = frozenset({"create"})
    keeps_answers = True
    is_personal = False
    is_computed = False
    item: Any = NOTHING

    @property
    def caller(self) -> User:
        """Return the account in whose name the program or person calls."""
        return cast(User, self.request.user)

    def visible(self) -> QuerySet[Negotiation]:
        """Return the negotiations that the caller may read."""
        return visible_to(self.request)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.look_up()
        known = self.known_parameters()
        if known is not None:
            refuse_unknown(request.query_params, known)
        method = str(request.method).lower()
        if request.method not in SAFE_METHODS and hasattr(self, method):
            # As a view set binds its actions: an attribute of this one request's view.
            setattr(self, method, partial(answer_write, self, getattr(self, method)))

    def look_up(self) -> None:
        """Answer 404 where there is nothing for the caller, before it is said what else is wrong."""

    def finalize_response(  # type: ignore[override]  # an unchanged row is an answer of Django's
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        response = super().finalize_response(request, response, *args, **kwargs)
        is_row = self.detail and isinstance(response, Response)  # and no file
        if is_row and request.method in {"GET", "HEAD"} and response.status_code == 200:
            return answer_if_new(request, response)
        return response

    def validated(self, serializer: type[serializers.BaseSerializer], *, is_partial: bool = False) -> dict[str, Any]:
        """Return the request's fields, or those of one item of its list, as the serializer understands them."""
        sent = self.request.data if self.item is NOTHING else self.item
        wish = serializer(data=sent, partial=is_partial, context=self.get_serializer_context())
        if not is_form(sent) and (found := mistaken(wish, sent)):
            raise ValidationError(found)
        wish.is_valid(raise_exception=True)
        return wish.validated_data

    def changes(self, serializer: type[serializers.BaseSerializer]) -> dict[str, Any]:
        """Return the fields that were sent of a row, of which the others stay as they are."""
        return self.validated(serializer, is_partial=True)

    def answered(self, shown: Any, *, status: int = 200) -> Response:
        """Return a row as its serializer shows it, with its tag."""
        return Response(shown, status=status, headers={"ETag": tag_of(shown)})

    def known_parameters(self) -> set[str] | None:
        """Return the query parameters of this action; None when the action looks at them itself."""
        known = set(self.parameters)
        if self.request.method not in SAFE_METHODS:
            return known
        if self.action in SPARSE:
            known.add(FIELDS)
        if self.action == "list":
            known |= self.list_parameters()
        return known

    def list_parameters(self) -> set[str]:
        """Return the parameters by which a list is narrowed, ordered and cut into pages."""
        known = set(self.pagination_class.parameters) if self.pagination_class else set()
        if self.ordering_fields:
            known.add(StableOrdering.ordering_param)
        filters = getattr(self, "filterset_class", None)
        if filters and DjangoFilterBackend in self.filter_backends:
            known |= set(filters.base_filters)
        return known

    @cached_property
    def wanted(self) -> frozenset[str] | None:
        """Return the fields that were asked for; None for all."""
        return wanted_fields(self.request.query_params) if self.action in SPARSE else None

    def get_serializer(self, *args: Any, **kwargs: Any) -> serializers.BaseSerializer:
        serializer = super().get_serializer(*args, **kwargs)
        if self.wanted is not None:
            keep_fields(serializer, self.wanted)
        return serializer

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        rows = super().filter_queryset(queryset)
        return rows if self.wanted is None else spare_queries(rows, self.get_serializer(), self.needs)
