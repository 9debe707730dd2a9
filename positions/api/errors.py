"""Says what went wrong: the shapes of Django REST framework, the sentences of the stages, and a code for programs.

The body has what DRF puts there, `detail` or a list of sentences per field, and beside it `errors`: one entry per
sentence with its `code`, its `field` (a path with dots; null for the whole) and its `message`.
"""

import logging
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, JsonResponse
from rest_framework import status
from rest_framework.exceptions import APIException, ErrorDetail, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from positions.ingestion.errors import IncompleteArticle, IngestionError
from positions.review.errors import ReviewError, Stale

logger = logging.getLogger(__name__)

WHOLE = {"non_field_errors", "detail"}


class Conflict(APIException):
    """Somebody else decided meanwhile."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "stale"


class Changed(APIException):
    """The row is no longer the one that the caller saw."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "changed"
    default_detail = "The row has changed since you read it. Read it again, and send your change with its new ETag."


class BadCombination(ValidationError):
    """Fields that are right one by one and do not go together."""

    default_code = "bad_combination"


class TryLater(APIException):
    """What was asked for may succeed later."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "try_later"


def as_api_error(error: Exception) -> Exception:
    """Return the API's error for one of a stage; any other is returned as it is."""
    if isinstance(error, Stale):
        return Conflict(str(error))
    if isinstance(error, IncompleteArticle):
        return ValidationError({field: [error.message] for field in error.missing}, code="required")
    if isinstance(error, IngestionError) and not error.permanent:
        return TryLater(error.message)
    if isinstance(error, IngestionError):
        return ValidationError({"non_field_errors": [str(error)]}, code="unreadable")
    if isinstance(error, ReviewError):
        return ValidationError({"non_field_errors": [str(error)]}, code="refused")
    return error


def answer_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer in the API's shape; None for what nobody foresaw, which goes on to the log and to `answer_failure`."""
    response = exception_handler(as_api_error(error), context)
    if response is not None:
        response.data = told(response.data)
    return response


def told(detail: Any) -> dict[str, Any]:
    """Return the body of an error of DRF with its codes."""
    body = detail if isinstance(detail, dict) else {"non_field_errors": detail}
    return {**body, "errors": list_errors(body)}


def list_errors(detail: Any, path: str = "") -> list[dict[str, Any]]:
    """Return one entry per sentence, however deep it stands."""
    if isinstance(detail, dict):
        return [each for key, part in detail.items() for each in list_errors(part, below(path, str(key)))]
    if isinstance(detail, list):
        within = [(part, path if isinstance(part, str) else below(path, str(i))) for i, part in enumerate(detail)]
        return [each for part, where in within for each in list_errors(part, where)]
    code = detail.code if isinstance(detail, ErrorDetail) else "invalid"
    return [{"code": code, "field": path or None, "message": str(detail)}]


def below(path: str, key: str) -> str:
    return path if key in WHOLE else f"{path}.{key}".lstrip(".")


PLAIN = {
    400: ("invalid", "This address holds a character that no name can have."),
    403: ("permission_denied", "This may not be done from here."),
    404: ("not_found", "There is nothing at this address."),
}


def answer_plain(code: int) -> JsonResponse:
    """Answer an error outside every view, for example at an address that does not exist."""
    word, said = PLAIN[code]
    return JsonResponse(told({"detail": ErrorDetail(said, code=word)}), status=code)


def answer_failure(request: HttpRequest) -> JsonResponse:
    """Answer what nobody foresaw, with an id under which the log has it."""
    number = str(uuid4())
    # Django calls this while it handles the exception, which is what the log is to show.
    logger.error("Failure %s at %s %s", number, request.method, request.path, exc_info=True)  # noqa: LOG014
    said = f"Something unforeseen went wrong. Tell the administrator the id {number}; the log has it."
    return JsonResponse({**told({"detail": ErrorDetail(said, code="unforeseen")}), "id": number}, status=500)
