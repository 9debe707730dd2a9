"""Rows that people enter, change and remove: written through `review`, answered as reading shows them."""

from collections.abc import Callable
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from positions.api.scope import ScopedReading
from positions.enums import Role
from positions.review.permission import require
from positions.review.settling import settled

# Of an action that is no list: nothing narrows it or cuts it into pages.
PLAIN: dict[str, Any] = {"filter_backends": [], "pagination_class": None}


class Item(serializers.Serializer):
    """One of a list inside a row. It is sent whole also in a change of the row, of which the rest may be left out."""

    def validate(self, wish: dict[str, Any]) -> dict[str, Any]:
        missing = [name for name, field in self.fields.items() if field.required and name not in wish]
        if missing:
            told = {name: [self.fields[name].error_messages["required"]] for name in missing}
            raise serializers.ValidationError(told, code="required")
        return wish


class Registry(ScopedReading):
    """Rows that analysts enter and leads change and remove; `for_leads` names the actions of leads alone."""

    for_leads = frozenset({"partial_update", "destroy"})

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.action in self.for_leads:
            require(self.caller, self.negotiation, Role.LEAD)

    def entered(self, write: Callable[[], Any]) -> Response:
        """Write all or nothing, and answer with the new row."""
        return self.shown(settled(write), status=201)

    def changed(self, write: Callable[[], Any]) -> Response:
        """Write all or nothing, and answer with the row as it is now."""
        return self.shown(settled(write))
