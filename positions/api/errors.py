"""Says what went wrong in the shapes of Django REST framework, in the sentences of the stages."""

from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError

from positions.ingestion.errors import IncompleteArticle, IngestionError
from positions.review.errors import ReviewError, Stale


class Conflict(APIException):
    """Somebody else decided meanwhile."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "stale"


class TryLater(APIException):
    """What was asked for may succeed later."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "try_later"


def as_api_error(error: Exception) -> Exception:
    """Return the API's error for one of a stage; any other is returned as it is."""
    if isinstance(error, Stale):
        return Conflict(str(error))
    if isinstance(error, IncompleteArticle):
        return ValidationError({field: [error.message] for field in error.missing})
    if isinstance(error, IngestionError) and not error.permanent:
        return TryLater(error.message)
    if isinstance(error, ReviewError | IngestionError):
        return ValidationError({"non_field_errors": [str(error)]})
    return error
