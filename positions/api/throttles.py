"""How often one account may ask, all its tokens and browsers together; counted in the cache."""

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import UserRateThrottle

from positions.api.authentication import is_look


class AccountRate(UserRateThrottle):
    """All requests."""

    scope = "account"


class WriteRate(UserRateThrottle):
    """Requests that may change something."""

    scope = "write"

    def allow_request(self, request: Request, view: Any) -> bool:
        return is_look(request, view) or super().allow_request(request, view)


class ComputedRate(UserRateThrottle):
    """Requests whose answer is computed from a whole negotiation."""

    scope = "computed"

    def allow_request(self, request: Request, view: Any) -> bool:
        return not getattr(view, "is_computed", False) or super().allow_request(request, view)
