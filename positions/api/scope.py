"""Everything inside one negotiation: seen by its members, changed by its analysts."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import mixins
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.pages import StableOrdering
from positions.api.resource import Resource
from positions.enums import Role
from positions.models import Negotiation
from positions.review.permission import require


class Scoped(Resource):
    """Rows of the negotiation named in the address; it does not exist for those who are not its members.

    `within` is the path from a row to its negotiation. Whatever is not a mere look needs the role
    `writer`.
    """

    within = "negotiation"
    filter_backends = [DjangoFilterBackend, StableOrdering]
    writer = Role.ANALYST

    @cached_property
    def negotiation(self) -> Negotiation:
        """Return the negotiation, or answer 404."""
        return get_object_or_404(self.visible(), slug=self.kwargs["negotiation"])

    def look_up(self) -> None:
        _ = self.negotiation

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method not in SAFE_METHODS:
            require(self.caller, self.negotiation, self.writer)

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().filter(**{self.within: self.negotiation})

    def shown(self, row: Any, *, status: int = 200) -> Response:
        """Return a row that was written as reading it would show it."""
        row = super().get_queryset().get(pk=row.pk)
        return self.answered(self.get_serializer(row).data, status=status)


class ScopedReading(mixins.ListModelMixin, mixins.RetrieveModelMixin, Scoped):
    """A list and its rows."""
