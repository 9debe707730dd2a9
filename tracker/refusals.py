"""Errors outside the views: pages for people, JSON for programs."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from positions.api.errors import answer_failure, answer_plain

PROGRAMS = "/api/v1/"


def bad_request(request: HttpRequest, exception: Exception, **options: Any) -> HttpResponse:
    return answer_plain(400) if is_program(request) else defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception, **options: Any) -> HttpResponse:
    return answer_plain(403) if is_program(request) else defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception, **options: Any) -> HttpResponse:
    return answer_plain(404) if is_program(request) else defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    return answer_failure(request) if is_program(request) else defaults.server_error(request)


def is_program(request: HttpRequest) -> bool:
    return request.path_info.startswith(PROGRAMS)
