"""What a reviewer is told when something cannot be done."""

from django.core.exceptions import PermissionDenied


class ReviewError(Exception):
    """The wish cannot be met; the message says why and what to do."""


class Stale(ReviewError):
    """Somebody else decided since the page was drawn."""


class NotAllowed(PermissionDenied):
    """The person's role in this negotiation does not reach."""
